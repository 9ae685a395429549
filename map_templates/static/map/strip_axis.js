/** The axis of the strip: kilometres and border signs where there is room for them. */

import { scaleLinear } from "d3";

import { svg } from "./dom.js";
import { CM_PER_KM, formatMetres, formatStationing } from "./measures.js";

/** Sizes at the browser's usual size of text. */
const TICK_PX = 90;
const TICK_TOP_PX = 15;
const BASELINE_PX = 11;
const SIGN_PX = 9;
const LETTER_PX = 7;
const GAP_PX = 4;
/** Signs without their labels are shown only if they stand so far apart. */
const LONE_SIGN_PX = 30;
const HEIGHT = 30;

export const axisPx = (times) => Math.round(HEIGHT * times);

export class StripAxis {
  constructor(place, language) {
    Object.assign(this, { place, language });
  }

  /** `times` is how many times its usual size the text has. */
  draw(window, width, signs, times = 1) {
    this.times = times;
    this.height = axisPx(times);
    this.place.setAttribute("viewBox", `0 0 ${width} ${this.height}`);
    this.place.setAttribute("width", width);
    this.place.setAttribute("height", this.height);
    const scale = scaleLinear([window.from_cm / CM_PER_KM, window.to_cm / CM_PER_KM], [0, width]);
    const ticks = scale.ticks(Math.max(2, Math.floor(width / (TICK_PX * times))));
    const labels = ticks.map((km) => placed(this.#text(Math.round(km * CM_PER_KM)), scale(km), width, times));
    const gap_px = GAP_PX * times;
    const isClear = thinned(labels.map(({ from, to }) => [from, to + gap_px]), width + gap_px);
    this.place.replaceChildren(
      ...labels.flatMap((label, place) => this.#tick(label, isClear[place])),
      ...this.#signs(window, width, signs),
    );
  }

  #tick({ x, text, anchor }, isClear) {
    const { times, height } = this;
    const line = svg("line", { class: "axis-tick", x1: x, x2: x, y1: TICK_TOP_PX * times, y2: height });
    if (!isClear) return [line];
    return [line, svg("text", { class: "axis-km", x, y: BASELINE_PX * times, "text-anchor": anchor }, text)];
  }

  #text(cm) {
    return cm % CM_PER_KM ? formatStationing(cm, this.language.separator) : `${cm / CM_PER_KM}`;
  }

  #signs(window, width, signs) {
    const seen = signs.filter(([, cm]) => window.from_cm <= cm && cm <= window.to_cm);
    if (seen.length * SIGN_PX > width) return [];
    const x = (cm) => ((cm - window.from_cm) / (window.to_cm - window.from_cm)) * width;
    const letter_px = LETTER_PX * this.times;
    const isLabelled = thinned(seen.map(([label, cm]) => [x(cm), x(cm) + SIGN_PX + label.length * letter_px]), width);
    const isSparse = width / seen.length >= LONE_SIGN_PX * this.times;
    return seen.flatMap(([label, cm], place) =>
      !isSparse && !isLabelled[place] ? [] : [
        svg("path", { class: "axis-sign", d: `M${x(cm) - 3},${this.height} l3,-8 l3,8 z` }),
        isLabelled[place]
          ? svg("text", { class: "axis-sign-label", x: x(cm) + 5, y: this.height - 2 }, label)
          : null,
      ].filter(Boolean),
    );
  }
}

/** Return a label with its ends: over its tick, or at the frame that it would cross. */
function placed(text, x, width, times) {
  const length = text.length * LETTER_PX * times;
  if (x < length / 2) return { x, text, anchor: "start", from: x, to: x + length };
  if (x > width - length / 2) return { x, text, anchor: "end", from: x - length, to: x };
  return { x, text, anchor: "middle", from: x - length / 2, to: x + length / 2 };
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
