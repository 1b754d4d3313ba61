// The head of what is open: its title, its views, the files it can be downloaded as, Close.
//
// A file comes in slices; this page asks for each, and hands the whole to the browser as a download.

/** @import { Context, FileSlice, OpenedTraits } from "./types.d.ts" */

import { saveFile } from "./download.js";
import { button, make, statusText } from "./parts.js";

/** @param {Context<OpenedTraits>} context */
function render({ model, el }) {
  const root = make("section", "scriptnb-opened");
  root.setAttribute("role", "region");
  const title = make("h2");
  title.tabIndex = -1;
  const tools = make("div", "scriptnb-tools");
  const notice = statusText("span", "scriptnb-notice");
  const views = new Map(
    [
      ["overview", "Overview"],
      ["tables", "All tables"],
    ].map(([view, words]) => [view, button(words, () => model.send({ action: "view", view }))]),
  );
  const close = button("Close", () => model.send({ action: "close" }));
  close.classList.add("scriptnb-close");
  root.append(title, tools, notice);
  el.append(root);

  /** @type {string | undefined} the key of what is drawn */
  let drawn;
  /**
   * The download under way.
   *
   * @type {{ token: string, parts: DataView<ArrayBuffer>[], received: number } | null}
   */
  let wanted = null;

  /** @param {string} kind */
  function ask(kind) {
    const token = Math.random().toString(36).slice(2);
    wanted = { token, parts: [], received: 0 };
    model.send({ action: "export", kind, token });
  }

  /**
   * @param {FileSlice} message
   * @param {DataView<ArrayBuffer>[]} buffers
   */
  function receive(message, buffers) {
    // Every page receives every slice.
    if (!wanted || message.token !== wanted.token || message.at !== wanted.received) return;
    wanted.parts.push(buffers[0]);
    wanted.received += buffers[0].byteLength;
    if (wanted.received < message.size)
      model.send({ action: "next", token: wanted.token, at: wanted.received });
    else {
      saveFile(message.name, message.type, wanted.parts);
      wanted = null;
    }
  }

  function update() {
    const state = model.get("state");
    root.hidden = state.key === undefined;
    notice.textContent = state.notice ?? "";
    for (const [view, node] of views)
      node.setAttribute("aria-pressed", String(view === state.view));
    if (drawn === state.key) return false;
    drawn = state.key;
    if (drawn === undefined) return false;
    title.textContent = state.title;
    root.setAttribute("aria-label", `Result of ${state.title}`);
    tools.replaceChildren(
      ...views.values(),
      make("span", "scriptnb-apart", "Download:"),
      ...state.kinds.map(({ kind, words }) => button(words, () => ask(kind))),
      close,
    );
    return true;
  }

  function change() {
    if (update()) title.focus(); // and so scrolled to, and read out
  }

  model.on("change:state", change);
  model.on("msg:custom", receive);
  update();
  return () => {
    model.off("change:state", change);
    model.off("msg:custom", receive);
  };
}

export default { render };
