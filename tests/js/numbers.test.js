import assert from "node:assert/strict";
import { test } from "node:test";

import { formatNumber } from "../../map_templates/static/map/numbers.js";

const ODD = [0, -0, 1.005, 2.675, -3.5, 0.004, -0.004, 0.995, 999.995, 9_999.995, 1_234.5, 9_999, 10_000, -12_345.678];
const FAR = [1e21, 1e-7, 123_456_789_012.345, Number.MAX_SAFE_INTEGER, NaN, Infinity];

for (const language of ["lv", "en"])
  for (const decimals of [0, 1, 2])
    test(`${language}, ${decimals} decimals: as Intl writes them`, () => {
      const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
      const intl = new Intl.NumberFormat(language, digits);
      const drawn = Array.from({ length: 2_000 }, (_, n) => (((n * 7_919) % 10_007) - 5_000) * 10 ** ((n % 9) - 4));
      for (const value of [...ODD, ...FAR, ...drawn])
        assert.equal(formatNumber(value, decimals, language), intl.format(value), String(value));
    });
