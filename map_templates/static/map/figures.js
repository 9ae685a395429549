/** The figures as cards: percent with km of km, target, each route, and the elements beside it. */

import { h, svg, table } from "./dom.js";

/** Show the first figure at `places.first`; the others, and the elements, at `places.more`. */
export function showFigures(places, { figures, behind, as_of, said }, names, language) {
  const codes = [...new Set(figures.map(({ code }) => code))];
  const title = h("h2", {}, language.t("figures_as_of", { day: language.day(as_of) }));
  const ofCode = (code) => figures.filter((one) => one.code === code);
  const [main, ...rest] = codes;
  const isOpen = places.first.querySelector("details")?.open;
  const first = main && shortCard(ofCode(main), names, language, isOpen);
  const others = rest.map((code) => card(ofCode(code), names, language));
  for (const other of others) other.classList.add("small");
  const whose = said ? [h("p", { class: "draft-note" }, said)] : [];
  places.first.replaceChildren(title, ...whose, first ?? h("p", { class: "muted" }, language.t("no_data")));
  places.more.replaceChildren(...elementTable(behind, names, language), ...others);
}

function card(figures, names, language) {
  const total = totalOf(figures);
  return h(
    "article",
    { class: "figure", "data-figure": total.code },
    h("h3", { class: "figure-name" }, nameOf(total, names)),
    value(total, language),
    of(total, language),
    barOf(total, language),
    ...more(total, figures, language),
  );
}

/** Return a figure in a line; what it is of, its target and its routes are told when they are asked for. */
function shortCard(figures, names, language, isOpen) {
  const total = totalOf(figures);
  const name = nameOf(total, names);
  return h(
    "article",
    { class: "figure short", "data-figure": total.code },
    h("div", { class: "figure-line" }, value(total, language), of(total, language)),
    barOf(total, language),
    h("details", { open: Boolean(isOpen) }, h("summary", { class: "figure-name", title: name }, name), ...more(total, figures, language)),
  );
}

const totalOf = (figures) => figures.find(({ route }) => route === null) ?? figures[0];
const nameOf = ({ code }, names) => `${code} · ${names.indicator.get(code) ?? ""}`;
const barOf = (total, language) => (total.state === "ok" && total.percent !== null ? bar(total, language) : null);

function more(total, figures, language) {
  const routes = figures.filter(({ route, state }) => route !== null && state !== "no_data");
  return [
    h("p", { class: "figure-of muted" }, target(total, language), version(total, language)),
    routes.length ? routeTable(routes, language) : null,
  ];
}

function value(figure, language) {
  const words = figure.state !== "ok";
  return h("p", { class: words ? "figure-value in-words" : "figure-value" }, inWords(figure, language));
}

/** Return a figure as text: its percent or value, or in words why it has none. */
export function inWords({ state, percent, value, unit, units, reason }, language) {
  if (state !== "ok") return [language.t(state), reason].filter(Boolean).join(": ");
  return percent === null ? withDevices(units, inUnit(value, unit, language), language) : language.percent(percent);
}

/** Put units of equipment before their days, where a figure has both. */
function withDevices(count, said, { t, form }) {
  return count === undefined || count === null ? said : `${t(`devices_${form(count)}`, { count })} / ${said}`;
}

/** Return a number with the unit that it is counted in, by the unit's name where it has one. */
export const inUnit = (value, unit, { t, amount, form }) =>
  `${amount(value)}\u00a0${unitName(unit, t, form(Number(value)))}`;

export function unitName(unit, t, form = "other") {
  const [key, name] = [`unit_${unit}_${form}`, t(`unit_${unit}_${form}`)];
  return name === key ? unit : name;
}

function of({ numerator_km, denominator_km }, { t, number }) {
  if (numerator_km === null || denominator_km === null) return null;
  return h("p", {}, t("of_km", { part: number(numerator_km), whole: number(denominator_km) }));
}

function target({ target: aim, unit }, language) {
  const { t } = language;
  const said = aim === null ? t("target_none") : t("target", { value: inUnit(aim, unit, language) });
  return h("span", {}, said);
}

function version({ definition_version }, { t }) {
  return definition_version === null ? null : h("span", {}, t("definition", { version: definition_version }));
}

function bar({ percent, target: aim }, { t, percent: asPercent }) {
  const label = t("bar", { percent: asPercent(percent) });
  const rect = (name, width) => svg("rect", { class: name, x: 0, y: 1, width, height: 6, rx: 1 });
  return svg(
    "svg",
    { class: "bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", role: "img", "aria-label": label },
    rect("bar-ground", 100),
    rect("bar-part", Math.min(100, percent)),
    aim === null || aim > 100 ? null : targetMark(aim),
  );
}

function targetMark(aim) {
  const unscaled = { "vector-effect": "non-scaling-stroke" };
  return svg("line", { class: "bar-target", x1: aim, x2: aim, y1: 0, y2: 8, ...unscaled });
}

function routeTable(figures, language) {
  const rows = figures.map((one) =>
    h(
      "tr",
      { "data-route": one.route },
      h("th", { scope: "row" }, one.route),
      h("td", { class: "number" }, inWords(one, language)),
      h("td", { class: "number" }, lengths(one, language)),
    ),
  );
  return h("table", { class: "compact plain-table" }, h("tbody", {}, rows));
}

function lengths({ numerator_km, denominator_km }, { t, number }) {
  if (numerator_km === null || denominator_km === null) return "";
  return t("of_km", { part: number(numerator_km), whole: number(denominator_km) });
}

function elementTable(behind, names, { t, number }) {
  const sums = elementSums(behind);
  if (!sums.size) return [];
  const heads = ["element", "required", "built", "accepted"];
  const rows = [...names.element]
    .filter(([code]) => sums.has(code))
    .map(([code, name]) => elementRow(name, sums.get(code), number));
  return [h("h3", {}, t("elements")), table(heads.map((key) => t(key)), rows, { id: "elements" })];
}

function elementRow(name, { required_km, built_km, accepted_km }, number) {
  const cells = [required_km, built_km, accepted_km].map((km) => h("td", { class: "number" }, number(km)));
  return h("tr", {}, h("th", { scope: "row" }, name), cells);
}

/** Return the kilometres of each element over all routes. */
export function elementSums(behind) {
  const sums = new Map();
  for (const { element, ...lengths } of behind.flatMap(({ elements }) => elements)) {
    const sum = sums.get(element) ?? { required_km: 0, built_km: 0, accepted_km: 0 };
    for (const name of Object.keys(sum)) sum[name] += lengths[name];
    sums.set(element, sum);
  }
  return sums;
}
