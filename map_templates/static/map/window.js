/** The part of a route that the strip shows: from measure to measure, never less than 10 m, never beyond the route. */

import { CM_PER_M } from "./measures.js";

export const LEAST_CM = 10 * CM_PER_M;
/** Steps that people count in: 1 m, 5 m, 10 m … */
const STEPS = [1, 5];
/** A cut that the pointer makes falls on a step that is at least so many pixels long. */
const SNAP_PX = 3;
const CURSOR_PX = 8;
const MARGIN = 0.15;

export const whole = (length_cm) => ({ from_cm: 0, to_cm: length_cm });

export const widthCm = ({ from_cm, to_cm }) => to_cm - from_cm;

/** Return the window with its width times `share`, the measure `at_cm` staying where it is. */
export function zoomed(window, share, at_cm, length_cm) {
  const width_cm = clamp(widthCm(window) * share, Math.min(LEAST_CM, length_cm), length_cm);
  const before = (at_cm - window.from_cm) / widthCm(window);
  return placed(at_cm - before * width_cm, width_cm, length_cm);
}

export const moved = (window, by_cm, length_cm) => placed(window.from_cm + by_cm, widthCm(window), length_cm);

/** Return the window moved as little as needed to show a measure. */
export function showing(window, cm, length_cm) {
  if (window.from_cm <= cm && cm <= window.to_cm) return window;
  return placed(cm - widthCm(window) / 2, widthCm(window), length_cm);
}

/** Return a window around a stretch, with some ground on both sides. */
export function around({ from_cm, to_cm }, length_cm) {
  const width_cm = clamp((to_cm - from_cm) * (1 + 2 * MARGIN), Math.min(LEAST_CM, length_cm), length_cm);
  return placed((from_cm + to_cm - width_cm) / 2, width_cm, length_cm);
}

/** Return the shortest step, in centimetres, that is at least `least_px` long. */
export function stepCm(cm_per_px, least_px) {
  const least_cm = Math.max(CM_PER_M, cm_per_px * least_px);
  for (let unit_cm = CM_PER_M; ; unit_cm *= 10) {
    const step = STEPS.find((times) => times * unit_cm >= least_cm);
    if (step) return step * unit_cm;
  }
}

export const cursorStep = (cm_per_px) => stepCm(cm_per_px, CURSOR_PX);

/** Return a measure on the nearest step, or on an edge that is as near; the ends of the route are edges. */
export function snapped(cm, cm_per_px, length_cm, edges = []) {
  const step_cm = stepCm(cm_per_px, SNAP_PX);
  const reach_cm = 2 * SNAP_PX * cm_per_px;
  const near = [0, length_cm, ...edges].filter((edge) => Math.abs(edge - cm) <= reach_cm);
  const found = near.sort((a, b) => Math.abs(a - cm) - Math.abs(b - cm))[0];
  return clamp(found ?? Math.round(cm / step_cm) * step_cm, 0, length_cm);
}

/** Return the next measure on a step, `direction` being 1 or -1. */
export function stepped(cm, step_cm, direction, length_cm) {
  const place = direction > 0 ? Math.floor(cm / step_cm) + 1 : Math.ceil(cm / step_cm) - 1;
  return clamp(place * step_cm, 0, length_cm);
}

function placed(from_cm, width_cm, length_cm) {
  const start_cm = clamp(from_cm, 0, length_cm - width_cm);
  return { from_cm: start_cm, to_cm: start_cm + width_cm };
}

export const clamp = (value, least, most) => Math.min(most, Math.max(least, value));
