// Leads the keys on the screens: what the framework has no word for. Without this file everything works by mouse.
"use strict";
(() => {
  const words = {
    ja: "↑↓で行を選び、Enterで開きます。",
    en: "Choose a row with ↑ and ↓, open it with Enter.",
  };
  const names = "a.rows-name:focus-visible";
  const reasons = "[class*='st-key-assess_reason_'] input";
  const current = "[class*='st-key-assess_current_'], [class*='st-key-reading_current_']";
  const boxes = "[class*='st-key-box_']";
  const passage = "[class*='st-key-passage_']";
  const pages = ".st-key-evidence_pages";

  // A reason is saved by Enter; the keys that follow answer the next question and are not typed into it.
  const leaves = (event) => {
    if (event.key === "Enter" && !event.isComposing && event.target.matches?.(reasons)) {
      setTimeout(() => event.target.blur());
    }
  };

  const hint = document.createElement("div");
  hint.id = "screen_hint";
  hint.setAttribute("role", "status");
  const says = () => {
    const text = document.activeElement?.matches(names) ? words[document.documentElement.lang] || words.en : "";
    if (hint.textContent !== text) hint.textContent = text;
  };

  // The passage of a document that a clause is read for stands in sight on its page, until somebody turns the pages.
  let turned = false;
  let seen = "";
  const named = (place, start) => [...place.classList].find((one) => one.startsWith(start)) || "";
  const leads = () => {
    const place = document.querySelector(`${pages} ${passage}`);
    const name = place ? `${named(place, "st-key-passage_")} ${place.querySelector("img")?.src}` : "";
    if (name !== seen) turned = false;
    seen = name;
    const box = place && !turned ? place.closest(pages) : null;
    if (!box) return;
    const down = Number(named(place, "st-key-passage_").split("_").at(-1)) / 1000;
    const top = place.getBoundingClientRect().top - box.getBoundingClientRect().top + place.offsetHeight * down;
    box.scrollTop += top - box.clientHeight / 4;
  };
  const turns = (event) => {
    until = 0;
    if (event.target.closest?.(pages)) turned = true;
  };

  const asked = new WeakSet();
  let shown = "";
  let until = 0;
  let waits = false;
  const follow = () => {
    waits = false;
    for (const field of document.querySelectorAll(reasons)) {
      const isNew = !asked.has(field) && !field.value;
      asked.add(field);
      if (isNew) field.focus();
    }
    const card = document.querySelector(current);
    const name = card ? named(card, "st-key-") : "";
    const isClause = card?.matches("[class*='st-key-reading_current_']");
    // A page that has just told what a write solved stays at its top.
    const isTold = isClause && !shown && !card.closest(".stMain")?.scrollTop;
    if (name !== shown && !isTold) until = performance.now() + (isClause ? 1500 : 1);
    // Beside a document the page is not yet what it will be: it comes in parts, and grows above the card.
    if (card && performance.now() < until) card.closest(boxes).scrollIntoView({ block: "nearest" });
    shown = name;
    for (const box of document.querySelectorAll(pages)) box.tabIndex = 0; // so that the arrow keys turn its pages
    leads();
    says();
  };
  const later = () => {
    if (waits) return;
    waits = true;
    requestAnimationFrame(follow);
  };

  addEventListener("keydown", leaves, true);
  for (const kind of ["wheel", "pointerdown", "touchmove"]) addEventListener(kind, turns, { capture: true, passive: true });
  document.addEventListener("load", (event) => event.target.closest?.(pages) && leads(), true); // a picture came
  addEventListener("focusin", says);
  addEventListener("focusout", () => setTimeout(says));
  addEventListener("DOMContentLoaded", () => {
    document.body.append(hint);
    new MutationObserver(later).observe(document.body, { childList: true, subtree: true });
  });
})();
