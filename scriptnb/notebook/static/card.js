// The card under a cell that asked for an analysis: live while the work runs, then its result.
//
// All text of scripts and files arrives as text and is set with textContent. The one HTML
// that is taken as HTML is `html`, the finished card that the kernel built and escaped.

/** @import { CardTraits, Context, TaskRow } from "./types.d.ts" */

import { cardHead } from "./card_head.js";
import { seconds } from "./format.js";
import { button, make, progressBar, put, rest, setShare } from "./parts.js";
import { headCell, tableWithHead } from "./rows.js";

/**
 * @param {HTMLProgressElement} node
 * @param {{ phase: string, active: boolean, running: boolean, progress: number | null }} row
 */
function setBar(node, row) {
  let share = row.progress;
  if (!row.active) share = 1;
  else if (!row.running) share = 0;
  setShare(node, share);
  put(node.dataset, "phase", row.phase);
}

/** @param {Context<CardTraits>} context */
function render({ model, el }) {
  const stop = button("Cancel", press);
  const { root, head, dot, word, title, type } = cardHead(stop);
  const overall = progressBar("Progress");
  const detail = make("p", "scriptnb-detail");
  const list = make("div", "scriptnb-rows");
  const body = make("div", "scriptnb-final");
  root.append(overall, detail, list, body);
  el.append(root);

  /** @typedef {{ notice: HTMLElement, meter: HTMLProgressElement, button: HTMLButtonElement }} Parts */
  /** @type {Map<string, Parts>} */
  let rows = new Map();
  let received = performance.now();

  /**
   * @param {string} action
   * @param {string} [id]
   */
  const ask = (action, id) => model.send({ action, id: id ?? null });

  function press() {
    rest(stop);
    ask(model.get("state").can_retry ? "retry" : "cancel");
  }

  /** @param {CardTraits["state"]} state */
  function buildRows(state) {
    rows = new Map();
    list.replaceChildren();
    if (state.rows.length < 2) return;
    const { table, tbody } = tableWithHead(["Script", "State", "Progress", ""]);
    for (const row of state.rows) {
      const line = tbody.insertRow();
      const label = headCell("scriptnb-label", row.label);
      const notice = make("td", "scriptnb-notice");
      const meter = progressBar(`Progress of ${row.label}`);
      const cell = make("td");
      cell.append(meter);
      const last = make("td");
      const cancel = () => {
        rest(stopOne);
        ask("cancel", row.id);
      };
      const stopOne = button("Cancel", cancel, `Cancel ${row.label}`);
      last.append(stopOne);
      line.append(label, notice, cell, last);
      rows.set(row.id, { notice, meter, button: stopOne });
    }
    list.append(table);
  }

  /**
   * @param {TaskRow} row
   * @param {number} ticking seconds since the row was received
   */
  function text(row, ticking) {
    const parts = row.detail ? [row.detail] : [];
    if (row.elapsed !== null) parts.push(seconds(row.elapsed + ticking));
    return parts.join(" · ");
  }

  // The kernel sends how long a task had run; the page counts on by its own clock, so that the
  // seconds go on while the kernel is busy and no message is spent on them.
  function tick() {
    const state = model.get("state");
    if (!state.rows || !state.active) return;
    const ticking = (performance.now() - received) / 1000;
    if (state.rows.length === 1) put(detail, "textContent", text(state.rows[0], ticking));
    else {
      put(detail, "textContent", state.summary);
      for (const row of state.rows) {
        const parts = rows.get(row.id);
        if (!parts) continue;
        const notice = [row.word, text(row, row.running ? ticking : 0)].filter(Boolean).join(" · ");
        put(parts.notice, "textContent", notice);
        put(parts.notice, "title", notice);
      }
    }
  }

  function update() {
    const state = model.get("state");
    if (!state.rows) return;
    received = performance.now();
    const final = !state.active;
    const html = model.get("html");
    root.setAttribute("aria-label", `Analysis of ${state.title}`);
    put(root.dataset, "phase", state.phase);
    put(dot.dataset, "phase", state.phase);
    put(word, "textContent", state.word);
    put(title, "textContent", state.title);
    put(type, "textContent", state.type);
    overall.hidden = detail.hidden = list.hidden = final;
    head.hidden = final && !state.can_retry;
    put(stop, "textContent", state.can_retry ? "Try again" : "Cancel");
    stop.disabled = false;
    if (final) {
      if (body.dataset.html !== html) {
        body.innerHTML = html;
        body.dataset.html = html;
      }
      return;
    }
    body.replaceChildren();
    delete body.dataset.html;
    if (rows.size !== state.rows.length || !state.rows.every((row) => rows.has(row.id)))
      buildRows(state);
    const whole = state.rows.length === 1 ? state.rows[0] : state;
    setBar(overall, whole);
    for (const row of state.rows) {
      const parts = rows.get(row.id);
      if (!parts) continue;
      setBar(parts.meter, row);
      parts.button.hidden = !row.can_cancel;
    }
    tick();
  }

  model.on("change:state", update);
  model.on("change:html", update);
  const timer = setInterval(tick, 200);
  update();
  ask("attached"); // a result that came while no page was open is sent again
  return () => {
    clearInterval(timer);
    model.off("change:state", update);
    model.off("change:html", update);
  };
}

export default { render };
