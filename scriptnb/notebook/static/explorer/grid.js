// The table on the page: its head with the buttons that sort, its rows, and the keyboard in it.

/** @import { Table } from "./table.js" */

import { make, put, scrollBox } from "../parts.js";

/**
 * @param {Table} table
 * @param {number[]} seen the columns
 * @param {number} row
 */
function rowNode(table, seen, row) {
  const node = make("tr");
  node.dataset.row = String(row);
  seen.forEach((at, nth) => {
    const text = table.text(at, row);
    const cell = make(nth ? "td" : "th", table.columns[at].number ? "scriptnb-number" : "");
    if (!nth) cell.scope = "row";
    if (!nth && table.lines) {
      const opener = make("button", "", text || "–");
      opener.type = "button";
      opener.tabIndex = -1;
      opener.title = "Show the script's lines behind this row";
      cell.append(opener);
    } else {
      cell.textContent = text;
      const exact = table.cells[at][row];
      if (text !== exact || text.length > 24) cell.title = exact;
    }
    node.append(cell);
  });
  return node;
}

/**
 * @param {(at: number) => void} onSort called with the column whose head was pressed
 * @param {(row: number) => void} onChoose called with the row that was pressed, of a table whose rows
 *   come from lines of a script
 */
export function makeGrid(onSort, onChoose) {
  const node = scrollBox("scriptnb-rows", "Rows");
  // Arrow keys move here; the notebook would take them for its own.
  node.dataset.lmSuppressShortcuts = "true";
  const element = make("table");
  const widths = make("colgroup");
  const head = make("thead");
  const body = make("tbody");
  element.append(widths, head, body);
  node.append(element);
  /** @type {{ at: number, cell: HTMLElement, arrow: HTMLElement }[]} */
  let heads = [];

  /**
   * @param {Table} table
   * @param {number} at
   */
  function headOf(table, at) {
    const { label, number } = table.columns[at];
    const cell = make("th", number ? "scriptnb-number" : "");
    cell.scope = "col";
    const sorter = make("button", "", label.replaceAll("_", " "));
    sorter.type = "button";
    sorter.title = label;
    const arrow = make("span", "scriptnb-arrow");
    arrow.setAttribute("aria-hidden", "true");
    sorter.append(arrow);
    sorter.addEventListener("click", () => onSort(at));
    cell.append(sorter);
    return { at, cell, arrow };
  }

  /** @param {Table} table */
  function drawHead(table) {
    if (!table.loaded) {
      head.replaceChildren();
      widths.replaceChildren();
      heads = [];
      return;
    }
    const seen = table.seen;
    widths.replaceChildren(
      ...seen.map((at) => {
        const column = make("col");
        column.style.width = `${table.widths[at]}ch`;
        return column;
      }),
    );
    element.style.minWidth = `${seen.reduce((sum, at) => sum + table.widths[at], 0)}ch`;
    heads = seen.map((at) => headOf(table, at));
    const line = make("tr");
    line.append(...heads.map(({ cell }) => cell));
    head.replaceChildren(line);
  }

  /** @param {Table["sort"]} sort */
  function markSort(sort) {
    for (const { at, cell, arrow } of heads) {
      const down = sort?.at === at ? sort.down : null;
      put(arrow, "textContent", down === null ? "" : down ? "▼" : "▲");
      if (down === null) cell.removeAttribute("aria-sort");
      else cell.setAttribute("aria-sort", down ? "descending" : "ascending");
    }
  }

  /**
   * @param {Table} table
   * @param {number[]} rows
   * @param {number | null} chosen
   */
  function drawRows(table, rows, chosen) {
    const seen = table.seen;
    body.replaceChildren(...rows.map((row) => rowNode(table, seen, row)));
    if (chosen !== null) markChosen(body.querySelector(`tr[data-row="${chosen}"]`));
    moveTabStop(body.querySelector("button"));
  }

  /** @param {Element | null} row */
  function markChosen(row) {
    for (const each of body.querySelectorAll("[aria-current]"))
      each.removeAttribute("aria-current");
    row?.setAttribute("aria-current", "true");
  }

  /**
   * The Tab key stops at one row; the arrow keys go from row to row.
   *
   * @param {HTMLElement | null | undefined} to
   */
  function moveTabStop(to) {
    for (const each of body.querySelectorAll("button")) if (each.tabIndex === 0) each.tabIndex = -1;
    if (to) to.tabIndex = 0;
  }

  /** @param {EventTarget | null} target */
  const inside = (target) => /** @type {Element} */ (target);

  body.addEventListener("keydown", (event) => {
    const row = inside(event.target).closest("tr");
    let other = null;
    if (event.key === "ArrowDown") other = row?.nextElementSibling;
    else if (event.key === "ArrowUp") other = row?.previousElementSibling;
    const to = other?.querySelector("button");
    if (!to) return;
    event.preventDefault();
    moveTabStop(to);
    to.focus();
  });

  body.addEventListener("click", (event) => {
    const row = inside(event.target).closest("tr");
    if (!row?.querySelector("button")) return; // no lines behind the rows of this table
    const opener = inside(event.target).closest("button");
    if (opener) moveTabStop(opener);
    else if (!getSelection()?.isCollapsed) return; // a text was marked, to be copied
    markChosen(row);
    onChoose(Number(row.dataset.row));
  });

  return { node, drawHead, markSort, drawRows };
}
