/** A line of sight as a drawing: terrain, what stands on it, the ray, the Earth's curve, what is in the way. */

import { svg } from "./dom.js";

const WIDTH = 360;
const HEIGHT = 190;
const EDGE = { left: 40, right: 10, top: 14, bottom: 26 };
const TICKS = 4;
const STEPS = [1, 2, 5];

/** Return the scales and the points of each line; heights that are missing leave a hole. */
export function shapeOf(profile) {
  const { distance_m, ground_m, tops_m, sight_m, drop_m } = profile;
  const lowest_ground = Math.min(...there(ground_m.map((height, n) => height === null ? null : height + drop_m[n])));
  const curve_m = drop_m.map((drop) => lowest_ground - drop);
  const heights = there([...ground_m, ...tops_m, ...sight_m, ...curve_m]);
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const room = Math.max(1, high - low) * 0.06;
  const last_m = distance_m.at(-1) || 1;
  const x = (metres) => EDGE.left + (metres / last_m) * (WIDTH - EDGE.left - EDGE.right);
  const y = (height) =>
    HEIGHT - EDGE.bottom - ((height - low + room) / (high - low + 2 * room)) * (HEIGHT - EDGE.top - EDGE.bottom);
  const line = (values) =>
    values
      .map((height, n) => (height === null ? null : `${round(x(distance_m[n]))},${round(y(height))}`))
      .filter(Boolean)
      .join(" ");
  const floor = HEIGHT - EDGE.bottom;
  const [ground, tops] = [line(ground_m), line(tops_m)];
  return {
    ...{ x, y, floor, ground, tops, sight: line(sight_m), curve: line(curve_m) },
    area: `${EDGE.left},${floor} ${ground} ${round(x(last_m))},${floor}`,
    block: blockAt(profile, x, y),
    heights: ticks(low - room, high + room),
    distances: ticks(0, last_m),
  };
}

const there = (values) => values.filter((value) => value !== null);
const round = (value) => Math.round(value * 10) / 10;

function blockAt({ block, distance_m, tops_m }, x, y) {
  if (!block) return null;
  const n = distance_m.reduce(
    (best, metres, place) =>
      Math.abs(metres - block.distance_m) < Math.abs(distance_m[best] - block.distance_m) ? place : best,
    0,
  );
  return { x: round(x(distance_m[n])), y: round(y(tops_m[n])) };
}

/** Return round numbers between two, about four. */
export function ticks(low, high) {
  const rough = (high - low) / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (STEPS.find((one) => one * power >= rough) ?? 10);
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, n) => (first + n) * step);
}

/** Return the drawing; `words` are `{label, ground, sight, curve}`, `whole` writes a number. */
export function drawProfile(profile, label, whole) {
  const shape = shapeOf(profile);
  const { x, y, floor, block } = shape;
  const text = (at_x, at_y, said, anchor) => svg("text", { x: at_x, y: at_y, "text-anchor": anchor }, said);
  const heights = shape.heights.flatMap((height) => [
    svg("line", { class: "profile-grid", x1: EDGE.left, x2: WIDTH - EDGE.right, y1: y(height), y2: y(height) }),
    text(EDGE.left - 4, y(height) + 4, whole(height), "end"),
  ]);
  const distances = shape.distances.map((metres) => text(x(metres), floor + 15, whole(metres), "middle"));
  const bar = svg("line", { class: "profile-mast", x1: x(0), x2: x(0), y1: y(profile.ground_m[0] ?? 0), y2: y(profile.sight_m[0]) });
  return svg(
    "svg",
    { class: "profile", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label },
    ...heights,
    svg("polygon", { class: "profile-ground", points: shape.area }),
    shape.tops === shape.ground ? null : svg("polyline", { class: "profile-tops", points: shape.tops }),
    svg("polyline", { class: "profile-curve", points: shape.curve }),
    svg("polyline", { class: `profile-sight ${profile.state}`, points: shape.sight }),
    bar,
    block ? svg("circle", { class: "profile-block", cx: block.x, cy: block.y, r: 5 }) : null,
    ...distances,
    text(4, 10, "m", "start"),
  );
}
