/** What stands on paper beside map and strip: heading, figures, legend, elements, the rows of the table. */

import { hasElement, legend } from "./classes.js";
import { byId, h, table } from "./dom.js";
import { elementSums, inUnit, inWords } from "./figures.js";
import { CM_PER_KM } from "./measures.js";
import { swatch } from "./swatch.js";

/** A cell of no more letters stays on one line. */
const SHORT = 22;

const worded = (id) => byId(id).selectedOptions[0]?.textContent ?? "";

/** Return what the map shows, in words: the layer, and the element where it has one. */
export function subject(state) {
  return [worded("layer"), hasElement(state.layer) && worded("element")].filter(Boolean).join(" · ");
}

/** Return the heading: the register, what is shown, of which place and day, from which state of the ledger, by whom. */
export function heading({ config, language, store, drafts, register, isChosen }) {
  const { t } = language;
  const isWorkedOut = drafts.draft && register.computed.has(store.state.layer);
  const by = t("paper_printed", { user: config.user_name, moment: language.moment(new Date().toISOString()) });
  return h(
    "header",
    { class: "paper-head" },
    h("p", { class: "paper-by" }, t("paper_register"), h("br"), ledgerNumber(t), ` · ${t("paper_marking")}`, h("br"), by),
    h("h1", {}, subject(store.state)),
    h("p", { class: "paper-what" }, h("strong", {}, dayInWords(store.state, language)), " · ", chosenInWords(store.state, language, isChosen())),
    tried(drafts.said()),
    tried(isWorkedOut && `${subject(store.state)}: ${drafts.said(true)}`),
    outage(),
  );
}

export const ledgerNumber = (t) => t("paper_ledger", { number: byId("ledger-number").textContent });

export function dayInWords({ as_of, against }, { t, day }) {
  const said = t("paper_as_of", { day: day(as_of) });
  return against && against !== as_of ? `${said}, ${t("paper_compared", { day: day(against) })}` : said;
}

function chosenInWords({ route, from_cm, to_cm }, { t, km }, isChosen) {
  if (!isChosen) return t("paper_all");
  return t("paper_chosen", { route, from: km(from_cm), to: km(to_cm), length: km(to_cm - from_cm) });
}

/** What is tried out changes what map and figures show: it is said. */
const tried = (said) => (said ? h("p", { class: "paper-tried" }, said) : null);

function outage() {
  const said = ["outage-bar-text", "outage-bar-sum"].map((id) => byId(id).textContent).filter(Boolean);
  return byId("outage-bar").hidden ? null : tried(said.join(" "));
}

// ---- figures, elements, legend

export function figuresOf({ figures, as_of, said }, names, language) {
  const totals = [...new Set(figures.map(({ code }) => code))].map((code) => totalOf(figures, code));
  const routes = (total) => figures.filter((one) => one.code === total.code && one !== total && one.state !== "no_data");
  return h(
    "section",
    { class: "paper-figures" },
    h("h2", {}, language.t("figures_as_of", { day: language.day(as_of) })),
    said ? h("p", {}, said) : null,
    totals.map((one) => figure(one, routes(one), names, language)),
  );
}

function totalOf(figures, code) {
  const own = figures.filter((one) => one.code === code);
  return own.find(({ route }) => route === null) ?? own[0];
}

function figure(total, routes, names, language) {
  const { target, unit } = total;
  const aim = target === null ? null : language.t("target", { value: inUnit(target, unit, language) });
  return h(
    "article",
    {},
    h("h3", {}, `${total.code} · ${names.indicator.get(total.code) ?? ""}`),
    h("p", {}, h("strong", {}, inWords(total, language)), [ofKm(total, language), aim].filter(Boolean).map((text) => ` · ${text}`)),
    routes.map((one) => h("p", {}, `${one.route}: ${inWords(one, language)}`, ofKm(one, language) && ` · ${ofKm(one, language)}`)),
  );
}

function ofKm({ numerator_km, denominator_km }, { t, number }) {
  if (numerator_km === null || denominator_km === null) return null;
  return t("of_km", { part: number(numerator_km), whole: number(denominator_km) });
}

export function elementsOf({ behind }, names, { t, number }) {
  const sums = elementSums(behind);
  if (!sums.size) return null;
  const rows = [...names.element].filter(([code]) => sums.has(code)).map(([code, name]) => {
    const { required_km, built_km, accepted_km } = sums.get(code);
    const cells = [required_km, built_km, accepted_km].map((km) => h("td", { class: "number" }, number(km)));
    return h("tr", {}, h("th", { scope: "row" }, name), cells);
  });
  const heads = ["elements", "required", "built", "accepted"].map((key) => t(key));
  return h("section", { class: "paper-elements" }, table(heads, rows));
}

/** A class that was switched off is not on the map; its kilometres are told all the same. */
export function legendOf(shown, { t, number }) {
  const row = (one) =>
    h(
      "li",
      {},
      swatch(one),
      h("span", {}, shown.hidden.has(one.code) ? `${one.name} (${t("paper_hidden")})` : one.name),
      h("span", { class: "km" }, `${number(one.length_cm / CM_PER_KM)}\u00a0km`),
    );
  const classes = legend(shown.view);
  const rows = classes.length ? h("ul", {}, classes.map(row)) : h("p", {}, t("legend_empty"));
  return h("section", { class: "paper-legend" }, h("h2", {}, t("legend")), rows);
}

export function comparisonOf() {
  const place = byId("comparison");
  if (place.hidden) return null;
  return h("section", { class: "paper-comparison" }, [...place.cloneNode(true).childNodes]);
}

/** Whose the line is, and that a demonstration invents what lies on it. */
export function footing() {
  const said = [...document.querySelectorAll("footer .demo")].map((one) => one.textContent.replace(/\s+/g, " ").trim());
  return said.length ? h("p", { class: "paper-foot" }, said.join(" ")) : null;
}

// ---- the table's rows

/** Return the rows that the screen shows; each page repeats the head, and what these rows are. */
export function rowsOf(found, offset, { language, store, drafts }) {
  const source = document.querySelector(".events-table");
  const head = [...source.querySelectorAll("thead tr:first-child th")].slice(1).map((one) =>
    h("th", { class: one.className || false }, one.textContent),
  );
  const rows = [...source.querySelectorAll("tbody tr[data-row]")].map((line) =>
    h("tr", {}, [...line.cells].slice(1).map(cell)),
  );
  const said = h("th", { colspan: head.length, class: "paper-rows" }, whatRows(found, offset, rows.length, { language, store, drafts }));
  return h("table", { class: "paper-table" }, h("thead", {}, h("tr", {}, said), h("tr", {}, head)), h("tbody", {}, rows));
}

function cell({ className, textContent }) {
  const isShort = textContent.length <= SHORT;
  return h("td", { class: [className, isShort && "short"].filter(Boolean).join(" ") || false }, textContent);
}

function whatRows(found, offset, count, { language, store, drafts }) {
  const { t, whole, number } = language;
  const sum = { from: offset + 1, to: offset + count, count: whole(found?.count ?? 0), km: number(found?.length_km ?? 0) };
  const rows = count ? t("paper_rows", sum) : t("paper_no_rows");
  const what = [worded("events-layer"), dayInWords(store.state, language), drafts.said(!drafts.isTried), rows, ledgerNumber(t)];
  return what.filter(Boolean).join(" · ");
}
