// The explorer: tables that are sorted, filtered and downloaded in the page.
//
// The kernel sends each table once, in parts, as the texts that its CSV file would hold; ordering,
// filtering and writing the file happen here, so that they work while a cell runs. Everything from
// a script arrives as text and is set with textContent.

/** @import { Context, ExploreTraits, LinesAnswer, TablePart } from "./types.d.ts" */

import { saveFile } from "./download.js";
import { makeGrid } from "./explorer/grid.js";
import { linesPane } from "./explorer/lines.js";
import { pageOf, pagingLine } from "./explorer/paging.js";
import { Table } from "./explorer/table.js";
import { toolLine } from "./explorer/tools.js";
import { describeRows, fileName, fold } from "./explorer/words.js";
import { make, put } from "./parts.js";

/** @param {Context<ExploreTraits>} context */
function render({ model, el }) {
  const root = make("section", "scriptnb-explore");
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", `Tables of ${model.get("title")}`);
  const title = make("strong", "scriptnb-title", model.get("title"));
  const tools = toolLine(model.get("catalog"), download);
  const paging = pagingLine(turn);
  const grid = makeGrid(sortBy, choose);
  const pane = linesPane();
  root.append(title, tools.node, paging.node, grid.node, pane.node);
  el.append(root);

  /** @type {Map<string, Table>} */
  const tables = new Map();
  let name = model.get("opening").table;
  /** @type {number[]} */
  let order = [];
  let page = 0;
  /** @type {{ table: string, row: number } | null} the row whose lines are shown */
  let chosen = null;

  function current() {
    const known = tables.get(name);
    if (known) return known;
    const table = new Table();
    tables.set(name, table);
    model.send({ action: "part", table: name, row: 0 });
    return table;
  }

  function open() {
    const table = current();
    page = 0;
    if (table.loaded) {
      tools.every.checked = table.all;
      const complete = table.view.length === table.columns.length;
      tools.wide.classList.toggle("scriptnb-none", complete);
    }
    grid.drawHead(table);
    grid.node.scrollTo(0, 0);
    refresh();
    if (chosen?.table !== name) forget(table);
  }

  // Determine again which rows are shown, then show them.
  function refresh() {
    const table = current();
    const words = fold(tools.filter.value).trim();
    order = table.order(words);
    grid.markSort(table.sort);
    put(paging.notice, "textContent", describeRows(table, order.length, words !== ""));
    tools.save.disabled = !table.whole;
    draw();
  }

  function draw() {
    const shown = pageOf(order, page);
    page = shown.page;
    grid.drawRows(current(), shown.rows, chosen?.table === name ? chosen.row : null);
    paging.draw(shown);
  }

  /** @param {number} by */
  function turn(by) {
    page += by;
    draw();
    grid.node.scrollTo(grid.node.scrollLeft, 0);
  }

  /** @param {number} at */
  function sortBy(at) {
    current().turnSort(at);
    page = 0;
    refresh();
  }

  /** @param {number} row */
  function choose(row) {
    chosen = { table: name, row };
    model.send({ action: "lines", ...chosen });
  }

  /** @param {Table} table */
  function forget(table) {
    chosen = null;
    pane.clear(
      table.loaded && !table.lines
        ? "The rows of this table come from no single lines."
        : "Choose a row to see the script's lines behind it.",
    );
  }

  /** @param {TablePart & { kind: "part" } | LinesAnswer} answer */
  function receive(answer) {
    if (answer.kind === "lines") {
      if (chosen?.table === answer.table && chosen.row === answer.row) pane.show(answer);
    } else receivePart(answer);
  }

  /** @param {TablePart} part */
  function receivePart(part) {
    const table = tables.get(part.table);
    if (!table) return;
    const first = !table.loaded;
    if (part.failed !== undefined) table.failed = part.failed;
    else if (!table.take(part)) return;
    else if (!table.whole) model.send({ action: "part", table: part.table, row: table.have });
    if (part.table !== name) return;
    if (first) open();
    else refresh();
  }

  function download() {
    const text = current().csv(order);
    saveFile(fileName(model.get("title"), name), "text/csv;charset=utf-8", [text]);
  }

  tools.choice.addEventListener("change", () => {
    name = tools.choice.value;
    open();
  });
  tools.filter.addEventListener("input", () => {
    page = 0;
    refresh();
  });
  tools.every.addEventListener("change", () => {
    const table = current();
    table.showAll(tools.every.checked);
    grid.drawHead(table);
    refresh();
  });

  model.on("msg:custom", receive);
  tools.choice.value = name;
  tables.set(name, new Table());
  receivePart(model.get("opening"));
  return () => model.off("msg:custom", receive);
}

export default { render };
