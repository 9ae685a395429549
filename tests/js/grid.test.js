import assert from "node:assert/strict";
import { test } from "node:test";

import { fromLks, toLks } from "../../map_templates/static/map/grid.js";

// pyproj 3.7.2, EPSG:4326 to EPSG:3059: the border's ends and tripoint, the meridian, the far west.
const POINTS = [
  [[27.351565, 57.518208], [700713.6937572729, 380027.14331384096]],
  [[28.151356, 56.170186], [757686.3329558976, 232781.3993436545]],
  [[26.630362, 55.680669], [665378.8760161403, 173676.01094183046]],
  [[24, 57], [500000, 317385.9205715861]],
  [[21, 56.5], [315352.3003447909, 265763.04405043647]],
];
for (const [degrees, metres] of POINTS) {
  test(`the grid agrees with PROJ to a millimetre at ${degrees}`, () => {
    const found = toLks(degrees);
    assert.ok(found.every((value, place) => Math.abs(value - metres[place]) < 0.001), String(found));
  });
  test(`the way back gives the degrees to a hundred-millionth at ${degrees}`, () => {
    const found = fromLks(metres);
    assert.ok(found.every((value, place) => Math.abs(value - degrees[place]) < 1e-8), String(found));
  });
}
