import assert from "node:assert/strict";
import { test } from "node:test";

import { Alignment } from "../../map_templates/static/map/alignment.js";

// Along the equator: 0.001° of longitude is 111.19 m of ground; the official measure runs 100 m to it.
const LINE = new Alignment([[0, 0, 0], [0.001, 0, 100], [0.003, 0, 300]]);
const near = (actual, expected) => {
  const isNear = actual.every((value, place) => Math.abs(value - expected[place]) < 1e-9);
  assert.ok(isNear, `${actual} ≠ ${expected}`);
};

test("the length is the last measure", () => {
  assert.equal(LINE.length_cm, 30_000);
});

test("a point lies between its two vertices in proportion", () => {
  near(LINE.pointAt(0), [0, 0]);
  near(LINE.pointAt(5_000), [0.0005, 0]);
  near(LINE.pointAt(10_000), [0.001, 0]);
  near(LINE.pointAt(20_000), [0.002, 0]);
  near(LINE.pointAt(30_000), [0.003, 0]);
});

test("beyond an end the end answers", () => {
  near(LINE.pointAt(99_999), [0.003, 0]);
});

test("a cut has both its ends and the vertices between", () => {
  const line = LINE.cut(5_000, 20_000);
  assert.equal(line.length, 3);
  near(line.flat(), [0.0005, 0, 0.001, 0, 0.002, 0]);
});

test("a cut from vertex to vertex repeats none", () => {
  near(LINE.cut(0, 10_000).flat(), [0, 0, 0.001, 0]);
  assert.equal(LINE.cut(0, 10_000).length, 2);
  assert.equal(LINE.cut(10_000, 30_000).length, 2);
});

test("the nearest place is told with its measure and distance", () => {
  const { cm, distance_m } = LINE.nearest([0.002, 0.001]);
  assert.equal(cm, 20_000);
  assert.ok(Math.abs(distance_m - 111.2) < 0.1);
});

test("locating a point of the line gives its measure back", () => {
  for (let cm = 0; cm <= 30_000; cm += 1_234) {
    const found = LINE.nearest(LINE.pointAt(cm));
    assert.ok(Math.abs(found.cm - cm) <= 1 && found.distance_m < 0.01);
  }
});

test("past an end the end is nearest", () => {
  assert.equal(LINE.nearest([-1, 0]).cm, 0);
  assert.equal(LINE.nearest([1, 0]).cm, 30_000);
});

test("bounds hold the stretch", () => {
  assert.deepEqual(LINE.bounds(), [[0, 0], [0, 0.003]]);
});

// Out along the equator and back 0.0001° (11 m) north of it: the same longitude is passed twice.
const LOOP = new Alignment([[0, 0, 0], [0.01, 0, 1_000], [0.01, 0.0001, 1_011], [0, 0.0001, 2_011]]);

test("each pass of a line that comes near is a place of its own", () => {
  const places = LOOP.near([0.005, 0], 12);
  assert.deepEqual(places.map(({ cm }) => cm), [50_000, 151_100]);
  assert.ok(places[0].distance_m < 0.001 && Math.abs(places[1].distance_m - 11.1) < 0.1);
});

test("what is out of reach is no place, and a bend is one place, not two", () => {
  assert.equal(LOOP.near([0.005, 0], 5).length, 1);
  assert.equal(LOOP.near([0.01, 0.00005], 20).length, 1);
  assert.deepEqual(LOOP.near([0.005, 1], 100), []);
});

test("only the parts that a view may show are taken", () => {
  assert.deepEqual([...LINE.within([-1, -1, 1, 1])], [[0, 10_000], [10_000, 30_000]]);
  assert.deepEqual([...LINE.within([0.002, -1, 0.0025, 1])], [[10_000, 30_000]]);
  assert.deepEqual([...LINE.within([0.004, -1, 0.005, 1])], []);
  assert.deepEqual([...LINE.within([0, 1, 1, 2])], []);
});
