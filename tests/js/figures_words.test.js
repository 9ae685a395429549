import assert from "node:assert/strict";
import { test } from "node:test";

import { inUnit, inWords } from "../../map_templates/static/map/figures.js";
import { createLanguage } from "../../map_templates/static/map/language.js";

const LATVIAN = createLanguage("lv", {
  unit_d_one: "diena",
  unit_d_other: "dienas",
  unit_d_none: "dienu",
  devices_one: "{count} vienība",
  devices_other: "{count} vienības",
  devices_none: "{count} vienību",
});

test("a unit agrees with its number", () => {
  const said = [0, 1, 11, 21, 936, 1.5].map((value) => inUnit(value, "d", LATVIAN));
  assert.deepEqual(said, [
    "0\u00a0dienu", "1\u00a0diena", "11\u00a0dienas", "21\u00a0diena", "936\u00a0dienas", "1,50\u00a0dienas",
  ]);
});

test("a unit without a name is its own", () => {
  assert.equal(inUnit(3, "kg", LATVIAN), "3\u00a0kg");
});

test("equipment is told in units and days", () => {
  const figure = { state: "ok", percent: null, value: 936, unit: "d", units: 2 };
  assert.equal(inWords(figure, LATVIAN), "2 vienības / 936\u00a0dienas");
});
