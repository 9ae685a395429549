/** A layer as a draft would leave it, and what of a draft an edit changes again. Pure: knows no page and no server. */

import { minus, runs } from "./intervals.js";
import { cmOfKm } from "./measures.js";

const ENDLESS = "9999-12-31";
const PLACE = new Set(["from_cm", "to_cm", "from_day", "to_day"]);

/**
 * Return a layer's pieces by route as operations leave them on a day.
 *
 * `byRoute` are the pieces of the register on that day, `layer` is described as for the forms; operations are those of
 * a change set, in its order.
 */
export function withDraft(byRoute, layer, operations, as_of) {
  const left = new Map(byRoute);
  const own = operations.filter((one) => one.target === layer.name && holdsOn(one, as_of));
  for (const operation of own) {
    const { route } = operation.key;
    left.set(route, written(left.get(route) ?? [], layer, operation, as_of));
  }
  return left;
}

const holdsOn = ({ from_day, until_day }, day) => from_day <= day && day < (until_day ?? ENDLESS);

/** The box holds what the operation leaves in it; runs of equal values are one piece, as in the register. */
function written(pieces, { key }, { key: { route: _route, ...keyed }, after, ...box }, as_of) {
  const isOwn = (piece) => key.every(({ name }) => piece[name] === keyed[name]);
  const put = after
    .filter((piece) => holdsOn(piece, as_of))
    .map(({ values, from_day, until_day, ...place }) => ({ ...stretchOf(place), ...keyed, from_day, to_day: until_day, ...values }));
  const kept = minus(pieces.filter(isOwn), [stretchOf(box)]);
  const made = runs([...kept, ...put].sort(byPlace), valuesOf);
  return [...pieces.filter((piece) => !isOwn(piece)), ...made].sort(byPlace);
}

const byPlace = (one, other) => one.from_cm - other.from_cm;
const stretchOf = ({ from_km, to_km }) => ({ from_cm: cmOfKm(from_km), to_cm: cmOfKm(to_km) });
const valuesOf = (piece) => JSON.stringify(Object.entries(piece).filter(([name]) => !PLACE.has(name)).sort());

/**
 * Return what of a draft the operations after it change again: `{target, key, from_cm, to_cm, from_day, was, is}`, `was`
 * and `is` the columns that both change; null where nothing lies there.
 *
 * The first `drafted` operations are the draft's.
 */
export function changedAgain(operations, drafted) {
  const facts = operations.filter(({ key }) => key);
  const [kept, added] = [facts.filter(({ n }) => n < drafted), facts.filter(({ n }) => n >= drafted)];
  const byPlace = new Map(kept.map((one) => [placeOf(one), []]));
  for (const one of kept) byPlace.get(placeOf(one)).push(one);
  const changes = new Map();
  const changesOf = (one) => changes.get(one) ?? changes.set(one, cellsOf(one)).get(one);
  return added.flatMap((one) => {
    const earlier = (byPlace.get(placeOf(one)) ?? []).filter((other) => meet(boxOf(one), boxOf(other)));
    return earlier.length ? changesOf(one).flatMap((cell) => again(one, cell, earlier.flatMap(changesOf))) : [];
  });
}

const placeOf = ({ target, key }) => JSON.stringify([target, Object.entries(key).sort()]);
const boxOf = ({ from_day, until_day, ...place }) => ({ ...stretchOf(place), from_day, until_day: until_day ?? ENDLESS });
const meet = (one, other) =>
  one.from_cm < other.to_cm && other.from_cm < one.to_cm && one.from_day < other.until_day && other.from_day < one.until_day;

function again({ target, key }, cell, earlier) {
  const shared = earlier.filter((other) => meet(cell, other) && cell.columns.some((name) => other.columns.includes(name)));
  if (!shared.length) return [];
  const columns = cell.columns.filter((name) => shared.some((other) => other.columns.includes(name)));
  const named = (values) => values && Object.fromEntries(columns.filter(Boolean).map((name) => [name, values[name]]));
  const from_cm = Math.max(cell.from_cm, Math.min(...shared.map((one) => one.from_cm)));
  const to_cm = Math.min(cell.to_cm, Math.max(...shared.map((one) => one.to_cm)));
  return [{ target, key, from_cm, to_cm, from_day: cell.from_day, was: named(cell.was), is: named(cell.is) }];
}

/** Return where and when an operation changes something, each with the columns and what they were and are. */
function cellsOf({ before, after }) {
  const [was, is] = [before, after].map((pieces) => pieces.map((piece) => ({ ...boxOf(piece), values: piece.values })));
  const both = was.flatMap((one) => is.filter((other) => meet(one, other)).map((other) => cell(shared(one, other), one, other)));
  const gone = without(was, is).map((one) => cell(one, one, null));
  const come = without(is, was).map((one) => cell(one, null, one));
  return [...both, ...gone, ...come].filter(({ columns }) => columns.length);
}

function cell({ from_cm, to_cm, from_day, until_day }, one, other) {
  const [was, is] = [one?.values ?? null, other?.values ?? null];
  const columns = Object.keys(is ?? was).filter((name) => !was || !is || was[name] !== is[name]);
  // Of a layer without columns, that something lies there is all there is to change.
  const isThere = Boolean(was) === Boolean(is);
  return { from_cm, to_cm, from_day, until_day, was, is, columns: isThere ? columns : [...columns, ""] };
}

const shared = (one, other) => ({
  from_cm: Math.max(one.from_cm, other.from_cm),
  to_cm: Math.min(one.to_cm, other.to_cm),
  from_day: one.from_day > other.from_day ? one.from_day : other.from_day,
  until_day: one.until_day < other.until_day ? one.until_day : other.until_day,
});

/** Return what of some boxes no other covers, their values kept. */
function without(boxes, others) {
  return boxes.flatMap((box) =>
    others.reduce((left, other) => left.flatMap((one) => (meet(one, other) ? around(one, shared(one, other)) : [one])), [box]),
  );
}

function around(box, hole) {
  const beside = { from_cm: hole.from_cm, to_cm: hole.to_cm };
  return [
    { ...box, to_cm: hole.from_cm },
    { ...box, from_cm: hole.to_cm },
    { ...box, ...beside, until_day: hole.from_day },
    { ...box, ...beside, from_day: hole.until_day },
  ].filter((one) => one.from_cm < one.to_cm && one.from_day < one.until_day);
}
