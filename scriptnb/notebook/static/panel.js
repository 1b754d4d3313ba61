// The status panel: memory with its limit, the queue by state, each task with its buttons.
//
// The kernel sends one snapshot; this file draws it in place. Rows are kept by task id and only what
// differs is written, so that nothing jumps and no button moves under a pointer. All text is set
// with textContent.

const SVG = "http://www.w3.org/2000/svg";

function megabytes(value) {
  if (value === null || value === undefined) return "–";
  return value >= 1024 ? `${(value / 1024).toFixed(1)} GB` : `${Math.round(value)} MB`;
}

function render({ model, el }) {
  const ask = (action, id, value) => model.send({ action, id: id ?? null, value: value ?? null });
  const root = make("section", "scriptnb-panel");
  root.setAttribute("role", "region");
  root.setAttribute("aria-label", "Analysis queue");

  // -- the head: what the queue does, and the buttons for all of it
  const head = make("header");
  const dot = make("span", "scriptnb-dot");
  dot.setAttribute("aria-hidden", "true");
  const mood = make("strong", "scriptnb-mood");
  mood.setAttribute("role", "status");
  const note = make("span", "scriptnb-note");
  const pause = button("Pause", () =>
    ask(model.get("snapshot").queue?.paused ? "resume" : "pause"),
  );
  const clear = button("Clear finished", () => ask("clear"));
  head.append(dot, mood, note, pause, clear);

  // -- the queue by state
  const counts = make("dl", "scriptnb-counts");
  const numbers = {};
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
  const gauge = make("progress");
  gauge.max = 1;
  gauge.setAttribute("aria-label", "Memory in use of the limit");
  const parts = make("div", "scriptnb-parts");
  figures.append(total, gauge, parts);
  const chart = document.createElementNS(SVG, "svg");
  chart.setAttribute("viewBox", "0 0 120 32");
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
  const scroll = make("div", "scriptnb-tasks");
  scroll.tabIndex = 0; // reachable by keyboard, to scroll
  scroll.setAttribute("role", "group");
  scroll.setAttribute("aria-label", "Tasks");
  const table = make("table");
  const top = table.createTHead().insertRow();
  for (const name of ["Task", "Script", "Analysis", "State", "Waited", "Ran", "Priority", ""]) {
    const cell = make("th", "", name);
    cell.scope = "col";
    top.append(cell);
  }
  const tbody = table.createTBody();
  const empty = make("p", "scriptnb-empty", "No tasks yet. What you analyse appears here.");
  const more = make("p", "scriptnb-empty");
  scroll.append(table, empty, more);
  root.append(head, counts, memory, scroll);
  el.append(root);

  const rows = new Map();
  let received = performance.now();

  function newRow(task) {
    const row = make("tr");
    const id = make("th", "scriptnb-id", task.id);
    id.scope = "row";
    const label = make("td", "scriptnb-label", task.label);
    label.title = task.label;
    const type = make("td", "", task.type);
    const state = make("td");
    const word = make("div", "scriptnb-state");
    const bar = make("progress");
    bar.max = 1;
    bar.setAttribute("aria-label", `Progress of task ${task.id}`);
    state.append(word, bar);
    const wait = make("td", "scriptnb-time");
    const time = make("td", "scriptnb-time");
    const priority = make("td", "scriptnb-priority");
    const number = make("span");
    const step = (by) => ask("priority", task.id, rows.get(task.id).task.priority + by);
    const sooner = button("▲", () => step(-1), `Run task ${task.id} sooner`);
    const later = button("▼", () => step(1), `Run task ${task.id} later`);
    priority.append(number, sooner, later);
    const last = make("td");
    const act = button("Cancel", () => {
      const { can_retry: again } = rows.get(task.id).task;
      rest(act);
      ask(again ? "retry" : "cancel", task.id);
    });
    last.append(act);
    row.append(id, label, type, state, wait, time, priority, last);
    return { row, word, bar, wait, time, number, sooner, later, act, task };
  }

  function drawRow(shown, task) {
    const changed = shown.task.phase !== task.phase;
    shown.task = task;
    put(shown.row.dataset, "phase", task.phase);
    const said = task.detail ? `${task.word} · ${task.detail}` : task.word;
    put(shown.word, "textContent", said);
    put(shown.word, "title", said);
    put(shown.bar.style, "visibility", task.running ? "visible" : "hidden");
    if (task.progress === null) shown.bar.removeAttribute("value");
    else shown.bar.setAttribute("value", task.progress);
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

  function drawTasks(tasks) {
    const seen = new Set(tasks.map((task) => task.id));
    for (const [id, shown] of rows)
      if (!seen.has(id)) {
        shown.row.remove();
        rows.delete(id);
      }
    tasks.forEach((task, place) => {
      let shown = rows.get(task.id);
      if (!shown) {
        shown = newRow(task);
        rows.set(task.id, shown);
      }
      drawRow(shown, task);
      if (tbody.rows[place] !== shown.row) tbody.insertBefore(shown.row, tbody.rows[place] ?? null);
    });
  }

  function drawChart(history) {
    if (!history.length) return;
    if (history.length === 1) history = [history[0], history[0]];
    const right = 120;
    const step = right / 119;
    const points = history.map((share, place) => {
      const x = right - (history.length - 1 - place) * step;
      return [x.toFixed(1), (31 - 30 * Math.min(1, share)).toFixed(1)];
    });
    const path = points.map(([x, y], place) => `${place ? "L" : "M"}${x} ${y}`).join("");
    line.setAttribute("d", path);
    area.setAttribute("d", `${path}L${right} 32L${points[0][0]} 32Z`);
  }

  function tick() {
    const ticking = (performance.now() - received) / 1000;
    for (const { wait, time, task } of rows.values()) {
      const [waits, runs] = [task.counting === "waited", task.counting === "elapsed"];
      put(wait, "textContent", task.waited === null ? "" : seconds(task.waited + waits * ticking));
      put(time, "textContent", task.elapsed === null ? "" : seconds(task.elapsed + runs * ticking));
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
    put(total, "textContent",
      `Memory ${megabytes(limit.used_mb)} of ${megabytes(limit.limit_mb)} (${limit.source})`);
    put(gauge, "value", Math.min(1, limit.used_mb / limit.limit_mb));
    put(gauge.dataset, "full", String(limit.used_mb / limit.limit_mb > 0.85));
    const workers = limit.slots === 1 ? "1 worker" : `${limit.slots} workers`;
    put(parts, "textContent",
      `this kernel ${megabytes(limit.kernel_mb)} · supervisor ${megabytes(limit.supervisor_mb)}` +
      (limit.elsewhere ? ` · ${limit.elsewhere}` : ` · ${workers} ${megabytes(limit.slots_mb)}`));
    drawChart(now.history);
    drawTasks(now.tasks);
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
