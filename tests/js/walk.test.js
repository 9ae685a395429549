import assert from "node:assert/strict";
import { test } from "node:test";

import { Alignment } from "../../map_templates/static/map/alignment.js";
import { candidatesNear } from "../../map_templates/static/map/candidates.js";
import { Walk, walkedStretches } from "../../map_templates/static/map/walk.js";

/** A degree of latitude is 111.195 km on this sphere: a line due north, its measure in metres along it. */
const METRES_PER_DEGREE = 111_195.08;
const EAST = Math.cos((56 * Math.PI) / 180);
const at = (north_m, east_m = 0) => [27 + east_m / (METRES_PER_DEGREE * EAST), 56 + north_m / METRES_PER_DEGREE];
const line = (...points) => new Alignment(points.map(([north, east, m]) => [...at(north, east), m]));
const straight = new Map([["LV-RU", line([0, 0, 0], [500, 0, 500], [1000, 0, 1000])]]);
/** Out along the west arm, and back along the east arm 60 m away. */
const bend = new Map([["LV-RU", line([0, 0, 0], [1000, 0, 1000], [1000, 60, 1060], [0, 60, 2060])]]);
const fix = (north_m, seconds, { east_m = 0, accuracy_m = 5, speed_m_s = null } = {}) => ({
  lonlat: at(north_m, east_m),
  ...{ accuracy_m, speed_m_s },
  at_ms: seconds * 1000,
});
const near = (cm, metres) => assert.ok(Math.abs(cm - metres * 100) <= 100, `${cm} cm, not ${metres} m`);

test("a position has its place on the line, its distance and its side", () => {
  const [only, ...more] = candidatesNear(straight, at(300, 20), { tolerance_m: 50 });
  near(only.cm, 300);
  assert.equal(Math.round(only.distance_m), 20);
  assert.equal(only.side, "right");
  assert.deepEqual(more, []);
  assert.equal(candidatesNear(straight, at(300, -20), { tolerance_m: 50 })[0].side, "left");
});

test("at a vertex of a straight line there is one place, not two", () => {
  assert.equal(candidatesNear(straight, at(500, 10), { tolerance_m: 50 }).length, 1);
});

test("each arm of a bend has its own place, the nearer one first", () => {
  const found = candidatesNear(bend, at(400, 20), { tolerance_m: 100 });
  assert.equal(found.length, 2);
  near(found[0].cm, 400);
  near(found[1].cm, 1660);
});

test("far from every line there is no place", () => {
  assert.deepEqual(candidatesNear(straight, at(300, 5000), { tolerance_m: 500 }), []);
});

test("a walk is from its first place to its last, in whole metres", () => {
  const walk = new Walk({ accuracy_m: 25 });
  for (let n = 0; n <= 10; n += 1) assert.equal(walk.add(fix(200 + n * 30, n * 20)), "kept");
  const [found, ...more] = walkedStretches(walk.fixes, straight, { tolerance_m: 50 });
  near(found.from_cm, 200);
  near(found.to_cm, 500);
  assert.equal(found.from_cm % 100, 0);
  assert.equal(found.fixes, 11);
  assert.deepEqual(more, []);
});

test("the way walked back is the same stretch", () => {
  const fixes = [fix(500, 0), fix(350, 100), fix(200, 200)];
  const [found] = walkedStretches(fixes, straight, { tolerance_m: 50 });
  near(found.from_cm, 200);
  near(found.to_cm, 500);
});

test("a fix that is too poor is dropped and counted, one without an accuracy too", () => {
  const walk = new Walk({ accuracy_m: 25 });
  assert.equal(walk.add(fix(900, 0, { accuracy_m: 400 })), "accuracy");
  assert.equal(walk.add(fix(900, 0, { accuracy_m: NaN })), "accuracy");
  assert.equal(walk.add(fix(200, 1)), "kept");
  assert.deepEqual(walk.dropped, { accuracy: 2, speed: 0 });
});

test("a fix that nobody could have reached is dropped, and the walk goes on", () => {
  const walk = new Walk({ accuracy_m: 25, speed_m_s: 3 });
  assert.equal(walk.add(fix(200, 0)), "kept");
  assert.equal(walk.add(fix(205, 5)), "kept");
  assert.equal(walk.add(fix(900, 6)), "speed");
  assert.equal(walk.add(fix(215, 10)), "kept");
  assert.deepEqual(walk.dropped, { accuracy: 0, speed: 1 });
});

test("a fix whose receiver says that it moves too fast is dropped", () => {
  assert.equal(new Walk({ accuracy_m: 25, speed_m_s: 3 }).add(fix(200, 0, { speed_m_s: 12 })), "speed");
});

test("a first fix that had jumped gives way to two that agree", () => {
  const walk = new Walk({ accuracy_m: 25, speed_m_s: 3 });
  walk.add(fix(900, 0));
  assert.equal(walk.add(fix(200, 1)), "speed");
  assert.equal(walk.add(fix(203, 2)), "kept");
  assert.equal(walk.fixes.length, 1);
});

test("time that runs back is no walk", () => {
  const walk = new Walk({ accuracy_m: 25 });
  walk.add(fix(200, 10));
  assert.equal(walk.add(fix(201, 9)), "speed");
});

test("between two arms both are offered, the one nearer to the fixes first", () => {
  const fixes = [fix(300, 0, { east_m: 10 }), fix(400, 60, { east_m: 12 }), fix(500, 120, { east_m: 8 })];
  const found = walkedStretches(fixes, bend, { tolerance_m: 100 });
  assert.equal(found.length, 2);
  near(found[0].from_cm, 300);
  near(found[0].to_cm, 500);
  near(found[1].from_cm, 1560);
  near(found[1].to_cm, 1760);
});

test("a stray fix near the other arm does not stretch the walk over the bend", () => {
  const fixes = [fix(300, 0), fix(350, 30, { east_m: 55 }), fix(400, 60)];
  const [found] = walkedStretches(fixes, bend, { tolerance_m: 40 });
  near(found.from_cm, 300);
  near(found.to_cm, 400);
});

test("fixes off the line, one fix, or none make no stretch", () => {
  assert.deepEqual(walkedStretches([fix(300, 0, { east_m: 900 })], straight, { tolerance_m: 50 }), []);
  assert.deepEqual(walkedStretches([fix(300, 0)], straight, { tolerance_m: 50 }), []);
  assert.deepEqual(walkedStretches([], straight, { tolerance_m: 50 }), []);
});
