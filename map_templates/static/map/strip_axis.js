/** The axis of the strip: kilometres and border signs where there is room for them. */

import { scaleLinear } from "d3";

import { svg } from "./dom.js";
import { CM_PER_KM, formatMetres, formatStationing } from "./measures.js";

const TICK_PX = 90;
const SIGN_PX = 9;
const LETTER_PX = 7;
/** Signs without their labels are shown only if they stand so far apart. */
const LONE_SIGN_PX = 30;
const HEIGHT = 30;

export class StripAxis {
  constructor(place, language) {
    Object.assign(this, { place, language });
  }

  draw(window, width, signs) {
    this.place.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    this.place.setAttribute("width", width);
    this.place.setAttribute("height", HEIGHT);
    const scale = scaleLinear([window.from_cm / CM_PER_KM, window.to_cm / CM_PER_KM], [0, width]);
    const ticks = scale.ticks(Math.max(2, Math.floor(width / TICK_PX)));
    this.place.replaceChildren(
      ...ticks.flatMap((km) => this.#tick(km, scale(km), width)),
      ...this.#signs(window, width, signs),
    );
  }

  #tick(km, x, width) {
    const cm = Math.round(km * CM_PER_KM);
    const anchor = x < 24 ? "start" : x > width - 24 ? "end" : "middle";
    return [
      svg("line", { class: "axis-tick", x1: x, x2: x, y1: 15, y2: HEIGHT }),
      svg("text", { class: "axis-km", x, y: 11, "text-anchor": anchor }, this.#text(cm)),
    ];
  }

  #text(cm) {
    return cm % CM_PER_KM ? formatStationing(cm, this.language.separator) : `${cm / CM_PER_KM}`;
  }

  #signs(window, width, signs) {
    const seen = signs.filter(([, cm]) => window.from_cm <= cm && cm <= window.to_cm);
    if (seen.length * SIGN_PX > width) return [];
    const x = (cm) => ((cm - window.from_cm) / (window.to_cm - window.from_cm)) * width;
    const isLabelled = thinned(seen.map(([label, cm]) => [x(cm), x(cm) + SIGN_PX + label.length * LETTER_PX]), width);
    const isSparse = width / seen.length >= LONE_SIGN_PX;
    return seen.flatMap(([label, cm], place) =>
      !isSparse && !isLabelled[place] ? [] : [
        svg("path", { class: "axis-sign", d: `M${x(cm) - 3},${HEIGHT} l3,-8 l3,8 z` }),
        isLabelled[place]
          ? svg("text", { class: "axis-sign-label", x: x(cm) + 5, y: HEIGHT - 2 }, label)
          : null,
      ].filter(Boolean),
    );
  }
}

/** Tell of each label, given as its ends in order, whether it has room after those that have, and in the frame. */
export function thinned(labels, width) {
  let taken = -Infinity;
  return labels.map(([start, end]) => {
    const hasRoom = start >= taken && end <= width;
    if (hasRoom) taken = end;
    return hasRoom;
  });
}

/** Return a length in metres or kilometres, as people say it. */
export function lengthInWords(cm, { km, separator }) {
  return cm < CM_PER_KM ? `${formatMetres(cm, separator)}\u00a0m` : `${km(cm)}\u00a0km`;
}
