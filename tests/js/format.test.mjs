// Numbers as text.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  count,
  fileSize,
  megabytes,
  rowCount,
  seconds,
  when,
} from "../../scriptnb/notebook/static/format.js";

test("seconds become minutes and hours", () => {
  const shown = [0, 9.94, 10, 59.4, 60, 3599, 3600, 7384].map(seconds);
  assert.deepEqual(shown, [
    "0.0 s",
    "9.9 s",
    "10 s",
    "59 s",
    "1 min 0 s",
    "59 min 59 s",
    "1 h 0 min",
    "2 h 3 min",
  ]);
});

test("megabytes become gigabytes, and what is not known is a dash", () => {
  const shown = [0, 12.6, 1023, 1024, 1536, null, undefined].map(megabytes);
  assert.deepEqual(shown, ["0 MB", "13 MB", "1023 MB", "1.0 GB", "1.5 GB", "–", "–"]);
});

test("a file's size has the unit that suits it", () => {
  const shown = [0, 1023, 1024, 2 ** 20 - 1024, 2 ** 20, 2.5 * 2 ** 20].map(fileSize);
  assert.deepEqual(shown, ["0 bytes", "1023 bytes", "1 KB", "1023 KB", "1.0 MB", "2.5 MB"]);
});

test("a moment of today is a time, another one a date", () => {
  const now = new Date(2026, 10, 28, 22, 0);
  const today = new Date(2026, 10, 28, 9, 5);
  const before = new Date(2026, 10, 27, 9, 5);
  assert.match(when(today.toISOString(), now), /0?9.05/);
  assert.match(when(before.toISOString(), now), /27/);
  assert.doesNotMatch(when(before.toISOString(), now), /05/);
});

test("counts have separators, and one row is one row", () => {
  assert.equal(count(1234567), "1,234,567");
  assert.deepEqual([0, 1, 1000].map(rowCount), ["0 rows", "1 row", "1,000 rows"]);
});
