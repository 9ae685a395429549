/** What of a change set is drawn: one key at a time, as it was or as it becomes. Knows no map. */

import { coloured } from "./classes.js";
import { runs } from "./intervals.js";

/** Return the classes of a group, each with colour, pattern and letter. */
export const classesOf = ({ classes }) => classes.map(coloured);

/** Return the runs of one side by route, in order along each, as the painter takes them. */
export function runsOf(group, side, routes) {
  const on = (route) => group[side].filter((piece) => piece.route === route).sort((a, b) => a.from_cm - b.from_cm);
  return new Map(routes.map((route) => [route, runs(on(route), ({ shown }) => shown)]));
}

/** Return the classes that a side has, in their order, with the centimetres of each. */
export function lengthsOf(group, side) {
  const found = classesOf(group).map((one) => ({ ...one, length_cm: lengthOf(group[side], one.code) }));
  return found.filter(({ length_cm }) => length_cm);
}

function lengthOf(pieces, code) {
  return pieces
    .filter(({ shown }) => shown === code)
    .reduce((sum, { from_cm, to_cm }) => sum + to_cm - from_cm, 0);
}

/** Return `[[south, west], [north, east]]` around some bounds. */
export function around(bounds) {
  const [south, west, north, east] = [0, 1, 2, 3].map((place) =>
    bounds.map(([low, high]) => [...low, ...high][place]),
  );
  return [
    [Math.min(...south), Math.min(...west)],
    [Math.max(...north), Math.max(...east)],
  ];
}
