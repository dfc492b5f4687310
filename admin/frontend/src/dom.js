// Elements without markup: nothing that comes from a text is ever read as HTML.

/** An element with attributes, listeners (`onclick`) and children (elements, texts, lists of them, nothing). */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...there(children));
  return element;
}

/** Put children (elements, texts, lists of them, nothing) in place of those that an element has. */
export function put(element, ...children) {
  element.replaceChildren(...there(children));
}

function there(children) {
  return children.flat(Infinity).filter((one) => one !== null && one !== undefined && one !== false);
}

/** A text with its places filled: `fill("dòng {line}", { line: 3 })`. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** A text in lower case without marks, đ as d: how people type in a hurry. */
export function plain(text) {
  return text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "").normalize("NFC");
}
