/** Elements by a short way. Text goes in as text, never as HTML. */

const SVG = "http://www.w3.org/2000/svg";

export const byId = (id) => document.getElementById(id);

/** Resolve when the browser has painted what was just drawn; a page that nobody looks at is not painted. */
export function painted() {
  if (document.hidden) return Promise.resolve();
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

/** Return an element; attributes named `on…` are listeners, false and null ones are left out. */
export function h(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...present(children));
  return element;
}

const isThere = (child) => child !== null && child !== undefined && child !== false;

/** Return the children that are there: an element would take null and false for words and show them. */
export const present = (children) => children.flat().filter(isThere);

/** Let a place hold these children and nothing else; false and null ones are left out. */
export function put(place, ...children) {
  place.replaceChildren(...present(children));
}

/** Return a small table: the first column holds words, the others numbers. */
export function table(heads, rows, attributes = {}) {
  const cells = heads.map((text, place) => h("th", { class: place ? "number" : false }, text));
  const [head, body] = [h("thead", {}, h("tr", {}, cells)), h("tbody", {}, rows)];
  return h("table", { class: "compact plain-table", ...attributes }, head, body);
}

export function option(value, text, selected = false) {
  return h("option", { value, selected }, text);
}

const USUAL_FONT_PX = 16;

/** Return how many times the usual size the reader has the page's text. */
export const textTimes = () => parseFloat(getComputedStyle(document.documentElement).fontSize) / USUAL_FONT_PX;

/** Return the colour that a token of the style sheet has now, as the canvas takes it. */
export function token(name) {
  const probe = document.body.appendChild(h("span", { hidden: true }));
  probe.style.color = `var(--${name})`;
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
