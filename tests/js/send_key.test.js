import assert from "node:assert/strict";
import { test } from "node:test";

import { SendKey } from "../../map_templates/static/map/send_key.js";

test("the same body keeps its key until it is answered", () => {
  const keys = new SendKey();
  const first = keys.of({ reason: "a" });
  assert.equal(keys.of({ reason: "a" }), first);
  keys.done();
  assert.notEqual(keys.of({ reason: "a" }), first);
});

test("another body has another key", () => {
  const keys = new SendKey();
  assert.notEqual(keys.of({ reason: "a" }), keys.of({ reason: "b" }));
});
