// The explorer's tables: parts, sorting, filtering, the file.
import assert from "node:assert/strict";
import { test } from "node:test";
import { csv } from "../../scriptnb/notebook/static/explorer/csv.js";
import { pageOf } from "../../scriptnb/notebook/static/explorer/paging.js";
import { Table } from "../../scriptnb/notebook/static/explorer/table.js";
import { describeRows, fileName, fold } from "../../scriptnb/notebook/static/explorer/words.js";

/** A part with a column of names and a column of numbers. */
function part(names, numbers, more = {}) {
  return {
    table: "t",
    row: 0,
    total: names.length,
    columns: [
      { name: "name", label: "name", number: false },
      { name: "share", label: "share", number: true },
    ],
    view: [0, 1],
    lines: false,
    beyond: "",
    cells: [names, numbers],
    shown: {},
    ...more,
  };
}

function filled(names, numbers, more) {
  const table = new Table();
  table.take(part(names, numbers, more));
  return table;
}

/** The texts of a column in the order in which they are shown. */
const column = (table, at, words = "") => table.order(words).map((row) => table.text(at, row));

function sorted(table, at, down = false) {
  table.sort = { at, down };
  return column(table, at);
}

test("numbers sort by value, also negative ones and powers of ten", () => {
  const table = filled(["a", "b", "c", "d", "e"], ["10", "9", "-3", "1e-05", "2.5e2"]);
  assert.deepEqual(sorted(table, 1), ["-3", "1e-05", "9", "10", "2.5e2"]);
  assert.deepEqual(sorted(table, 1, true), ["2.5e2", "10", "9", "1e-05", "-3"]);
});

test("words sort without case, and numbers in them by value", () => {
  const table = filled(["Scene 10", "scene 9", "emma", "Édith"], ["1", "2", "3", "4"]);
  assert.deepEqual(sorted(table, 0), ["Édith", "emma", "scene 9", "Scene 10"]);
});

test("equal cells keep their order in both directions", () => {
  const table = filled(["a", "b", "c", "d"], ["1", "2", "1", "2"]);
  table.sort = { at: 1, down: false };
  assert.deepEqual(table.order(""), [0, 2, 1, 3]);
  table.sort = { at: 1, down: true };
  assert.deepEqual(table.order(""), [1, 3, 0, 2]);
});

test("empty cells come last in both directions", () => {
  const table = filled(["a", "b", "c"], ["", "2", "1"]);
  assert.deepEqual(sorted(table, 1), ["1", "2", ""]);
  assert.deepEqual(sorted(table, 1, true), ["2", "1", ""]);
});

test("a head that is pressed sorts upwards, downwards, and not at all", () => {
  const table = filled(["a"], ["1"]);
  table.turnSort(1);
  assert.deepEqual(table.sort, { at: 1, down: false });
  table.turnSort(1);
  assert.deepEqual(table.sort, { at: 1, down: true });
  table.turnSort(1);
  assert.equal(table.sort, null);
  table.turnSort(1);
  table.turnSort(0);
  assert.deepEqual(table.sort, { at: 0, down: false });
});

test("a filter finds words without case, accents and doubled spaces", () => {
  const table = filled(["Łódź", "The  Mill", "Paris"], ["1", "2", "3"]);
  assert.deepEqual(column(table, 0, fold("lodz")), ["Łódź"]);
  assert.deepEqual(column(table, 0, fold("THE MILL")), ["The  Mill"]);
  assert.deepEqual(column(table, 0, fold("é")), ["The  Mill"]);
  assert.deepEqual(column(table, 0, fold("London")), []);
});

test("a filter finds what is shown and what the file has", () => {
  const table = filled(["a", "b"], ["0.254", "0.5"], { shown: { 1: ["25%", "50%"] } });
  assert.deepEqual(column(table, 0, "25%"), ["a"]);
  assert.deepEqual(column(table, 0, "0.254"), ["a"]);
});

test("a filter looks only at the columns that are shown", () => {
  const table = filled(["a", "b"], ["7", "8"], { view: [0] });
  assert.deepEqual(column(table, 0, "7"), []);
  table.showAll(true);
  assert.deepEqual(column(table, 0, "7"), ["a"]);
});

test("a filter does not join two cells", () => {
  const table = filled(["ab"], ["12"]);
  assert.deepEqual(table.order("ab12"), []);
  assert.deepEqual(table.order("ab 12"), []);
});

test("parts are taken in their order, each once", () => {
  const table = new Table();
  assert.equal(table.whole, false);
  const first = part(["b", "a"], ["2", "1"], { total: 3, shown: { 1: ["2!", "1!"] } });
  const last = { table: "t", row: 2, cells: [["c"], ["3"]], shown: { 1: ["3!"] } };
  assert.equal(table.take(last), false);
  assert.equal(table.take(first), true);
  assert.equal(table.take(first), false);
  assert.equal(table.whole, false);
  assert.equal(table.take(last), true);
  assert.equal(table.whole, true);
  assert.equal(table.take(last), false);
  assert.deepEqual(sorted(table, 0), ["a", "b", "c"]);
  assert.equal(table.text(1, 2), "3!");
});

test("rows that arrive later are sorted and found too", () => {
  const table = filled(["b"], ["2"], { total: 2 });
  table.sort = { at: 0, down: false };
  assert.deepEqual(column(table, 0, ""), ["b"]);
  assert.deepEqual(column(table, 0, "a"), []);
  table.take({ table: "t", row: 1, cells: [["a"], ["1"]], shown: {} });
  assert.deepEqual(column(table, 0, ""), ["a", "b"]);
  assert.deepEqual(column(table, 0, "a"), ["a"]);
});

test("a table without rows is whole and has none", () => {
  const table = filled([], []);
  assert.equal(table.whole, true);
  assert.deepEqual(table.order(""), []);
  assert.equal(describeRows(table, 0, false), "0 rows");
});

test("a column is as wide as its head and its cells need, within bounds", () => {
  const table = filled(["x".repeat(500), "y".repeat(500)], ["1", "123456789012"]);
  assert.deepEqual(table.widths, [56, 13]);
  const sparse = filled(["x".repeat(50), ...Array(99).fill("")], Array(100).fill("1"));
  assert.equal(sparse.widths[0], 22);
});

test("no more columns are shown than a page can hold", () => {
  const table = new Table();
  const columns = Array.from({ length: 90 }, (_, at) => ({
    name: `c${at}`,
    label: `c${at}`,
    number: true,
  }));
  const cells = columns.map(() => ["1"]);
  table.take(part(["a"], ["1"], { columns, cells, view: columns.map((_, at) => at) }));
  assert.equal(table.seen.length, 80);
  assert.equal(describeRows(table, 1, false), "1 row · 10 more columns in the file");
});

test("the line above the table says what is shown and what is missing", () => {
  assert.equal(describeRows(new Table(), 0, false), "Waiting for the kernel…");
  const table = filled(["a", "b"], ["1", "2"], { total: 1500, beyond: "result.frame('t')" });
  assert.equal(
    describeRows(table, 1, true),
    "1 of 2 rows · loading, 1,500 in all · the first ones; all are in result.frame('t')",
  );
  table.failed = "It went wrong.";
  assert.equal(describeRows(table, 1, true), "It went wrong.");
});

test("a file holds every column of the rows that are shown, in their order", () => {
  const table = filled(["a", "b"], ["0.254", "0.5"], { view: [0], shown: { 1: ["25%", "50%"] } });
  table.sort = { at: 1, down: true };
  assert.equal(table.csv(table.order("")), "\ufeffname,share\nb,0.5\na,0.254\n");
});

test("a file quotes what would end a cell or a line", () => {
  const cells = [['say "hi"', "one,two", "up\ndown", "r\rn", "plain"]];
  const order = [0, 1, 2, 3, 4];
  assert.equal(
    csv(["a", "b"], [...cells, Array(5).fill("")], order),
    '\ufeffa,b\n"say ""hi""",\n"one,two",\n"up\ndown",\n"r\rn",\nplain,\n',
  );
});

test("an empty cell of a single column is still a row of the file", () => {
  assert.equal(csv(["a"], [["", "x"]], [0, 1]), '\ufeffa\n""\nx\n');
});

test("a file is named after the script and the table", () => {
  assert.equal(fileName("Große Zeit: draft/2", "scenes"), "Große Zeit draft2 scenes.csv");
  assert.equal(fileName("../..", "scenes"), "scenes.csv");
  assert.equal(fileName("x".repeat(100), "t").length, 60 + " t.csv".length);
});

test("rows are shown a hundred at a time", () => {
  const order = Array.from({ length: 250 }, (_, at) => at);
  assert.deepEqual(pageOf(order, 1).rows, order.slice(100, 200));
  assert.equal(pageOf(order, 1).place, "101–200 of 250");
  assert.equal(pageOf(order, 2).place, "201–250 of 250");
  assert.equal(pageOf(order, 9).page, 2);
  assert.deepEqual(pageOf([], 3), { page: 0, last: 0, rows: [], place: "" });
  assert.equal(pageOf(order.slice(0, 100), 0).place, "");
});
