// The card under a cell that asked for an analysis: live while the work runs, then its result.
//
// Everything a script or a file says arrives as text and is set with textContent. The one HTML
// that is taken as HTML is `html`, the finished card that the kernel built and escaped.

function bar(label) {
  const node = make("progress");
  node.max = 1;
  node.setAttribute("aria-label", label);
  return node;
}

// A bar without the attribute "value" is one that does not know how far it is.
function setBar(node, row) {
  let share = row.progress;
  if (!row.active) share = 1;
  else if (!row.running) share = 0;
  if (share === null) node.removeAttribute("value");
  else if (node.getAttribute("value") !== String(share)) node.setAttribute("value", share);
  put(node.dataset, "phase", row.phase);
}

function render({ model, el }) {
  const root = make("section", "scriptnb-card");
  root.setAttribute("role", "group");
  const head = make("header");
  const dot = make("span", "scriptnb-dot");
  dot.setAttribute("aria-hidden", "true");
  const word = make("span", "scriptnb-word");
  word.setAttribute("role", "status"); // read out when the state changes, not at every tick
  const title = make("strong", "scriptnb-title");
  const type = make("span", "scriptnb-type");
  const stop = make("button", "scriptnb-button", "Cancel");
  stop.type = "button";
  head.append(dot, word, title, type, stop);
  const overall = bar("Progress");
  const detail = make("p", "scriptnb-detail");
  const list = make("div", "scriptnb-rows");
  const body = make("div", "scriptnb-final");
  root.append(head, overall, detail, list, body);
  el.append(root);

  let rows = new Map();
  let received = performance.now();
  const ask = (action, id) => model.send({ action, id: id ?? null });

  stop.addEventListener("click", () => {
    rest(stop);
    ask(model.get("state").can_retry ? "retry" : "cancel");
  });

  function buildRows(state) {
    rows = new Map();
    list.replaceChildren();
    if (state.rows.length < 2) return;
    const table = make("table");
    const top = table.createTHead().insertRow();
    for (const name of ["Script", "State", "Progress", ""]) {
      const cell = make("th", "", name);
      cell.scope = "col";
      top.append(cell);
    }
    const tbody = table.createTBody();
    for (const row of state.rows) {
      const line = tbody.insertRow();
      const label = make("th", "scriptnb-label", row.label);
      label.scope = "row";
      label.title = row.label;
      const said = make("td", "scriptnb-said");
      const meter = bar(`Progress of ${row.label}`);
      const cell = make("td");
      cell.append(meter);
      const last = make("td");
      const button = make("button", "scriptnb-button", "Cancel");
      button.type = "button";
      button.setAttribute("aria-label", `Cancel ${row.label}`);
      button.addEventListener("click", () => {
        rest(button);
        ask("cancel", row.id);
      });
      last.append(button);
      line.append(label, said, cell, last);
      rows.set(row.id, { said, meter, button });
    }
    list.append(table);
  }

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
        const said = [row.word, text(row, row.running ? ticking : 0)].filter(Boolean).join(" · ");
        put(parts.said, "textContent", said);
        put(parts.said, "title", said);
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
