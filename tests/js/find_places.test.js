import assert from "node:assert/strict";
import { test } from "node:test";

import { candidates, folded } from "../../map_templates/static/map/find_places.js";

const KNOWN = {
  routes: [{ code: "LV-RU", length_cm: 28_360_000 }, { code: "LV-BY", length_cm: 17_290_000 }],
  signs: new Map([["LV-RU", [["123", 5_400_000]]], ["LV-BY", [["123", 1_000_000]]]]),
  segments: new Map([["LV-RU", [{ code: "RU-012", from_cm: 100, to_cm: 200 }, { code: "RU-013", from_cm: 200, to_cm: 300 }]]]),
  places: [{ name: "Krāslava", lonlat: [27.17, 55.9] }, { name: "Vecslabada", lonlat: [27.9, 56.2] }],
};
const told = (text) => candidates(text, KNOWN).map(({ kind, route, cm, name, code }) => [kind, route ?? name, code ?? cm]);

test("a kilometre may be meant on each route that is long enough, the chosen one first", () => {
  assert.deepEqual(told("km 12,3"), [["km", "LV-RU", 1_230_000], ["km", "LV-BY", 1_230_000]]);
  assert.deepEqual(told("200"), [["km", "LV-RU", 20_000_000]]);
});

test("12+346 is a place by kilometre; with the word, or where such a sign stands, by sign", () => {
  assert.deepEqual(told("12+346"), [["km", "LV-RU", 1_234_600], ["km", "LV-BY", 1_234_600]]);
  assert.deepEqual(told("sign 123+35"), [["sign", "LV-RU", 5_403_500], ["sign", "LV-BY", 1_003_500]]);
  assert.deepEqual(told("zīme 123 + 35 m")[0], ["sign", "LV-RU", 5_403_500]);
  assert.deepEqual(told("123+35").map(([kind]) => kind), ["km", "km", "sign", "sign"]);
});

test("a kilometre and more after a sign needs the word: without it 12+3461 is a slip", () => {
  assert.deepEqual(told("123+3461"), []);
  assert.deepEqual(told("sign 123+3461").map(([, , cm]) => cm), [5_746_100, 1_346_100]);
});

test("a stretch is found as titles and lists write it", () => {
  const ends = (text) => candidates(text, KNOWN).map(({ kind, route, from_cm, to_cm }) => [kind, route, from_cm, to_cm]);
  for (const text of ["LV-RU km 100–102,5", "RU 100 - 102.5", "100-102,5 LV-RU", "LV-RU km 100 – km 102,5"]) {
    assert.deepEqual(ends(text), [["stretch", "LV-RU", 10_000_000, 10_250_000]], text);
  }
  assert.deepEqual(ends("12–13").map(([, route]) => route), ["LV-RU", "LV-BY"]);
  assert.deepEqual(ends("LV-BY sign 123 – sign 123+35"), [["stretch", "LV-BY", 1_000_000, 1_003_500]]);
  for (const text of ["102,5–100", "100–100", "12-x", "1-2-3"]) assert.deepEqual(ends(text), [], text);
});

test("a kilometre or a sign with its route, as labels and lists write it, is meant on that route alone", () => {
  for (const text of ["RU 100", "LV-RU 100", "lv-ru km 100", "100 RU", "LV-RU km 100+000"]) {
    assert.deepEqual(told(text), [["km", "LV-RU", 10_000_000]], text);
  }
  assert.deepEqual(told("km 100 LV-BY"), [["km", "LV-BY", 10_000_000]]);
  assert.deepEqual(told("LV-BY sign 123+35"), [["sign", "LV-BY", 1_003_500]]);
  assert.deepEqual(told("BY 200"), []);
});

test("a point is read as the read-out writes it, in either language", () => {
  const at = (text) => candidates(text, KNOWN).map(({ kind, lonlat }) => [kind, ...lonlat.map((one) => one.toFixed(4))]);
  const texts = [
    "WGS 84: 56.17019°, 28.15136°",
    "WGS 84: 56,17019°, 28,15136°",
    "56.17019 28.15136",
    "LKS-92: X 232,781, Y 757,686",
    "LKS-92: X 232\u00a0781, Y 757\u00a0686",
    "X 232781.40; Y 757686.33",
  ];
  for (const text of texts) assert.deepEqual(at(text), [["place", "28.1514", "56.1702"]], text);
  assert.deepEqual(at("12.3 45.6"), []);
});

test("a segment is found by its whole code first, and by how it begins", () => {
  assert.deepEqual(told("RU-013"), [["segment", "LV-RU", "RU-013"]]);
  assert.deepEqual(told("ru-01").map(([, , code]) => code), ["RU-012", "RU-013"]);
});

test("a settlement is found without its marks, by its beginning before its middle", () => {
  assert.equal(folded(" KRĀSLAVA "), "kraslava");
  assert.deepEqual(told("kras"), [["place", "Krāslava", undefined]]);
  assert.deepEqual(told("slav").map(([, name]) => name), ["Krāslava"]);
  assert.deepEqual(told("sla").map(([, name]) => name), ["Krāslava", "Vecslabada"]);
});

test("nothing is found by nothing, nor by what is nowhere", () => {
  assert.deepEqual(told("  "), []);
  assert.deepEqual(told("zzz"), []);
  assert.deepEqual(told("sign 999"), []);
});
