// The page: what is asked, how far it is, and the file that is saved and loaded.
const root = document.getElementById("form");
const DRAFT = `sakimori-form ${JSON.stringify([CONTENT.signature, CONTENT.letter])}`;
let cards = new Map();
let parts = {};
let isUnsaved = false;
let last = "";
let timer = 0;

function changed() {
  isUnsaved = true;
  tell("");
  refresh();
  clearTimeout(timer);
  timer = setTimeout(keepDraft, 400);
}

function card(question) {
  const id = question.id;
  const mark = make("span", { class: "mark", id: `mark-${id}` });
  const legend = make("legend", {}, make("span", { class: "number", text: id }), make("span", { id: `text-${id}`, text: told(question.text) || id }));
  const when = question.when ? make("p", { class: "when", text: say("when", { condition: told(question.when) }) }) : null;
  const notes = question.notes.map((text) => told(text)).filter(Boolean);
  const guide = make("div", { class: "guide", id: `guide-${id}` }, ...notes.map((text) => make("p", { text })));
  const field = make("div", { class: "field" });
  const reason = make("label", { class: "more reason" }, make("span", { text: say("reason") }), area(question, "reason", { maxlength: 2000 }));
  const evidence = make("label", { class: "more evidence" }, make("span", { text: say("evidence") }), area(question, "evidence", { rows: 1 }));
  const note = make("details", { open: !isBlank(entryOf(id).note) }, make("summary", { text: say("note") }),
    area(question, "note", { "aria-label": say("note"), maxlength: 2000 }));
  const clear = button("clear", () => {
    answers.set(id, { ...empty(), note: entryOf(id).note });
    changed();
    redraw(question);
  }, { class: "quiet", "aria-describedby": `text-${id}` });
  const printed = make("div", { class: "printed" });
  const set = make("fieldset", { "aria-describedby": `guide-${id} mark-${id}` }, legend, when, guide, field, reason,
    question.evidence.length ? evidence : null, make("div", { class: "below" }, note, clear));
  const node = make("article", { class: "question", id: `question-${id}`, tabindex: -1 }, mark, set, printed);
  cards.set(id, { node, mark, field, reason, evidence, note, clear, printed });
  field.replaceChildren(...fieldOf(question));
  return node;
}

// Draws a field anew, and leaves the keyboard where it was.
function redraw(question) {
  const { field, reason, evidence } = cards.get(question.id);
  const held = field.contains(document.activeElement) ? document.activeElement.id : "";
  field.replaceChildren(...fieldOf(question));
  for (const [name, label] of [["reason", reason], ["evidence", evidence]]) {
    label.querySelector("textarea").value = entryOf(question.id)[name];
  }
  if (held) document.getElementById(held)?.focus();
  refresh();
}

function refresh() {
  const states = visibilities();
  const marks = new Map(CONTENT.questions.map((one) => [one.id, standing(one, states.get(one.id))]));
  for (const question of CONTENT.questions) {
    const { node, mark, reason, evidence, clear, printed } = cards.get(question.id);
    const [state, name, answer, entry] = [states.get(question.id), marks.get(question.id), answerOf(question), entryOf(question.id)];
    node.dataset.state = state;
    node.dataset.standing = name;
    node.dataset.answer = answer === null ? "blank" : answer.state;
    node.hidden = state === "hidden";
    mark.textContent = say(name);
    const isReasoned = answer !== null && needsReason(question, answer);
    reason.hidden = !isReasoned && isBlank(entry.reason);
    reason.querySelector("textarea").required = isReasoned;
    evidence.hidden = !(answer !== null && needsEvidence(question, answer)) && isBlank(entry.evidence);
    clear.hidden = entry.state === "" && isBlank(entry.value) && !entry.values.length;
    printed.textContent = [inWords(question), ...TEXTS.filter((one) => !isBlank(entry[one])).map((one) => `${say(one)}: ${entry[one]}`)].join("\n");
  }
  count(states, marks);
}

function count(states, marks) {
  const asked = (ids) => ids.filter((id) => states.get(id) === "visible");
  const answered = (ids) => asked(ids).filter((id) => answerOf(QUESTIONS.get(id)) !== null).length;
  for (const section of parts.sections) {
    const { ids } = section;
    const done = { answered: answered(ids), asked: asked(ids).length };
    section.counts.forEach((node) => { node.textContent = say("of", done); });
    section.link.dataset.done = String(!asked(ids).some((id) => isToDo(marks.get(id))));
    const skipped = ids.filter((id) => states.get(id) === "hidden");
    section.skipped.hidden = !skipped.length;
    section.skipped.textContent = say("skipped", { ids: skipped.join(", ") });
  }
  const ids = CONTENT.questions.map((question) => question.id);
  const total = { answered: answered(ids), asked: asked(ids).length, left: left(states, marks).length };
  parts.progress.textContent = say("progress", total);
  parts.bar.max = Math.max(total.asked, 1);
  parts.bar.value = total.answered;
}

const left = (states, marks) =>
  CONTENT.questions.map((question) => question.id).filter((id) => states.get(id) === "visible" && isToDo(marks.get(id)));

function toDo() {
  const states = visibilities();
  return left(states, new Map(CONTENT.questions.map((one) => [one.id, standing(one, states.get(one.id))])));
}

function goToNext() {
  const open = toDo();
  if (!open.length) return tell(say("nothing_left"));
  const order = CONTENT.questions.map((question) => question.id);
  const from = order.indexOf(last);
  const id = open.find((one) => order.indexOf(one) > from) || open[0];
  last = id;
  const { node, reason, evidence, field } = cards.get(id);
  const name = node.dataset.standing;
  const place = name === "needs_reason" ? reason : name === "needs_evidence" ? evidence : field;
  node.scrollIntoView({ block: "start" });
  const control = place.querySelector("input[type=text], input[type=url], input[type=date], textarea") || place.querySelector("input");
  (control || node).focus({ preventScroll: true });
  return tell("");
}

function tell(text, isBad = false) {
  parts.told.textContent = text;
  parts.told.hidden = text === "";
  parts.told.dataset.bad = String(isBad);
}

function save() {
  const text = `${JSON.stringify(saved(language), null, 2)}\n`;
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = make("a", { href: address, download: CONTENT.filename });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  isUnsaved = false;
  const still = toDo().length;
  tell(say(still ? "saved_in_part" : "saved", { file: CONTENT.filename, left: still, to: CONTENT.letter.send_to || say("asker_of_this") }));
}

async function load(file) {
  parts.file.value = "";
  if (!file || (isUnsaved && !confirm(say("replace")))) return;
  const found = entriesOf((await file.text()).replace(/^\ufeff/, ""));
  if (typeof found === "string") {
    tell(say(found, { file: file.name }), true);
    return;
  }
  take(found.taken);
  isUnsaved = found.left.length > 0;
  const ids = found.left.slice(0, 10).join(", ");
  tell(say(found.left.length ? "loaded_in_part" : "loaded", { file: file.name, ids, count: found.left.length }), found.left.length > 0);
}

function take(entries) {
  answers.clear();
  for (const [id, entry] of entries) answers.set(id, entry);
  draw();
}

// A draft in the browser is a help and no promise: many browsers keep none for a page that lies in a folder.
function stored(act) {
  try {
    return act(window.localStorage);
  } catch {
    return null;
  }
}

function keepDraft() {
  stored((storage) => storage.setItem(DRAFT, JSON.stringify(saved(language))));
}

function offerDraft() {
  const text = stored((storage) => storage.getItem(DRAFT));
  const found = text ? entriesOf(text) : null;
  if (found === null || typeof found === "string") return;
  const kept = [...found.taken.values()].filter((entry) => entry.state !== "").length;
  if (!kept) return;
  const note = make("div", { class: "draft", role: "status" }, make("p", { text: say("draft", { count: kept }) }),
    button("draft_take", () => { note.remove(); take(found.taken); isUnsaved = true; }),
    button("draft_drop", () => { note.remove(); stored((storage) => storage.removeItem(DRAFT)); }, { class: "quiet" }));
  parts.cover.before(note);
}

function bar() {
  parts.progress = make("span", { class: "progress", role: "status" });
  parts.bar = make("progress", { "aria-hidden": "true" });
  parts.told = make("p", { class: "told", role: "status", hidden: true });
  parts.file = make("input", { type: "file", accept: ".json,application/json", hidden: true, "aria-label": say("load"), onchange: () => load(parts.file.files[0]) });
  const other = language === "ja" ? "en" : "ja";
  return make("header", { class: "bar" },
    make("div", { class: "where" }, parts.progress, parts.bar),
    make("div", { class: "acts" }, button("next", goToNext), button("save", save, { class: "main" }),
      button("load", () => parts.file.click()), parts.file, button("print", () => window.print(), { class: "print" }),
      button("other_language", () => speak(other), { lang: other })),
    parts.told);
}

function cover() {
  const facts = [["asker", CONTENT.letter.asker], ["about", CONTENT.letter.about], ["due", CONTENT.letter.due], ["return", CONTENT.letter.send_to],
    ["pack", told(CONTENT.title)], ["version", CONTENT.version], ["depth", told(CONTENT.depth)], ["source", CONTENT.source],
    ["count", String(CONTENT.questions.length)]];
  const rows = facts.filter(([, value]) => value).flatMap(([name, value]) => [make("dt", { text: say(name) }), make("dd", { text: value })]);
  parts.cover = make("section", { class: "cover" }, make("h1", { text: say("heading") }), make("dl", {}, ...rows), make("h2", { text: say("how") }),
    make("ol", {}, ...CONTENT.steps.map((step) => make("li", { text: told(step) }))));
  return parts.cover;
}

function sectionOf(section, place) {
  const title = section.path.map(told).join(" / ");
  const [here, there] = [make("span", { class: "count" }), make("span", { class: "count" })];
  const link = make("a", { href: `#section-${place}` }, make("span", { text: title }), there);
  const skipped = make("p", { class: "skipped", hidden: true });
  const node = make("section", { class: "part", id: `section-${place}` }, make("h2", {}, make("span", { text: title }), here),
    ...section.questions.map((id) => card(QUESTIONS.get(id))), skipped);
  parts.sections.push({ ids: section.questions, counts: [here, there], link, skipped });
  return node;
}

function draw() {
  cards = new Map();
  parts = { sections: [] };
  document.documentElement.lang = language;
  document.title = told(CONTENT.title);
  const top = bar();
  const sections = CONTENT.sections.map(sectionOf);
  const links = parts.sections.map((section) => make("li", {}, section.link));
  const names = CONTENT.countries.map((country) => make("option", { value: told(country.slice(1)) }));
  root.replaceChildren(top, make("div", { class: "sheet" },
    make("nav", { "aria-label": say("sections") }, make("details", { open: innerWidth > 900 }, make("summary", { text: say("sections") }), make("ol", {}, ...links))),
    make("main", {}, cover(), ...sections)), make("datalist", { id: "countries" }, ...names));
  refresh();
}

// Everything in the other language, with the question that is being read in the same place.
function speak(wanted) {
  const near = [...cards.values()].find(({ node }) => !node.hidden && node.getBoundingClientRect().bottom > 120)?.node;
  const [id, top] = near && window.scrollY > 0 ? [near.id, near.getBoundingClientRect().top] : ["", 0];
  language = wanted;
  draw();
  if (id) window.scrollBy(0, document.getElementById(id).getBoundingClientRect().top - top);
  root.querySelector(".acts button:last-child").focus({ preventScroll: true });
}

window.addEventListener("beforeunload", (event) => {
  if (!isUnsaved) return;
  event.preventDefault();
  event.returnValue = "";
});
root.addEventListener("focusin", (event) => {
  const node = event.target.closest(".question");
  if (node) last = node.id.slice("question-".length);
});
draw();
offerDraft();
