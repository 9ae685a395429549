import assert from "node:assert/strict";
import { test } from "node:test";

import { ApiError } from "../../map_templates/static/map/api.js";
import { again, entryOf, gotOf, leftOut, sendAll, without } from "../../map_templates/static/map/field_queue.js";

const BODY = { reason: "seen", operations: [] };
const entry = (id, more = {}) => entryOf({
  ...{ id, user: "somebody", made_at: "2026-11-21T10:00:00Z", number: 7, place: { said: "km 1–2" } },
  ...{ body: BODY, photos: [] },
  ...more,
});
const refusal = (status, code = "refused") => new ApiError(status, { code, message: `no: ${code}`, where: "to_km" });

/** Send with a server that answers each key once by `answers` (an error to throw), and remember what it got. */
async function run(entries, answers = {}) {
  const [got, kept] = [[], new Map(entries.map((one) => [one.id, one]))];
  const send = async ({ key }) => {
    got.push(key);
    if (answers[key]) throw answers[key];
  };
  const keep = async (one) => kept.set(one.id, one);
  const forget = async ({ id }) => kept.delete(id);
  const problem = await sendAll(entries, { send, keep, forget });
  return { got, kept, problem };
}

test("an entry is sent part by part, each under its own key, and forgotten on receipt", async () => {
  const photos = [{ name: "a.jpg" }, { name: "b.jpg" }];
  const { got, kept } = await run([entry("a", { photos }), entry("b")]);
  assert.deepEqual(got, ["a-set", "a-photo-0", "a-photo-1", "b-set"]);
  assert.equal(kept.size, 0);
});

test("without a connection everything waits as it is, and the queue rests", async () => {
  const { got, kept, problem } = await run([entry("a"), entry("b")], { "a-set": refusal(0, "offline") });
  assert.deepEqual(got, ["a-set"]);
  assert.equal(problem.code, "offline");
  assert.deepEqual([...kept.values()].map(({ state }) => state), ["waiting", "waiting"]);
});

test("a session that ended, a busy and a broken server pass; the entry waits", async () => {
  const ended = refusal(403, "not_authenticated");
  for (const passing of [ended, refusal(503, "ledger_busy"), refusal(500), refusal(429, "throttled")]) {
    const { kept } = await run([entry("a")], { "a-set": passing });
    assert.equal(kept.get("a").state, "waiting");
  }
});

test("what the server refuses keeps its words, and the next entry is sent", async () => {
  const { got, kept } = await run([entry("a"), entry("b")], { "a-set": refusal(400) });
  assert.deepEqual(got, ["a-set", "b-set"]);
  assert.equal(kept.get("a").state, "refused");
  assert.deepEqual(kept.get("a").problem, { code: "refused", message: "no: refused", where: "to_km" });
  assert.ok(!kept.has("b"));
});

test("what was received of an entry is known when the rest is refused, and a refused photo left out", async () => {
  const photos = [{ name: "a.heic" }, { name: "b.jpg" }];
  const { kept } = await run([entry("a", { photos })], { "a-photo-0": refusal(400) });
  assert.deepEqual([kept.get("a").state, gotOf(kept.get("a"))], ["refused", ["change_set"]]);
  assert.deepEqual([leftOut(kept.get("a")), leftOut(without(kept.get("a")))], [0, 1]);
  const rest = await run([without(kept.get("a"))]);
  assert.deepEqual(rest.got, ["a-photo-1"]);
  assert.equal(rest.kept.size, 0);
});

test("a full disk on the server is a refusal, not a reason to try for ever", async () => {
  const { kept } = await run([entry("a")], { "a-set": refusal(507, "storage_full") });
  assert.equal(kept.get("a").state, "refused");
});

test("what somebody else wrote meanwhile keeps both versions; on top it is sent with the new number", async () => {
  const stale = new ApiError(412, { code: "stale_write", message: "", detail: { later: [{ number: 9 }] } });
  const { kept } = await run([entry("a")], { "a-set": stale });
  assert.equal(kept.get("a").state, "stale");
  assert.deepEqual(kept.get("a").problem.detail.later, [{ number: 9 }]);
  const onTop = again(kept.get("a"), 9);
  assert.deepEqual([onTop.state, onTop.number, onTop.problem], ["waiting", 9, null]);
});

test("parts that were received are not sent again after a photo was refused", async () => {
  const first = await run([entry("a", { photos: [{ name: "a.jpg" }] })], { "a-photo-0": refusal(413) });
  const rest = first.kept.get("a");
  assert.deepEqual(rest.parts.map(({ kind }) => kind), ["photo"]);
  const second = await run([again(rest)]);
  assert.deepEqual(second.got, ["a-photo-0"]);
});

test("what was written without reading the register waits for a look and is not sent", async () => {
  const { got, kept } = await run([entry("a", { number: null })]);
  assert.deepEqual(got, []);
  assert.equal(kept.get("a").state, "unseen");
});

test("a photo alone overwrites nothing and needs no number", async () => {
  const { got } = await run([entry("a", { number: null, body: null, photos: [{ name: "a.jpg" }] })]);
  assert.deepEqual(got, ["a-photo-0"]);
});

test("only what waits is sent", async () => {
  const { got } = await run([{ ...entry("a"), state: "refused" }, { ...entry("b"), state: "stale" }]);
  assert.deepEqual(got, []);
});
