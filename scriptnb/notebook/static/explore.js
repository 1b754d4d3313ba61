// The explorer: tables that are sorted, filtered and downloaded in the page.
//
// The kernel sends each table once, in parts, as the texts that its CSV file would hold; ordering,
// filtering and writing the file happen here, so that they work while a cell runs. Everything a
// script says arrives as text and is set with textContent.
//
// Longer than other files, because a page loads one: first a table as data, which knows no page,
// then the page.

import { button, make, put } from "./parts.js";

const PAGE = 100;
const MOST_COLUMNS = 80; // seen at once; the file has them all
const WIDEST = 56; // of a column, in figures
const compare = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" }).compare;

function labelled(text, control) {
  const node = make("label", "", text);
  node.append(control);
  return node;
}

const count = (number) => number.toLocaleString("en-US");
const rows = (number) => `${count(number)} ${number === 1 ? "row" : "rows"}`;

// So that "lodz" finds "Łódź": no case, no accents.
const fold = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ł", "l")
    .replace(/[^\S\n]+/g, " ");

class Table {
  constructor() {
    this.columns = null;
    this.cells = [];
    this.shown = {};
    this.have = 0;
    this.total = null;
    this.failed = "";
    this.sort = null;
    this.all = false;
    this.reset();
  }

  // Forget what was worked out of fewer rows or other columns.
  reset() {
    this.folded = null;
    this.ranked = new Map();
  }

  get whole() {
    return this.have === this.total;
  }

  // Two views of one widget hear each other's answers: only what comes next is taken.
  take(part) {
    if (part.row !== this.have || this.whole) return false;
    if (!part.row) {
      Object.assign(this, { columns: part.columns, view: part.view, total: part.total });
      Object.assign(this, { lines: part.lines, beyond: part.beyond });
      this.cells = part.columns.map(() => []);
      for (const at in part.shown) this.shown[at] = [];
    }
    part.cells.forEach((texts, at) => (this.cells[at] = this.cells[at].concat(texts)));
    for (const at in part.shown) this.shown[at] = this.shown[at].concat(part.shown[at]);
    this.have += part.cells.length ? part.cells[0].length : 0;
    this.reset();
    this.widths ??= this.columns.map((column, at) => this.width(column, at));
    return true;
  }

  text(at, row) {
    return (this.shown[at] ?? this.cells[at])[row];
  }

  // Of all rows, so that no column moves when they are sorted, filtered or turned. A column that
  // is mostly empty leaves the room to those that say something.
  width({ label, number }, at) {
    let [longest, letters] = [0, 0];
    for (const text of this.shown[at] ?? this.cells[at]) {
      longest = Math.max(longest, text.length + 1);
      letters += text.length;
    }
    const usual = number ? longest : Math.max(22, 4 + (2 * letters) / Math.max(1, this.have));
    return Math.min(Math.max(label.length + 4, Math.min(longest, usual)), WIDEST);
  }

  get wanted() {
    return this.all ? this.columns.map((_, at) => at) : this.view;
  }

  get seen() {
    return this.wanted.slice(0, MOST_COLUMNS);
  }

  // The place of each row when a column is sorted upwards, equals on the same place.
  ranks(at) {
    if (this.ranked.has(at)) return this.ranked.get(at);
    const texts = this.cells[at];
    const by = this.columns[at].number
      ? (one, two) => Number(texts[one]) - Number(texts[two])
      : (one, two) => compare(texts[one], texts[two]);
    const places = new Uint32Array(this.have);
    const sorted = [...places.keys()].filter((row) => texts[row] !== "").sort(by);
    sorted.forEach((row, nth) => {
      const before = sorted[nth - 1];
      places[row] = nth && by(before, row) === 0 ? places[before] : nth;
    });
    this.ranked.set(at, places);
    return places;
  }

  // Which rows are shown, in their order. A row stays when one of its cells holds the words.
  order(words) {
    let found = [...Array(this.have).keys()];
    if (words) {
      const seen = this.seen;
      this.folded ??= found.map((row) =>
        seen.map((at) => fold(`${this.cells[at][row]}\n${this.shown[at]?.[row] ?? ""}`)).join("\n"),
      );
      found = found.filter((row) => this.folded[row].includes(words));
    }
    if (!this.sort) return found;
    const { at, down } = this.sort;
    const texts = this.cells[at];
    const places = this.ranks(at);
    const way = down ? -1 : 1;
    const known = found.filter((row) => texts[row] !== "");
    known.sort((one, two) => way * (places[one] - places[two]) || one - two);
    // What is not known comes last, whichever way.
    return known.concat(found.filter((row) => texts[row] === ""));
  }

  csv(order) {
    const alone = this.columns.length === 1;
    const quoted = (text) =>
      /[",\r\n]/.test(text) || (alone && !text) ? `"${text.replaceAll('"', '""')}"` : text;
    const line = (texts) => texts.map(quoted).join(",");
    const head = line(this.columns.map((column) => column.name));
    const body = order.map((row) => line(this.cells.map((texts) => texts[row])));
    return `\ufeff${[head, ...body].join("\n")}\n`;
  }
}

function render({ model, el }) {
  const root = make("section", "scriptnb-explore");
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", `Tables of ${model.get("title")}`);

  // -- what to look at
  const title = make("strong", "scriptnb-title", model.get("title"));
  const choice = make("select");
  const groups = new Map();
  for (const { group, name, label, rows: number } of model.get("catalog")) {
    if (!groups.has(group)) {
      const node = make("optgroup");
      node.label = group;
      groups.set(group, node);
      choice.append(node);
    }
    const option = make("option", "", number === null ? label : `${label} (${count(number)})`);
    option.value = name;
    groups.get(group).append(option);
  }
  const filter = make("input");
  filter.type = "search";
  filter.placeholder = "Words to look for";
  const every = make("input");
  every.type = "checkbox";
  const wide = labelled("All columns", every);
  wide.className = "scriptnb-wide";
  const save = button("Download CSV", download);
  save.title = "These rows in this order, with every column";
  const tools = make("div", "scriptnb-tools");
  const look = labelled("Filter", filter);
  look.className = "scriptnb-look";
  tools.append(labelled("Table", choice), look, wide, save);

  // -- which rows are seen
  const said = make("span", "scriptnb-said");
  said.setAttribute("role", "status");
  const place = make("span", "scriptnb-place");
  const back = button("Previous", () => turn(-1));
  const next = button("Next", () => turn(1));
  back.setAttribute("aria-label", "Previous page");
  next.setAttribute("aria-label", "Next page");
  const pages = make("div", "scriptnb-pages");
  pages.append(said, place, back, next);

  // -- the table
  const scroll = make("div", "scriptnb-rows");
  scroll.tabIndex = 0; // reachable by keyboard, to scroll
  scroll.setAttribute("role", "group");
  scroll.setAttribute("aria-label", "Rows");
  // Arrow keys move here; the notebook would take them for its own.
  scroll.dataset.lmSuppressShortcuts = "true";
  const table = make("table");
  const widths = make("colgroup");
  const head = make("thead");
  const body = make("tbody");
  table.append(widths, head, body);
  scroll.append(table);

  // -- the lines behind a row
  const behind = make("div", "scriptnb-behind");
  behind.setAttribute("role", "group");
  behind.setAttribute("aria-label", "The script's lines behind the row");
  behind.tabIndex = 0;
  const about = make("p", "scriptnb-about");
  about.setAttribute("role", "status");
  const lines = make("ol");
  behind.append(about, lines);
  root.append(title, tools, pages, scroll, behind);
  el.append(root);

  const tables = new Map();
  let name = model.get("opening").table;
  let order = [];
  let page = 0;
  let chosen = null; // the row whose lines are shown: {table, row}
  let heads = [];

  function current() {
    if (!tables.has(name)) {
      tables.set(name, new Table());
      model.send({ action: "part", table: name, row: 0 });
    }
    return tables.get(name);
  }

  function open() {
    const found = current();
    page = 0;
    if (found.columns) {
      every.checked = found.all;
      wide.classList.toggle("scriptnb-none", found.view.length === found.columns.length);
      drawHead(found);
    } else {
      head.replaceChildren();
      widths.replaceChildren();
    }
    scroll.scrollTo(0, 0);
    refresh();
    if (chosen?.table !== name) forget(found);
  }

  function drawHead(found) {
    const seen = found.seen;
    widths.replaceChildren(
      ...seen.map((at) => {
        const node = make("col");
        node.style.width = `${found.widths[at]}ch`;
        return node;
      }),
    );
    table.style.minWidth = `${seen.reduce((sum, at) => sum + found.widths[at], 0)}ch`;
    heads = seen.map((at) => {
      const { label, number } = found.columns[at];
      const cell = make("th", number ? "scriptnb-number" : "");
      cell.scope = "col";
      const sorter = make("button", "", label.replaceAll("_", " "));
      sorter.type = "button";
      sorter.title = label;
      const arrow = make("span", "scriptnb-arrow");
      arrow.setAttribute("aria-hidden", "true");
      sorter.append(arrow);
      sorter.addEventListener("click", () => {
        const { sort } = found;
        if (sort?.at !== at) found.sort = { at, down: false };
        else found.sort = sort.down ? null : { at, down: true };
        page = 0;
        refresh();
      });
      cell.append(sorter);
      return { at, cell, arrow };
    });
    const line = make("tr");
    line.append(...heads.map(({ cell }) => cell));
    head.replaceChildren(line);
  }

  // Work out again which rows are shown, then show them.
  function refresh() {
    const found = current();
    const words = fold(filter.value).trim();
    order = found.columns ? found.order(words) : [];
    for (const { at, cell, arrow } of heads) {
      const sort = found.sort?.at === at ? found.sort : null;
      put(arrow, "textContent", sort ? (sort.down ? "▼" : "▲") : "");
      if (sort) cell.setAttribute("aria-sort", sort.down ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    }
    put(said, "textContent", story(found, words !== ""));
    save.disabled = !found.whole;
    draw(found);
  }

  function story(found, filtered) {
    if (found.failed) return found.failed;
    if (!found.columns) return "Waiting for the kernel…";
    const parts = [filtered ? `${count(order.length)} of ${rows(found.have)}` : rows(found.have)];
    if (!found.whole) parts.push(`loading, ${count(found.total)} in all`);
    if (found.beyond) parts.push(`the first ones; all are in ${found.beyond}`);
    const hidden = found.wanted.length - found.seen.length;
    if (hidden) parts.push(`${count(hidden)} more columns in the file`);
    return parts.join(" · ");
  }

  function draw(found) {
    const last = Math.max(0, Math.ceil(order.length / PAGE) - 1);
    page = Math.min(page, last);
    const shown = order.slice(page * PAGE, (page + 1) * PAGE);
    const seen = found.columns ? found.seen : [];
    body.replaceChildren(...shown.map((row) => line(found, seen, row)));
    roam(body.querySelector("button"));
    const from = page * PAGE + 1;
    put(place, "textContent",
      last ? `${count(from)}–${count(from + shown.length - 1)} of ${count(order.length)}` : "");
    for (const node of [back, next]) node.style.visibility = last ? "visible" : "hidden";
    back.disabled = page === 0;
    next.disabled = page === last;
  }

  function line(found, seen, row) {
    const node = make("tr");
    node.dataset.row = row;
    if (chosen?.table === name && chosen.row === row) node.setAttribute("aria-current", "true");
    seen.forEach((at, nth) => {
      const text = found.text(at, row);
      const cell = make(nth ? "td" : "th", found.columns[at].number ? "scriptnb-number" : "");
      if (!nth) cell.scope = "row";
      if (!nth && found.lines) {
        const opener = make("button", "", text || "–");
        opener.type = "button";
        opener.tabIndex = -1;
        opener.title = "Show the script's lines behind this row";
        cell.append(opener);
      } else {
        cell.textContent = text;
        const exact = found.cells[at][row];
        if (text !== exact || text.length > 24) cell.title = exact;
      }
      node.append(cell);
    });
    return node;
  }

  function turn(by) {
    page += by;
    draw(current());
    scroll.scrollTo(scroll.scrollLeft, 0);
  }

  // One stop for the Tab key; the arrow keys go from row to row.
  function roam(to, focus = false) {
    for (const node of body.querySelectorAll("button[tabindex='0']")) node.tabIndex = -1;
    if (!to) return;
    to.tabIndex = 0;
    if (focus) to.focus();
  }

  body.addEventListener("keydown", (event) => {
    const by = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    const to = by && event.target.closest("tr")?.[by]?.querySelector("button");
    if (!to) return;
    event.preventDefault();
    roam(to, true);
  });

  body.addEventListener("click", (event) => {
    const node = event.target.closest("tr");
    const found = current();
    if (!node || !found.lines) return;
    if (event.target.closest("button")) roam(event.target.closest("button"));
    else if (!getSelection().isCollapsed) return; // a text was marked, to be copied
    chosen = { table: name, row: Number(node.dataset.row) };
    for (const each of body.querySelectorAll("[aria-current]")) each.removeAttribute("aria-current");
    node.setAttribute("aria-current", "true");
    model.send({ action: "lines", ...chosen });
  });

  function forget(found) {
    chosen = null;
    lines.replaceChildren();
    const none = found.columns && !found.lines;
    put(about, "textContent",
      none ? "The rows of this table come from no single lines."
        : "Choose a row to see the script's lines behind it.");
  }

  function showLines(answer) {
    if (chosen?.table !== answer.table || chosen.row !== answer.row) return;
    put(about, "textContent", answer.failed ?? answer.said);
    lines.replaceChildren(
      ...(answer.lines ?? []).map((each) => {
        const node = make("li");
        node.dataset.kind = each.kind;
        node.dataset.change = each.change;
        if (each.marked) node.setAttribute("aria-current", "true");
        const words = make("span", "scriptnb-words");
        if (each.character) words.append(make("b", "", each.character));
        words.append(make("span", "", each.text));
        const number = make("span", "scriptnb-line", each.line === null ? "" : count(each.line));
        if (each.line !== null) number.title = `line ${each.line}`;
        node.append(number);
        if (each.change) node.append(make("span", "scriptnb-change", each.change));
        node.append(words);
        return node;
      }),
    );
    const mark = lines.querySelector("[aria-current]");
    // Only this pane scrolls, never the notebook.
    behind.scrollTop = mark ? mark.offsetTop - behind.clientHeight / 3 : 0;
  }

  function receive(answer) {
    if (answer.kind === "lines") return showLines(answer);
    const found = tables.get(answer.table);
    if (!found) return;
    const first = !found.columns;
    if (answer.failed !== undefined) found.failed = answer.failed;
    else if (!found.take(answer)) return;
    else if (!found.whole) model.send({ action: "part", table: answer.table, row: found.have });
    if (answer.table !== name) return;
    if (first) open();
    else refresh();
  }

  function download() {
    const link = make("a");
    const file = new Blob([current().csv(order)], { type: "text/csv;charset=utf-8" });
    link.href = URL.createObjectURL(file);
    const script = model.get("title").replace(/[^\p{L}\p{N} _-]+/gu, "").trim().slice(0, 60);
    link.download = `${script ? `${script} ` : ""}${name}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  choice.addEventListener("change", () => {
    name = choice.value;
    open();
  });
  filter.addEventListener("input", () => {
    page = 0;
    refresh();
  });
  every.addEventListener("change", () => {
    const found = current();
    found.all = every.checked;
    found.reset();
    drawHead(found);
    refresh();
  });

  model.on("msg:custom", receive);
  choice.value = name;
  tables.set(name, new Table());
  receive(model.get("opening"));
  return () => model.off("msg:custom", receive);
}

export default { render };
