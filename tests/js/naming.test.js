import assert from "node:assert/strict";
import { test } from "node:test";

import { createNaming } from "../../map_templates/static/map/naming.js";

const layers = [
  { name: "sensor_stretch", label: "Stretches of a linear sensor", key: [], values: [{ name: "note", kind: "text", label: "Note" }] },
  {
    name: "work",
    label: "Works",
    key: [],
    values: [
      { name: "status", kind: "choice", list: "status", label: "Status", required: true },
      { name: "note", kind: "text", label: "Note" },
    ],
  },
];
const lists = { status: [{ code: "built", name: "Built" }] };
const naming = createNaming({ lists, layers }, { t: (key) => key, separator: ",", day: String });

test("values are one line, the first without its name", () => {
  assert.equal(naming.worded("work", { status: "built", note: "new" }), "Built; Note: new");
});

test("what lies there without any value is told by the name of its layer, never as nothing", () => {
  for (const values of [{}, { note: "" }]) {
    assert.equal(naming.worded("sensor_stretch", values), "Stretches of a linear sensor");
  }
  assert.equal(naming.worded("sensor_stretch", { note: "buried" }), "buried");
});

test("where nothing lies, or a needed value is empty, it is nothing unless another word is given", () => {
  assert.equal(naming.worded("sensor_stretch", null), "empty_value");
  assert.equal(naming.worded("work", { note: "" }), "empty_value");
  assert.equal(naming.worded("work", { note: "" }, "Works"), "Works");
});
