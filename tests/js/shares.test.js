import assert from "node:assert/strict";
import test from "node:test";

import {
  areHeights,
  areWidths,
  heightsFrom,
  heightsText,
  neighbours,
  shared,
  shareOf,
  usual,
} from "../../map_templates/static/map/shares.js";

test("the usual shares are not in the address", () => {
  assert.equal(heightsText(heightsFrom(undefined)), undefined);
  assert.equal(heightsText(heightsFrom("50-30-20")), "50-30-20");
});

test("what two views have together stays when the bar between them moves", () => {
  const moved = shared({ map: 40, strip: 40, table: 20 }, ["map", "strip"], 75);
  assert.deepEqual(moved, { map: 60, strip: 20, table: 20 });
  assert.equal(shareOf(moved, ["map", "strip"]), 75);
});

test("neither of two views is shared away", () => {
  assert.deepEqual(shared({ map: 50, strip: 30, table: 50 }, ["map", "table"], 0), { map: 12, strip: 30, table: 88 });
  assert.deepEqual(shared({ map: 1, strip: 1, table: 1 }, ["map", "strip"], 88), { map: 1, strip: 1, table: 1 });
});

test("a bar stands between views that are both shown", () => {
  assert.deepEqual(neighbours("map", new Set(["map", "table"])), ["map", "table"]);
  assert.equal(neighbours("strip", new Set(["map", "table"])), null);
  assert.equal(neighbours("strip", new Set(["map", "strip"])), null);
});

test("an address that cannot be shown is known as such", () => {
  assert.deepEqual(["50-30-20", "1-2", "0-50-50", "a-b-c", "1.5-2-3", "1001-1-1"].map(areHeights), [true, ...Array(5).fill(false)]);
  assert.deepEqual(["25", "19", "51", "x", ""].map(areWidths), [true, false, false, false, false]);
});

test("the usual place gives both the heights that they have at first", () => {
  const wide = { map: 60, strip: 10, table: 30 };
  assert.equal(shareOf(usual(wide, ["map", "strip"]), ["map", "strip"]), shareOf(heightsFrom(undefined), ["map", "strip"]));
});
