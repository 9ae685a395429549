import assert from "node:assert/strict";
import { test } from "node:test";

import {
  cmOfKm,
  formatKm,
  formatMetres,
  formatStationing,
  kmOfCm,
  onRoute,
  parseMeasure,
  parsePosition,
  parseSignOffset,
  signMeasure,
  signOffset,
  stretch,
} from "../../map_templates/static/map/measures.js";

const SIGNS = [["1", 0], ["2", 40_000], ["3A", 100_000]];

const WAYS = [
  "12.346", "12,346", "km 12.346", "KM12,346", "12.346 km", " 12.34600 ",
  "12+346", "km 12+346", "12 + 346 m", "12+346.00",
];
for (const typed of WAYS) {
  test(`every way to write a measure is the same centimetre: ${typed}`, () => {
    assert.equal(parseMeasure(typed), 1_234_600);
  });
}

test("centimetres are exact", () => {
  const exact = [["0", 0], ["12", 1_200_000], ["0.00001", 1], ["12+346.25", 1_234_625], ["12+5", 1_200_500]];
  for (const [typed, cm] of exact) assert.equal(parseMeasure(typed), cm, typed);
});

const REFUSED = {
  "": "measure_empty",
  "   ": "measure_empty",
  12.345678: "measure_too_fine",
  "12+346.255": "measure_too_fine",
  "-1": "measure_negative",
  "−1": "measure_negative",
  "km -1": "measure_negative",
  nan: "measure_unreadable",
  twelve: "measure_unreadable",
  "12+3456": "measure_unreadable",
  "12.3.4": "measure_unreadable",
  "1e3": "measure_unreadable",
  "١٢": "measure_unreadable",
  [`${"9".repeat(5_000)}`]: "measure_too_long",
  99999: "measure_too_long",
  "21474.1": "measure_too_long",
};
for (const [typed, code] of Object.entries(REFUSED)) {
  test(`what is no measure is refused with its cause: ${typed.slice(0, 20)}`, () => {
    assert.throws(() => parseMeasure(typed), { code, given: typed });
  });
}

test("sign and metres", () => {
  assert.deepEqual(parseSignOffset("sign 123 + 35 m"), { label: "123", offset_cm: 3_500 });
  assert.deepEqual(parseSignOffset("zīme 123 + 35 m"), { label: "123", offset_cm: 3_500 });
  assert.deepEqual(parseSignOffset("Robežzīme 123 + 35,5 m"), { label: "123", offset_cm: 3_550 });
  assert.deepEqual(parseSignOffset("123+35"), { label: "123", offset_cm: 3_500 });
  assert.deepEqual(parseSignOffset("sign 12/3A"), { label: "12/3A", offset_cm: 0 });
});

for (const typed of ["", "+ 35", "123 - 35", "123 + -35", "123 + 35 km", "sign 123 + 0.001"]) {
  test(`what is no sign and metres is refused: ${typed}`, () => {
    assert.throws(() => parseSignOffset(typed), { name: "Error" });
  });
}

test("a sign gives its measure and back", () => {
  assert.equal(signMeasure({ label: "2", offset_cm: 3_500 }, SIGNS), 43_500);
  assert.deepEqual(signOffset(43_500, SIGNS), { label: "2", offset_cm: 3_500 });
  assert.deepEqual(signOffset(39_999, SIGNS), { label: "1", offset_cm: 39_999 });
  assert.equal(signOffset(5, [["1", 10]]), null);
  const unknown = { label: "999", offset_cm: 0 };
  assert.throws(() => signMeasure(unknown, SIGNS), { code: "sign_unknown", given: "999" });
});

test("only what begins with the word sign is told from one", () => {
  assert.equal(parsePosition("sign 2 + 35", SIGNS), 43_500);
  assert.equal(parsePosition("zīme 3A", SIGNS), 100_000);
  assert.equal(parsePosition("2+035", SIGNS), 203_500);
});

test("the end of the route is on it, a centimetre more is not", () => {
  assert.equal(onRoute(100, 100), 100);
  assert.throws(() => onRoute(101, 100), { code: "measure_off_route" });
});

test("a stretch is neither reversed nor empty", () => {
  assert.deepEqual(stretch(1, 2), { from_cm: 1, to_cm: 2 });
  assert.throws(() => stretch(2, 1), { code: "stretch_reversed" });
  assert.throws(() => stretch(2, 2), { code: "stretch_empty" });
});

const SHOWN = [
  [0, "0", "0+000"],
  [1, "0.00001", "0+000.01"],
  [1_234_625, "12.34625", "12+346.25"],
  [1_234_600, "12.346", "12+346"],
  [10_000_000, "100", "100+000"],
];
for (const [cm, km, station] of SHOWN) {
  test(`measures are shown shortest and exact: ${km}`, () => {
    assert.equal(formatKm(cm), km);
    assert.equal(formatStationing(cm), station);
    assert.equal(cmOfKm(kmOfCm(cm)), cm);
  });
}

test("Latvian writes a decimal comma", () => {
  assert.equal(formatKm(1_234_600, ","), "12,346");
  assert.equal(formatStationing(1_234_625, ","), "12+346,25");
  assert.equal(formatMetres(3_550, ","), "35,5");
});

test("what is shown can be typed back", () => {
  for (let cm = 0; cm < 30_000_000; cm += 999_983) {
    assert.equal(parseMeasure(formatKm(cm, ",")), cm);
    assert.equal(parseMeasure(formatStationing(cm)), cm);
  }
});
