/** The legend: each class as it is drawn, its kilometres; pressing one hides it. */

import { h } from "./dom.js";
import { swatch } from "./swatch.js";
import { CM_PER_KM } from "./measures.js";

export function showLegend(place, classes, hidden, { t, number }, toggled) {
  const title = h("h2", {}, t("legend"));
  if (!classes.length) return place.replaceChildren(title, h("p", { class: "muted" }, t("legend_empty")));
  const rows = classes.map((one) => h("li", {}, row(one, hidden, number, toggled)));
  const hint = h("p", { class: "hint" }, t("legend_hint"));
  return place.replaceChildren(title, h("ul", { class: "legend" }, rows), hint);
}

function row(one, hidden, number, toggled) {
  const pressed = String(!hidden.has(one.code));
  return h(
    "button",
    { type: "button", "aria-pressed": pressed, "data-class": one.code, onclick: () => toggled(one.code) },
    swatch(one),
    h("span", { class: "legend-name" }, one.name),
    h("span", { class: "km" }, `${number(one.length_cm / CM_PER_KM)}\u00a0km`),
  );
}
