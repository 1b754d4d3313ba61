// Elements that every widget is made of. `page.py` joins a widget's file with what it imports.

export function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

// Values change several times a second: only what differs is written, so that nothing flickers,
// no selection is lost and no button moves under a pointer.
export function put(node, key, value) {
  if (node[key] !== value) node[key] = value;
}

// `label` is for those who cannot see what the button stands beside.
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

// Pressed once is enough. But a kernel that has only just met this page may keep what it is asked
// until its cell ends, so the button comes back after a while and can be pressed again.
export function rest(node) {
  node.disabled = true;
  setTimeout(() => { node.disabled = false; }, 2_000);
}

export function seconds(value) {
  if (value < 60) return `${value.toFixed(value < 10 ? 1 : 0)} s`;
  if (value < 3600) return `${Math.floor(value / 60)} min ${Math.floor(value % 60)} s`;
  return `${Math.floor(value / 3600)} h ${Math.floor((value % 3600) / 60)} min`;
}

