import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

const RELOAD = "../../map_templates/static/map/reload.js";
let asked;
let turned;
let leaves;

/** A page as somebody looks at it, or at another one; each opening of it loads the module anew. */
function open(visibilityState) {
  [asked, turned] = [0, []];
  const without = (act) => turned.filter((one) => one !== act);
  globalThis.document = {
    visibilityState,
    addEventListener: (name, act) => turned.push(act),
    removeEventListener: (name, act) => (turned = without(act)),
  };
  globalThis.addEventListener = (name, act) => name === "beforeunload" && (leaves = act);
  globalThis.location = { reload: () => (asked += 1) };
  return import(`${RELOAD}?${Math.random()}`);
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
});

test("a page that waits looks again once, however long the answer takes", async () => {
  await open("visible");
  mock.timers.tick(1_999);
  assert.equal(asked, 0);
  mock.timers.tick(60_000);
  assert.equal(asked, 1);
});

test("at which nobody looks, it waits until somebody does", async () => {
  await open("hidden");
  mock.timers.tick(60_000);
  assert.deepEqual([asked, turned.length], [0, 1]);
  document.visibilityState = "visible";
  turned[0]();
  assert.equal(asked, 1);
});

test("from which its reader is on the way elsewhere, it does not call that off", async () => {
  await open("visible");
  leaves();
  mock.timers.tick(60_000);
  assert.equal(asked, 0);
  await open("hidden");
  mock.timers.tick(60_000);
  leaves();
  assert.deepEqual([asked, turned.length], [0, 0]);
});
