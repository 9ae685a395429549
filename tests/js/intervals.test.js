import assert from "node:assert/strict";
import { test } from "node:test";

import {
  both,
  lengthBy,
  lengthCm,
  merged,
  minus,
  onlyValue,
  pieceAt,
  piecesByRoute,
  runs,
  within,
} from "../../map_templates/static/map/intervals.js";

const piece = (from_cm, to_cm, status = "built") => ({ from_cm, to_cm, status });
const bare = (pieces) => pieces.map(({ from_cm, to_cm }) => [from_cm, to_cm]);

test("a layer of the API becomes pieces by route, in order", () => {
  const layer = {
    columns: ["route", "element", "from_km", "to_km", "status"],
    rows: [
      ["LV-RU", "fence", 100, 102.5, "built"],
      ["LV-RU", "fence", 0.1, 100, "cleared"],
      ["LV-BY", "fence", 0, 1, "built"],
    ],
  };
  assert.deepEqual(piecesByRoute(layer).get("LV-RU"), [
    { element: "fence", from_cm: 10_000, to_cm: 10_000_000, status: "cleared" },
    { element: "fence", from_cm: 10_000_000, to_cm: 10_250_000, status: "built" },
  ]);
  assert.equal(piecesByRoute(layer).get("LV-BY").length, 1);
});

test("a piece holds its first centimetre and not its last", () => {
  const pieces = [piece(0, 10), piece(20, 30)];
  assert.equal(pieceAt(pieces, 0), pieces[0]);
  assert.equal(pieceAt(pieces, 9), pieces[0]);
  assert.equal(pieceAt(pieces, 10), undefined);
  assert.equal(pieceAt(pieces, 20), pieces[1]);
  assert.equal(pieceAt(pieces, 30), undefined);
  assert.equal(pieceAt([], 0), undefined);
});

test("a stretch clips the pieces that reach into it", () => {
  const pieces = [piece(0, 10), piece(10, 20), piece(20, 30)];
  assert.deepEqual(within(pieces, piece(5, 20)), [piece(5, 10), piece(10, 20)]);
});

test("touching and overlapping pieces are one stretch", () => {
  const pieces = [piece(10, 20), piece(0, 10), piece(15, 25), piece(30, 40)];
  assert.deepEqual(bare(merged(pieces)), [[0, 25], [30, 40]]);
});

test("what is required less what is built is missing", () => {
  assert.deepEqual(minus([piece(0, 100, "rule")], [piece(10, 20), piece(50, 100)]), [
    piece(0, 10, "rule"),
    piece(20, 50, "rule"),
  ]);
  assert.deepEqual(minus([piece(5, 8)], [piece(0, 10)]), []);
  assert.deepEqual(minus([piece(5, 8)], []), [piece(5, 8)]);
});

test("missing and present make up the whole", () => {
  const required = [piece(0, 1_000), piece(2_000, 3_000)];
  const built = [piece(500, 2_500)];
  assert.equal(lengthCm(minus(required, built)) + lengthCm(both(required, built)), lengthCm(required));
});

test("equal neighbours are one run, a hole or another value ends it", () => {
  const pieces = [piece(0, 1), piece(1, 2), piece(2, 3, "cleared"), piece(4, 5, "cleared")];
  assert.deepEqual(bare(runs(pieces, ({ status }) => status)), [[0, 2], [2, 3], [4, 5]]);
});

test("lengths are summed by class", () => {
  const lengths = lengthBy([piece(0, 10), piece(10, 15, "cleared"), piece(20, 30)], ({ status }) => status);
  assert.deepEqual([...lengths], [["built", 20], ["cleared", 5]]);
});

test("a stretch has one value only if all of it has that value", () => {
  const pieces = [piece(0, 10), piece(10, 20), piece(20, 30, "cleared")];
  assert.equal(onlyValue(pieces, piece(5, 20), "status"), "built");
  assert.equal(onlyValue(pieces, piece(5, 25), "status"), undefined);
  assert.equal(onlyValue(pieces, piece(25, 35), "status"), undefined);
});
