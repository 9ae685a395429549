import assert from "node:assert/strict";
import { test } from "node:test";

import { clustered } from "../../map_templates/static/map/clusters.js";

const at = (x, y = 0) => ({ x, y });
const sizes = (points, reach = 10) => clustered(points, reach).map(({ members }) => members.length);

test("points within reach of the first are one group, in the middle of them", () => {
  const [group, ...others] = clustered([at(0), at(10), at(2)], 10);
  assert.deepEqual([group.x, group.y, group.members.length, others.length], [4, 0, 3, 0]);
});

test("reach counts from the first of a group: a row does not grow into one", () => {
  assert.deepEqual(sizes([at(0), at(9), at(18), at(27)]), [2, 2]);
});

test("neighbours on both sides of a cell's edge are found", () => {
  assert.deepEqual(sizes([at(9.9, 9.9), at(10.1, 10.1)]), [2]);
  assert.deepEqual(sizes([at(-0.1), at(0.1)]), [2]);
});

test("what lies in the same cell but out of reach stays apart", () => {
  assert.deepEqual(sizes([at(0, 0), at(9, 9)]), [1, 1]);
});

test("one group of one stands where its point stands; nothing gives nothing", () => {
  const [group] = clustered([at(7, 3)], 10);
  assert.deepEqual([group.x, group.y], [7, 3]);
  assert.deepEqual(clustered([], 10), []);
});

test("every point is in exactly one group", () => {
  const points = Array.from({ length: 500 }, (_, n) => at((n * 37) % 200, (n * 91) % 150));
  const members = clustered(points, 25).flatMap((group) => group.members);
  assert.equal(members.length, 500);
  assert.equal(new Set(members).size, 500);
});
