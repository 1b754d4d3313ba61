// A table as data: its parts as they arrive, which rows are shown and in which order. Nothing here
// knows the page.

/** @import { Column, TablePart } from "../types.d.ts" */

import { csv } from "./csv.js";
import { fold } from "./words.js";

const MOST_COLUMNS = 80; // shown at once; the file has them all
const WIDEST = 56; // of a column, in digits
const compareWords = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" }).compare;

/**
 * Cells hold numbers as the CSV file does, with a point and without separators.
 *
 * @param {string} one
 * @param {string} two
 */
const compareNumbers = (one, two) => Number(one) - Number(two);

export class Table {
  constructor() {
    this.loaded = false; // true from the first part on
    /** @type {Column[]} */
    this.columns = [];
    /** @type {number[]} the columns that are shown at first */
    this.view = [];
    /** @type {string[][]} the texts by column, as in the file */
    this.cells = [];
    /** @type {Record<number, string[]>} the texts that are shown instead */
    this.shown = {};
    /** @type {number[]} of the columns, in digits */
    this.widths = [];
    this.have = 0;
    this.total = 0;
    this.lines = false;
    this.beyond = "";
    this.failed = "";
    /** @type {{ at: number, down: boolean } | null} */
    this.sort = null;
    this.all = false;
    /** @type {string[] | null} the text of each row that the filter searches */
    this.folded = null;
    /** @type {Map<number, Uint32Array>} */
    this.ranked = new Map();
  }

  /** Forget what was computed from fewer rows or other columns. */
  reset() {
    this.folded = null;
    this.ranked = new Map();
  }

  get whole() {
    return this.loaded && this.have === this.total;
  }

  /**
   * Add a part. Two views of one widget receive each other's answers: only the part that comes
   * next is taken.
   *
   * @param {TablePart} part
   * @returns {boolean} whether it was taken
   */
  take(part) {
    if (part.row !== this.have || this.whole) return false;
    if (!part.row) {
      const { columns, view, total, lines, beyond } = part;
      Object.assign(this, { columns, view, total, lines, beyond });
      this.cells = part.columns.map(() => []);
      for (const at in part.shown) this.shown[at] = [];
    }
    part.cells.forEach((texts, at) => {
      this.cells[at] = this.cells[at].concat(texts);
    });
    for (const at in part.shown) this.shown[at] = this.shown[at].concat(part.shown[at]);
    this.have += part.cells.length ? part.cells[0].length : 0;
    this.reset();
    if (!this.loaded) this.widths = this.columns.map((column, at) => this.width(column, at));
    this.loaded = true;
    return true;
  }

  /**
   * What is shown in a cell.
   *
   * @param {number} at the column
   * @param {number} row
   */
  text(at, row) {
    return (this.shown[at] ?? this.cells[at])[row];
  }

  /**
   * The width of a column by all its rows, so that no column moves when they are sorted, filtered
   * or turned over. A column that is mostly empty leaves the room to the others.
   *
   * @param {Column} column
   * @param {number} at
   */
  width({ label, number }, at) {
    let [longest, letters] = [0, 0];
    for (const text of this.shown[at] ?? this.cells[at]) {
      longest = Math.max(longest, text.length + 1);
      letters += text.length;
    }
    const usual = number ? longest : Math.max(22, 4 + (2 * letters) / Math.max(1, this.have));
    return Math.min(Math.max(label.length + 4, Math.min(longest, usual)), WIDEST);
  }

  /** The columns that the user chose to see. */
  get wanted() {
    return this.all ? this.columns.map((_, at) => at) : this.view;
  }

  /** The columns that are shown. */
  get seen() {
    return this.wanted.slice(0, MOST_COLUMNS);
  }

  /** @param {boolean} all whether every column is shown */
  showAll(all) {
    this.all = all;
    this.reset();
  }

  /**
   * Sort by a column: upwards, then downwards, then as the rows came.
   *
   * @param {number} at
   */
  turnSort(at) {
    if (this.sort?.at !== at) this.sort = { at, down: false };
    else this.sort = this.sort.down ? null : { at, down: true };
  }

  /**
   * The place of each row when a column is sorted upwards, equal cells on the same place.
   *
   * @param {number} at
   */
  ranks(at) {
    const known = this.ranked.get(at);
    if (known) return known;
    const texts = this.cells[at];
    const compare = this.columns[at].number ? compareNumbers : compareWords;
    const places = new Uint32Array(this.have);
    const sorted = [...places.keys()]
      .filter((row) => texts[row] !== "")
      .sort((one, two) => compare(texts[one], texts[two]));
    sorted.forEach((row, nth) => {
      const before = sorted[nth - 1];
      places[row] = nth && compare(texts[before], texts[row]) === 0 ? places[before] : nth;
    });
    this.ranked.set(at, places);
    return places;
  }

  /**
   * Which rows are shown, in their order. A row stays when one of its cells that are shown holds
   * the words. Empty cells come last in both directions.
   *
   * @param {string} words folded; "" for all rows
   */
  order(words) {
    let found = [...Array(this.have).keys()];
    if (words) {
      const folded = this.searched();
      found = found.filter((row) => folded[row].includes(words));
    }
    if (!this.sort) return found;
    const { at, down } = this.sort;
    const texts = this.cells[at];
    const places = this.ranks(at);
    const way = down ? -1 : 1;
    const known = found.filter((row) => texts[row] !== "");
    known.sort((one, two) => way * (places[one] - places[two]) || one - two);
    return known.concat(found.filter((row) => texts[row] === ""));
  }

  searched() {
    const seen = this.seen;
    /** @param {number} row */
    const text = (row) =>
      seen.map((at) => fold(`${this.cells[at][row]}\n${this.shown[at]?.[row] ?? ""}`)).join("\n");
    this.folded ??= Array.from({ length: this.have }, (_, row) => text(row));
    return this.folded;
  }

  /** @param {number[]} order the rows to write, with every column */
  csv(order) {
    return csv(
      this.columns.map((column) => column.name),
      this.cells,
      order,
    );
  }
}
