/** A walked stretch from the fixes of a receiver. Poor fixes are dropped; what is left stays in this page. */

import { candidatesNear } from "./candidates.js";
import { CM_PER_M } from "./measures.js";

const RADIUS_M = 6_371_008.8;
const RADIANS = Math.PI / 180;
const MS_PER_S = 1000;
/** Somebody on foot, or a vehicle on the patrol strip; beyond it the receiver has jumped. */
export const MOST_SPEED_M_S = 15;
/** How far along the line two fixes may lie apart, beyond what the receiver moved: bends, and its error. */
const ALONG = { times: 3, more_m: 100 };
const SAME_M = 50;

export class Walk {
  /** Fixes worse than `accuracy_m` are dropped, and those to which nobody could have moved. */
  constructor({ accuracy_m, speed_m_s = MOST_SPEED_M_S }) {
    Object.assign(this, { accuracy_m, speed_m_s });
    this.fixes = [];
    this.dropped = { accuracy: 0, speed: 0 };
    this.doubted = null;
  }

  /** Take a fix `{lonlat, accuracy_m, at_ms, speed_m_s}`, speed null if unknown; return `kept`, or why it was dropped. */
  add(fix) {
    const verdict = this.#verdict(fix);
    if (verdict === "kept") this.fixes.push(fix);
    else this.dropped[verdict] += 1;
    return verdict;
  }

  #verdict(fix) {
    if (!(fix.accuracy_m <= this.accuracy_m)) return "accuracy";
    if (fix.speed_m_s > this.speed_m_s) return "speed";
    const last = this.fixes.at(-1);
    if (!last || this.#couldMove(last, fix)) return this.#kept();
    // two in a row that agree with each other: it was the last kept one that had jumped
    if (this.doubted && this.fixes.length === 1 && this.#couldMove(this.doubted, fix)) {
      this.fixes.pop();
      this.dropped.speed += 1;
      return this.#kept();
    }
    this.doubted = fix;
    return "speed";
  }

  #kept() {
    this.doubted = null;
    return "kept";
  }

  #couldMove(from, to) {
    const seconds = (to.at_ms - from.at_ms) / MS_PER_S;
    if (seconds < 0) return false;
    const error_m = from.accuracy_m + to.accuracy_m;
    return distanceM(from.lonlat, to.lonlat) - error_m <= this.speed_m_s * Math.max(1, seconds);
  }
}

/**
 * Return the stretches that the fixes may stand for, the nearest to the line first.
 *
 * Each is `{route, from_cm, to_cm, distance_m, fixes}`, whole metres; `distance_m` is the mean distance of its
 * fixes from the line. A fix farther than `tolerance_m` from every line counts for none.
 */
export function walkedStretches(fixes, alignments, { tolerance_m, limit = 4 }) {
  const near = fixes.map((fix) => ({ fix, places: candidatesNear(alignments, fix.lonlat, { tolerance_m }) }));
  const chains = [];
  near.filter(({ places }) => places.length).forEach(({ fix, places }) => {
    for (const chain of chains) extend(chain, fix, places);
    for (const place of places) if (!chains.some((chain) => holds(chain, place))) chains.push(begun(fix, place));
  });
  const found = chains.map(stretchOf).filter(({ from_cm, to_cm }) => from_cm < to_cm);
  found.sort((a, b) => b.fixes - a.fixes || a.distance_m - b.distance_m);
  return distinct(found).slice(0, limit);
}

function begun(fix, place) {
  return { route: place.route, last: { fix, cm: place.cm }, places: [place] };
}

/** A chain goes on to the place that lies nearest along its own line, if one could get there. */
function extend(chain, fix, places) {
  const own = places.filter(({ route }) => route === chain.route);
  if (!own.length) return;
  const { last } = chain;
  const next = own.reduce((a, b) => (Math.abs(a.cm - last.cm) <= Math.abs(b.cm - last.cm) ? a : b));
  const moved_m = distanceM(last.fix.lonlat, fix.lonlat);
  if (Math.abs(next.cm - last.cm) > (moved_m * ALONG.times + ALONG.more_m) * CM_PER_M) return;
  chain.places.push(next);
  chain.last = { fix, cm: next.cm };
}

const holds = (chain, place) => chain.places.includes(place);

function stretchOf({ route, places }) {
  const measures = places.map(({ cm }) => wholeMetres(cm));
  const mean_m = places.reduce((sum, { distance_m }) => sum + distance_m, 0) / places.length;
  return {
    ...{ route, from_cm: Math.min(...measures), to_cm: Math.max(...measures) },
    ...{ distance_m: mean_m, fixes: places.length },
  };
}

/** No receiver tells centimetres. */
export const wholeMetres = (cm, most_cm = Infinity) =>
  Math.min(Math.round(cm / CM_PER_M) * CM_PER_M, most_cm - 1);

/** Leave out what lies within a better one. */
function distinct(found) {
  const chosen = [];
  const margin_cm = SAME_M * CM_PER_M;
  for (const one of found) {
    const isWithin = ({ route, from_cm, to_cm }) =>
      route === one.route && one.from_cm >= from_cm - margin_cm && one.to_cm <= to_cm + margin_cm;
    if (!chosen.some(isWithin)) chosen.push(one);
  }
  return chosen;
}

export function distanceM([x1, y1], [x2, y2]) {
  const east = (x2 - x1) * Math.cos(((y1 + y2) / 2) * RADIANS);
  return Math.hypot(east, y2 - y1) * RADIUS_M * RADIANS;
}
