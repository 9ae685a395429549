import assert from "node:assert/strict";
import { test } from "node:test";

import * as w from "../../map_templates/static/map/window.js";

const KM = 100_000;
const LENGTH = 280 * KM;

test("zooming keeps the measure under the pointer where it is", () => {
  assert.deepEqual(w.zoomed({ from_cm: 0, to_cm: 100 * KM }, 0.5, 25 * KM, LENGTH), { from_cm: 12.5 * KM, to_cm: 62.5 * KM });
});

test("a window is at least 10 m and at most the route", () => {
  assert.equal(w.widthCm(w.zoomed({ from_cm: 0, to_cm: 2_000 }, 0.01, 500, LENGTH)), w.LEAST_CM);
  assert.deepEqual(w.zoomed({ from_cm: KM, to_cm: 2 * KM }, 1_000, KM, LENGTH), w.whole(LENGTH));
});

test("a window stops at both ends of the route", () => {
  assert.deepEqual(w.moved({ from_cm: 10 * KM, to_cm: 20 * KM }, -50 * KM, LENGTH), { from_cm: 0, to_cm: 10 * KM });
  assert.deepEqual(w.moved({ from_cm: 10 * KM, to_cm: 20 * KM }, 500 * KM, LENGTH), { from_cm: 270 * KM, to_cm: 280 * KM });
});

test("a window moves only if the measure is out of sight", () => {
  const window = { from_cm: 10 * KM, to_cm: 20 * KM };
  assert.equal(w.showing(window, 15 * KM, LENGTH), window);
  assert.deepEqual(w.showing(window, 100 * KM, LENGTH), { from_cm: 95 * KM, to_cm: 105 * KM });
});

test("around a stretch there is ground on both sides", () => {
  assert.deepEqual(w.around({ from_cm: 100 * KM, to_cm: 110 * KM }, LENGTH), { from_cm: 98.5 * KM, to_cm: 111.5 * KM });
});

test("steps are 1 and 5 of each order, never under a metre", () => {
  assert.equal(w.stepCm(1, 3), 100);
  assert.equal(w.stepCm(100, 3), 500);
  assert.equal(w.stepCm(2_800, 3), 10_000);
  assert.equal(w.stepCm(30_000, 8), 500_000);
});

test("a cut falls on a step, or on an edge that is near", () => {
  assert.equal(w.snapped(10_249_000, 2_800, LENGTH), 10_250_000);
  assert.equal(w.snapped(10_249_000, 2_800, LENGTH, [10_247_777]), 10_247_777);
  assert.equal(w.snapped(-5, 2_800, LENGTH), 0);
  assert.equal(w.snapped(LENGTH + 5, 2_800, LENGTH), LENGTH);
});

test("the cursor goes from step to step, first to the next round one", () => {
  assert.equal(w.stepped(123, 100, 1, LENGTH), 200);
  assert.equal(w.stepped(200, 100, 1, LENGTH), 300);
  assert.equal(w.stepped(123, 100, -1, LENGTH), 100);
  assert.equal(w.stepped(0, 100, -1, LENGTH), 0);
});
