// Moves the code of an invitation from the address into the form, so that nobody has to paste it. What stands behind
// the # never travels with a request of its own; it is taken out of the address before the form goes.
"use strict";
(() => {
  const form = document.getElementById("enter");
  const field = document.getElementById("link");
  if (!form || !field) return;
  const enter = () => {
    const code = location.hash.slice(1);
    if (!/^[A-Za-z0-9_-]{40,100}$/.test(code)) return;
    history.replaceState(null, "", location.pathname + location.search);
    field.value = code;
    form.submit();
  };
  addEventListener("hashchange", enter); // another link, opened in a tab that shows this page already
  enter();
})();
