/** Draws the marks of the strip's lanes: colour with hatch, letter or name where there is room, never a lost sliver. */

import { token } from "./dom.js";

/** The height of a lane at the browser's usual size of text. */
export const LANE_PX = 24;
const MARK_PX = 15;
const REQUIRED_PX = 3;
const TILE_PX = 8;
const LETTER_PX = 16;
const NAME_PX = 44;
const PADDING_PX = 5;
const LETTERS = "system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif";
const FONT_PX = 11;
const LEAST_FONT_PX = 7.5;
const HATCH = "rgb(255 255 255 / 62%)";
const DARK = "#101418";
const LIGHT = "#ffffff";
/** Strokes of a tile by the patterns of the code lists: from and to, in eighths of the tile. */
const STROKES = {
  diagonal: [
    [0, 8, 8, 0],
    [-2, 2, 2, -2],
    [6, 10, 10, 6],
  ],
  back_diagonal: [
    [0, 0, 8, 8],
    [-2, 6, 2, 10],
    [6, -2, 10, 2],
  ],
  cross: [
    [0, 8, 8, 0],
    [0, 0, 8, 8],
  ],
  horizontal: [
    [0, 2, 8, 2],
    [0, 6, 8, 6],
  ],
  vertical: [
    [2, 0, 2, 8],
    [6, 0, 6, 8],
  ],
  grid: [
    [0, 4, 8, 4],
    [4, 0, 4, 8],
  ],
};

export class StripCanvas {
  #fills = new Map();
  #widths = new Map();

  /** Paper has lanes of its own height and a `ratio` of more dots to the pixel than a screen. */
  constructor(canvas, { lane_px = LANE_PX, ratio = null } = {}) {
    Object.assign(this, { canvas, fixed: ratio });
    this.context = canvas.getContext("2d");
    this.setLane(lane_px);
    this.recolour();
  }

  /** Marks and letters keep their part of a lane's height. */
  setLane(lane_px) {
    if (lane_px === this.lane_px) return;
    const part = lane_px / LANE_PX;
    const [mark_px, required_px] = [MARK_PX, REQUIRED_PX].map((px) => Math.max(2, Math.round(px * part)));
    const font_px = Math.max(LEAST_FONT_PX, FONT_PX * part);
    Object.assign(this, { lane_px, mark_px, required_px, letter_px: LETTER_PX * part, name_px: NAME_PX * part });
    this.font = `600 ${font_px}px ${LETTERS}`;
    this.#widths.clear();
  }

  /** Follow the page's colours. */
  recolour() {
    const names = ["surface", "raised", "line", "ink", "muted", "casing", "accent"];
    this.colours = Object.fromEntries(names.map((name) => [name, token(name)]));
    this.#fills.clear();
  }

  /** Fit the canvas to its place, in whole device pixels; a canvas cleared so has to be drawn again. */
  resize(width, height) {
    this.ratio = this.fixed ?? (devicePixelRatio || 1);
    this.width = width;
    this.height = height;
    const [wide, high] = [width, height].map((length) => Math.round(length * this.ratio));
    if (this.canvas.width !== wide) this.canvas.width = wide;
    if (this.canvas.height !== high) this.canvas.height = high;
  }

  /** Draw the lanes in a window of the route; `hidden` codes are not shown, `active` is the chosen lane's id. */
  draw(lanes, window, { active = null, hidden = new Set() } = {}) {
    const { context } = this;
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    context.font = this.font;
    context.textBaseline = "middle";
    const scale = this.width / (window.to_cm - window.from_cm);
    const x = (cm) => (cm - window.from_cm) * scale;
    lanes.forEach((lane, row) =>
      this.#lane(lane, row * this.lane_px, window, x, { isActive: lane.id === active, hidden }),
    );
  }

  #lane(lane, top, window, x, { isActive, hidden }) {
    const { context } = this;
    if (isActive) this.#rectangle(this.colours.raised, 0, top, this.width, this.lane_px);
    this.#rectangle(this.colours.line, 0, top + this.lane_px - 1, this.width, 1);
    const y = top + (this.lane_px - this.mark_px) / 2 - 1;
    context.fillStyle = this.colours.casing;
    for (const [from, to] of this.#seen(lane.required, window, x))
      context.fillRect(from, y + this.mark_px + 1, to - from, this.required_px);
    this.#marks(lane.marks, window, x, hidden, y);
  }

  /** Draw marks, each in what the one before left of its pixels; those that get none are passed by their measures. */
  #marks(marks, window, x, hidden, y) {
    const cm_per_px = (window.to_cm - window.from_cm) / this.width;
    let [painted, past_cm] = [-1, -Infinity];
    for (let place = firstIn(marks, window.from_cm); place < marks.length; place += 1) {
      const mark = marks[place];
      if (mark.from_cm >= window.to_cm) return;
      if (mark.to_cm <= past_cm || hidden.has(mark.shown)) continue;
      const from = Math.max(0, x(mark.from_cm));
      const to = Math.max(from + 1, Math.min(this.width, x(mark.to_cm)));
      if (to <= painted) continue;
      this.#mark(mark, Math.max(from, painted), to, y);
      painted = Math.max(to, Math.floor(from) + 1);
      past_cm = window.from_cm + (painted - 1) * cm_per_px;
    }
  }

  /** Yield from, to (pixels) and piece of those in the window; the first is found, not looked for. */
  *#seen(pieces, window, x) {
    for (let place = firstIn(pieces, window.from_cm); place < pieces.length; place += 1) {
      const piece = pieces[place];
      if (piece.from_cm >= window.to_cm) return;
      const from = Math.max(0, x(piece.from_cm));
      yield [from, Math.max(from + 1, Math.min(this.width, x(piece.to_cm))), piece];
    }
  }

  #mark(mark, from, to, y) {
    const width = to - from;
    this.#rectangle(this.#fill(mark), from, y, width, this.mark_px);
    if (width < 4) return;
    this.#rectangle(this.colours.casing, to - 1, y, 1, this.mark_px);
    const text = this.#textFor(mark, width);
    if (text) this.#write(text, mark, from, width, y);
  }

  #textFor({ name, letter }, width) {
    if (width >= this.name_px && name && this.#width(name) + 2 * PADDING_PX + 2 <= width) return name;
    return letter && width >= this.letter_px ? letter : null;
  }

  #write(text, { colour, pattern }, from, width, y) {
    const length = this.#width(text);
    const start = from + (width - length) / 2;
    if (pattern !== "solid") this.#rectangle(colour, start - 3, y + 2, length + 6, this.mark_px - 4);
    this.context.fillStyle = isDark(colour) ? LIGHT : DARK;
    this.context.fillText(text, start, y + this.mark_px / 2 + 0.5);
  }

  #width(text) {
    if (!this.#widths.has(text)) this.#widths.set(text, this.context.measureText(text).width);
    return this.#widths.get(text);
  }

  #rectangle(fill, x, y, width, height) {
    this.context.fillStyle = fill;
    this.context.fillRect(x, y, width, height);
  }

  #fill({ colour, pattern }) {
    if (!(pattern in STROKES) && pattern !== "dots") return colour;
    const name = `${colour} ${pattern} ${this.ratio}`;
    if (!this.#fills.has(name)) {
      const fill = this.context.createPattern(tile(colour, pattern, this.ratio), "repeat");
      fill.setTransform(new DOMMatrix().scale(1 / this.ratio));
      this.#fills.set(name, fill);
    }
    return this.#fills.get(name);
  }
}

function tile(colour, pattern, ratio) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.round(TILE_PX * ratio);
  const context = canvas.getContext("2d");
  context.scale(canvas.width / TILE_PX, canvas.height / TILE_PX);
  context.fillStyle = colour;
  context.fillRect(0, 0, TILE_PX, TILE_PX);
  context.strokeStyle = context.fillStyle = HATCH;
  context.lineWidth = 1.3;
  if (pattern === "dots") for (const at of [1, 5]) context.fillRect(at, at, 2, 2);
  else for (const [x1, y1, x2, y2] of STROKES[pattern]) stroke(context, x1, y1, x2, y2);
  return canvas;
}

function stroke(context, x1, y1, x2, y2) {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

/** Return the place of the first piece that ends after a measure. */
function firstIn(pieces, cm) {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pieces[middle].to_cm <= cm) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Tell whether white reads better on a colour than black does. */
export function isDark(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => linear(parseInt(colour.slice(at, at + 2), 16) / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.179;
}

const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
