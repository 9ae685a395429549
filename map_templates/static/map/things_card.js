/** What a thing on the map tells when it is opened, and the same things as a table. */

import * as L from "leaflet";

import { h } from "./dom.js";

const MOST_ROWS = 1_000;

/** Open a card at a place of the map; Escape closes it and gives the focus to what `back()` returns. */
export function openCard(map, latlng, sections, back) {
  const content = h("div", { class: "sensor-card", tabindex: "-1" }, sections);
  content.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    map.closePopup();
    back()?.focus();
  });
  const options = { closeButton: false, maxHeight: 260, minWidth: 260, autoPanPadding: [12, 12] };
  L.popup(options).setLatLng(latlng).setContent(content).openOn(map);
  content.focus({ preventScroll: true });
}

/** Return one section of a card; `facts` are `[label, value]`, those without a value are left out. */
export function section(title, line, facts, acts) {
  const told = facts.filter(([, value]) => value).flatMap(([label, value]) => [h("dt", {}, label), h("dd", {}, value)]);
  return h("section", {}, h("h3", {}, title), h("p", {}, line), h("dl", {}, told), h("div", { class: "buttons" }, acts));
}

/** Show things as a table in `place`: `{title, none, heads, rows}`, each row a list of cells. */
export function showThings(place, { title, none, heads, rows }) {
  const head = h("h2", {}, title);
  if (!rows.length) return place.replaceChildren(head, h("p", { class: "muted" }, none));
  const cells = (row) => h("tr", {}, row.map((cell) => h("td", {}, cell)));
  const table = h(
    "table",
    { class: "compact plain-table" },
    h("thead", {}, h("tr", {}, heads.map((text) => h("th", {}, text)))),
    h("tbody", {}, rows.slice(0, MOST_ROWS).map(cells)),
  );
  return place.replaceChildren(head, h("div", { class: "list-wrap" }, table));
}

/** Return the address of the page of a thing. */
export const pageOf = ({ urls }, type, code) =>
  urls.thing.replace("-type-", type).replace("-code-", encodeURIComponent(code));
