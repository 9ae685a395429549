import assert from "node:assert/strict";
import { test } from "node:test";

import { linksOn } from "../../map_templates/static/map/way.js";

const node = (code, lat, lon) => ({ code, type: "node", works: true, lat, lon });
const link = (code, works = true) => ({ code, type: "link", works, lat: null, lon: null });

test("a way is a line from each node to the next, and tells which link does not work", () => {
  const way = [node("mast", 57, 27), link("a", false), node("hut", 57, 28), link("b"), node("tower", 56, 28)];
  assert.deepEqual(linksOn(way), [
    { ends: [[57, 27], [57, 28]], works: false },
    { ends: [[57, 28], [56, 28]], works: true },
  ]);
});

test("a centre without a place has no line", () => {
  assert.deepEqual(linksOn([node("mast", 57, 27), link("a"), node("centre", null, null)]), []);
});

test("a site that is its own centre, or has no way, has no line", () => {
  assert.deepEqual([linksOn([node("centre", 57, 27)]), linksOn([])], [[], []]);
});
