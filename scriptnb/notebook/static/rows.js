// Lists of tasks and files whose rows are kept by id, so that nothing jumps and no button moves
// under a pointer.

import { make, progressBar } from "./parts.js";

/**
 * Show one row per item in the order of the items: rows of items that are gone are removed, rows
 * of new items are made, and a row that is where it belongs is not touched.
 *
 * @template {{ id: string }} Item
 * @template {{ row: HTMLElement }} Shown
 * @param {HTMLElement} parent
 * @param {Map<string, Shown>} rows what is shown, by id
 * @param {Item[]} items
 * @param {(item: Item) => Shown} create
 * @param {(shown: Shown, item: Item) => void} draw
 */
export function keepRows(parent, rows, items, create, draw) {
  const ids = new Set(items.map((item) => item.id));
  for (const [id, shown] of rows)
    if (!ids.has(id)) {
      shown.row.remove();
      rows.delete(id);
    }
  items.forEach((item, place) => {
    const shown = rows.get(item.id) ?? create(item);
    rows.set(item.id, shown);
    draw(shown, item);
    const there = parent.children[place] ?? null;
    if (there !== shown.row) parent.insertBefore(shown.row, there);
  });
}

/**
 * A table with its head.
 *
 * @param {string[]} names
 */
export function tableWithHead(names) {
  const table = make("table");
  const top = table.createTHead().insertRow();
  for (const name of names) {
    const cell = make("th", "", name);
    cell.scope = "col";
    top.append(cell);
  }
  return { table, tbody: table.createTBody() };
}

/**
 * The cell that names what a row is about.
 *
 * @param {string} className
 * @param {string} text
 */
export function headCell(className, text) {
  const cell = make("th", className, text);
  cell.scope = "row";
  cell.title = text;
  return cell;
}

/**
 * The cell of a task's state: words, and a bar below them.
 *
 * @param {string} label
 */
export function stateCell(label) {
  const cell = make("td");
  const word = make("div", "scriptnb-state");
  const bar = progressBar(label);
  cell.append(word, bar);
  return { cell, word, bar };
}
