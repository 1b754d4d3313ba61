// The pane with the lines of the script that a row comes from.

/** @import { LinesAnswer } from "../types.d.ts" */

import { count } from "../format.js";
import { make, put, scrollBox, statusText } from "../parts.js";

/** @param {NonNullable<LinesAnswer["lines"]>[number]} line */
function lineNode(line) {
  const node = make("li");
  node.dataset.kind = line.kind;
  node.dataset.change = line.change;
  if (line.marked) node.setAttribute("aria-current", "true");
  const words = make("span", "scriptnb-words");
  if (line.character) words.append(make("b", "", line.character));
  words.append(make("span", "", line.text));
  const number = make("span", "scriptnb-line", line.line === null ? "" : count(line.line));
  if (line.line !== null) number.title = `line ${line.line}`;
  node.append(number);
  if (line.change) node.append(make("span", "scriptnb-change", line.change));
  node.append(words);
  return node;
}

export function linesPane() {
  const node = scrollBox("scriptnb-behind", "The script's lines behind the row");
  const about = statusText("p", "scriptnb-about");
  const list = make("ol");
  node.append(about, list);

  /** @param {string} text */
  function clear(text) {
    list.replaceChildren();
    put(about, "textContent", text);
  }

  /** @param {LinesAnswer} answer */
  function show(answer) {
    put(about, "textContent", answer.failed ?? answer.description);
    list.replaceChildren(...(answer.lines ?? []).map(lineNode));
    /** @type {HTMLElement | null} */
    const mark = list.querySelector("[aria-current]");
    // Only this pane scrolls, never the notebook.
    node.scrollTop = mark ? mark.offsetTop - node.clientHeight / 3 : 0;
  }

  return { node, clear, show };
}
