// Where scripts are dropped or chosen, and the list of files that wait to be submitted.
//
// The list is the kernel's: a slice of a file is sent once the kernel has said that it has the one
// before it, so that no more than one is ever under way. Names are set with textContent.

import { make, put } from "./parts.js";

function megabytes(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 2 ** 20) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}

function render({ model, el }) {
  const root = make("section", "scriptnb-upload");
  root.setAttribute("role", "region");
  root.setAttribute("aria-label", "Add scripts");
  const zone = make("div", "scriptnb-zone");
  const choose = make("button", "scriptnb-button", "Choose scripts…");
  choose.type = "button";
  const input = make("input");
  input.type = "file";
  input.multiple = true;
  input.hidden = true; // the button stands for it
  const hint = make("span", "scriptnb-hint",
    `or drop them here: Final Draft, Fountain, PDF, Word, plain text and more, ` +
    `up to ${Math.round(model.get("largest") / 2 ** 20)} MB each`);
  zone.append(choose, input, hint);
  const list = make("ul", "scriptnb-files");
  list.setAttribute("aria-label", "Scripts to analyse");
  const said = make("p", "scriptnb-said");
  said.setAttribute("role", "status");
  root.append(zone, list, said);
  el.append(root);

  const shown = new Map(); // what the list has of each file
  const own = new Map(); // the files that this page sends: how far each was sent

  function add(files) {
    for (const file of files) {
      const id = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
      own.set(id, { file, sent: 0 });
      model.send({ action: "begin", id, name: file.name, size: file.size });
    }
  }

  function sendNext() {
    for (const row of model.get("files")) {
      const mine = own.get(row.id);
      if (!mine) continue;
      if (row.state !== "sending") {
        own.delete(row.id);
        continue;
      }
      if (mine.sent > row.received) return; // not yet answered
      const at = row.received;
      mine.sent = Math.min(at + model.get("slice"), row.size);
      mine.file
        .slice(at, mine.sent)
        .arrayBuffer()
        .then((bytes) => model.send({ action: "slice", id: row.id, at }, undefined, [bytes]))
        .catch(() => model.send({ action: "unreadable", id: row.id }));
      return;
    }
  }

  function newRow(file) {
    const item = make("li");
    const name = make("span", "scriptnb-name", file.name);
    name.title = file.name;
    const size = make("span", "scriptnb-size", megabytes(file.size));
    const bar = make("progress");
    bar.max = file.size || 1;
    bar.setAttribute("aria-label", `Sent of ${file.name}`);
    const word = make("span", "scriptnb-state");
    const drop = make("button", "scriptnb-button", "Remove");
    drop.type = "button";
    drop.setAttribute("aria-label", `Remove ${file.name}`);
    drop.addEventListener("click", () => {
      own.delete(file.id);
      model.send({ action: "drop", id: file.id });
    });
    item.append(name, size, bar, word, drop);
    list.append(item);
    return { item, bar, word };
  }

  function update() {
    const files = model.get("files");
    const there = new Set(files.map((file) => file.id));
    for (const [id, row] of shown)
      if (!there.has(id)) {
        row.item.remove();
        shown.delete(id);
      }
    for (const file of files) {
      if (!shown.has(file.id)) shown.set(file.id, newRow(file));
      const row = shown.get(file.id);
      put(row.item.dataset, "state", file.state);
      put(row.bar, "value", file.received);
      put(row.bar, "hidden", file.state !== "sending");
      const words = { sending: "Sending", ready: "Ready", refused: file.said };
      put(row.word, "textContent", words[file.state]);
    }
    list.hidden = files.length === 0;
    put(said, "textContent", model.get("said"));
    sendNext();
  }

  choose.addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    add(input.files);
    input.value = ""; // the same file can be chosen again
  });
  const over = (event) => {
    event.preventDefault();
    event.stopPropagation(); // JupyterLab would take the file for one of its own
    zone.dataset.over = String(event.type === "dragover");
    if (event.type === "drop") add(event.dataTransfer.files);
  };
  for (const kind of ["dragover", "dragleave", "drop"]) root.addEventListener(kind, over);

  model.on("change:files", update);
  model.on("change:said", update);
  update();
  return () => {
    for (const id of own.keys()) model.send({ action: "drop", id });
    model.off("change:files", update);
    model.off("change:said", update);
  };
}

export default { render };
