// The status panel: memory with its limit, the queue by state, each task with its buttons.
//
// The kernel sends one snapshot; this file draws it in place. Rows are kept by task id and only what
// differs is written, so that nothing jumps and no button moves under a pointer. All text is set
// with textContent.

/** @import { Context, PanelTraits, TaskRow } from "./types.d.ts" */

import { curve, HEIGHT, WIDTH } from "./chart.js";
import { megabytes, seconds } from "./format.js";
import {
  button,
  make,
  progressBar,
  put,
  rest,
  scrollBox,
  setShare,
  stateDot,
  statusText,
} from "./parts.js";
import { keepRows, stateCell, tableWithHead } from "./rows.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * @typedef {object} Shown
 * @property {HTMLElement} row
 * @property {HTMLElement} word
 * @property {HTMLProgressElement} bar
 * @property {HTMLElement} wait
 * @property {HTMLElement} time
 * @property {HTMLElement} number
 * @property {HTMLButtonElement} sooner
 * @property {HTMLButtonElement} later
 * @property {HTMLButtonElement} act
 * @property {TaskRow} task
 */

/** @param {Context<PanelTraits>} context */
function render({ model, el }) {
  /**
   * @param {string} action
   * @param {string} [id]
   * @param {number} [value]
   */
  const ask = (action, id, value) => model.send({ action, id: id ?? null, value: value ?? null });
  const root = make("section", "scriptnb-panel");
  root.setAttribute("role", "region");
  root.setAttribute("aria-label", "Analysis queue");

  // -- the head: what the queue does, and the buttons for all of it
  const head = make("header");
  const dot = stateDot();
  const mood = statusText("strong", "scriptnb-mood");
  const note = make("span", "scriptnb-note");
  const pause = button("Pause", () =>
    ask(model.get("snapshot").queue?.paused ? "resume" : "pause"),
  );
  const clear = button("Clear finished", () => ask("clear"));
  head.append(dot, mood, note, pause, clear);

  // -- the queue by state
  const counts = make("dl", "scriptnb-counts");
  /** @type {Record<string, HTMLElement>} */
  const numbers = {};
  /**
   * @param {string} state
   * @param {string} word
   */
  function newCount(state, word) {
    const box = make("div");
    numbers[state] = make("dd", "", "0");
    box.append(make("dt", "", word), numbers[state]);
    box.dataset.phase = state;
    counts.append(box);
  }

  // -- memory: use beside its limit, and who takes it
  const memory = make("div", "scriptnb-memory");
  const figures = make("div", "scriptnb-figures");
  const total = make("div", "scriptnb-total");
  const gauge = progressBar("Memory in use of the limit");
  const parts = make("div", "scriptnb-parts");
  figures.append(total, gauge, parts);
  const chart = document.createElementNS(SVG, "svg");
  chart.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  chart.setAttribute("preserveAspectRatio", "none");
  chart.setAttribute("role", "img");
  chart.setAttribute("aria-label", "Memory in use over the last minutes");
  const area = document.createElementNS(SVG, "path");
  area.setAttribute("class", "scriptnb-area");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("class", "scriptnb-line");
  chart.append(area, line);
  memory.append(figures, chart);

  // -- the tasks
  const scroll = scrollBox("scriptnb-tasks", "Tasks");
  const names = ["Task", "Script", "Analysis", "State", "Waited", "Ran", "Priority", ""];
  const { table, tbody } = tableWithHead(names);
  const empty = make("p", "scriptnb-empty", "No tasks yet. What you analyse appears here.");
  const more = make("p", "scriptnb-empty");
  scroll.append(table, empty, more);
  root.append(head, counts, memory, scroll);
  el.append(root);

  /** @type {Map<string, Shown>} */
  const rows = new Map();
  let received = performance.now();

  /**
   * @param {TaskRow} task
   * @returns {Shown}
   */
  function newRow(task) {
    const row = make("tr");
    const id = make("th", "scriptnb-id", task.id);
    id.scope = "row";
    const label = make("td", "scriptnb-label", task.label);
    label.title = task.label;
    const type = make("td", "", task.type);
    const { cell: state, word, bar } = stateCell(`Progress of task ${task.id}`);
    const wait = make("td", "scriptnb-time");
    const time = make("td", "scriptnb-time");
    const priority = make("td", "scriptnb-priority");
    const number = make("span");
    const latest = () => rows.get(task.id)?.task ?? task;
    /** @param {number} by */
    const step = (by) => ask("priority", task.id, latest().priority + by);
    const sooner = button("▲", () => step(-1), `Run task ${task.id} sooner`);
    const later = button("▼", () => step(1), `Run task ${task.id} later`);
    priority.append(number, sooner, later);
    const last = make("td");
    const act = button("Cancel", () => {
      const again = latest().can_retry;
      rest(act);
      ask(again ? "retry" : "cancel", task.id);
    });
    last.append(act);
    row.append(id, label, type, state, wait, time, priority, last);
    return { row, word, bar, wait, time, number, sooner, later, act, task };
  }

  /**
   * @param {Shown} shown
   * @param {TaskRow} task
   */
  function drawRow(shown, task) {
    const changed = shown.task.phase !== task.phase;
    shown.task = task;
    put(shown.row.dataset, "phase", task.phase);
    const notice = task.detail ? `${task.word} · ${task.detail}` : task.word;
    put(shown.word, "textContent", notice);
    put(shown.word, "title", notice);
    put(shown.bar.style, "visibility", task.running ? "visible" : "hidden");
    setShare(shown.bar, task.progress);
    put(shown.number, "textContent", String(task.priority));
    const waiting = task.can_reprioritize;
    put(shown.sooner.style, "visibility", waiting ? "visible" : "hidden");
    put(shown.later.style, "visibility", waiting ? "visible" : "hidden");
    const again = task.can_retry;
    put(shown.act, "textContent", again ? "Try again" : "Cancel");
    put(shown.act.style, "visibility", again || task.can_cancel ? "visible" : "hidden");
    const label = `${again ? "Try task" : "Cancel task"} ${task.id}${again ? " again" : ""}`;
    if (shown.act.getAttribute("aria-label") !== label) shown.act.setAttribute("aria-label", label);
    if (changed) shown.act.disabled = false;
  }

  /** @param {number[]} history */
  function drawChart(history) {
    const paths = curve(history);
    if (!paths) return;
    line.setAttribute("d", paths.line);
    area.setAttribute("d", paths.area);
  }

  function tick() {
    const ticking = (performance.now() - received) / 1000;
    for (const { wait, time, task } of rows.values()) {
      const [waits, runs] = [task.counting === "waited", task.counting === "elapsed"];
      put(
        wait,
        "textContent",
        task.waited === null ? "" : seconds(task.waited + (waits ? ticking : 0)),
      );
      put(
        time,
        "textContent",
        task.elapsed === null ? "" : seconds(task.elapsed + (runs ? ticking : 0)),
      );
    }
  }

  function update() {
    const now = model.get("snapshot");
    if (!now.queue) return;
    received = performance.now();
    put(mood, "textContent", now.queue.mood);
    put(dot.dataset, "phase", now.queue.phase);
    put(note, "textContent", now.queue.note);
    put(note, "title", now.queue.note);
    put(pause, "textContent", now.queue.paused ? "Resume" : "Pause");
    for (const [state, word] of Object.entries(now.queue.labels)) {
      if (!numbers[state]) newCount(state, word);
      put(numbers[state], "textContent", String(now.queue.counts[state] ?? 0));
    }
    clear.disabled = now.queue.finished === 0;
    const limit = now.memory;
    put(
      total,
      "textContent",
      `Memory ${megabytes(limit.used_mb)} of ${megabytes(limit.limit_mb)} (${limit.source})`,
    );
    put(gauge, "value", Math.min(1, limit.used_mb / limit.limit_mb));
    put(gauge.dataset, "full", String(limit.used_mb / limit.limit_mb > 0.85));
    const workers = limit.slots === 1 ? "1 worker" : `${limit.slots} workers`;
    put(
      parts,
      "textContent",
      `this kernel ${megabytes(limit.kernel_mb)} · supervisor ${megabytes(limit.supervisor_mb)}` +
        (limit.elsewhere ? ` · ${limit.elsewhere}` : ` · ${workers} ${megabytes(limit.slots_mb)}`),
    );
    drawChart(now.history);
    keepRows(tbody, rows, now.tasks, newRow, drawRow);
    empty.hidden = now.tasks.length > 0;
    table.hidden = now.tasks.length === 0;
    more.hidden = now.more === 0;
    put(more, "textContent", `and ${now.more} more`);
    tick();
  }

  model.on("change:snapshot", update);
  const timer = setInterval(tick, 500);
  update();
  ask("attached");
  return () => {
    clearInterval(timer);
    model.off("change:snapshot", update);
  };
}

export default { render };
