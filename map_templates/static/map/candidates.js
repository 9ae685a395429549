/** Where on the routes a position may be: the rules of apps/geo/snapping.py, kept on the device. */

import { CM_PER_M } from "./measures.js";

const SEMI_MAJOR_M = 6_378_137;
const ECCENTRICITY_2 = 0.00669437999;
const RADIANS = Math.PI / 180;
const APART_M = 50;
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

function onLine({ points, measures_cm }, lonlat, tolerance_m, limit) {
  const flat = points.map(flattener(lonlat));
  const steps = flat.slice(1).map((end, place) => nearest(flat[place], end));
  const minima = steps.map((_, place) => place).filter((place) => isMinimum(steps, place));
  const near = minima.filter((place) => steps[place].distance_m <= tolerance_m);
  const measured = near.map((place) => ({
    cm: measureAt(measures_cm, place, steps[place].share),
    distance_m: steps[place].distance_m,
    side: sideOf(flat, place, steps[place].share),
  }));
  measured.sort((a, b) => a.distance_m - b.distance_m);
  return apart(measured, limit);
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
function isMinimum(steps, place) {
  const [before, { share }, after] = [steps[place - 1], steps[place], steps[place + 1]];
  if (share === 0 && before) return false;
  return !(share === 1 && after && after.share !== 0);
}

function measureAt(measures_cm, place, share) {
  const [from, to] = [measures_cm[place], measures_cm[place + 1]];
  return Math.round(from + share * (to - from));
}

function sideOf(flat, place, share) {
  const direction = directionOf(flat, place);
  if (share === 1 && place + 2 < flat.length) {
    const next = directionOf(flat, place + 1);
    direction[0] += next[0];
    direction[1] += next[1];
  }
  const [x, y] = flat[share === 1 ? place + 1 : place];
  const left_m = direction[0] * -y - direction[1] * -x;
  if (Math.abs(left_m) <= ON_THE_LINE_M) return "on";
  return left_m > 0 ? "left" : "right";
}

function directionOf(flat, place) {
  const [dx, dy] = [flat[place + 1][0] - flat[place][0], flat[place + 1][1] - flat[place][1]];
  const length = Math.hypot(dx, dy);
  return [dx / length, dy / length];
}

function apart(nearestFirst, limit) {
  const chosen = [];
  for (const one of nearestFirst) {
    if (chosen.length === limit) break;
    if (chosen.every(({ cm }) => Math.abs(cm - one.cm) >= APART_M * CM_PER_M)) chosen.push(one);
  }
  return chosen;
}
