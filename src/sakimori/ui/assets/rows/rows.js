// Draws a list as a table of the page: its names are links, its words stand whole, its heads order it.
const LEAST = 80;
const LEAST_OF_NAME = 140;
const MORE = 48;
const kept = new WeakMap();

const made = (tag, look, words) => {
  const element = document.createElement(tag);
  if (look) element.className = look;
  if (words !== undefined) element.textContent = words;
  return element;
};

const isPlain = (event) => event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

// What stands in a cell, by the kind of its column; words are put in as words, never as markup.
const fill = (cell, column, value) => {
  if (value === null) {
    cell.append(made("span", "rows-unknown", column.unknown));
  } else if (column.kind === "chips") {
    for (const word of [value].flat()) {
      const chip = made("span", "rows-chip", word);
      chip.style.backgroundColor = column.colours[word] || "";
      cell.append(chip, " ");
    }
  } else if (column.kind === "percent") {
    const bar = made("span", "rows-bar");
    bar.append(made("span"));
    bar.firstChild.style.width = `${value}%`;
    cell.append(bar, made("span", "", `${value} %`));
  } else {
    cell.append(typeof value === "number" ? value.toLocaleString("en") : value);
  }
};

const ordered = (rows, sort, language) => {
  const places = rows.map((_, place) => place);
  if (!sort) return places;
  const words = new Intl.Collator(language, { numeric: true }).compare;
  return places.sort((one, other) => {
    const [a, b] = [rows[one][sort.at], rows[other][sort.at]];
    if (a === null || b === null) return (a === null) - (b === null); // what nobody knows comes last either way
    return sort.sign * (typeof a === "number" && typeof b === "number" ? a - b : words(String(a), String(b)));
  });
};

const sum = (all) => all.reduce((before, one) => before + one, 0);

// A column is as wide as its content; where that is too much for the page, the widest give way and break their lines.
const widths = (natural, least, room) => {
  const spare = (room - sum(natural)) / natural.length;
  if (spare >= 0) return natural.map((width) => width + Math.min(spare, MORE));
  const found = [...least];
  let rest = room - sum(found);
  let open = found.map((_, at) => at);
  while (rest > 1 && open.length) {
    const share = rest / sum(open.map((at) => Math.sqrt(natural[at])));
    for (const at of open) {
      const more = Math.min(share * Math.sqrt(natural[at]), natural[at] - found[at]);
      found[at] += more;
      rest -= more;
    }
    open = open.filter((at) => natural[at] - found[at] > 1);
  }
  return found;
};

const fit = (box, columns, name) => {
  const table = box.firstChild;
  const room = box.clientWidth;
  if (!room) return;
  const cols = [...table.querySelectorAll("col")];
  for (const col of cols) col.style.width = "";
  table.style.width = "";
  table.classList.add("rows-measured");
  const natural = [...table.tHead.rows[0].cells].map((head) => Math.ceil(head.getBoundingClientRect().width));
  table.classList.remove("rows-measured");
  const isText = (at) => columns[at]?.kind === "text"; // nothing else breaks
  const asked = natural.map((width, at) => (isText(at) ? Math.min(width, columns[at].width || LEAST) : width));
  const breaks = asked.map((width, at) => width < natural[at]);
  const whole = sum(asked.filter((_, at) => !breaks[at]));
  const part = Math.min(1, (room - whole) / sum(asked.filter((_, at) => breaks[at])));
  const least = asked.map((width, at) => (breaks[at] ? Math.max(width * part, Math.min(width, at === name ? LEAST_OF_NAME : LEAST)) : width));
  const found = widths(natural, least, room);
  // The table fills its frame: what no column needs goes to the last one of words.
  const last = natural.map((_, at) => at).filter(isText).pop();
  if (last !== undefined) found[last] += Math.max(0, room - sum(found));
  cols.forEach((col, at) => (col.style.width = `${found[at]}px`));
  table.style.width = `${sum(found)}px`;
};

const draw = (list) => {
  const { data, parentElement, setStateValue, setTriggerValue } = list;
  const { columns, rows, links, link, words } = data;
  const isMany = data.select === "many";
  const before = parentElement.querySelector(":scope > .rows-box");
  const held = before?.contains(document.activeElement) ? document.activeElement.closest("tr")?.dataset.place : undefined;

  const box = made("div", "rows-box");
  const table = box.appendChild(made("table", "rows-table"));
  table.setAttribute("aria-label", data.alt);
  const group = table.appendChild(made("colgroup"));
  const head = table.createTHead().insertRow();
  const body = table.createTBody();

  const mark = () => {
    for (const row of body.rows) {
      const isChosen = list.chosen.has(Number(row.dataset.place));
      row.classList.toggle("rows-chosen", isChosen);
      if (isMany) row.querySelector("input").checked = isChosen;
      else row.querySelector("a.rows-name")?.[isChosen ? "setAttribute" : "removeAttribute"]("aria-current", "true");
    }
    const all = head.querySelector("input");
    if (!all) return;
    all.checked = rows.length > 0 && list.chosen.size === rows.length;
    all.indeterminate = list.chosen.size > 0 && !all.checked;
  };
  const choose = (places) => {
    list.chosen = new Set(places);
    mark();
    setStateValue("selection", { rows: [...list.chosen].sort((a, b) => a - b) });
  };
  const open = (place) => {
    if (data.presses === null) choose(list.chosen.has(place) ? [] : [place]);
    else setTriggerValue("press", { column: data.presses, row: place });
  };
  const tick = (into, label, changed) => {
    const one = into.appendChild(made("input"));
    one.type = "checkbox";
    one.setAttribute("aria-label", label);
    one.addEventListener("change", () => changed(one.checked));
  };

  if (isMany) {
    group.append(made("col"));
    tick(head.appendChild(made("th", "rows-tick")), words.all, (all) => choose(all ? rows.keys() : []));
  }
  columns.forEach((column, at) => {
    group.append(made("col"));
    const cell = head.appendChild(made("th", `rows-${column.kind}`));
    cell.scope = "col";
    if (column.kind === "button" || rows.length < 2) {
      cell.textContent = column.label;
      return;
    }
    const sign = list.sort?.at === at ? list.sort.sign : 0;
    if (sign) cell.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
    const orders = cell.appendChild(made("button", "", column.label));
    orders.type = "button";
    orders.addEventListener("click", () => {
      list.sort = sign < 0 ? null : { at, sign: sign > 0 ? -1 : 1 };
      draw(list).querySelectorAll("th")[at + Number(isMany)].querySelector("button").focus();
    });
  });
  for (const place of ordered(rows, list.sort, data.language)) {
    const row = body.insertRow();
    row.dataset.place = place;
    if (isMany) {
      tick(row.insertCell(), `${words.choose} ${[rows[place][link]].flat().join(" ")}`, (is) => {
        choose(is ? [...list.chosen, place] : [...list.chosen].filter((one) => one !== place));
      });
      row.cells[0].className = "rows-tick";
    }
    columns.forEach((column, at) => {
      const value = rows[place][at];
      const cell = row.insertCell();
      cell.className = `rows-${column.kind}`;
      if (at === link && links) {
        const name = cell.appendChild(made("a", "rows-name"));
        name.href = links[place];
        fill(name, column, value);
        name.addEventListener("click", (event) => {
          if (!isPlain(event)) return;
          event.preventDefault();
          if (event.detail < 2) open(place); // not the second click of two
        });
      } else if (column.kind === "button") {
        if (!value) return;
        const press = cell.appendChild(made("button", "", value));
        press.type = "button";
        press.addEventListener("click", () => setTriggerValue("press", { column: at, row: place }));
      } else {
        fill(cell, column, value);
      }
    });
  }
  mark();

  // One stop of the Tab key leads into the names, and the arrow keys lead from one to the next.
  const names = [...body.querySelectorAll("a.rows-name")];
  const stop = (name) => names.forEach((one) => (one.tabIndex = one === name ? 0 : -1));
  stop(names.find((one) => one.hasAttribute("aria-current")) || names[0]);
  body.addEventListener("focusin", (event) => names.includes(event.target) && stop(event.target));
  body.addEventListener("keydown", (event) => {
    const next = names[names.indexOf(event.target) + ({ ArrowDown: 1, ArrowUp: -1 }[event.key] || 0)];
    if (!names.includes(event.target) || !next || next === event.target) return;
    event.preventDefault();
    next.focus();
  });
  if (!names.length) box.tabIndex = 0; // so that keys move what is cut

  const top = before?.scrollTop || 0;
  if (before) before.replaceWith(box);
  else parentElement.append(box);
  box.scrollTop = top;
  if (held !== undefined) body.querySelector(`tr[data-place="${held}"] a.rows-name`)?.focus({ preventScroll: true });

  let width = 0;
  list.watch?.disconnect();
  list.watch = new ResizeObserver(() => {
    if (width === box.clientWidth) return;
    fit(box, isMany ? [null, ...columns] : columns, link + Number(isMany));
    width = box.clientWidth;
  });
  list.watch.observe(box);
  return box;
};

export default (asked) => {
  const list = kept.get(asked.parentElement) || { sort: null };
  kept.set(asked.parentElement, Object.assign(list, asked, { chosen: new Set(asked.data.chosen) }));
  draw(list);
  return () => list.watch.disconnect();
};
