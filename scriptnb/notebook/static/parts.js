// Elements that every widget is made of. `page.py` joins a widget's file with what it imports.

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [className]
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

/**
 * Values change several times a second: only what differs is written, so that nothing flickers,
 * no selection is lost and no button moves under a pointer.
 *
 * @template {object} Target
 * @template {keyof Target} Key
 * @param {Target} node
 * @param {Key} key
 * @param {Target[Key]} value
 */
export function put(node, key, value) {
  if (node[key] !== value) node[key] = value;
}

/**
 * @param {string} text
 * @param {() => void} onClick
 * @param {string} [label] for those who cannot see what the button stands beside
 */
export function button(text, onClick, label) {
  const node = make("button", "scriptnb-button", text);
  node.type = "button";
  if (label) {
    node.setAttribute("aria-label", label);
    node.title = label;
  }
  node.addEventListener("click", onClick);
  return node;
}

/**
 * Disable a button that was pressed. A kernel that has only just been connected to this page may
 * keep a request until its cell ends, so the button is enabled again after a while.
 *
 * @param {HTMLButtonElement} node
 */
export function rest(node) {
  node.disabled = true;
  setTimeout(() => {
    node.disabled = false;
  }, 2_000);
}

/** @param {string} label */
export function progressBar(label) {
  const node = make("progress");
  node.max = 1;
  node.setAttribute("aria-label", label);
  return node;
}

/**
 * A bar without the attribute "value" shows that the share is not known.
 *
 * @param {HTMLProgressElement} bar
 * @param {number | null} share
 */
export function setShare(bar, share) {
  if (share === null) bar.removeAttribute("value");
  else if (bar.getAttribute("value") !== String(share)) bar.setAttribute("value", String(share));
}

/**
 * A box that scrolls and can be reached by keyboard.
 *
 * @param {string} className
 * @param {string} label
 */
export function scrollBox(className, label) {
  const node = make("div", className);
  node.tabIndex = 0;
  node.setAttribute("role", "group");
  node.setAttribute("aria-label", label);
  return node;
}

/**
 * @template {"p" | "span" | "strong"} Tag
 * @param {Tag} tag
 * @param {string} className
 */
export function statusText(tag, className) {
  const node = make(tag, className);
  node.setAttribute("role", "status"); // read out when the text changes
  return node;
}

/** A round mark whose colour shows a state that is also written beside it. */
export function stateDot() {
  const node = make("span", "scriptnb-dot");
  node.setAttribute("aria-hidden", "true");
  return node;
}
