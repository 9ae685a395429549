import assert from "node:assert/strict";
import { test } from "node:test";

import { changedAgain, withDraft } from "../../map_templates/static/map/draft_layers.js";

const WORK = { name: "work", key: [{ name: "element" }] };
const KM = 100_000;
const FENCE = { route: "LV-RU", element: "fence" };
const held = (from_km, to_km, values, from_day = "2020-01-01", until_day = null) => ({ from_km, to_km, from_day, until_day, values });
const operation = (n, from_km, to_km, before, after, days = {}) => ({
  ...{ n, target: "work", key: FENCE, from_km, to_km, from_day: "2024-01-01", until_day: null, before, after },
  ...days,
});
const piece = (from_km, to_km, values, element = "fence") => ({
  ...{ element, from_cm: from_km * KM, to_cm: to_km * KM, from_day: "2020-01-01", to_day: null },
  ...values,
});
const places = (pieces) => pieces.map(({ from_cm, to_cm, element, status }) => [from_cm / KM, to_cm / KM, element, status]);
const REGISTER = new Map([
  ["LV-RU", [piece(0, 10, { status: "built" }), piece(0, 10, { status: "design" }, "path"), piece(10, 20, { status: "none" })]],
]);

const left = (operations, day = "2024-06-01") => places(withDraft(REGISTER, WORK, operations, day).get("LV-RU"));

test("a layer is as the draft would leave it: its box holds what it puts there, equal neighbours are one piece", () => {
  const moved = operation(0, 10, 12, [held(10, 12, { status: "none" })], [held(10, 12, { status: "built" }, "2024-01-01")]);
  assert.deepEqual(left([moved]), [[0, 10, "path", "design"], [0, 12, "fence", "built"], [12, 20, "fence", "none"]]);
  assert.deepEqual(REGISTER.get("LV-RU").length, 3);
});

test("what a draft clears is not there, and a later operation stands on an earlier one", () => {
  const cleared = operation(0, 4, 6, [held(4, 6, { status: "built" })], []);
  const put = operation(1, 5, 7, [], [held(5, 7, { status: "works" }, "2024-01-01")]);
  const rest = [[10, 20, "fence", "none"]];
  const path = [0, 10, "path", "design"];
  assert.deepEqual(left([cleared]), [path, [0, 4, "fence", "built"], [6, 10, "fence", "built"], ...rest]);
  assert.deepEqual(left([cleared, put]), [path, [0, 4, "fence", "built"], [5, 7, "fence", "works"], [7, 10, "fence", "built"], ...rest]);
});

test("a draft says nothing of other days and other layers", () => {
  const put = operation(0, 4, 6, [], [held(4, 6, { status: "works" }, "2024-01-01")], { until_day: "2025-01-01" });
  assert.equal(left([put]).length, 5);
  assert.equal(left([put], "2023-12-31").length, 3);
  assert.equal(left([put], "2025-01-01").length, 3);
  assert.equal(left([{ ...put, target: "land_right" }]).length, 3);
});

test("a route on which only the draft has something is there too", () => {
  const put = operation(0, 4, 6, [], [held(4, 6, { status: "works" }, "2024-01-01")]);
  const found = withDraft(new Map(), WORK, [put], "2024-06-01");
  assert.deepEqual(places(found.get("LV-RU")), [[4, 6, "fence", "works"]]);
});

const DAMAGED = operation(
  0, 10, 14,
  [held(10, 14, { status: "built", note: "" }, "2024-01-01")],
  [held(10, 14, { status: "damaged", note: "" }, "2024-01-01")],
);
const told = (...operations) =>
  changedAgain([DAMAGED, ...operations], 1).map(({ from_cm, to_cm, was, is }) => [from_cm / KM, to_cm / KM, was, is]);

test("what the draft has changed and an edit changes again is told with both values", () => {
  const again = operation(
    1, 12, 20,
    [held(12, 14, { status: "damaged", note: "" }, "2024-01-01"), held(14, 20, { status: "built", note: "" }, "2024-01-01")],
    [held(12, 20, { status: "works", note: "" }, "2024-01-01")],
  );
  assert.deepEqual(told(again), [[12, 14, { status: "damaged" }, { status: "works" }]]);
});

test("another column, other metres, other days and other things are not changed again", () => {
  const noted = operation(
    1, 12, 13,
    [held(12, 13, { status: "damaged", note: "" }, "2024-01-01")],
    [held(12, 13, { status: "damaged", note: "x" }, "2024-01-01")],
  );
  const built = [held(14, 16, { status: "built" }, "2024-01-01")];
  const beside = operation(1, 14, 16, built, [held(14, 16, { status: "works" }, "2024-01-01")]);
  const days = { from_day: "2020-01-01", until_day: "2024-01-01" };
  const was = [held(12, 13, { status: "built" }, "2020-01-01", "2024-01-01")];
  const before = operation(1, 12, 13, was, [held(12, 13, { status: "works" }, "2020-01-01", "2024-01-01")], days);
  const path = { ...DAMAGED, n: 1, key: { ...FENCE, element: "path" } };
  const thing = { ...DAMAGED, n: 1, target: "sensor", key: null, before: null, after: {} };
  assert.deepEqual(told(noted, beside, before, path, thing), []);
});

test("clearing what the draft put, and putting where it cleared, are told as nothing", () => {
  const cleared = operation(1, 11, 12, [held(11, 12, { status: "damaged", note: "" }, "2024-01-01")], []);
  assert.deepEqual(told(cleared), [[11, 12, { status: "damaged" }, null]]);
  const gone = operation(0, 0, 4, [held(0, 4, {}, "2024-01-01")], []);
  const back = operation(1, 2, 6, [held(4, 6, {}, "2024-01-01")], [held(2, 6, {}, "2024-01-01")]);
  const [found] = changedAgain([gone, back], 1);
  assert.deepEqual([found.from_cm / KM, found.to_cm / KM, found.was, found.is], [2, 4, null, {}]);
});

test("without a draft nothing is changed again", () => {
  assert.deepEqual(changedAgain([DAMAGED, { ...DAMAGED, n: 1 }], 0), []);
});
