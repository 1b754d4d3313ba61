// Rows that are kept by id, with the few methods of an element that they need.
import assert from "node:assert/strict";
import { test } from "node:test";
import { keepRows } from "../../scriptnb/notebook/static/rows.js";

/** An element that holds others and counts how often one of them was put somewhere. */
function list() {
  const parent = {
    children: [],
    moves: 0,
    insertBefore(node, before) {
      node.remove();
      const at = before === null ? this.children.length : this.children.indexOf(before);
      this.children.splice(at, 0, node);
      this.moves += 1;
    },
  };
  const create = ({ id }) => ({
    row: {
      id,
      remove() {
        parent.children = parent.children.filter((node) => node !== this);
      },
    },
  });
  const rows = new Map();
  const drawn = [];
  return {
    parent,
    rows,
    drawn,
    show(ids) {
      const items = [...ids].map((id) => ({ id }));
      keepRows(parent, rows, items, create, (_, item) => drawn.push(item.id));
      return parent.children.map((node) => node.id).join("");
    },
  };
}

test("rows follow the items: new ones come, gone ones go, the order is theirs", () => {
  const it = list();
  for (const ids of ["abc", "abc", "cab", "b", "", "xbay", "yx"]) assert.equal(it.show(ids), ids);
  assert.deepEqual([...it.rows.keys()].sort(), ["x", "y"]);
});

test("a row that is where it belongs is drawn and not moved", () => {
  const it = list();
  it.show("abc");
  const [first] = it.parent.children;
  it.parent.moves = 0;
  it.show("abcd");
  assert.equal(it.parent.moves, 1);
  assert.equal(it.parent.children[0], first);
  assert.equal(it.drawn.join(""), "abcabcd");
});
