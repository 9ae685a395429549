import assert from "node:assert/strict";
import test from "node:test";

import { around, common, freePlace, isClear, isInside } from "../../map_templates/static/map/place_names.js";

const FRAME = { x: 0, y: 0, width: 100, height: 100 };
const SIZE = { width: 20, height: 10 };
const anywhere = () => true;

test("a name stands in the middle where nothing is in its way", () => {
  assert.deepEqual(freePlace(FRAME, SIZE, [], anywhere), { x: 50, y: 50 });
});

test("a name gives way to what lies there", () => {
  const taken = [around({ x: 50, y: 50 }, 30, 30)];
  const at = freePlace(FRAME, SIZE, taken, anywhere);
  assert.ok(isClear(around(at, 20, 10), taken));
  assert.notDeepEqual(at, { x: 50, y: 50 });
});

test("a name stays on its own ground, and away where there is no room", () => {
  assert.ok(freePlace(FRAME, SIZE, [], ({ x }) => x < 30).x < 30);
  assert.equal(freePlace(FRAME, SIZE, [FRAME], anywhere), null);
  assert.equal(freePlace({ ...FRAME, width: 10 }, SIZE, [], anywhere), null);
});

test("a hole is not inside", () => {
  const square = (from, to) => [[from, from], [to, from], [to, to], [from, to], [from, from]];
  const rings = [square(0, 10), square(4, 6)];
  assert.deepEqual([[2, 2], [5, 5], [11, 5]].map((point) => isInside(point, rings)), [true, false, false]);
});

test("what two boxes have in common", () => {
  assert.deepEqual(common(FRAME, { x: 50, y: -10, width: 100, height: 40 }), { x: 50, y: 0, width: 50, height: 30 });
  assert.ok(common(FRAME, { x: 200, y: 0, width: 10, height: 10 }).width < 0);
});
