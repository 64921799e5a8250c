// The parts of the page that take an answer. Texts become text nodes and never markup.
let language = CONTENT.language;

const say = (name, values = {}) =>
  pick(CONTENT.words[name], language).replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
const told = (text) => pick(text, language);

function make(tag, given = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "text") node.textContent = value;
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== undefined && value !== null) node.setAttribute(name, String(value));
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

function button(name, act, given = {}) {
  return make("button", { type: "button", text: say(name), onclick: act, ...given });
}

// Changes one part of an entry, and tells the page.
function change(question, parts) {
  answers.set(question.id, { ...entryOf(question.id), ...parts });
  changed();
}

// A text that may be long: it grows with what is written.
function area(question, name, given) {
  const node = make("textarea", {
    rows: 2,
    oninput: () => change(question, { [name]: node.value, ...(name === "value" ? stated(node.value) : {}) }),
    ...given,
  });
  node.value = entryOf(question.id)[name];
  return node;
}

const stated = (text) => ({ state: isBlank(text) ? "" : "answered" });

function option(question, kind, value, label, isChosen, choose) {
  const id = `${kind}-${question.id}-${value}`;
  const input = make("input", { type: kind, id, name: `answer-${question.id}`, value, onchange: () => choose(input.checked) });
  input.checked = isChosen;
  return make("label", { class: "option", for: id }, input, make("span", { text: label }));
}

const stateLabel = (question, state) => told(state === "na" && question.na ? question.na : CONTENT.states[state]);

function stateOptions(question) {
  const { state } = entryOf(question.id);
  return question.states.map((one) =>
    option(question, "radio", `state:${one}`, stateLabel(question, one), state === one, () => {
      change(question, { state: one });
      redraw(question);
    }));
}

function choiceField(question) {
  const { state, value } = entryOf(question.id);
  const options = question.choices.map((choice) =>
    option(question, "radio", choice.id, told(choice.label), state === "answered" && value === choice.id, () => {
      change(question, { state: "answered", value: choice.id });
      redraw(question);
    }));
  return [make("div", { class: "options" }, ...options), make("div", { class: "options states" }, ...stateOptions(question))];
}

function multiField(question) {
  const { state, values } = entryOf(question.id);
  const options = question.choices.map((choice) =>
    option(question, "checkbox", choice.id, told(choice.label), state === "answered" && values.includes(choice.id), (isOn) => {
      const before = entryOf(question.id);
      const kept = before.state === "answered" ? before.values : [];
      const now = question.choices.map((one) => one.id).filter((id) => (id === choice.id ? isOn : kept.includes(id)));
      change(question, { values: now, state: now.length ? "answered" : "" });
      redraw(question);
    }));
  return [make("div", { class: "options" }, ...options), make("div", { class: "options states" }, ...stateOptions(question))];
}

function countryField(question) {
  const fold = (text) => text.normalize("NFKC").trim().toLowerCase();
  const chosen = make("ul", { class: "chosen" });
  const problem = make("p", { class: "problem", role: "alert", hidden: true, text: say("no_country") });
  const name = (code) => told(CONTENT.countries.find(([known]) => known === code)?.slice(1) || [code, code]);
  const put = (values) => {
    change(question, { values, state: values.length ? "answered" : "" });
    draw();
  };
  const input = make("input", {
    type: "text", list: "countries", autocomplete: "off", "aria-label": say("add_country"), placeholder: say("add_country"),
    onchange: () => add(), onkeydown: (event) => { if (event.key === "Enter") { event.preventDefault(); add(); } },
  });
  function add() {
    if (isBlank(input.value)) return;
    const wanted = input.value.split(/[、,;，；\n]/).map(fold).filter(Boolean);
    const found = wanted.map((one) => CONTENT.countries.find((country) => country.some((word) => fold(word) === one))?.[0]);
    problem.hidden = found.every(Boolean);
    if (!problem.hidden) return;
    input.value = "";
    put([...new Set([...entryOf(question.id).values, ...found])]);
  }
  function draw() {
    chosen.replaceChildren(...entryOf(question.id).values.map((code) =>
      make("li", {}, make("span", { text: name(code) }), make("button", {
        type: "button", text: "×", "aria-label": say("remove", { name: name(code) }),
        onclick: () => { put(entryOf(question.id).values.filter((one) => one !== code)); input.focus(); },
      }))));
  }
  draw();
  return [chosen, make("div", { class: "row" }, input, button("add", add)), problem];
}

function plainField(question) {
  const labelled = { "aria-labelledby": `text-${question.id}` };
  if (["text", "table"].includes(question.type)) return [area(question, "value", { ...labelled, rows: 3 })];
  const isMeasure = MEASURING.includes(question.type);
  const input = make("input", {
    ...labelled,
    type: question.type === "date" ? "date" : question.type === "url" ? "url" : "text",
    inputmode: isMeasure ? "decimal" : undefined,
    class: isMeasure ? "measure" : question.type === "date" ? "date" : "",
    placeholder: question.type === "url" ? "https://" : undefined,
    autocomplete: "off",
    oninput: () => change(question, { value: input.value, ...stated(input.value) }),
  });
  input.value = entryOf(question.id).value;
  return [make("div", { class: "row" }, input, question.unit ? make("span", { class: "unit", text: told(question.unit) }) : null)];
}

// Where there is nothing to choose from, one either writes or says why not.
function writtenField(question) {
  const { state } = entryOf(question.id);
  const isSaid = state !== "" && state !== "answered";
  const write = option(question, "radio", "written", say("write"), !isSaid, () => {
    const { value, values } = entryOf(question.id);
    change(question, question.type === "country_list" ? { state: values.length ? "answered" : "" } : stated(value));
    redraw(question);
  });
  const field = isSaid ? [] : question.type === "country_list" ? countryField(question) : plainField(question);
  return [make("div", { class: "options states" }, write, ...stateOptions(question)), ...field];
}

function fieldOf(question) {
  if (question.type === "choice") return choiceField(question);
  return question.type === "multi" ? multiField(question) : writtenField(question);
}

// An answer in words, as it is printed; without one, what there is to choose from.
function inWords(question) {
  const answer = answerOf(question);
  if (answer === null) {
    const labels = [...question.choices.map((one) => told(one.label)), ...question.states.map((one) => stateLabel(question, one))];
    return (question.choices.length ? "" : "＿＿＿＿＿＿＿＿　") + labels.map((label) => `□ ${label}`).join("　");
  }
  if (answer.state !== "answered") return stateLabel(question, answer.state);
  const word = (one) => {
    if (question.choices.length) return told(choiceOf(question, one).label);
    if (question.type === "country_list") return told(CONTENT.countries.find(([code]) => code === one).slice(1));
    return question.unit && MEASURING.includes(question.type) ? `${one} ${told(question.unit)}` : one;
  };
  return answer.given.map(word).join("\n");
}
