// The curve of the memory in use.
import assert from "node:assert/strict";
import { test } from "node:test";
import { curve } from "../../scriptnb/notebook/static/chart.js";

test("nothing is drawn of nothing", () => {
  assert.equal(curve([]), null);
});

test("one point is a short line at the right edge", () => {
  assert.equal(curve([0])?.line, "M119.0 31.0L120.0 31.0");
});

test("the newest point is at the right edge, and the curve never leaves the image", () => {
  const paths = curve([0, 0.5, 2]);
  assert.equal(paths?.line, "M118.0 31.0L119.0 16.0L120.0 1.0");
  assert.equal(paths?.area, `${paths?.line}L120 32L118.0 32Z`);
  assert.ok(curve(Array(120).fill(1))?.line.startsWith("M0.0 1.0L"));
});
