/** Writes that a gesture proposes: an edge moved, a segment split or merged, many rows changed, rows pasted. */

import { cmOfKm, kmOfCm } from "./measures.js";

/**
 * Return the operation that moves an edge from `at_cm` to `to_cm`: the mark that grows is put, or nothing is left.
 *
 * `edge` has `at_cm`, `left` and `right`; a missing side is empty ground. `columns` are the layer's value columns.
 * Null if the edge stays, or would leave a partition with a hole.
 */
export function edgeMoved({ layer, key, partition }, route, { at_cm, left, right }, to_cm, columns) {
  if (to_cm === at_cm) return null;
  const grown = to_cm > at_cm ? left : right;
  if (!grown && partition) return null;
  const [from, to] = [Math.min(at_cm, to_cm), Math.max(at_cm, to_cm)];
  const place = placed(layer, { route, ...key }, from, to);
  return grown ? { verb: "put", ...place, values: valuesOf(grown, columns) } : { verb: "clear", ...place };
}

/** Return how far an edge may go: to the other ends of the marks on its sides, or those next to the empty ground. */
export function edgeLimits({ marks }, { at_cm, left, right }, length_cm) {
  const before = marks.filter(({ to_cm }) => to_cm <= at_cm && to_cm < (left ? Infinity : at_cm)).at(-1);
  const after = marks.find(({ from_cm }) => from_cm > at_cm);
  return {
    least_cm: left ? left.from_cm : (before?.to_cm ?? 0),
    most_cm: right ? right.to_cm : (after?.from_cm ?? length_cm),
  };
}

/** Return the operation that gives the ground from `at_cm` to the end of a segment a code of its own. */
export function segmentSplit(route, segment, at_cm, code) {
  return { verb: "put", ...placed("segment", { route }, at_cm, segment.to_cm), values: { code } };
}

/** Return the operation that gives neighbours one code; `segments` lie in order, one after the other. */
export function segmentsMerged(route, segments, code) {
  return {
    verb: "put",
    ...placed("segment", { route }, segments[0].from_cm, segments.at(-1).to_cm),
    values: { code },
  };
}

/** Return a code like `RU-012` that no segment has: that of the split one with a letter after it. */
export function freeCode(code, taken) {
  const stem = code.replace(/-?[a-z]$/, "");
  const letters = "bcdefghijklmnopqrstuvwxyz";
  return [...letters].map((letter) => `${stem}${letter}`).find((one) => !taken.has(one)) ?? `${stem}-2`;
}

/** Return one put for each row of a table: the same values on the stretch of each. */
export function rowsChanged(layer, keyColumns, rows, values) {
  return rows.map(({ route, from_km, to_km, ...row }) => ({
    verb: "put",
    target: layer,
    key: { route, ...Object.fromEntries(keyColumns.map(({ name }) => [name, row[name]])) },
    from_km,
    to_km,
    values,
  }));
}

/** Return `{place, stretches, length_cm}` for each place that `placeOf` gives the rows of a table. */
export function stretchesByPlace(rows, placeOf) {
  const found = new Map();
  for (const row of rows) {
    const place = placeOf(row);
    if (!found.has(place)) found.set(place, { place, stretches: [], length_cm: 0 });
    const [from_cm, to_cm] = [row.from_km, row.to_km].map(cmOfKm);
    found.get(place).stretches.push([from_cm, to_cm]);
    found.get(place).length_cm += to_cm - from_cm;
  }
  return [...found.values()];
}

function placed(target, key, from_cm, to_cm) {
  return { target, key, from_km: kmOfCm(from_cm), to_km: kmOfCm(to_cm) };
}

function valuesOf(mark, columns) {
  return Object.fromEntries(columns.filter(({ name }) => name in mark).map(({ name }) => [name, mark[name]]));
}
