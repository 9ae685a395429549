import assert from "node:assert/strict";
import { test } from "node:test";

import { editOf, known } from "../../map_templates/static/map/known.js";

const config = {
  routes: [
    { code: "LV-RU", length_cm: 28_360_000 },
    { code: "LV-BY", length_cm: 17_290_000 },
  ],
  lists: { element: [{ code: "fence" }] },
  layers: [{ name: "work" }, { name: "segment" }],
  grounds: [{ name: "photo" }],
  first_day: "2018-01-01",
  last_day: "2200-01-01",
};
const held = (state) => known({ state, unread: [] }, config, ["work", "segment"]);

test("what the register has is kept as it was asked for", () => {
  const state = { layer: "work", element: "fence", route: "LV-BY", cm: 17_290_000, as_of: "2018-01-01", ground: "photo" };
  assert.deepEqual(held(state), { state, unknown: [] });
});

test("a layer of the register that has no view of its own is one to be changed", () => {
  const layers = [{ name: "work" }, { name: "sensor_stretch" }];
  const { state, unknown } = known({ state: { layer: "sensor_stretch" }, unread: [] }, { ...config, layers }, ["work"]);
  assert.deepEqual({ state, unknown }, { state: { edit: "sensor_stretch" }, unknown: [] });
});

test("what is to be changed is a layer, a column of one, or a segment to be split", () => {
  const layers = [{ name: "work", values: [{ name: "verified_on" }] }];
  const of = (edit) => known({ state: { edit }, unread: [] }, { ...config, layers }, ["work"]);
  for (const edit of ["work", "work.verified_on", "split"]) assert.equal(of(edit).state.edit, edit);
  for (const edit of ["fence", "work.nothing", "split.at"]) {
    assert.deepEqual(of(edit), { state: {}, unknown: [{ name: "edit", given: edit, code: undefined }] });
  }
  assert.deepEqual(editOf("work.verified_on"), ["work", "verified_on"]);
  assert.deepEqual(editOf(undefined), [""]);
});

test("each part that is not there is left out and named", () => {
  const { state, unknown } = held({ layer: "x", element: "y", ground: "z", views: "map,globe", q: "kept" });
  assert.deepEqual(state, { q: "kept" });
  assert.deepEqual(unknown.map(({ name }) => name), ["layer", "element", "views", "ground"]);
});

test("of what the table is narrowed by, columns that are not there are left out and named", () => {
  const { state, unknown } = held({ having: "route=LV-RU&foo=bar" });
  assert.deepEqual(state, { having: "route=LV-RU" });
  assert.deepEqual(unknown, [{ name: "having", given: "foo" }]);
  assert.equal(held({ having: "foo=bar" }).state.having, undefined);
});

test("of an unknown route no place is kept, and both are named", () => {
  const { state, unknown } = held({ route: "LV-EE", from_cm: 1, to_cm: 2 });
  assert.deepEqual(state, {});
  assert.deepEqual(unknown.map(({ name, given, code }) => [name, given, code]), [
    ["route", "LV-EE", undefined],
    ["from_cm", 1, undefined],
    ["to_cm", 2, undefined],
  ]);
});

test("a place beyond the end of its route is none; without a route it is measured on the first one", () => {
  const beyond = { name: "cm", given: 28_360_001, code: "measure_off_route" };
  assert.deepEqual(held({ cm: 28_360_001 }), { state: {}, unknown: [beyond] });
  assert.deepEqual(held({ cm: 28_360_000 }).unknown, []);
  assert.deepEqual(held({ route: "LV-BY", from_cm: 0, to_cm: 28_360_000 }).state, { route: "LV-BY" });
});

test("a day before the register begins or after it ends is none", () => {
  const { state, unknown } = held({ as_of: "2017-12-31", against: "2200-01-02" });
  assert.deepEqual(state, {});
  assert.deepEqual(unknown.map(({ name, code }) => [name, code]), [
    ["as_of", "before_register"],
    ["against", "after_register"],
  ]);
});

test("an order by a column that the layer's table does not have is none", () => {
  const layers = [
    { name: "work", key: [{ name: "element" }], values: [{ name: "status" }] },
    { name: "requirement", values: [{ name: "width_m" }] },
  ];
  const of = (state) => known({ state, unread: [] }, { ...config, layers }, ["work", "requirement", "gap"]);
  for (const sort of ["status", "-element", "-to_day"]) assert.equal(of({ sort }).state.sort, sort);
  assert.deepEqual(of({ sort: "width_m" }).unknown, [{ name: "sort", given: "width_m", code: undefined }]);
  assert.equal(of({ layer: "requirement", sort: "width_m" }).state.sort, "width_m");
  assert.deepEqual(of({ layer: "gap", sort: "foo" }).state, { layer: "gap" });
});
