import assert from "node:assert/strict";
import { test } from "node:test";

import { bodyOf, fieldAt } from "../../map_templates/static/map/edit_body.js";

const WORK = {
  name: "work",
  key: [{ name: "element" }],
  values: [
    { name: "status", kind: "choice", required: true },
    { name: "as_built_width_m", kind: "decimal", nullable: true },
    { name: "verified_on", kind: "day", nullable: true },
    { name: "note", kind: "text", nullable: false },
  ],
};
const ROUTE = { length_cm: 28_360_000, signs: [["228", 9_950_000]] };
const TYPED = {
  layer: "work",
  route: "LV-RU",
  from: "100",
  to: "102,5",
  kind: "update",
  later: "until_next",
  from_day: "21.11.2026.",
  until_day: "",
  reason: " act 12 ",
  key: { element: "fence" },
  values: { status: { text: "built" } },
};
const body = (changes) => bodyOf({ ...TYPED, ...changes }, WORK, ROUTE);
const operation = (changes) => body(changes).body.operations[0];

test("a layer that needs no value is put without any; one that does asks for it", () => {
  const layer = { name: "sensor_stretch", key: [{ name: "sensor" }], values: [{ name: "note", kind: "text", required: false }] };
  const typed = { ...TYPED, layer: "sensor_stretch", key: { sensor: "F1" }, values: { note: { text: "" } } };
  const { body: sent, problems } = bodyOf(typed, layer, ROUTE);
  assert.deepEqual([sent.operations[0].values, problems], [{}, {}]);
  assert.deepEqual(body({ values: {} }).problems, { "values.status": { code: "needed" } });
});

test("what is typed becomes a put", () => {
  assert.deepEqual(body({}), {
    problems: {},
    body: {
      reason: "act 12",
      kind: "update",
      later: "until_next",
      operations: [
        {
          verb: "put",
          target: "work",
          key: { route: "LV-RU", element: "fence" },
          from_km: 100,
          to_km: 102.5,
          from_day: "2026-11-21",
          until_day: null,
          values: { status: "built" },
        },
      ],
    },
  });
});

test("a place may be told from a sign", () => {
  assert.equal(operation({ from: "zīme 228 + 35" }).from_km, 99.535);
});

test("a correction ends after the day that people read as its last", () => {
  assert.equal(operation({ kind: "correct", until_day: "31.12.2026." }).until_day, "2027-01-01");
  assert.equal(operation({ kind: "correct" }).until_day, null);
  assert.equal(operation({ kind: "update", until_day: "31.12.2026." }).until_day, null);
});

test("columns that are left alone are not named, so each metre keeps its own", () => {
  const [width, day] = [{ text: "12,5" }, { text: "1.2.2026." }];
  const values = { status: { text: "" }, as_built_width_m: width, verified_on: day };
  assert.deepEqual(operation({ values }).values, { as_built_width_m: "12.5", verified_on: "2026-02-01" });
});

test("a column is emptied only by asking for it", () => {
  const values = { as_built_width_m: { text: "", is_empty: true }, note: { text: "x", is_empty: true } };
  assert.deepEqual(operation({ values }).values, { as_built_width_m: null, note: "" });
});

const WRONG = [
  [{ from: "" }, "from", "measure_empty"],
  [{ from: "12.3456789" }, "from", "measure_too_fine"],
  [{ to: "300" }, "to", "measure_off_route"],
  [{ to: "99" }, "to", "stretch_reversed"],
  [{ to: "100" }, "to", "stretch_empty"],
  [{ from: "sign 9" }, "from", "sign_unknown"],
  [{ from_day: "31.02.2026." }, "from_day", "day_unreadable"],
  [{ kind: "correct", until_day: "20.11.2026." }, "until_day", "day_reversed"],
  [{ key: { element: "" } }, "key.element", "needed"],
  [{ values: {} }, "values.status", "needed"],
  [{ values: { as_built_width_m: { text: "wide" } } }, "values.as_built_width_m", "number_unreadable"],
  [{ values: { verified_on: { text: "soon" } } }, "values.verified_on", "day_unreadable"],
];
for (const [changes, field, code] of WRONG) {
  test(`what is wrong is told at its field: ${field} ${code}`, () => {
    const { problems } = body(changes);
    const found = Object.entries(problems).map(([name, problem]) => [name, problem.code]);
    assert.deepEqual(found, [[field, code]]);
  });
}

test("a complaint of the server finds its field", () => {
  assert.equal(fieldAt("operations[0].to_km"), "to");
  assert.equal(fieldAt("operations[0].values.status"), "values.status");
  assert.equal(fieldAt("operations[3].key.element"), "key.element");
  assert.equal(fieldAt("reason"), "reason");
  assert.equal(fieldAt("If-Match"), null);
  assert.equal(fieldAt(null), null);
});
