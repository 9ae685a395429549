import assert from "node:assert/strict";
import { test } from "node:test";

import { drawn, legend, view } from "../../map_templates/static/map/classes.js";

const STATUSES = [
  { code: "works", name: "works", colour: "#a87400", pattern: "diagonal", letter: "B", counts_built: false },
  { code: "built", name: "built", colour: "#0072b2", pattern: "solid", letter: "I", counts_built: true },
];
const RIVER = { code: "river", name: "river", colour: "#56b4e9", pattern: "horizontal", letter: "U" };
const LISTS = { work_status: STATUSES, exclusion_reason: [RIVER], unit: [{ code: "A", name: "Unit A" }, { code: "B", name: "Unit B" }] };
const piece = (from_cm, to_cm, values = {}) => ({ from_cm, to_cm, ...values });
const classesOf = ({ pieces }) => pieces.get("R").map(({ from_cm, to_cm, shown }) => [from_cm, to_cm, shown]);
const read = (layers) => (name) => layers[name] ?? [];

const WORK = {
  work: [
    piece(0, 40, { status: "built" }),
    piece(40, 60, { status: "works" }),
    piece(90, 120, { status: "built" }),
  ],
  requirement: [piece(0, 100)],
};

test("works are shown by status, and where one is required but not recorded", () => {
  assert.deepEqual(classesOf(view("work", ["R"], read(WORK), LISTS)), [
    [0, 40, "built"],
    [40, 60, "works"],
    [60, 90, "unrecorded_required"],
    [90, 120, "built"],
  ]);
});

test("the requirement tells what is met, missing and built beyond it", () => {
  assert.deepEqual(classesOf(view("requirement", ["R"], read(WORK), LISTS)), [
    [0, 40, "met"],
    [40, 90, "missing"],
    [90, 100, "met"],
    [100, 120, "unasked"],
  ]);
});

test("required metres that the figure leaves out have a class of their own", () => {
  const layers = { ...WORK, exclusion: [piece(70, 80, { reason: "river" })] };
  assert.deepEqual(classesOf(view("work", ["R"], read(layers), LISTS)).slice(2, 5), [
    [60, 70, "unrecorded_required"],
    [70, 80, "left_out_river"],
    [80, 90, "unrecorded_required"],
  ]);
  assert.deepEqual(classesOf(view("requirement", ["R"], read(layers), LISTS)).slice(1, 4), [
    [40, 70, "missing"],
    [70, 80, "left_out_river"],
    [80, 90, "missing"],
  ]);
});

test("the legend names the classes that occur, in their order, with their length", () => {
  const found = legend(view("work", ["R"], read(WORK), LISTS));
  assert.deepEqual(found.map(({ code, length_cm }) => [code, length_cm]), [
    ["works", 20],
    ["built", 70],
    ["unrecorded_required", 30],
  ]);
});

test("neighbours of one class are drawn as one line", () => {
  const parts = { work: [piece(0, 10, { status: "built", note: "a" }), piece(10, 30, { status: "built" })] };
  const runs = drawn(view("work", ["R"], read(parts), LISTS)).get("R");
  assert.deepEqual(runs.map(({ from_cm, to_cm }) => [from_cm, to_cm]), [[0, 30]]);
});

test("neighbouring segments are told apart", () => {
  const segments = { segment: ["a", "b", "c"].map((code, km) => piece(km, km + 1, { code })) };
  const shown = classesOf(view("segment", ["R"], read(segments), LISTS)).map(([, , name]) => name);
  assert.deepEqual(shown, ["segment_odd", "segment_even", "segment_odd"]);
});

test("things without a colour of their own get one each", () => {
  const described = { values: [{ name: "unit", kind: "choice", list: "unit" }] };
  const units = { unit_stretch: [piece(0, 5, { unit: "A" }), piece(5, 9, { unit: "B" })] };
  const found = view("unit_stretch", ["R"], read(units), LISTS, described);
  assert.deepEqual(classesOf(found), [[0, 5, "A"], [5, 9, "B"]]);
  assert.equal(new Set(found.classes.map(({ colour }) => colour)).size, 2);
});
