// The controls above the table: which table, the filter, all columns, the download.

/** @import { ExploreTraits } from "../types.d.ts" */

import { count } from "../format.js";
import { button, make } from "../parts.js";

/**
 * @param {string} text
 * @param {HTMLElement} control
 * @param {string} [className]
 */
function labelled(text, control, className) {
  const node = make("label", className, text);
  node.append(control);
  return node;
}

/** @param {ExploreTraits["catalog"]} catalog */
function tableChoice(catalog) {
  const choice = make("select");
  /** @type {Map<string, HTMLOptGroupElement>} */
  const groups = new Map();
  for (const { group, name, label, rows } of catalog) {
    const node = groups.get(group) ?? make("optgroup");
    if (!groups.has(group)) {
      node.label = group;
      groups.set(group, node);
      choice.append(node);
    }
    const option = make("option", "", rows === null ? label : `${label} (${count(rows)})`);
    option.value = name;
    node.append(option);
  }
  return choice;
}

/**
 * @param {ExploreTraits["catalog"]} catalog
 * @param {() => void} download
 */
export function toolLine(catalog, download) {
  const choice = tableChoice(catalog);
  const filter = make("input");
  filter.type = "search";
  filter.placeholder = "Words to look for";
  const every = make("input");
  every.type = "checkbox";
  const wide = labelled("All columns", every, "scriptnb-wide");
  const save = button("Download CSV", download);
  save.title = "These rows in this order, with every column";
  const node = make("div", "scriptnb-tools");
  const look = labelled("Filter", filter, "scriptnb-look");
  node.append(labelled("Table", choice), look, wide, save);
  return { node, choice, filter, every, wide, save };
}
