// The scripts that were submitted, newest first: how each stands, Open, and two to compare.
//
// Rows are kept by task id and only what differs is written. All text is set with textContent.

function when(text) {
  const time = new Date(text);
  const today = time.toDateString() === new Date().toDateString();
  return today
    ? time.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })
    : time.toLocaleDateString([], { day: "numeric", month: "short" });
}

function action(task) {
  if (task.has_result) return ["open", "Open"];
  return task.can_cancel ? ["cancel", "Cancel"] : ["retry", "Try again"];
}

function render({ model, el }) {
  const root = make("section", "scriptnb-shelf");
  root.setAttribute("role", "region");
  root.setAttribute("aria-label", "Scripts");
  const scroll = make("div", "scriptnb-scroll");
  scroll.tabIndex = 0; // reachable by keyboard, to scroll
  scroll.setAttribute("role", "group");
  scroll.setAttribute("aria-label", "List of scripts");
  const table = make("table");
  const top = table.createTHead().insertRow();
  for (const name of ["Compare", "Script", "Analysis", "State", "Added", "Action"]) {
    const cell = make("th", "", name);
    cell.scope = "col";
    top.append(cell);
  }
  const tbody = table.createTBody();
  const empty = make("p", "scriptnb-empty", "No scripts yet. Add some above and press Analyse.");
  const more = button("", () => model.send({ action: "more" }));
  scroll.append(table, empty, more);
  const foot = make("div", "scriptnb-foot");
  const pair = make("span", "scriptnb-pair");
  const said = make("span", "scriptnb-said");
  said.setAttribute("role", "status");
  const compare = button("Compare", () =>
    model.send({ action: "compare", before: chosen[0], after: chosen[1] }));
  foot.append(compare, pair, said);
  root.append(scroll, foot);
  el.append(root);

  const rows = new Map();
  let chosen = []; // in the order in which they were ticked: the earlier draft first

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
    const label = make("th", "scriptnb-label", task.label);
    label.scope = "row";
    label.title = task.label;
    const state = make("td");
    const word = make("div", "scriptnb-state");
    const bar = make("progress");
    bar.max = 1;
    bar.setAttribute("aria-label", `Progress of ${task.label}`);
    state.append(word, bar);
    const act = button("", () => {
      const now = rows.get(task.id).task;
      if (!now.has_result) rest(act);
      model.send({ action: action(now)[0], id: task.id });
    });
    const last = make("td");
    last.append(act);
    row.append(first, label, make("td", "", task.type), state,
      make("td", "scriptnb-when", when(task.at)), last);
    return { row, tick, word, bar, act };
  }

  function drawRow(shown, task) {
    const changed = shown.task?.phase !== task.phase;
    shown.task = task;
    put(shown.row.dataset, "phase", task.phase);
    put(shown.word, "textContent", task.detail ? `${task.word} · ${task.detail}` : task.word);
    put(shown.bar.style, "visibility", task.running ? "visible" : "hidden");
    if (task.progress === null) shown.bar.removeAttribute("value");
    else shown.bar.setAttribute("value", task.progress);
    if (!changed) return;
    const word = action(task)[1];
    shown.act.textContent = word;
    shown.act.setAttribute("aria-label", `${word}: ${task.label}, task ${task.id}`);
    shown.act.disabled = false;
    shown.tick.style.visibility = task.has_result ? "visible" : "hidden";
  }

  function drawPair() {
    chosen = chosen.filter((id) => rows.get(id)?.task.has_result);
    for (const [id, shown] of rows) put(shown.tick, "checked", chosen.includes(id));
    const [before, after] = chosen.map((id) => rows.get(id).task.label);
    put(compare, "disabled", chosen.length !== 2);
    let words = "Tick two finished drafts, the earlier one first.";
    if (before !== undefined) words = `Earlier draft: ${before}. Now tick the later one.`;
    if (after !== undefined) words = `Earlier draft: ${before}. Later draft: ${after}.`;
    put(pair, "textContent", words);
  }

  function update() {
    const tasks = model.get("rows");
    const there = new Set(tasks.map((task) => task.id));
    for (const [id, shown] of rows)
      if (!there.has(id)) {
        shown.row.remove();
        rows.delete(id);
      }
    tasks.forEach((task, place) => {
      if (!rows.has(task.id)) rows.set(task.id, newRow(task));
      const shown = rows.get(task.id);
      drawRow(shown, task);
      if (tbody.rows[place] !== shown.row) tbody.insertBefore(shown.row, tbody.rows[place] ?? null);
    });
    table.hidden = tasks.length === 0;
    empty.hidden = tasks.length > 0;
    more.hidden = model.get("more") <= 0;
    put(more, "textContent", `Show more (${model.get("more")} older)`);
    put(said, "textContent", model.get("said"));
    drawPair();
  }

  const traits = ["change:rows", "change:more", "change:said"];
  for (const trait of traits) model.on(trait, update);
  update();
  return () => {
    for (const trait of traits) model.off(trait, update);
  };
}

export default { render };
