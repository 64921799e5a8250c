// Asks before a half-filled form is left by a reload or another address, and says afterwards what was kept of it.
"use strict";
(() => {
  const forms = "[role=dialog], [class*='st-key-'][class*='_step_']";
  const apart = ".st-key-search_text, .st-key-frame_day";
  const mark = "sakimori_left";
  const words = {
    ja: "開いていたフォームに入力した分は、保存していないため残っていません。保存した分はそのままです。",
    en: "What stood in the open form was not saved and is gone. Everything that was saved is still there.",
  };

  let filled = null;
  const note = (event) => {
    const form = event.target.closest?.(forms);
    if (form && !event.target.closest(apart)) filled = form;
  };
  addEventListener("input", note, true);
  addEventListener("change", note, true);

  addEventListener("beforeunload", (event) => {
    if (filled?.isConnected) event.preventDefault();
  });
  addEventListener("pagehide", () => {
    if (filled?.isConnected) sessionStorage.setItem(mark, "1");
  });

  if (sessionStorage.getItem(mark)) {
    sessionStorage.removeItem(mark);
    const said = document.createElement("div");
    said.id = "screen_left";
    said.setAttribute("role", "status");
    document.body.append(said);
    said.textContent = words[document.documentElement.lang] || words.en;
    addEventListener("click", () => said.remove(), { once: true, capture: true });
  }
})();
