import assert from "node:assert/strict";
import { test } from "node:test";

import * as p from "../../map_templates/static/map/proposals.js";

const LANE = { layer: "work", key: { element: "fence" }, partition: false, marks: [] };
const COLUMNS = [{ name: "status" }, { name: "note" }];
const BUILT = { from_cm: 0, to_cm: 100_000, status: "built", note: "", colour: "#008000" };
const CLEARED = { from_cm: 100_000, to_cm: 300_000, status: "cleared", note: "soft" };
const key = { route: "LV-RU", element: "fence" };

test("an edge moved forward puts the left fact on the ground it gains, with all its columns", () => {
  const edge = { at_cm: 100_000, left: BUILT, right: CLEARED };
  assert.deepEqual(p.edgeMoved(LANE, "LV-RU", edge, 150_000, COLUMNS), {
    verb: "put", target: "work", key, from_km: 1, to_km: 1.5, values: { status: "built", note: "" },
  });
});

test("an edge moved back puts the right fact", () => {
  const edge = { at_cm: 100_000, left: BUILT, right: CLEARED };
  assert.deepEqual(p.edgeMoved(LANE, "LV-RU", edge, 50_000, COLUMNS).values, { status: "cleared", note: "soft" });
});

test("a fact that draws back from empty ground leaves nothing", () => {
  const edge = { at_cm: 300_000, left: CLEARED };
  assert.deepEqual(p.edgeMoved(LANE, "LV-RU", edge, 250_000, COLUMNS), { verb: "clear", target: "work", key, from_km: 2.5, to_km: 3 });
});

test("an edge that stays proposes nothing, and a partition keeps its outer edges", () => {
  assert.equal(p.edgeMoved(LANE, "LV-RU", { at_cm: 5, left: BUILT }, 5, COLUMNS), null);
  assert.equal(p.edgeMoved({ ...LANE, partition: true }, "LV-RU", { at_cm: 0, right: BUILT }, 5, COLUMNS), null);
});

test("an edge goes no farther than the other ends of its sides", () => {
  const lane = { marks: [BUILT, CLEARED, { from_cm: 400_000, to_cm: 500_000 }] };
  assert.deepEqual(p.edgeLimits(lane, { at_cm: 100_000, left: BUILT, right: CLEARED }, 900_000), { least_cm: 0, most_cm: 300_000 });
  assert.deepEqual(p.edgeLimits(lane, { at_cm: 300_000, left: CLEARED }, 900_000), { least_cm: 100_000, most_cm: 400_000 });
  assert.deepEqual(p.edgeLimits(lane, { at_cm: 400_000, right: lane.marks[2] }, 900_000), { least_cm: 300_000, most_cm: 500_000 });
});

test("a split gives the far part of a segment another code; a merge gives all of them one", () => {
  const segments = [{ code: "RU-001", from_cm: 0, to_cm: 200_000 }, { code: "RU-002", from_cm: 200_000, to_cm: 300_000 }];
  assert.deepEqual(p.segmentSplit("LV-RU", segments[0], 50_000, "RU-001b"), {
    verb: "put", target: "segment", key: { route: "LV-RU" }, from_km: 0.5, to_km: 2, values: { code: "RU-001b" },
  });
  assert.deepEqual(p.segmentsMerged("LV-RU", segments, "RU-001"), {
    verb: "put", target: "segment", key: { route: "LV-RU" }, from_km: 0, to_km: 3, values: { code: "RU-001" },
  });
});

test("the code offered for a new segment is free", () => {
  assert.equal(p.freeCode("RU-001", new Set(["RU-001", "RU-001b"])), "RU-001c");
});

test("many rows get the same values, each on its own stretch", () => {
  const rows = [{ route: "LV-RU", element: "fence", from_km: 1, to_km: 2, status: "built" }];
  assert.deepEqual(p.rowsChanged("work", [{ name: "element" }], rows, { status: "works" }), [
    { verb: "put", target: "work", key, from_km: 1, to_km: 2, values: { status: "works" } },
  ]);
});

test("what a change lies on is told by place: which stretches and how long they are together", () => {
  const rows = [
    { route: "LV-RU", from_km: 1, to_km: 2 },
    { route: "LV-BY", from_km: 0, to_km: 0.5 },
    { route: "LV-RU", from_km: 4, to_km: 4.25 },
  ];
  assert.deepEqual(p.stretchesByPlace(rows, ({ route }) => route), [
    { place: "LV-RU", stretches: [[100_000, 200_000], [400_000, 425_000]], length_cm: 125_000 },
    { place: "LV-BY", stretches: [[0, 50_000]], length_cm: 50_000 },
  ]);
});
