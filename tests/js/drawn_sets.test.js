import assert from "node:assert/strict";
import { test } from "node:test";

import { around, classesOf, lengthsOf, runsOf } from "../../map_templates/static/map/drawn_sets.js";

const GROUP = {
  classes: [
    { code: "built", name: "Built", colour: "#123456", pattern: "solid", letter: "B" },
    { code: "plain", name: "Plain" },
  ],
  before: [],
  after: [
    { route: "A", from_cm: 500, to_cm: 900, shown: "built" },
    { route: "A", from_cm: 100, to_cm: 500, shown: "built" },
    { route: "B", from_cm: 0, to_cm: 100, shown: "plain" },
  ],
};

test("pieces of one class that touch are drawn as one, in order", () => {
  const runs = runsOf(GROUP, "after", ["A", "B"]);
  assert.deepEqual(runs.get("A"), [{ route: "A", from_cm: 100, to_cm: 900, shown: "built" }]);
  assert.equal(runs.get("B").length, 1);
  assert.deepEqual([...runsOf(GROUP, "before", ["A"]).values()], [[]]);
});

test("the legend has the lengths of the side that is shown", () => {
  const lengths = lengthsOf(GROUP, "after").map(({ code, length_cm }) => [code, length_cm]);
  assert.deepEqual(lengths, [["built", 800], ["plain", 100]]);
  assert.deepEqual(lengthsOf(GROUP, "before"), []);
});

test("a class keeps its colour, and one without gets its own", () => {
  const [built, plain] = classesOf(GROUP);
  assert.equal(built.colour, "#123456");
  assert.match(plain.colour, /^#[0-9a-f]{6}$/);
});

test("bounds around bounds hold all of them", () => {
  assert.deepEqual(around([[[56, 27], [57, 28]], [[55, 27.5], [56, 29]]]), [[55, 27], [57, 29]]);
});
