// The rows of one page: which they are, and the line above the table with its two buttons.

import { count } from "../format.js";
import { button, make, put, statusText } from "../parts.js";

const PAGE = 100;

/**
 * The rows of a page; a page beyond the last one is the last one.
 *
 * @param {number[]} order
 * @param {number} page from 0
 */
export function pageOf(order, page) {
  const last = Math.max(0, Math.ceil(order.length / PAGE) - 1);
  const at = Math.min(page, last);
  const rows = order.slice(at * PAGE, (at + 1) * PAGE);
  const from = at * PAGE + 1;
  const range = `${count(from)}–${count(from + rows.length - 1)} of ${count(order.length)}`;
  return { page: at, last, rows, place: last ? range : "" };
}

/** @param {(by: number) => void} turn called with -1 or 1 */
export function pagingLine(turn) {
  const notice = statusText("span", "scriptnb-notice");
  const place = make("span", "scriptnb-place");
  const back = button("Previous", () => turn(-1));
  const next = button("Next", () => turn(1));
  back.setAttribute("aria-label", "Previous page");
  next.setAttribute("aria-label", "Next page");
  const node = make("div", "scriptnb-pages");
  node.append(notice, place, back, next);

  /** @param {ReturnType<typeof pageOf>} shown */
  function draw(shown) {
    put(place, "textContent", shown.place);
    for (const each of [back, next]) each.style.visibility = shown.last ? "visible" : "hidden";
    back.disabled = shown.page === 0;
    next.disabled = shown.page === shown.last;
  }

  return { node, notice, draw };
}
