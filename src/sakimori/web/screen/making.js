// Says how far the demo is, until the framework has drawn something of its own.
"use strict";
(() => {
  const said = document.getElementById("screen_making");
  const share = document.getElementById("screen_share");
  if (!said) return;

  const look = async () => {
    if (document.querySelector("[data-testid=stMain] [data-testid=stElementContainer]")) {
      said.remove();
      return;
    }
    try {
      const answer = await fetch("/screen/making", { cache: "no-store" });
      const made = (await answer.json()).share;
      if (made) share.textContent = made;
    } catch {
      // the server is busy: the next look tells
    }
    setTimeout(look, 500);
  };
  look();
})();
