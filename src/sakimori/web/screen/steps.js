// What the pages of Streamlit leave to the browser: which change is a step back, where the menu leads, the search.
"use strict";

(() => {
  // One act of a person is one step of the history at most: another page, record or view is a new entry, while a search,
  // a filter or a tab changes the one there. On the way to a page the framework names others; those are taken back.
  const places = ["view", "id", "party", "contract", "flow", "pack", "number", "new", "edit"];
  const push = history.pushState.bind(history);
  let acts = 0;
  let step = { act: 0, from: location.href, isNew: true };

  const place = (address) => {
    const url = new URL(address);
    return [url.pathname, ...places.map((name) => url.searchParams.getAll(name).join())].join("\n");
  };

  history.pushState = (state, title, address) => {
    const to = new URL(address ?? location.href, location.href).href;
    if (step.act !== acts) {
      step = { act: acts, from: location.href, isNew: false };
    }
    if (step.isNew || place(to) === place(step.from)) {
      history.replaceState(state, title, to);
    } else {
      history.replaceState(state, title, step.from);
      push(state, title, to);
      step.isNew = true;
    }
  };

  for (const kind of ["pointerdown", "keydown", "popstate"]) {
    addEventListener(kind, () => (acts += 1), true);
  }

  // The menu leads to a page as it begins, also from that very page; day and language stay.
  const begin = (event) => {
    const link = event.target.closest?.("[data-testid=stSidebarNavLink]");
    const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || link.pathname !== location.pathname) {
      return;
    }
    const said = new URLSearchParams(location.search);
    for (const name of [...said.keys()]) {
      if (name !== "on" && name !== "lang") {
        said.delete(name);
      }
    }
    const search = said.size ? `?${said}` : "";
    if (search !== location.search) {
      event.preventDefault();
      event.stopPropagation();
      push({}, "", link.pathname + search);
      dispatchEvent(new PopStateEvent("popstate"));
    }
  };
  document.addEventListener("click", begin, true);

  // A day that was typed is sent by Enter, which the field would only take for itself.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Enter" && event.target.closest?.(".st-key-frame_day")) {
        event.target.blur();
        setTimeout(() => document.querySelector(".st-key-frame_show_day button")?.click(), 100);
      }
    },
    true,
  );

  // The framework takes no / for a shortcut, and has no word for where the first letter goes.
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, textarea, select, [contenteditable=true]");
    const button = document.querySelector(".st-key-frame_search button");
    if (event.key === "/" && !isTyping && button && !document.querySelector("[role=dialog]")) {
      event.preventDefault();
      button.click();
    }
  });

  let field = null;
  new MutationObserver(() => {
    const found = document.querySelector("[role=dialog] .st-key-search_text input");
    if (found !== field) {
      field = found;
      setTimeout(() => field?.focus(), 0);
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
