/** A class as the legend and the lists show it: the line as on the map, with its letter. */

import { dashes } from "./classes.js";
import { svg } from "./dom.js";

export function swatch({ colour, pattern, letter }) {
  const line = (attributes) => svg("line", { x1: 1, x2: 37, y1: 10, y2: 10, ...attributes });
  return svg(
    "svg",
    { class: "swatch", viewBox: "0 0 38 20", "aria-hidden": "true" },
    line({ class: "casing-line", "stroke-width": 9 }),
    line({ stroke: "#ffffff", "stroke-width": 6 }),
    line({ stroke: colour, "stroke-width": 6, "stroke-dasharray": dashes(pattern) }),
    letter ? svg("text", { x: 19, y: 14, "text-anchor": "middle" }, letter) : null,
  );
}
