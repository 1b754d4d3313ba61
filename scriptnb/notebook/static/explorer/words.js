// What the explorer writes about its tables, and how it compares words. Nothing here knows the page.

/** @import { Table } from "./table.js" */

import { count, rowCount } from "../format.js";

/**
 * Text without case and accents, so that "lodz" finds "Łódź".
 *
 * @param {string} text
 */
export const fold = (text) =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("ł", "l")
    .replace(/[^\S\n]+/g, " ");

/**
 * How many rows of a table are shown, and what is not there.
 *
 * @param {Table} table
 * @param {number} shown rows that the filter left
 * @param {boolean} filtered
 */
export function describeRows(table, shown, filtered) {
  if (table.failed) return table.failed;
  if (!table.loaded) return "Waiting for the kernel…";
  const parts = [filtered ? `${count(shown)} of ${rowCount(table.have)}` : rowCount(table.have)];
  if (!table.whole) parts.push(`loading, ${count(table.total)} in all`);
  if (table.beyond) parts.push(`the first ones; all are in ${table.beyond}`);
  const hidden = table.wanted.length - table.seen.length;
  if (hidden) parts.push(`${count(hidden)} more columns in the file`);
  return parts.join(" · ");
}

/**
 * The name under which a table is saved.
 *
 * @param {string} title of the script
 * @param {string} table
 */
export function fileName(title, table) {
  const script = title
    .replace(/[^\p{L}\p{N} _-]+/gu, "")
    .trim()
    .slice(0, 60);
  return `${script ? `${script} ` : ""}${table}.csv`;
}
