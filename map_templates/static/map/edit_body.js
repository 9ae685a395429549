/** From what stands in the form to the body of a change set, or to what is wrong with each field. */

import { addDays, parseDay } from "./days.js";
import { kmOfCm, onRoute, parsePosition, stretch } from "./measures.js";

const NUMBER = /^-?\d+(?:[.,]\d+)?$/;

/** The field of the form at which the API's complaint belongs. */
const FIELDS = {
  from_km: "from",
  to_km: "to",
  from_day: "from_day",
  until_day: "until_day",
  reason: "reason",
};

/**
 * Return `{body, problems}`; `problems` maps a field to what is wrong: `{code, given, length_cm}`.
 *
 * `typed` is `{layer, route, from, to, kind, from_day, until_day, reason, later, key, values}`, all text;
 * a value is `{text, is_empty}`. `described` is the layer as the page describes it; `route` has `length_cm`
 * and `signs`.
 */
export function bodyOf(typed, described, route) {
  const problems = {};
  const attempt = (field, read) => {
    try {
      return read();
    } catch (error) {
      if (!error.code) throw error;
      problems[field] ??= { ...error };
      return undefined;
    }
  };
  const operation = {
    verb: "put",
    target: described.name,
    key: { route: typed.route, ...keyOf(typed, described, problems) },
    ...placeOf(typed, route, attempt),
    ...periodOf(typed, problems, attempt),
    values: valuesOf(typed, described, problems),
  };
  const { reason, kind, later } = typed;
  return { body: { reason: reason.trim(), kind, later: later || "until_next", operations: [operation] }, problems };
}

function placeOf(typed, { length_cm, signs }, attempt) {
  const [from_cm, to_cm] = ["from", "to"].map((field) =>
    attempt(field, () => onRoute(parsePosition(typed[field], signs), length_cm)),
  );
  if (from_cm === undefined || to_cm === undefined) return {};
  attempt("to", () => stretch(from_cm, to_cm));
  return { from_km: kmOfCm(from_cm), to_km: kmOfCm(to_cm) };
}

export function periodOf({ kind, from_day, until_day }, problems, attempt) {
  const first = attempt("from_day", () => parseDay(from_day));
  if (kind === "update" || !until_day.trim()) return { from_day: first, until_day: null };
  const last = attempt("until_day", () => parseDay(until_day));
  if (first && last && last < first) problems.until_day = { code: "day_reversed" };
  return { from_day: first, until_day: last && addDays(last, 1) };
}

function keyOf({ key }, described, problems) {
  for (const { name } of described.key) if (!key[name]) problems[`key.${name}`] = { code: "needed" };
  return key;
}

/**
 * Return the columns that change: those typed, and those to be made empty. The others are not named.
 *
 * Where no column is needed, that the thing lies there says all.
 */
export function valuesOf({ values }, described, problems) {
  const changed = {};
  for (const column of described.values) {
    const { text = "", is_empty = false } = values[column.name] ?? {};
    if (is_empty) changed[column.name] = emptyOf(column);
    else if (text.trim()) changed[column.name] = valueOf(column, text.trim(), problems);
  }
  const isNeeded = described.values.some(({ required }) => required);
  if (isNeeded && !Object.keys(changed).length) problems[`values.${described.values[0].name}`] = { code: "needed" };
  return changed;
}

/** Return what an empty column holds: a text that is never null is an empty text. */
export const emptyOf = ({ nullable, kind }) => (nullable || kind === "choice" ? null : "");

function valueOf({ name, kind }, text, problems) {
  const wrong = (code) => (problems[`values.${name}`] = { code, given: text });
  if (kind === "decimal" && !NUMBER.test(text)) wrong("number_unreadable");
  if (kind === "decimal") return text.replace(",", ".");
  if (kind !== "day") return text;
  try {
    return parseDay(text);
  } catch ({ code }) {
    wrong(code);
    return text;
  }
}

/** Return the form's field for the path of an API error, such as `operations[0].to_km`; else null. */
export function fieldAt(where) {
  const path = (where ?? "").replace(/^operations\[\d+\]\./, "");
  return FIELDS[path] ?? (/^(values|key)\.\w+$/.test(path) ? path : null);
}
