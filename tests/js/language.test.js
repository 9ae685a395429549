import assert from "node:assert/strict";
import { test } from "node:test";

import { createLanguage } from "../../map_templates/static/map/language.js";

test("a file's size is told in the unit that fits it", () => {
  const { size } = createLanguage("lv", {});
  assert.deepEqual([0, 45, 999, 1_000, 45_600, 2_345_678].map(size), [
    "0\u00a0B", "45\u00a0B", "999\u00a0B", "1\u00a0kB", "45,6\u00a0kB", "2,3\u00a0MB",
  ]);
});

test("what is shown as zero has no sign", () => {
  const { signed } = createLanguage("lv", {});
  assert.deepEqual([signed("−", 0), signed("+", 0.004), signed("−", 0.005), signed("+", 1.5)], [
    "0,00", "0,00", "−0,01", "+1,50",
  ]);
});
