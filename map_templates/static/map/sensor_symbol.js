/** How a sensor is drawn: its family by shape, its state by fill and edge, so that no state rests on colour alone. */

import { svg } from "./dom.js";

/** An eye observes; waves tell of a presence. */
const SHAPES = {
  observation: ["M2 12q10-11 20 0q-10 11-20 0z", "M12 9.2a2.8 2.8 0 1 0 .01 0z"],
  presence: ["M12 10.2a1.8 1.8 0 1 0 .01 0z", "M7.8 7.8a6 6 0 0 0 0 8.4M16.2 7.8a6 6 0 0 1 0 8.4", "M4.6 4.6a10.4 10.4 0 0 0 0 14.8M19.4 4.6a10.4 10.4 0 0 1 0 14.8"],
};

/** `kind` is working, faulty or idle (not in service yet, or no more). */
export function symbol({ family, kind }) {
  const paths = SHAPES[family].map((d) => svg("path", { d }));
  return svg("svg", { class: `sensor-symbol ${kind}`, viewBox: "0 0 24 24", "aria-hidden": "true" }, paths);
}
