/** What a change would do: the figures before and after, and the later facts that it would meet. */

import { lastIncluded } from "./days.js";
import { h, table } from "./dom.js";
import { inWords } from "./figures.js";
import { cmOfKm } from "./measures.js";

export function previewTable({ figures, operations }, language) {
  const { t } = language;
  if (!operations.length) return [h("p", {}, t("preview_none"))];
  const changed = pairs(figures).filter(([before, after]) => differs(before, after));
  if (!changed.length) return [h("p", {}, t("preview_figures_same"))];
  return [
    h("h3", {}, t("preview")),
    table(["route", "before", "after"].map((key) => t(key)), changed.map((pair) => row(pair, language))),
  ];
}

function pairs({ before, after }) {
  const same = (one) => (other) => other.code === one.code && other.route === one.route;
  return before.map((one) => [one, after.find(same(one))]);
}

function differs(before, after) {
  return ["numerator_km", "denominator_km", "value", "state"].some((name) => before[name] !== after[name]);
}

function row([before, after], language) {
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, `${before.code} · ${before.route ?? language.t("both_routes")}`),
    h("td", { class: "number" }, inWords(before, language)),
    h("td", { class: "number" }, inWords(after, language), gain(before, after, language)),
  );
}

function gain(before, after, { km }) {
  if (before.numerator_km === null || after.numerator_km === null) return null;
  const gained_cm = cmOfKm(after.numerator_km) - cmOfKm(before.numerator_km);
  if (!gained_cm) return null;
  const text = `${gained_cm > 0 ? "+" : "−"}${km(Math.abs(gained_cm))}\u00a0km`;
  return h("span", { class: gained_cm > 0 ? "gain" : "loss" }, h("br"), text);
}

/** Return a line for each later fact, the values in words by `worded(values)`. */
export function laterLines(facts, worded, { t, day, km }) {
  return facts.map(({ from_km, to_km, from_day, until_day, values }) => {
    const [from, to] = [from_km, to_km].map((one) => km(cmOfKm(one)));
    const end = until_day ? ` – ${day(lastIncluded(until_day))}` : "";
    return h("li", {}, t("later_fact", { day: day(from_day) + end, values: worded(values), from, to }));
  });
}
