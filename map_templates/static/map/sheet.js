/** To and from a spreadsheet: rows as text with tabs between, names or codes, a decimal comma or point. */

import { addDays, isAmbiguous, parseDay } from "./days.js";
import { emptyOf } from "./edit_body.js";
import { kmOfCm, onRoute, parsePosition, stretch } from "./measures.js";

const NUMBER = /^-?\d+(?:[.,]\d+)?$/;
const FORMULA = /^[=+\-@\t\r]/;
const KEPT_FROM_RUNNING = /^'(?=[=+\-@\t\r])/;

/** Return the cells of copied text: one in quotes may hold line breaks, tabs and doubled quotes; see `textOf`. */
export function cellsOf(text) {
  const rows = [[]];
  const pattern = /"((?:[^"]|"")*)"(?=\t|\r?\n|\r|$)|([^\t\r\n]*)/y;
  for (let at = 0; at <= text.length;) {
    pattern.lastIndex = at;
    const [all, quoted, plain] = pattern.exec(text);
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    at += all.length;
    if (text.startsWith("\r\n", at)) at += 1;
    else if (text[at] !== "\t" && text[at] !== "\n" && text[at] !== "\r") break;
    if (text[at] !== "\t") rows.push([]);
    at += 1;
  }
  return rows.map((row) => row.map((cell) => cell.trim().replace(KEPT_FROM_RUNNING, ""))).filter((row) => row.some(Boolean));
}

/** Return rows as text for a spreadsheet; what it would take for a formula begins with an apostrophe. */
export function textOf(rows) {
  return rows.map((row) => row.map(cellText).join("\t")).join("\n");
}

function cellText(value) {
  const text = String(value ?? "");
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[\t\n\r"]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * Return `{rows, head, missing, unread, dayFirst}`: a row is `{n, cells, operation, faults}`; `missing` names columns that
 * are needed, `unread` the titles of the head that no column has, `dayFirst` the days with slashes that are read day first
 * and could be others, as `{given, day}`.
 *
 * The first line is the head, by the names or labels of `columns`; each column is described as for the forms, with
 * `role` route, from, to, first, last, key or value. `places` gives `{length_cm, signs}` of a route, `lists` the code
 * lists. An empty cell leaves what there is, or with `empties` makes it empty. A row's own first and last day go into its
 * operation; for those that it lacks `period` tells what will hold, `{kind, from_day, until_day}`.
 */
export function pasted(text, layer, columns, places, lists, { empties = false, period = {} } = {}) {
  const [head = [], ...body] = cellsOf(text);
  const found = head.map((title) => columnNamed(columns, title));
  const missing = columns.filter(
    ({ role, name }) =>
      ["route", "from", "to", "key"].includes(role) && !found.some((one) => one?.name === name),
  );
  const unread = head.filter((title, place) => title && !found[place]);
  if (missing.length || !found.some((one) => one?.role === "value")) {
    return {
      rows: [],
      unread,
      dayFirst: [],
      missing: missing.length ? missing : columns.filter(({ role }) => role === "value").slice(0, 1),
    };
  }
  const days = [];
  const rules = { lists, empties, period, days };
  const rows = body.map((cells, n) => rowOf(n, cells, found, layer, places, rules));
  const dayFirst = slashes(days);
  contradictions(rows, period);
  return { rows, head, missing: [], unread, dayFirst };
}

/** Return the days that are read day first and need not be; beside one with its month first each of them is a fault. */
function slashes(days) {
  const unclear = days.filter(({ given }) => isAmbiguous(given));
  if (!days.some(({ isMonthFirst }) => isMonthFirst)) return unclear.map(({ given, day }) => ({ given, day }));
  for (const { faults, column, given } of unclear) faults.push({ column, code: "day_ambiguous", given });
  return [];
}

/** Mark both of two rows that say different things of the same metres and days: which one holds would be left to chance. */
function contradictions(rows, period) {
  const sound = rows.filter(({ faults }) => !faults.length);
  const byKey = new Map();
  for (const row of sound) {
    const key = JSON.stringify(row.operation.key);
    if (!byKey.has(key)) byKey.set(key, []);
    byKey.get(key).push(row);
  }
  for (const group of byKey.values()) {
    let open = [];
    for (const row of group.sort((one, other) => one.operation.from_km - other.operation.from_km)) {
      open = open.filter(({ operation }) => operation.to_km > row.operation.from_km);
      for (const other of open) if (differ(row, other) && shareDays(row, other, period)) markBoth(row, other);
      open.push(row);
    }
  }
}

function differ({ operation: one }, { operation: other }) {
  return Object.keys(one.values).some((name) => name in other.values && one.values[name] !== other.values[name]);
}

function shareDays({ operation: one }, { operation: other }, period) {
  const [{ from_day, until_day }, later] = [one, other].map((operation) => ({ ...period, ...operation }));
  const isBefore = (end, start) => Boolean(end && start) && end <= start;
  return !isBefore(until_day, later.from_day) && !isBefore(later.until_day, from_day);
}

/** A row names the first one that it contradicts. */
function markBoth(one, other) {
  for (const [row, against] of [[one, other], [other, one]]) {
    if (!row.faults.length) row.faults.push({ column: "from_km", code: "row_contradicts", given: String(against.n + 1) });
  }
}

function columnNamed(columns, title) {
  const wanted = title.toLocaleLowerCase();
  return columns.find(({ name, label }) => [name, label.toLocaleLowerCase()].includes(wanted));
}

function rowOf(n, cells, found, layer, places, rules) {
  const faults = [];
  const given = { key: {}, values: {} };
  found.forEach((column, place) => column && read(column, cells[place] ?? "", given, rules, faults));
  placeIn(given, places, faults);
  const own = daysIn(given, rules.period, faults);
  const { from_cm, to_cm } = given;
  const route = places(given.route)?.code ?? given.route;
  const operation = {
    verb: "put",
    target: layer,
    key: { route, ...given.key },
    from_km: kmOfCm(from_cm),
    to_km: kmOfCm(to_cm),
    ...own,
    values: given.values,
  };
  return { n, cells, operation, faults };
}

function read(column, text, given, rules, faults) {
  const { role, name } = column;
  const { empties } = rules;
  if (["route", "from", "to"].includes(role)) given[role] = text;
  else if (role === "key") given.key[name] = required(column, text, rules, faults);
  else if (["first", "last"].includes(role)) given[role] = text && dayIn(column, text, rules, faults);
  else if (text) given.values[name] = valued(column, text, rules, faults);
  else if (empties && column.required) faults.push({ column: name, code: "needed" });
  else if (empties) given.values[name] = emptyOf(column);
}

function required(column, text, rules, faults) {
  if (!text) faults.push({ column: column.name, code: "needed" });
  return valued(column, text, rules, faults);
}

function valued(column, text, rules, faults) {
  const { name, kind, list } = column;
  const { lists } = rules;
  const wrong = (code) => {
    faults.push({ column: name, code, given: text });
    return text;
  };
  if (kind === "choice") return text && (coded(lists[list], text) ?? wrong("choice_unknown"));
  if (kind === "decimal") return NUMBER.test(text) ? text.replace(",", ".") : wrong("number_unreadable");
  return kind === "day" ? dayIn(column, text, rules, faults) : text;
}

/** Return a day, undefined if it is none; how it was written is kept for what other rows tell of it. */
function dayIn({ name }, given, { days }, faults) {
  try {
    const day = parseDay(given);
    days.push({ given, day, column: name, faults });
    return day;
  } catch ({ code }) {
    days.push({ given, isMonthFirst: code === "day_month_first" });
    faults.push({ column: name, code, given });
    return undefined;
  }
}

/** Return the days that a row names itself, `until_day` being the day after its last one. */
function daysIn({ first, last }, period, faults) {
  const own = { ...(first && { from_day: first }), ...(last && { until_day: addDays(last, 1) }) };
  const { from_day, until_day } = { ...period, ...own };
  if (last && period.kind === "update") faults.push({ column: "last_day", code: "update_endless" });
  else if (from_day && until_day && until_day <= from_day)
    faults.push({ column: last ? "last_day" : "first_day", code: "day_reversed" });
  return own;
}

function coded(choices, text) {
  const wanted = text.toLocaleLowerCase();
  return choices.find(({ code, name }) => code === text || name.toLocaleLowerCase() === wanted)?.code;
}

function placeIn(given, places, faults) {
  const place = places(given.route);
  if (!place) {
    faults.push({ column: "route", code: "route_unknown", given: given.route });
    return;
  }
  const attempt = (column, act) => {
    try {
      return act();
    } catch (error) {
      if (!error.code) throw error;
      faults.push({ column, ...error });
      return undefined;
    }
  };
  const [from_cm, to_cm] = ["from", "to"].map((end) =>
    attempt(`${end}_km`, () => onRoute(parsePosition(given[end], place.signs), place.length_cm)),
  );
  Object.assign(given, { from_cm, to_cm });
  if (from_cm !== undefined && to_cm !== undefined) attempt("to_km", () => stretch(from_cm, to_cm));
}
