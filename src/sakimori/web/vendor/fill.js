// Saves each question as it is answered. Without this file the form works all the same, by its button.
"use strict";
(() => {
  const form = document.getElementById("answers");
  const status = document.getElementById("saved");
  if (!form || !status || !window.fetch) return;
  const APART = /^[mc]\./; // remarks and measures are sent by their own buttons: each time they would be one more
  const dirty = new Set();
  let hasFailed = false;
  let sending = false;

  const questionOf = (element) => element.closest(".question");
  const fieldsOf = (question) => {
    const data = new URLSearchParams();
    data.append("form_token", form.elements.form_token.value);
    for (const field of question.querySelectorAll("input, textarea, select")) {
      if (!field.name || APART.test(field.name)) continue;
      if ((field.type === "radio" || field.type === "checkbox") && !field.checked) continue;
      data.append(field.name, field.value);
    }
    return data;
  };
  const tell = (words, isBad) => {
    status.textContent = words;
    status.classList.toggle("bad", Boolean(isBad));
  };
  const made = (html) => {
    const box = document.createElement("template");
    box.innerHTML = html; // made by the server, where every text from outside is escaped
    return box.content.firstElementChild;
  };
  const typedIn = (place) =>
    [...place.querySelectorAll("textarea")].filter((one) => APART.test(one.name) && one.value).map((one) => [one.name, one.value]);
  const putBack = (place, typed) => {
    for (const [name, value] of typed) {
      const field = place.querySelector(`[name="${CSS.escape(name)}"]`);
      if (field && !field.value) field.value = value;
    }
  };
  const swap = (old, next) => {
    const typed = typedIn(old);
    old.replaceWith(next);
    putBack(next, typed);
    prepare(next);
  };

  // Questions that an answer brings or takes away come from the page as it would be now; all others stay as they are.
  const follow = async () => {
    const answer = await fetch(location.pathname, { headers: { accept: "text/html" }, credentials: "same-origin" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const wanted = [...fresh.querySelectorAll(".question")];
    const standing = new Map([...form.querySelectorAll(".question")].map((one) => [one.id, one]));
    let before = null;
    for (const next of wanted) {
      const here = standing.get(next.id);
      standing.delete(next.id);
      let placed = here;
      if (!here || here.dataset.asked !== next.dataset.asked) {
        placed = document.importNode(next, true);
        if (here) here.remove();
        if (before) before.after(placed);
        else document.getElementById("questions").prepend(placed);
        prepare(placed);
      }
      before = placed;
    }
    for (const gone of standing.values()) gone.remove();
  };

  const take = async (question, reply) => {
    for (const [id, html] of Object.entries(reply.replace)) {
      const old = document.getElementById(id);
      if (old) swap(old, made(html));
    }
    const known = reply.question;
    if (known && question.isConnected) {
      const named = (name) => question.querySelector(`input[name="${CSS.escape(name)}"]`);
      if (known.seq !== null) named(`q.${question.dataset.question}`).value = known.seq;
      if (known.was !== null) named(`w.${question.dataset.question}`).value = known.was;
      const place = question.querySelector(".outcome");
      swap(place, made(known.outcome));
    }
    const bar = document.getElementById("section-progress");
    if (bar) bar.textContent = reply.progress;
    const shown = [...form.querySelectorAll(".question")].map((one) => `${one.dataset.question}:${one.dataset.asked}`);
    if (reply.shown.join(" ") !== shown.join(" ")) await follow();
    tell(reply.words, !reply.is_saved);
  };

  const send = async (question, keepalive) => {
    dirty.delete(question);
    const answer = await fetch(form.action, {
      method: "POST",
      body: fieldsOf(question),
      headers: { accept: "application/json" },
      credentials: "same-origin",
      keepalive: Boolean(keepalive),
    });
    if ((answer.headers.get("content-type") || "").startsWith("application/json")) {
      await take(question, await answer.json());
    } else {
      throw new Error(String(answer.status));
    }
  };

  const work = async () => {
    if (sending) return;
    sending = true;
    while (dirty.size) {
      const [question] = dirty;
      if (!question.isConnected) {
        dirty.delete(question);
        continue;
      }
      tell(form.dataset.saving);
      try {
        await send(question);
        hasFailed = false;
      } catch {
        dirty.add(question);
        hasFailed = true;
        tell(form.dataset.failed, true);
        break;
      }
    }
    sending = false;
  };

  const prepare = (place) => {
    for (const box of place.querySelectorAll(".filter")) {
      box.hidden = false;
      box.addEventListener("input", () => {
        const wanted = box.value.trim().toLowerCase();
        for (const choice of box.parentElement.querySelectorAll(".countries label")) {
          choice.hidden = Boolean(wanted) && !choice.textContent.toLowerCase().includes(wanted);
        }
      });
    }
  };

  form.addEventListener("change", (event) => {
    const question = questionOf(event.target);
    if (!question || !event.target.name || APART.test(event.target.name)) return;
    dirty.add(question);
    work();
  });
  form.addEventListener("submit", () => {
    dirty.clear();
    hasFailed = false;
  });
  addEventListener("pagehide", () => {
    for (const question of dirty) send(question, true).catch(() => {});
  });
  addEventListener("beforeunload", (event) => {
    if (hasFailed) event.preventDefault();
  });
  prepare(document);
})();
