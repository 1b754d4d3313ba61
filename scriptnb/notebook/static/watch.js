// The card of a watched file: a head that stays, and under it the latest result.
//
// All text of scripts and files arrives as text and is set with textContent. The one HTML that
// is taken as HTML is `html`, which the kernel built and escaped.

/** @import { Context, WatchTraits } from "./types.d.ts" */

import { cardHead } from "./card_head.js";
import { button, make, put, rest } from "./parts.js";

/** @param {Context<WatchTraits>} context */
function render({ model, el }) {
  const stop = button("Stop", () => {
    rest(stop);
    model.send({ action: "stop" });
  });
  const { root, dot, word, title, type } = cardHead(stop);
  const body = make("div", "scriptnb-final");
  root.append(body);
  el.append(root);

  function update() {
    const state = model.get("state");
    root.setAttribute("aria-label", `Watching ${state.title}`);
    root.dataset.phase = "watching"; // the frame stays, whatever the phase of the run
    put(dot.dataset, "phase", state.phase);
    put(word, "textContent", state.word);
    put(title, "textContent", state.title);
    put(type, "textContent", state.detail);
    stop.hidden = state.stopped;
  }

  // The result stays where it is while the next one is made, so that the page does not jump.
  function redraw() {
    const html = model.get("html");
    if (body.dataset.html === html) return;
    const open = [...body.querySelectorAll("details")].map((each) => each.open);
    body.innerHTML = html;
    body.dataset.html = html;
    const details = [...body.querySelectorAll("details")];
    if (details.length === open.length)
      details.forEach((each, at) => {
        each.open = open[at];
      });
  }

  model.on("change:state", update);
  model.on("change:html", redraw);
  update();
  redraw();
  return () => {
    model.off("change:state", update);
    model.off("change:html", redraw);
  };
}

export default { render };
