// The scripts that were submitted, newest first: how each stands, Open, and two to compare.
//
// Rows are kept by task id and only what differs is written. All text is set with textContent.

/** @import { Context, ShelfRow, ShelfTraits } from "./types.d.ts" */

import { when } from "./format.js";
import { button, make, put, rest, scrollBox, setShare, statusText } from "./parts.js";
import { headCell, keepRows, stateCell, tableWithHead } from "./rows.js";

/** @param {ShelfRow} task */
function action(task) {
  if (task.has_result) return ["open", "Open"];
  return task.can_cancel ? ["cancel", "Cancel"] : ["retry", "Try again"];
}

/**
 * @typedef {object} Shown
 * @property {HTMLElement} row
 * @property {HTMLInputElement} tick
 * @property {HTMLElement} word
 * @property {HTMLProgressElement} bar
 * @property {HTMLButtonElement} act
 * @property {ShelfRow | null} task what is drawn, null before the first time
 */

/** @param {Context<ShelfTraits>} context */
function render({ model, el }) {
  const root = make("section", "scriptnb-shelf");
  root.setAttribute("role", "region");
  root.setAttribute("aria-label", "Scripts");
  const scroll = scrollBox("scriptnb-scroll", "List of scripts");
  const names = ["Compare", "Script", "Analysis", "State", "Added", "Action"];
  const { table, tbody } = tableWithHead(names);
  const empty = make("p", "scriptnb-empty", "No scripts yet. Add some above and press Analyse.");
  const more = button("", () => model.send({ action: "more" }));
  scroll.append(table, empty, more);
  const foot = make("div", "scriptnb-foot");
  const pair = make("span", "scriptnb-pair");
  const notice = statusText("span", "scriptnb-notice");
  const compare = button("Compare", () =>
    model.send({ action: "compare", before: chosen[0], after: chosen[1] }),
  );
  foot.append(compare, pair, notice);
  root.append(scroll, foot);
  el.append(root);

  /** @type {Map<string, Shown>} */
  const rows = new Map();
  /** @type {string[]} in the order in which they were ticked: the earlier draft first */
  let chosen = [];

  /**
   * @param {ShelfRow} task
   * @returns {Shown}
   */
  function newRow(task) {
    const row = make("tr");
    const tick = make("input");
    tick.type = "checkbox";
    tick.setAttribute("aria-label", `Compare ${task.label}, task ${task.id}`);
    tick.addEventListener("change", () => {
      chosen = chosen.filter((id) => id !== task.id);
      if (tick.checked) chosen.push(task.id);
      if (chosen.length > 2) chosen.shift();
      drawPair();
    });
    const first = make("td");
    first.append(tick);
    const label = headCell("scriptnb-label", task.label);
    const { cell: state, word, bar } = stateCell(`Progress of ${task.label}`);
    const act = button("", () => {
      const now = rows.get(task.id)?.task ?? task;
      if (!now.has_result) rest(act);
      model.send({ action: action(now)[0], id: task.id });
    });
    const last = make("td");
    last.append(act);
    row.append(
      first,
      label,
      make("td", "", task.type),
      state,
      make("td", "scriptnb-when", when(task.at)),
      last,
    );
    return { row, tick, word, bar, act, task: null };
  }

  /**
   * @param {Shown} shown
   * @param {ShelfRow} task
   */
  function drawRow(shown, task) {
    const changed = shown.task?.phase !== task.phase;
    shown.task = task;
    put(shown.row.dataset, "phase", task.phase);
    put(shown.word, "textContent", task.detail ? `${task.word} · ${task.detail}` : task.word);
    put(shown.bar.style, "visibility", task.running ? "visible" : "hidden");
    setShare(shown.bar, task.progress);
    if (!changed) return;
    const word = action(task)[1];
    shown.act.textContent = word;
    shown.act.setAttribute("aria-label", `${word}: ${task.label}, task ${task.id}`);
    shown.act.disabled = false;
    shown.tick.style.visibility = task.has_result ? "visible" : "hidden";
  }

  function drawPair() {
    chosen = chosen.filter((id) => rows.get(id)?.task?.has_result);
    for (const [id, shown] of rows) put(shown.tick, "checked", chosen.includes(id));
    const [before, after] = chosen.map((id) => rows.get(id)?.task?.label);
    put(compare, "disabled", chosen.length !== 2);
    let words = "Tick two finished drafts, the earlier one first.";
    if (before !== undefined) words = `Earlier draft: ${before}. Now tick the later one.`;
    if (after !== undefined) words = `Earlier draft: ${before}. Later draft: ${after}.`;
    put(pair, "textContent", words);
  }

  function update() {
    const tasks = model.get("rows");
    keepRows(tbody, rows, tasks, newRow, drawRow);
    table.hidden = tasks.length === 0;
    empty.hidden = tasks.length > 0;
    more.hidden = model.get("more") <= 0;
    put(more, "textContent", `Show more (${model.get("more")} older)`);
    put(notice, "textContent", model.get("notice"));
    drawPair();
  }

  const traits = ["change:rows", "change:more", "change:notice"];
  for (const trait of traits) model.on(trait, update);
  update();
  return () => {
    for (const trait of traits) model.off(trait, update);
  };
}

export default { render };
