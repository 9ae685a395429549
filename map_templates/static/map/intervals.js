/** Layers as intervals of a route: pieces `{from_cm, to_cm, …}`, whole centimetres, `from` in, `to` out. */

import { cmOfKm } from "./measures.js";

/** Return the rows of an API layer as pieces by route code, in order along each. */
export function piecesByRoute({ columns, rows }) {
  const [route, from, to] = ["route", "from_km", "to_km"].map((name) => columns.indexOf(name));
  const values = [...columns.entries()].filter(([place]) => ![route, from, to].includes(place));
  const byRoute = new Map();
  for (const row of rows) {
    const piece = { from_cm: cmOfKm(row[from]), to_cm: cmOfKm(row[to]) };
    for (const [place, name] of values) piece[name] = row[place];
    if (!byRoute.has(row[route])) byRoute.set(row[route], []);
    byRoute.get(row[route]).push(piece);
  }
  for (const pieces of byRoute.values()) pieces.sort((a, b) => a.from_cm - b.from_cm);
  return byRoute;
}

/** Return the piece that holds a centimetre, or undefined. `pieces` do not overlap and are in order. */
export function pieceAt(pieces, cm) {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pieces[middle].to_cm <= cm) low = middle + 1;
    else high = middle;
  }
  return low < pieces.length && pieces[low].from_cm <= cm ? pieces[low] : undefined;
}

/** Return the parts of pieces inside a stretch, their values kept. */
export function within(pieces, { from_cm, to_cm }) {
  const clipped = (piece) => ({
    ...piece,
    from_cm: Math.max(piece.from_cm, from_cm),
    to_cm: Math.min(piece.to_cm, to_cm),
  });
  return pieces.filter((piece) => piece.from_cm < to_cm && from_cm < piece.to_cm).map(clipped);
}

/** Return the maximal stretches of pieces that may overlap or touch. */
export function merged(pieces) {
  const stretches = [];
  for (const { from_cm, to_cm } of [...pieces].sort((a, b) => a.from_cm - b.from_cm)) {
    const last = stretches.at(-1);
    if (last && from_cm <= last.to_cm) last.to_cm = Math.max(last.to_cm, to_cm);
    else stretches.push({ from_cm, to_cm });
  }
  return stretches;
}

/** Return what of `pieces` no piece of `others` covers, values kept. */
export function minus(pieces, others) {
  const taken = merged(others);
  return pieces.flatMap((piece) => remains(piece, taken));
}

function remains(piece, taken) {
  const left = [];
  let start_cm = piece.from_cm;
  for (const { from_cm, to_cm } of taken) {
    if (to_cm <= start_cm || from_cm >= piece.to_cm) continue;
    if (from_cm > start_cm) left.push({ ...piece, from_cm: start_cm, to_cm: from_cm });
    start_cm = to_cm;
  }
  if (start_cm < piece.to_cm) left.push({ ...piece, from_cm: start_cm });
  return left;
}

/** Return what both cover, with the values of the first; neither list overlaps itself. */
export function both(pieces, others) {
  const shared = (piece) => within(others, piece).map(({ from_cm, to_cm }) => ({ ...piece, from_cm, to_cm }));
  return pieces.flatMap(shared);
}

/** Return neighbours with equal `same(piece)` as one piece; other values are those of the first. */
export function runs(pieces, same) {
  const joined = [];
  let last;
  let isOurs = false;
  for (const piece of pieces) {
    if (last?.to_cm === piece.from_cm && same(last) === same(piece)) {
      if (!isOurs) joined[joined.length - 1] = last = { ...last };
      last.to_cm = piece.to_cm;
      isOurs = true;
    } else {
      joined.push((last = piece));
      isOurs = false;
    }
  }
  return joined;
}

export const lengthCm = (pieces) => pieces.reduce((sum, { from_cm, to_cm }) => sum + to_cm - from_cm, 0);

/** Return a Map from class to centimetres. */
export function lengthBy(pieces, classOf) {
  const lengths = new Map();
  for (const piece of pieces) {
    const name = classOf(piece);
    lengths.set(name, (lengths.get(name) ?? 0) + piece.to_cm - piece.from_cm);
  }
  return lengths;
}

/** Return the one value that all of a stretch has, `undefined` if it differs or is missing somewhere. */
export function onlyValue(pieces, stretch, name) {
  const inside = within(pieces, stretch);
  if (lengthCm(inside) !== stretch.to_cm - stretch.from_cm) return undefined;
  const values = new Set(inside.map((piece) => piece[name]));
  return values.size === 1 ? inside[0][name] : undefined;
}
