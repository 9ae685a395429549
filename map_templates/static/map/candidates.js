/** Where on the routes a position may be: the rules of apps/geo/snapping.py, kept on the device. */

import { CM_PER_M } from "./measures.js";

const SEMI_MAJOR_M = 6_378_137;
const ECCENTRICITY_2 = 0.00669437999;
const RADIANS = Math.PI / 180;
const APART_M = 50;
/** Segments of the line in one part. */
const PART = 64;
/** Half a centimetre: nearer than that, a point has no side. */
const ON_THE_LINE_M = 0.005;

/**
 * Return the places on any route that a position may stand for, nearest first.
 *
 * `alignments` is a Map of route to Alignment. They are where the distance to the line has a local minimum:
 * each arm of a bend has its own, and the nearer one is not always the one that was meant.
 */
export function candidatesNear(alignments, lonlat, { tolerance_m, limit = 5 }) {
  const found = [...alignments].flatMap(([route, line]) =>
    onLine(line, lonlat, tolerance_m, limit).map((one) => ({ route, ...one })),
  );
  return found.sort((a, b) => a.distance_m - b.distance_m).slice(0, limit);
}

/** Only the parts of the line whose box is near are looked at: a walk of an hour asks thousands of times. */
function onLine(line, lonlat, tolerance_m, limit) {
  const flat = flattener(lonlat);
  const pointAt = (place) => flat(line.points[place]);
  const known = new Map();
  const stepAt = (place) => {
    if (place < 0 || place + 1 >= line.points.length) return undefined;
    if (!known.has(place)) known.set(place, nearest(pointAt(place), pointAt(place + 1)));
    return known.get(place);
  };
  const found = [];
  for (const part of partsOf(line)) {
    if (!isNear(part, flat, tolerance_m)) continue;
    for (let place = part.first; place < part.end; place += 1) {
      const step = stepAt(place);
      if (step.distance_m > tolerance_m || !isMinimum(stepAt(place - 1), step, stepAt(place + 1))) continue;
      found.push({
        cm: measureAt(line.measures_cm, place, step.share),
        distance_m: step.distance_m,
        side: sideOf(line.points.length, pointAt, place, step.share),
      });
    }
  }
  return apart(found.sort((one, other) => one.distance_m - other.distance_m), limit);
}

const parts = new WeakMap();

/** Return the line in parts of some segments, each with its box in degrees; made once. */
function partsOf(line) {
  if (!parts.has(line)) parts.set(line, madeParts(line.points));
  return parts.get(line);
}

function madeParts(points) {
  const made = [];
  for (let first = 0; first + 1 < points.length; first += PART) {
    const end = Math.min(first + PART, points.length - 1);
    const own = points.slice(first, end + 1);
    const [xs, ys] = [own.map(([x]) => x), own.map(([, y]) => y)];
    made.push({ first, end, low: [Math.min(...xs), Math.min(...ys)], high: [Math.max(...xs), Math.max(...ys)] });
  }
  return made;
}

function isNear({ low, high }, flat, tolerance_m) {
  const [[west, south], [east, north]] = [flat(low), flat(high)];
  return west <= tolerance_m && east >= -tolerance_m && south <= tolerance_m && north >= -tolerance_m;
}

/** Return metres east and north of the origin on the ellipsoid, good to 0.1 % within a few kilometres. */
function flattener([longitude, latitude]) {
  const bulge = Math.sqrt(1 - ECCENTRICITY_2 * Math.sin(latitude * RADIANS) ** 2);
  const east_m = (SEMI_MAJOR_M / bulge) * Math.cos(latitude * RADIANS) * RADIANS;
  const north_m = ((SEMI_MAJOR_M * (1 - ECCENTRICITY_2)) / bulge ** 3) * RADIANS;
  return ([x, y]) => [(x - longitude) * east_m, (y - latitude) * north_m];
}

function nearest([x1, y1], [x2, y2]) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const share = length ? Math.min(1, Math.max(0, -(x1 * dx + y1 * dy) / length)) : 0;
  return { share, distance_m: Math.hypot(x1 + share * dx, y1 + share * dy) };
}

/** At a vertex it is a minimum only if both segments that meet there are nearest there; the first is marked. */
function isMinimum(before, { share }, after) {
  if (share === 0 && before) return false;
  return !(share === 1 && after && after.share !== 0);
}

function measureAt(measures_cm, place, share) {
  const [from, to] = [measures_cm[place], measures_cm[place + 1]];
  return Math.round(from + share * (to - from));
}

function sideOf(length, pointAt, place, share) {
  const direction = directionOf(pointAt, place);
  if (share === 1 && place + 2 < length) {
    const next = directionOf(pointAt, place + 1);
    direction[0] += next[0];
    direction[1] += next[1];
  }
  const [x, y] = pointAt(share === 1 ? place + 1 : place);
  const left_m = direction[0] * -y - direction[1] * -x;
  if (Math.abs(left_m) <= ON_THE_LINE_M) return "on";
  return left_m > 0 ? "left" : "right";
}

function directionOf(pointAt, place) {
  const [[x1, y1], [x2, y2]] = [pointAt(place), pointAt(place + 1)];
  const length = Math.hypot(x2 - x1, y2 - y1);
  return [(x2 - x1) / length, (y2 - y1) / length];
}

function apart(nearestFirst, limit) {
  const chosen = [];
  for (const one of nearestFirst) {
    if (chosen.length === limit) break;
    if (chosen.every(({ cm }) => Math.abs(cm - one.cm) >= APART_M * CM_PER_M)) chosen.push(one);
  }
  return chosen;
}
