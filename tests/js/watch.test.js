import assert from "node:assert/strict";
import { test } from "node:test";

import { shapeOf, ticks } from "../../map_templates/static/map/profile_chart.js";
import { codesOf } from "../../map_templates/static/map/watch_outage.js";
import { samples, sightMarks } from "../../map_templates/static/map/watch_sensor.js";

test("marks of a sight stand in order, each with its name", () => {
  const sights = { seen: [[3, 4]], hidden: [[1, 3]], unknown: [] };
  const marks = sightMarks(sights, { sensor_seen: "seen", sensor_hidden: "hidden" });
  assert.deepEqual(
    marks.map(({ from_cm, to_cm, name }) => [from_cm, to_cm, name]),
    [
      [100_000, 300_000, "hidden"],
      [300_000, 400_000, "seen"],
    ],
  );
});

test("a route that the sensor does not reach has no marks", () => {
  assert.deepEqual(sightMarks(undefined, {}), []);
});

test("of many samples some are shown, the ends among them", () => {
  assert.deepEqual(samples(3), [0, 1, 2]);
  assert.deepEqual(samples(101, 5), [0, 25, 50, 75, 100]);
});

test("codes are told once, without blanks", () => {
  assert.deepEqual(codesOf(" A, B,,A "), ["A", "B"]);
  assert.deepEqual(codesOf(undefined), []);
});

test("ticks are round and lie between", () => {
  assert.deepEqual(ticks(0, 2_000), [0, 500, 1_000, 1_500, 2_000]);
  assert.deepEqual(ticks(97, 131), [100, 110, 120, 130]);
});

const PROFILE = {
  distance_m: [0, 500, 1_000],
  ground_m: [100, null, 100],
  tops_m: [100, 130, 100],
  sight_m: [110, 105, 101],
  drop_m: [0, 0.1, 0.5],
  block: { distance_m: 500 },
};

test("higher is further up, further off is further right, and a missing height leaves a hole", () => {
  const shape = shapeOf(PROFILE);
  assert.ok(shape.y(130) < shape.y(100));
  assert.ok(shape.x(1_000) > shape.x(0));
  assert.equal(shape.ground.split(" ").length, 2);
  assert.equal(shape.tops.split(" ").length, 3);
});

test("what is in the way is marked at its top", () => {
  const { block, x, y } = shapeOf(PROFILE);
  assert.ok(Math.abs(block.x - x(500)) < 0.1 && Math.abs(block.y - y(130)) < 0.1);
  assert.equal(shapeOf({ ...PROFILE, block: null }).block, null);
});
