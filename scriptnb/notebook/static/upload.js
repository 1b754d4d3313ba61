// Where scripts are dropped or chosen, and the list of files that wait to be submitted.
//
// The list is the kernel's: a slice of a file is sent once the kernel has notice that it has the one
// before it, so that no more than one is ever under way. Names are set with textContent.

/** @import { Context, UploadRow, UploadTraits } from "./types.d.ts" */

import { fileSize } from "./format.js";
import { button, make, put, statusText } from "./parts.js";
import { keepRows } from "./rows.js";

/** @typedef {{ row: HTMLElement, bar: HTMLProgressElement, word: HTMLElement }} Shown */

/** @param {Context<UploadTraits>} context */
function render({ model, el }) {
  const root = make("section", "scriptnb-upload");
  root.setAttribute("role", "region");
  root.setAttribute("aria-label", "Add scripts");
  const zone = make("div", "scriptnb-zone");
  const choose = button("Choose scripts…", () => input.click());
  const input = make("input");
  input.type = "file";
  input.multiple = true;
  input.hidden = true; // the button stands for it
  const hint = make(
    "span",
    "scriptnb-hint",
    `or drop them here: Final Draft, Fountain, PDF, Word, plain text and more, ` +
      `up to ${Math.round(model.get("largest") / 2 ** 20)} MB each`,
  );
  zone.append(choose, input, hint);
  const list = make("ul", "scriptnb-files");
  list.setAttribute("aria-label", "Scripts to analyse");
  const notice = statusText("p", "scriptnb-notice");
  root.append(zone, list, notice);
  el.append(root);

  /** @type {Map<string, Shown>} */
  const rows = new Map();
  /**
   * The files that this page sends, and how many bytes of each were sent.
   *
   * @type {Map<string, { file: File, sent: number }>}
   */
  const own = new Map();

  /** @param {Iterable<File>} files */
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

  /**
   * @param {UploadRow} file
   * @returns {Shown}
   */
  function newRow(file) {
    const row = make("li");
    const name = make("span", "scriptnb-name", file.name);
    name.title = file.name;
    const size = make("span", "scriptnb-size", fileSize(file.size));
    const bar = make("progress");
    bar.max = file.size || 1;
    bar.setAttribute("aria-label", `Sent of ${file.name}`);
    const word = make("span", "scriptnb-state");
    const forget = () => {
      own.delete(file.id);
      model.send({ action: "drop", id: file.id });
    };
    row.append(name, size, bar, word, button("Remove", forget, `Remove ${file.name}`));
    return { row, bar, word };
  }

  /**
   * @param {Shown} shown
   * @param {UploadRow} file
   */
  function drawRow(shown, file) {
    put(shown.row.dataset, "state", file.state);
    put(shown.bar, "value", file.received);
    put(shown.bar, "hidden", file.state !== "sending");
    const words = { sending: "Sending", ready: "Ready", refused: file.notice };
    put(shown.word, "textContent", words[file.state]);
  }

  function update() {
    const files = model.get("files");
    keepRows(list, rows, files, newRow, drawRow);
    list.hidden = files.length === 0;
    put(notice, "textContent", model.get("notice"));
    sendNext();
  }

  input.addEventListener("change", () => {
    add(input.files ?? []);
    input.value = ""; // the same file can be chosen again
  });

  /** @param {DragEvent} event */
  const over = (event) => {
    event.preventDefault();
    event.stopPropagation(); // JupyterLab would take the file for one of its own
    zone.dataset.over = String(event.type === "dragover");
    if (event.type === "drop") add(event.dataTransfer?.files ?? []);
  };
  for (const kind of /** @type {const} */ (["dragover", "dragleave", "drop"]))
    root.addEventListener(kind, over);

  model.on("change:files", update);
  model.on("change:notice", update);
  update();
  return () => {
    for (const id of own.keys()) model.send({ action: "drop", id });
    model.off("change:files", update);
    model.off("change:notice", update);
  };
}

export default { render };
