/** What is said of an address that asks for what is not there: what was not known, why, and what is shown instead. */

import { formatKm } from "./measures.js";

const MEASURES = ["cm", "from_cm", "to_cm"];
const NAMES = { cm: "km", from_cm: "from", to_cm: "to" };
const PLACES = ["km", "from", "to", "stretch"];

/**
 * Return the notice of the unknown parts that `known` gave; empty if all is known.
 *
 * `shown` gives for the name of a part what is shown in its place: `layer`, `element`, `route`, `as_of`, `views`,
 * `over`, `ground`.
 */
export function addressNotice(unknown, shown, { t, day, separator }, { first_day, last_day, length_cm }) {
  if (!unknown.length) return "";
  const limits = { before_register: day(first_day), after_register: day(last_day) };
  const parts = unknown.map(({ name, given, code }) => ({
    code,
    name: NAMES[name] ?? name,
    given: code in limits ? day(given) : MEASURES.includes(name) && Number.isInteger(given) ? formatKm(given, separator) : given,
  }));
  const what = parts.map(({ name, given }) => t(`address_${name}`, { given })).join(", ");
  const length = formatKm(length_cm, separator);
  const why = parts.filter(({ code }) => code).map(({ code, given }) => t(code, { given, length, day: limits[code] }));
  const instead = [...new Set(parts.map(({ name }) => insteadOf(name, shown, t)).filter(Boolean))].join(", ");
  const told = [t("address_unknown", { what }), ...new Set(why), instead && t("address_instead", { what: instead })];
  return told.filter(Boolean).map(oneStop).join(" ");
}

/** A day ends with a full stop as the sentence does: one is enough. */
const oneStop = (sentence) => sentence.replace(/\.\.$/, ".");

function insteadOf(name, shown, t) {
  if (PLACES.includes(name)) return t("address_no_place");
  return name === "against" ? t("address_no_comparison") : shown[name];
}
