import assert from "node:assert/strict";
import { test } from "node:test";

import { createLanguage } from "../../map_templates/static/map/language.js";
import { cellsOf, pasted, textOf } from "../../map_templates/static/map/sheet.js";

const COLUMNS = [
  { name: "route", label: "Maršruts", role: "route" },
  { name: "element", label: "Elements", role: "key", kind: "choice", list: "element" },
  { name: "from_km", label: "No", role: "from" },
  { name: "to_km", label: "Līdz", role: "to" },
  { name: "first_day", label: "Pirmā diena", role: "first" },
  { name: "last_day", label: "Pēdējā diena", role: "last" },
  { name: "status", label: "Statuss", role: "value", kind: "choice", list: "work_status" },
  { name: "width_m", label: "Platums, m", role: "value", kind: "decimal" },
  { name: "verified_on", label: "Pārbaudīts", role: "value", kind: "day" },
];
const LISTS = { element: [{ code: "fence", name: "žogs" }], work_status: [{ code: "built", name: "uzbūvēts" }] };
const RU = { code: "LV-RU", length_cm: 28_360_000, signs: [["7", 123_400]] };
const PLACES = (route) => (["LV-RU", "Latvijas un Krievijas robeža"].includes(route) ? RU : undefined);
const HEAD = "Maršruts\tElements\tNo\tLīdz\tStatuss\tPlatums, m\tPārbaudīts";
const paste = (...lines) => pasted([HEAD, ...lines].join("\n"), "work", COLUMNS, PLACES, LISTS);

test("cells have tabs between, rows line ends of any kind, quotes hold both", () => {
  assert.deepEqual(cellsOf('a\tb\r\n"c ""d""\n\te"\tf\r\n'), [["a", "b"], ['c "d"\n\te', "f"]]);
  assert.deepEqual(cellsOf("5\" pipe\tx"), [['5" pipe', "x"]]);
  assert.deepEqual(cellsOf(""), []);
});

test("what is copied comes back, and formulas are only text", () => {
  const rows = [["km", 'say "no"'], ["-1,5", "two\nlines"]];
  assert.deepEqual(cellsOf(textOf(rows)), rows);
  assert.equal(textOf([["=1+1", "@x", "-2,5"]]), "'=1+1\t'@x\t-2,5");
  assert.deepEqual(cellsOf(textOf([["=1+1", "'ar apostrofu'"]])), [["=1+1", "'ar apostrofu'"]]);
});

test("a route may be told by its name", () => {
  const [{ operation, faults }] = paste("Latvijas un Krievijas robeža\tfence\t1\t2\tbuilt").rows;
  assert.deepEqual([operation.key.route, faults], ["LV-RU", []]);
});

test("a row has names or codes, a decimal comma or point, days as people write them", () => {
  const { rows, missing } = paste("LV-RU\tŽogs\t100,5\t102+500\tuzbūvēts\t2,5\t21.11.2026.");
  assert.deepEqual(missing, []);
  assert.deepEqual(rows[0].faults, []);
  assert.deepEqual(rows[0].operation, {
    verb: "put",
    target: "work",
    key: { route: "LV-RU", element: "fence" },
    from_km: 100.5,
    to_km: 102.5,
    values: { status: "built", width_m: "2.5", verified_on: "2026-11-21" },
  });
});

test("an empty cell leaves its column as it is", () => {
  assert.deepEqual(paste("LV-RU\tfence\t1\t2\tbuilt\t\t").rows[0].operation.values, { status: "built" });
});

test("an empty cell makes its column empty if that is asked for; what is required stays needed", () => {
  const columns = [
    ...COLUMNS.map((column) => (column.name === "status" ? { ...column, required: true } : column)),
    { name: "note", label: "Piezīme", role: "value", kind: "text" },
  ];
  const text = [`${HEAD}\tPiezīme`, "LV-RU\tfence\t1\t2\tbuilt\t2\t\t", "LV-RU\tfence\t3\t4\t\t2\t\t"].join("\n");
  const nullable = columns.map((column) => (column.kind === "day" ? { ...column, nullable: true } : column));
  const { rows } = pasted(text, "work", nullable, PLACES, LISTS, { empties: true });
  assert.deepEqual(rows[0].operation.values, { status: "built", width_m: "2", verified_on: null, note: "" });
  assert.deepEqual(rows[1].faults, [{ column: "status", code: "needed" }]);
});

test("titles that no column has are told", () => {
  const text = "Maršruts\tElements\tNo\tLīdz\tStatuss\tGarums\tPiezimes\t\nLV-RU\tfence\t1\t2\tbuilt\t1,00\tx\t";
  const { rows, unread } = pasted(text, "work", COLUMNS, PLACES, LISTS);
  assert.deepEqual(unread, ["Garums", "Piezimes"]);
  assert.deepEqual(rows[0].faults, []);
});

const DAYS = "Maršruts\tElements\tNo\tLīdz\tStatuss\tPirmā diena\tPēdējā diena\tPārbaudīts";
const CORRECTION = { kind: "correct", from_day: "2024-06-30", until_day: null };
const dated = (period, ...lines) =>
  pasted([DAYS, ...lines.map((line) => `LV-RU\tfence\t${line}`)].join("\n"), "work", COLUMNS, PLACES, LISTS, { period });

test("a row has its own days, the last one included; an empty cell leaves them to the dialog", () => {
  const { rows, unread } = dated(CORRECTION, "1\t2\tbuilt\t01.02.2020.\t31.12.2021.", "3\t4\tbuilt\t1 Mar 2020\t", "5\t6\tbuilt\t\t");
  assert.deepEqual(unread, []);
  assert.deepEqual(
    rows.map(({ operation: { from_day, until_day }, faults }) => [from_day, until_day, faults.length]),
    [["2020-02-01", "2022-01-01", 0], ["2020-03-01", undefined, 0], [undefined, undefined, 0]],
  );
});

test("a period that ends before it begins is told, also against the days of the dialog", () => {
  const faults = (period, line) => dated(period, line).rows[0].faults.map(({ column, code }) => `${column}: ${code}`);
  assert.deepEqual(faults(CORRECTION, "1\t2\tbuilt\t02.02.2020.\t01.02.2020."), ["last_day: day_reversed"]);
  assert.deepEqual(faults(CORRECTION, "1\t2\tbuilt\t\t01.02.2020."), ["last_day: day_reversed"]);
  assert.deepEqual(faults({ ...CORRECTION, until_day: "2024-12-01" }, "1\t2\tbuilt\t01.12.2024.\t"), ["first_day: day_reversed"]);
  assert.deepEqual(faults(CORRECTION, "1\t2\tbuilt\t1900. gads\t"), ["first_day: day_unreadable"]);
});

test("an update has no last day", () => {
  const update = { kind: "update", from_day: "2024-06-30", until_day: null };
  const { rows } = dated(update, "1\t2\tbuilt\t\t31.12.2024.", "3\t4\tbuilt\t01.01.2020.\t");
  assert.deepEqual(rows.map(({ faults }) => faults.map(({ column, code }) => `${column}: ${code}`)), [["last_day: update_endless"], []]);
});

test("rows about the same metres on other days do not contradict each other", () => {
  const count = (...lines) => dated(CORRECTION, ...lines).rows.filter(({ faults }) => faults.length).length;
  const verified = (day) => `\t${day}`;
  const [one, other] = [verified("01.05.2020."), verified("02.05.2020.")];
  assert.equal(count(`1\t3\tbuilt\t01.01.2020.\t31.12.2020.${one}`, `2\t4\tbuilt\t01.01.2021.\t${other}`), 0);
  assert.equal(count(`1\t3\tbuilt\t01.01.2020.\t01.01.2021.${one}`, `2\t4\tbuilt\t01.01.2021.\t${other}`), 2);
  assert.equal(count(`1\t3\tbuilt\t01.01.2020.\t29.06.2024.${one}`, `2\t4\tbuilt\t\t${other}`), 0);
});

test("days with slashes that could be others are read day first and told", () => {
  const { rows, dayFirst } = dated(CORRECTION, "1\t2\tbuilt\t05/06/2018\t21/11/2018");
  assert.deepEqual(rows[0].operation.from_day, "2018-06-05");
  assert.deepEqual(dayFirst, [{ given: "05/06/2018", day: "2018-06-05" }]);
});

test("beside a day whose month comes first, one that may be two days is refused", () => {
  const { rows, dayFirst } = dated(CORRECTION, "1\t2\tbuilt\t05/06/2018\t", "3\t4\tbuilt\t12/31/2018\t", "5\t6\tbuilt\t01.02.2018.\t");
  assert.deepEqual(dayFirst, []);
  assert.deepEqual(
    rows.map(({ faults }) => faults.map(({ column, code, given }) => `${column}: ${code} ${given}`)),
    [["first_day: day_ambiguous 05/06/2018"], ["first_day: day_month_first 12/31/2018"], []],
  );
});

test("rows that say different things of the same metres are both marked, each with the other's number", () => {
  const faults = (...lines) => paste(...lines).rows.map((row) => row.faults.map(({ code, given }) => `${code} ${given}`));
  assert.deepEqual(
    faults("LV-RU\tfence\t1\t3\tbuilt", "LV-RU\tfence\t5\t6\tbuilt", "LV-RU\tfence\t2\t4\tuzbūvēts\t2"),
    [[], [], []],
  );
  assert.deepEqual(
    faults("LV-RU\tfence\t1\t3\tbuilt\t3", "LV-RU\tfence\t3\t6\tbuilt\t4", "LV-RU\tfence\t2\t3\tbuilt\t2"),
    [["row_contradicts 3"], [], ["row_contradicts 1"]],
  );
});

test("each fault of a row is told with its column", () => {
  const faults = (line) => paste(line).rows[0].faults.map(({ column, code }) => `${column}: ${code}`);
  assert.deepEqual(faults("LV-RU\tsiena\t1\t2\tbuilt"), ["element: choice_unknown"]);
  assert.deepEqual(faults("LV-RU\t\t1\t2\tbuilt"), ["element: needed"]);
  assert.deepEqual(faults("LV-RU\tfence\t3\t2\tbuilt"), ["to_km: stretch_reversed"]);
  assert.deepEqual(faults("LV-RU\tfence\t1\t300\tbuilt\tplats\t31.02.2026."), [
    "width_m: number_unreadable", "verified_on: day_unreadable", "to_km: measure_off_route",
  ]);
  assert.deepEqual(faults("LV-EE\tfence\t1\t2\tbuilt"), ["route: route_unknown"]);
});

test("a message of a place beyond the route has all its values", () => {
  const words = { measure_off_route: "Km {given} nav maršrutā: maršruts beidzas pie km {length}." };
  const [fault] = paste("LV-RU\tfence\t9999,5\t9999,5\tbuilt").rows[0].faults;
  assert.equal(
    createLanguage("lv", words).told(fault),
    "Km 9999,5 nav maršrutā: maršruts beidzas pie km 283,6.",
  );
});

test("a head that lacks a column is told before any row", () => {
  assert.deepEqual(pasted("route\tfrom_km\n", "work", COLUMNS, PLACES, LISTS).missing.map(({ name }) => name), ["element", "to_km"]);
  assert.deepEqual(pasted("route\telement\tfrom_km\tto_km", "work", COLUMNS, PLACES, LISTS).missing.map(({ name }) => name), ["status"]);
});
