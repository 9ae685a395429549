/** Everything that is on the map, as a table: each row can be chosen without a mouse. */

import { lastIncluded } from "./days.js";
import { h } from "./dom.js";
import { swatch } from "./swatch.js";

const MOST_ROWS = 1_000;

/** `rows` are `{route, from_cm, to_cm, name, one, from_day, to_day}`; `chosen` hears the one pressed. */
export function showList(place, title, rows, selection, language, chosen) {
  const { t } = language;
  const head = h("h2", {}, t("list_of", { layer: title, count: language.whole(rows.length) }));
  if (!rows.length) return place.replaceChildren(head, h("p", { class: "muted" }, t("legend_empty")));
  const heads = ["stretch", "value", "days"].map((key) => h("th", {}, t(key)));
  const body = rows.slice(0, MOST_ROWS).map((row) => line(row, isSelected(row, selection), language, chosen));
  const parts = [h("thead", {}, h("tr", {}, heads)), h("tbody", {}, body)];
  const table = h("table", { class: "compact plain-table" }, parts);
  return place.replaceChildren(head, h("div", { class: "list-wrap" }, table));
}

function isSelected(row, { route, from_cm, to_cm }) {
  return row.route === route && row.from_cm === from_cm && row.to_cm === to_cm;
}

function line(row, selected, { t, km, day }, chosen) {
  const text = t("place_sum", { route: row.route, from: km(row.from_cm), to: km(row.to_cm) });
  const last = lastIncluded(row.to_day);
  const since = row.from_day && t("since", { day: day(row.from_day) });
  const days = [since, last && t("until", { day: day(last) })];
  return h(
    "tr",
    { "aria-selected": selected ? "true" : false },
    h("td", {}, h("button", { type: "button", onclick: () => chosen(row) }, text)),
    h("td", {}, row.one.colour ? swatch(row.one) : null, row.name),
    h("td", {}, days.filter(Boolean).join(" ")),
  );
}
