import assert from "node:assert/strict";
import { test } from "node:test";

import { besideLine } from "../../map_templates/static/map/beside.js";

const points = (...all) => all.map(([x, y]) => ({ x, y }));
const SIZE = [40, 18];

test("a label stands under a level line, clear of it", () => {
  const near = points([-20, 0], [0, 0], [20, 0]);
  assert.deepEqual(besideLine({ x: 0, y: 0 }, near, SIZE, 10), { x: 0, y: 19 });
});

test("beside an upright line it stands by half its width away", () => {
  const near = points([0, -20], [0, 0], [0, 20]);
  assert.deepEqual(besideLine({ x: 0, y: 0 }, near, SIZE, 10), { x: -30, y: 0 });
});

test("where the line bends back on one side the other is taken", () => {
  const near = points([-22, 20], [-20, 0], [0, 0], [20, 0], [22, 20]);
  assert.deepEqual(besideLine({ x: 0, y: 0 }, near, SIZE, 10), { x: 0, y: -19 });
});

test("between two arms of the line there is no room", () => {
  const near = points([-10, -20], [-20, 0], [0, 0], [20, 0], [10, 20]);
  assert.equal(besideLine({ x: 0, y: 0 }, near, SIZE, 10), null);
});
