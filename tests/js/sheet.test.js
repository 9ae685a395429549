import assert from "node:assert/strict";
import { test } from "node:test";

import { createLanguage } from "../../map_templates/static/map/language.js";
import { cellsOf, pasted, textOf } from "../../map_templates/static/map/sheet.js";

const COLUMNS = [
  { name: "route", label: "Maršruts", role: "route" },
  { name: "element", label: "Elements", role: "key", kind: "choice", list: "element" },
  { name: "from_km", label: "No", role: "from" },
  { name: "to_km", label: "Līdz", role: "to" },
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
  const text = "Maršruts\tElements\tNo\tLīdz\tStatuss\tPirmā diena\tPiezimes\t\nLV-RU\tfence\t1\t2\tbuilt\t1900. gads\tx\t";
  const { rows, unread } = pasted(text, "work", COLUMNS, PLACES, LISTS);
  assert.deepEqual(unread, ["Pirmā diena", "Piezimes"]);
  assert.deepEqual(rows[0].faults, []);
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
