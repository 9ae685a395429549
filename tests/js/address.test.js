import assert from "node:assert/strict";
import { test } from "node:test";

import { readAddress, searchOf, stateFrom } from "../../map_templates/static/map/address.js";

const TODAY = "2026-11-21";

test("an address gives its state back", () => {
  const stretch = { route: "LV-RU", from_cm: 10_000_000, to_cm: 10_250_000 };
  const state = { layer: "work", element: "fence", ...stretch, as_of: "2021-12-31" };
  const search = "?layer=work&element=fence&route=LV-RU&from=100&to=102.5&as_of=2021-12-31";
  assert.equal(searchOf(state, TODAY), search);
  assert.deepEqual(stateFrom(searchOf(state, TODAY)), state);
});

test("today is not written, so that a kept address stays on today", () => {
  assert.equal(searchOf({ layer: "segment", as_of: TODAY }, TODAY), "?layer=segment");
});

test("the origin of the route is a place like any other", () => {
  assert.equal(searchOf({ cm: 0, as_of: TODAY }, TODAY), "?km=0");
  assert.deepEqual(stateFrom("?km=0"), { cm: 0 });
});

test("people may write an address in their own way", () => {
  assert.deepEqual(stateFrom("?km=12%2B346&as_of=31.12.2021."), { cm: 1_234_600, as_of: "2021-12-31" });
});

test("what cannot be read is left out and breaks nothing", () => {
  assert.deepEqual(stateFrom("?km=nan&as_of=tomorrow&from=3&to=2&layer="), {});
});

test("what cannot be read is named with its reason", () => {
  const { unread } = readAddress("?km=nan&as_of=tomorrow&from=3&to=2&layer=");
  assert.deepEqual(unread, [
    { name: "km", given: "nan", code: "measure_unreadable" },
    { name: "as_of", given: "tomorrow", code: "day_unreadable" },
    { name: "stretch", given: "3–2", code: "stretch_reversed" },
  ]);
});

test("half a stretch is none, and an end that cannot be read is told once", () => {
  assert.deepEqual(readAddress("?from=3").unread, [{ name: "stretch", given: "3–", code: "address_half" }]);
  assert.deepEqual(readAddress("?from=3&to=x").unread, [{ name: "to", given: "x", code: "measure_unreadable" }]);
});

test("today is written where it is compared with, as it is no default there", () => {
  assert.equal(searchOf({ as_of: "2020-01-01", against: TODAY }, TODAY), `?as_of=2020-01-01&against=${TODAY}`);
});

test("what an address asks to change is read, and not written: it is asked once", () => {
  assert.deepEqual(readAddress("?edit=work.verified_on"), { state: { edit: "work.verified_on" }, unread: [] });
  assert.equal(searchOf({ layer: "work", as_of: TODAY }, TODAY), "?layer=work");
});

test("what the map does not know in an address is named, what sign-in adds is not", () => {
  const { state, unread } = readAddress("?day=2024-06-30&day=x&next=%2F&route=LV-RU");
  assert.deepEqual([state, unread], [{ route: "LV-RU" }, [{ name: "other", given: "day=2024-06-30" }]]);
});
