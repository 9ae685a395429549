import assert from "node:assert/strict";
import { test } from "node:test";

import { edgeNear, edgesOf, lanes, markAt, nextEdge } from "../../map_templates/static/map/lanes.js";

const element = { name: "element", label: "Element", kind: "choice", list: "element" };
const LAYERS = [
  { name: "land_right", label: "Land rights", key: [], values: [{ name: "status", list: "land_status" }], writable: true },
  { name: "requirement", label: "Requirements", key: [element], values: [{ name: "rule" }] },
  { name: "work", label: "Works", key: [element], values: [{ name: "status", list: "work_status" }], writable: true },
  { name: "segment", label: "Segments", key: [], values: [{ name: "code" }], partition: true },
];
const LISTS = {
  element: [{ code: "patrol_strip", name: "patrol strip" }, { code: "fence", name: "fence" }],
  work_status: [{ code: "built", name: "built", colour: "#008000", pattern: "solid", letter: "B" }],
  land_status: [{ code: "state", name: "owned by the State", colour: "#000080", pattern: "dots", letter: "S" }],
};
const PIECES = {
  work: [
    { element: "fence", from_cm: 0, to_cm: 100, status: "built" },
    { element: "fence", from_cm: 100, to_cm: 250, status: "odd" },
  ],
  requirement: [{ element: "patrol_strip", from_cm: 0, to_cm: 300, rule: "decree" }],
  segment: [{ code: "A", from_cm: 0, to_cm: 150 }, { code: "B", from_cm: 150, to_cm: 300 }],
  land_right: [],
};
const MADE = lanes(LAYERS, (name) => PIECES[name], LISTS);
const lane = (id) => MADE.find((one) => one.id === id);

test("partitions come first, then each element in the order of its list, then the rest", () => {
  assert.deepEqual(MADE.map(({ id }) => id), ["segment", "work:patrol_strip", "work:fence", "land_right"]);
});

test("an element's lane is called by the element in works, and by the layer too in any other", () => {
  const acts = { name: "acceptance", label: "Acts", key: [element], values: [] };
  const [lane] = lanes([acts], () => [{ element: "fence", from_cm: 0, to_cm: 100 }], LISTS);
  assert.equal(lane.label, "fence · Acts");
  assert.equal(MADE.find(({ id }) => id === "work:fence").label, "fence");
});

test("things that lie side by side share one lane, told by name, and are edited in the table", () => {
  const lots = { name: "lot_stretch", label: "Lots", key: [{ name: "lot", list: "lot" }], values: [], together: true, writable: true };
  const pieces = [{ lot: "A", from_cm: 0, to_cm: 100 }, { lot: "B", from_cm: 50, to_cm: 150 }];
  const [lane, ...others] = lanes([lots], () => pieces, { lot: [{ code: "A", name: "first lot" }] });
  assert.deepEqual(others, []);
  assert.deepEqual([lane.id, lane.label, lane.writable], ["lot_stretch", "Lots", false]);
  assert.deepEqual(lane.marks.map(({ shown, name }) => [shown, name]), [["A", "first lot"], ["B", "B"]]);
});

test("an element's lane shows what is required under what is there", () => {
  assert.deepEqual(lane("work:patrol_strip").required.map(({ to_cm }) => to_cm), [300]);
  assert.deepEqual(lane("work:patrol_strip").marks, []);
  assert.deepEqual(lane("work:fence").required, []);
});

test("a mark is shown by the colour, pattern and letter of its code", () => {
  const [mark] = lane("work:fence").marks;
  assert.deepEqual([mark.name, mark.colour, mark.pattern, mark.letter], ["built", "#008000", "solid", "B"]);
});

test("a code that no list has is shown as it is", () => {
  assert.equal(lane("work:fence").marks[1].name, "odd");
});

test("neighbours of a partition are told apart", () => {
  const [first, second] = lane("segment").marks;
  assert.notEqual(first.colour, second.colour);
  assert.equal(first.name, "A");
});

test("a lane without facts is there all the same", () => {
  assert.equal(lane("land_right").label, "Land rights");
});

test("a measure finds its mark, an edge its two sides", () => {
  assert.equal(markAt(lane("segment"), 150).code, "B");
  const edge = edgeNear(lane("work:fence"), 240, 20);
  assert.equal(edge.at_cm, 250);
  assert.equal(edge.left.status, "odd");
  assert.equal(edge.right, undefined);
  assert.equal(edgeNear(lane("work:fence"), 50, 20), null);
});

test("edges are walked in both directions", () => {
  assert.deepEqual(edgesOf(lane("work:fence")), [0, 100, 250]);
  assert.equal(nextEdge(lane("work:fence"), 100, 1), 250);
  assert.equal(nextEdge(lane("work:fence"), 100, -1), 0);
  assert.equal(nextEdge(lane("work:fence"), 250, 1), undefined);
});
