// The head of a card: a mark, the state, the title, the kind of analysis and one button.

import { make, stateDot, statusText } from "./parts.js";

/** @param {HTMLButtonElement} stop */
export function cardHead(stop) {
  const root = make("section", "scriptnb-card");
  root.setAttribute("role", "group");
  const head = make("header");
  const dot = stateDot();
  const word = statusText("span", "scriptnb-word");
  const title = make("strong", "scriptnb-title");
  const type = make("span", "scriptnb-type");
  head.append(dot, word, title, type, stop);
  root.append(head);
  return { root, head, dot, word, title, type };
}
