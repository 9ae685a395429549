/** Why a metre counts or not: each figure's verdict, what is required, every fact, and who wrote it. */

import { lastIncluded } from "./days.js";
import { h, put } from "./dom.js";

const NEWEST = 4;
const BADGES = { counts: "yes", missing: "no", left_out: "no", not_required: "no", no_data: "no" };
const WORDS = { counts: "counts", missing: "counts_not", left_out: "outside" };

export function showExplanation(place, found, { route, cm }, naming, language, urls) {
  const { t, km } = language;
  const block = (key, ...children) => [h("h3", {}, t(key)), ...children];
  put(
    place,
    h("h2", {}, t("why_at", { route, km: km(cm) })),
    h("div", {}, found.figures.filter(({ state }) => state in BADGES).map((one) => verdict(one, t))),
    ...block("required_here", required(found.required, t)),
    ...block("facts_here", facts(found.facts, naming, language)),
    ...block("operations_here", history(found.operations, naming, language, urls)),
  );
}

function verdict({ code, state, why }, t) {
  return h(
    "div",
    { class: "explained", "data-verdict": state },
    h(
      "p",
      { class: "explained-head" },
      h("strong", {}, code),
      h("span", { class: `badge ${BADGES[state]}` }, t(WORDS[state] ?? state)),
    ),
    h("p", {}, why),
  );
}

function required(requirements, t) {
  if (!requirements.length) return h("p", { class: "muted" }, t("nothing_required"));
  return h("ul", { class: "checks" }, requirements.map((one) => check(one, t)));
}

function check({ name, built, rule }, t) {
  const badge = h("span", { class: `badge ${built ? "yes" : "no"}` }, t(built ? "is_built" : "is_missing"));
  const act = rule ? h("span", { class: "hint" }, ` ${rule}`) : null;
  return h("li", {}, h("span", { class: "capital" }, name), " ", badge, act);
}

function facts(found, naming, language) {
  if (!found.length) return h("p", { class: "muted" }, language.t("no_facts"));
  return h("div", {}, found.map((one) => fact(one, naming, language)));
}

function fact({ layer, key, from_day, until_day, values }, naming, { t, day }) {
  const title = [naming.label(layer), naming.key(layer, key)].filter(Boolean).join(": ");
  const until = until_day && t("until", { day: day(lastIncluded(until_day)) });
  const days = [t("since", { day: day(from_day) }), until].filter(Boolean).join(" ");
  return h(
    "div",
    { class: "explained" },
    h("p", { class: "explained-head" }, h("strong", {}, title), h("span", { class: "hint" }, days)),
    h("p", { class: "capital" }, naming.worded(layer, values)),
  );
}

function history(operations, naming, language, urls) {
  if (!operations.length) return h("p", { class: "muted" }, language.t("no_operations"));
  const steps = operations.map((one) => step(one, naming, language, urls));
  const timeline = (some) => h("ol", { class: "timeline" }, some);
  const [newest, older] = [steps.slice(0, NEWEST), steps.slice(NEWEST)];
  const count = language.whole(older.length);
  const rest = h("details", {}, h("summary", {}, language.t("older_operations", { count })), timeline(older));
  return h("div", { class: "history" }, timeline(newest), older.length ? rest : null);
}

function step({ number, uid, by, at, reason, target, key, before, after }, naming, { t, moment }, urls) {
  const [was, is] = [before, after].map((values) => naming.worded(target, values));
  const set = h("a", { href: `${urls.changes}${uid}/` }, t("read_set", { number }));
  return h(
    "li",
    {},
    h("p", {}, h("strong", {}, [naming.label(target), naming.key(target, key)].filter(Boolean).join(": "))),
    h("p", {}, was, " → ", is),
    h("p", { class: "hint" }, `${by}, ${moment(at)}: ${reason} `, set),
  );
}
