/** To and from a spreadsheet: rows as text with tabs between, names or codes, a decimal comma or point. */

import { parseDay } from "./days.js";
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
 * Return `{rows, head, missing, unread}`: a row is `{n, cells, operation, faults}`; `missing` names columns that are
 * needed, `unread` the titles of the head that no column has.
 *
 * The first line is the head, by the names or labels of `columns`; each column is described as for the forms, with
 * `role` route, from, to, key or value. `places` gives `{length_cm, signs}` of a route, `lists` the code lists. An empty
 * cell leaves what there is, or with `empties` makes it empty.
 */
export function pasted(text, layer, columns, places, lists, { empties = false } = {}) {
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
      missing: missing.length ? missing : columns.filter(({ role }) => role === "value").slice(0, 1),
    };
  }
  const rows = body.map((cells, n) => rowOf(n, cells, found, layer, places, { lists, empties }));
  contradictions(rows);
  return { rows, head, missing: [], unread };
}

/** Mark both of two rows that say different things of the same metres: which one holds would be left to chance. */
function contradictions(rows) {
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
      for (const other of open) if (differ(row, other)) markBoth(row, other);
      open.push(row);
    }
  }
}

function differ({ operation: one }, { operation: other }) {
  return Object.keys(one.values).some((name) => name in other.values && one.values[name] !== other.values[name]);
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
  const { from_cm, to_cm } = given;
  const route = places(given.route)?.code ?? given.route;
  const operation = {
    verb: "put",
    target: layer,
    key: { route, ...given.key },
    from_km: kmOfCm(from_cm),
    to_km: kmOfCm(to_cm),
    values: given.values,
  };
  return { n, cells, operation, faults };
}

function read(column, text, given, { lists, empties }, faults) {
  const { role, name } = column;
  if (["route", "from", "to"].includes(role)) given[role] = text;
  else if (role === "key") given.key[name] = required(column, text, lists, faults);
  else if (text) given.values[name] = valued(column, text, lists, faults);
  else if (empties && column.required) faults.push({ column: name, code: "needed" });
  else if (empties) given.values[name] = emptyOf(column);
}

function required(column, text, lists, faults) {
  if (!text) faults.push({ column: column.name, code: "needed" });
  return valued(column, text, lists, faults);
}

function valued({ name, kind, list }, text, lists, faults) {
  const wrong = (code) => {
    faults.push({ column: name, code, given: text });
    return text;
  };
  if (kind === "choice") return text && (coded(lists[list], text) ?? wrong("choice_unknown"));
  if (kind === "decimal") return NUMBER.test(text) ? text.replace(",", ".") : wrong("number_unreadable");
  if (kind !== "day") return text;
  try {
    return parseDay(text);
  } catch ({ code }) {
    return wrong(code);
  }
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
