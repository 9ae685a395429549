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
  const byRouteOwn = grouped(own, ({ key }) => key.route);
  for (const [route, some] of byRouteOwn) left.set(route, written(left.get(route) ?? [], layer, some, as_of));
  return left;
}

const holdsOn = ({ from_day, until_day }, day) => from_day <= day && day < (until_day ?? ENDLESS);

function grouped(things, nameOf) {
  const groups = new Map();
  for (const one of things) {
    const name = nameOf(one);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(one);
  }
  return groups;
}

/** Write operations of one route; runs of equal values are one piece in the end, as in the register. */
function written(pieces, { key }, operations, as_of) {
  const nameOf = (keyed) => JSON.stringify(key.map(({ name }) => keyed[name]));
  const lanes = grouped(pieces, nameOf);
  for (const [name, some] of grouped(operations, (one) => nameOf(one.key))) {
    const lane = [...(lanes.get(name) ?? [])];
    for (const operation of some) write(lane, operation, as_of);
    lanes.set(name, runs(lane, valuesOf));
  }
  return [...lanes.values()].flat().sort(byPlace);
}

/** Put into a box what an operation leaves in it; `lane` holds the pieces of its key in order. */
function write(lane, { key: { route: _route, ...keyed }, after, ...operation }, as_of) {
  const box = stretchOf(operation);
  const put = after
    .filter((piece) => holdsOn(piece, as_of))
    .map(({ values, from_day, until_day: to_day, ...place }) => ({ ...stretchOf(place), ...keyed, from_day, to_day, ...values }));
  const first = firstFrom(lane, ({ to_cm }) => to_cm > box.from_cm);
  const end = firstFrom(lane, ({ from_cm }) => from_cm >= box.to_cm);
  lane.splice(first, end - first, ...[...minus(lane.slice(first, end), [box]), ...put].sort(byPlace));
}

/** Return the place of the first piece for which something holds from there on. */
function firstFrom(lane, isSo) {
  let [low, high] = [0, lane.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isSo(lane[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}

const byPlace = (one, other) => one.from_cm - other.from_cm;
const stretchOf = ({ from_km, to_km }) => ({ from_cm: cmOfKm(from_km), to_cm: cmOfKm(to_km) });
const valuesOf = (piece) => JSON.stringify(Object.entries(piece).filter(([name]) => !PLACE.has(name)).sort());

/**
 * Return what of a draft the operations after it change again: `{target, key, from_cm, to_cm, from_day, was, is}`,
 * `was` and `is` the columns that both change; null where nothing lies there.
 *
 * The first `drafted` operations are the draft's.
 */
export function changedAgain(operations, drafted) {
  const facts = operations.filter(({ key }) => key).map((one) => ({ ...one, place: placeOf(one), box: boxOf(one) }));
  const [kept, added] = [facts.filter(({ n }) => n < drafted), facts.filter(({ n }) => n >= drafted)];
  const byPlace = grouped(kept, ({ place }) => place);
  const changes = new Map();
  const changesOf = (one) => changes.get(one) ?? changes.set(one, cellsOf(one)).get(one);
  return added.flatMap((one) => {
    const earlier = (byPlace.get(one.place) ?? []).filter(({ box }) => meet(one.box, box));
    return earlier.length ? changesOf(one).flatMap((cell) => again(one, cell, earlier.flatMap(changesOf))) : [];
  });
}

const placeOf = ({ target, key }) => JSON.stringify([target, Object.entries(key).sort()]);
const endOf = ({ until_day }) => until_day ?? ENDLESS;
const boxOf = ({ from_day, ...box }) => ({ ...stretchOf(box), from_day, until_day: endOf(box) });
const shareMetres = (one, other) => one.from_cm < other.to_cm && other.from_cm < one.to_cm;
const shareDays = (one, other) => one.from_day < other.until_day && other.from_day < one.until_day;
const meet = (one, other) => shareMetres(one, other) && shareDays(one, other);

function again({ target, key }, cell, earlier) {
  const met = earlier.filter((other) => meet(cell, other));
  const columns = cell.columns.filter((name) => met.some((other) => other.columns.includes(name)));
  const shared = met.filter((other) => other.columns.some((name) => columns.includes(name)));
  if (!shared.length) return [];
  const named = (values) => values && Object.fromEntries(columns.filter(Boolean).map((name) => [name, values[name]]));
  const from_cm = Math.max(cell.from_cm, Math.min(...shared.map((one) => one.from_cm)));
  const to_cm = Math.min(cell.to_cm, Math.max(...shared.map((one) => one.to_cm)));
  return [{ target, key, from_cm, to_cm, from_day: cell.from_day, was: named(cell.was), is: named(cell.is) }];
}

/** Return where and when an operation changes something, each with the columns and what they were and are. */
function cellsOf({ before, after }) {
  const boxes = (pieces) => pieces.map((piece) => ({ ...boxOf(piece), values: piece.values }));
  const [was, is] = [boxes(before), boxes(after)];
  const metBy = (one) => is.filter((other) => meet(one, other));
  const both = was.flatMap((one) => metBy(one).map((other) => cell(shared(one, other), one, other)));
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
  const beside = (one, other) => (meet(one, other) ? around(one, shared(one, other)) : [one]);
  return boxes.flatMap((box) => others.reduce((left, other) => left.flatMap((one) => beside(one, other)), [box]));
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
