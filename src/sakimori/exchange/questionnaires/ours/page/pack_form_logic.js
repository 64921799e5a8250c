// What a form knows of its pack without any page: which questions are asked, what an answer is, what is still missing.
const CONTENT = JSON.parse(document.getElementById("content").textContent);
const QUESTIONS = new Map(CONTENT.questions.map((question) => [question.id, question]));
const OPEN = ["unknown", "undisclosed", "undefined"];
const PSEUDO = [...OPEN, "blank"];
const SEVERAL = ["multi", "country_list"];
const MEASURING = ["number", "duration"];
const TEXTS = ["reason", "note", "evidence"];
const answers = new Map();

const isBlank = (text) => text.trim() === "";
const empty = () => ({ state: "", value: "", values: [], reason: "", note: "", evidence: "" });
const entryOf = (id) => answers.get(id) || empty();
const choiceOf = (question, id) => question.choices.find((choice) => choice.id === id);
const plainNumber = (text) => text.normalize("NFKC").replaceAll(",", "").trim();
const isNumber = (text) => /^\d{1,16}(\.\d{1,15})?$/.test(plainNumber(text));

// The answer to a question: its state with what was given; null where nobody has answered.
function answerOf(question) {
  const entry = entryOf(question.id);
  if (entry.state === "") return null;
  if (entry.state !== "answered") return { state: entry.state, given: [] };
  const given = (SEVERAL.includes(question.type) ? entry.values : [entry.value]).filter((one) => !isBlank(one));
  return given.length ? { state: "answered", given } : null;
}

function idsOf(answer) {
  return answer.state === "answered" ? answer.given : [answer.state];
}

// Truth has three values: null stands for what is not known yet.
function all(verdicts) {
  return verdicts.includes(false) ? false : verdicts.includes(null) ? null : true;
}

function any(verdicts) {
  return verdicts.includes(true) ? true : verdicts.includes(null) ? null : false;
}

function holds(condition, seen) {
  const [kind, first, second] = condition;
  if (kind === "all") return all(first.map((part) => holds(part, seen)));
  if (kind === "any") return any(first.map((part) => holds(part, seen)));
  if (kind === "not") {
    const verdict = holds(first, seen);
    return verdict === null ? null : !verdict;
  }
  return kind === "fact" ? factIs(first, second) : answerIs(first, second, seen);
}

function factIs(fact, values) {
  const known = Object.hasOwn(CONTENT.facts, fact) ? CONTENT.facts[fact] : null;
  return known === null ? null : [known].flat().some((one) => values.includes(one));
}

function answerIs(id, ids, seen) {
  const state = visibility(id, seen);
  if (state !== "visible") return state === "hidden" ? false : null;
  const question = QUESTIONS.get(id);
  const answer = question ? answerOf(question) : null;
  if (answer === null) return null;
  const said = idsOf(answer);
  if (said.some((one) => ids.includes(one))) return true;
  return said.some((one) => PSEUDO.includes(one)) ? null : false;
}

function visibility(id, seen) {
  if (!seen.has(id)) {
    const condition = CONTENT.conditions[id];
    const verdict = condition ? holds(condition, seen) : true;
    seen.set(id, verdict === null ? "pending" : verdict ? "visible" : "hidden");
  }
  return seen.get(id);
}

function visibilities() {
  const seen = new Map();
  return new Map(CONTENT.questions.map((question) => [question.id, visibility(question.id, seen)]));
}

function needsReason(question, answer) {
  if (answer.state === "na") return true;
  return question.type === "choice" || question.type === "multi"
    ? answer.given.some((id) => choiceOf(question, id)?.reason)
    : false;
}

function needsEvidence(question, answer) {
  const said = idsOf(answer);
  const isOpen = said.some((one) => PSEUDO.includes(one));
  return question.evidence.some((request) =>
    request.if.length ? said.some((one) => request.if.includes(one)) : !isOpen);
}

// The name of what a question still lacks, or of how it stands.
function standing(question, state) {
  const answer = answerOf(question);
  const entry = entryOf(question.id);
  if (state === "hidden") return "skip";
  if (answer === null) return state === "pending" ? "depends" : question.required ? "missing" : "optional";
  if (MEASURING.includes(question.type) && answer.state === "answered" && !isNumber(answer.given[0])) return "number";
  if (needsReason(question, answer) && isBlank(entry.reason)) return "needs_reason";
  if (needsEvidence(question, answer) && isBlank(entry.evidence)) return "needs_evidence";
  return "done";
}

const isToDo = (name) => ["missing", "number", "needs_reason", "needs_evidence"].includes(name);

// What is saved: every question that was sent, also those without an answer and those that fell away.
function saved(language) {
  const entries = CONTENT.questions.map((question) => {
    const answer = answerOf(question);
    const entry = entryOf(question.id);
    const kept = { question: pick(question.text, language), state: answer === null ? "blank" : answer.state };
    if (answer !== null && answer.state === "answered") {
      if (SEVERAL.includes(question.type)) kept.values = answer.given;
      else if (MEASURING.includes(question.type) && isNumber(answer.given[0])) kept.value = plainNumber(answer.given[0]);
      else kept.value = answer.given[0];
    }
    for (const name of TEXTS) if (!isBlank(entry[name])) kept[name] = entry[name];
    return [question.id, kept];
  });
  return {
    format: CONTENT.format,
    signature: CONTENT.signature,
    language,
    saved_at: new Date().toISOString(),
    answers: Object.fromEntries(entries),
  };
}

const isRecord = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

// The entries of a saved file, with the ids that could not be taken; a name of a word instead where it is not ours.
function entriesOf(text) {
  let content;
  try {
    content = JSON.parse(text);
  } catch {
    return "not_saved";
  }
  if (!isRecord(content) || !isRecord(content.answers) || content.format !== CONTENT.format) return "not_saved";
  const [theirs, ours] = [content.signature, CONTENT.signature].map((line) => String(line).split(" "));
  if ([1, 2, 4].some((part) => theirs[part] !== ours[part])) return "other_pack";
  const taken = new Map();
  const left = [];
  for (const [id, kept] of Object.entries(content.answers)) {
    const question = QUESTIONS.get(id);
    const entry = question && isRecord(kept) ? entryFrom(question, kept) : null;
    if (entry === null) left.push(id);
    else taken.set(id, entry);
  }
  return { taken, left };
}

function entryFrom(question, kept) {
  const entry = empty();
  for (const name of TEXTS) {
    if (kept[name] !== undefined && typeof kept[name] !== "string") return null;
    entry[name] = kept[name] || "";
  }
  if (kept.state === "blank") return entry;
  entry.state = kept.state;
  if (kept.state !== "answered") return question.states.includes(kept.state) ? entry : null;
  const given = SEVERAL.includes(question.type) ? kept.values : [kept.value];
  if (!Array.isArray(given) || !given.length || !given.every((one) => typeof one === "string" && !isBlank(one))) return null;
  if (question.choices.length && !given.every((id) => choiceOf(question, id))) return null;
  if (question.type === "country_list" && !given.every((code) => CONTENT.countries.some(([known]) => known === code))) return null;
  if (question.type === "date" && !/^\d{4}-\d\d-\d\d$/.test(given[0])) return null;
  if (SEVERAL.includes(question.type)) entry.values = [...new Set(given)];
  else entry.value = given[0];
  return entry;
}

const pick = (text, language) => (language === "ja" ? text[0] || text[1] : text[1] || text[0]);
