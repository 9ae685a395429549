/** Stretches of the lines on one canvas: each vertex is projected once, a view only scales and shifts it. */

import * as L from "leaflet";

const TILE_PX = 256;
/** Vertices nearer than this to the one before are not drawn; no stretch is drawn shorter than a pixel. */
const STEP_PX = 1;
const LEAST_PX = 1;

/** A Leaflet path of many colours; Leaflet's canvas tells it when to draw. */
export const Ribbons = L.Path.extend({
  options: { interactive: false },

  initialize(options) {
    L.setOptions(this, options);
    this.strokes = [];
  },

  /** `strokes` are `{colour, width, dash, opacity, parts}`; `parts` are `[alignment, stretches in order]`. */
  show(strokes) {
    this.strokes = strokes;
    return this.redraw();
  },

  _project() {},

  _update() {},

  _updatePath() {
    const context = this._renderer._ctx;
    context.lineJoin = "round";
    context.lineCap = "butt";
    for (const stroke of this.strokes) this._stroke(context, stroke);
    context.setLineDash([]);
    context.globalAlpha = 1;
  },

  _stroke(context, { colour, width, dash = null, opacity = 1, parts }) {
    context.beginPath();
    for (const [line, stretches] of parts) trace(context, line, stretches, this._view(width));
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.globalAlpha = opacity;
    context.setLineDash(dash ? dash.split(" ").map(Number) : []);
    context.stroke();
  },

  /** Return how the world lies under the canvas, and what of it is seen. */
  _view(width) {
    const zoom = this._map.getZoom();
    const origin = this._map.getPixelOrigin();
    const { min, max } = this._renderer._bounds;
    return { world_px: TILE_PX * 2 ** zoom, origin, min: min.subtract([width, width]), max: max.add([width, width]) };
  },
});

/** Add stretches of a line to the path: one stroke as long as they touch, nothing of what is out of sight. */
function trace(context, line, stretches, { world_px, origin, min, max }) {
  const { xs, ys, measures_cm } = line;
  const cm_per_px = line.length_cm / (line.worldLength * world_px);
  const pen = new Pen(context, min, max);
  const at = (place) => pen.to(xs[place] * world_px - origin.x, ys[place] * world_px - origin.y);
  const between = (place, cm, move) => {
    const share = (cm - measures_cm[place]) / (measures_cm[place + 1] - measures_cm[place]);
    const x = xs[place] + share * (xs[place + 1] - xs[place]);
    const y = ys[place] + share * (ys[place + 1] - ys[place]);
    pen[move](x * world_px - origin.x, y * world_px - origin.y);
  };
  let end_cm = -Infinity;
  for (const { from_cm, to_cm } of stretches) {
    const last_cm = Math.min(line.length_cm, Math.max(to_cm, from_cm + LEAST_PX * cm_per_px));
    if (last_cm <= end_cm) continue;
    const isJoined = from_cm - end_cm <= (LEAST_PX / 2) * cm_per_px;
    const start_cm = isJoined ? end_cm : from_cm;
    let place = line.before(start_cm);
    if (!isJoined) between(place, start_cm, "move");
    for (place += 1; measures_cm[place] < last_cm; place += 1) at(place);
    between(place - 1, last_cm, "end");
    end_cm = last_cm;
  }
}

/** Draws from point to point; leaves out steps too short to see and those wholly on one side of what is seen. */
class Pen {
  constructor(context, min, max) {
    Object.assign(this, { context, min, max, x: 0, y: 0, isDown: false });
  }

  move(x, y) {
    Object.assign(this, { x, y, isDown: false });
  }

  to(x, y) {
    if (Math.abs(x - this.x) + Math.abs(y - this.y) >= STEP_PX) this.end(x, y);
  }

  end(x, y) {
    const { min, max } = this;
    const isLeftOrRight = Math.max(x, this.x) < min.x || Math.min(x, this.x) > max.x;
    const isBeside = isLeftOrRight || Math.max(y, this.y) < min.y || Math.min(y, this.y) > max.y;
    if (!isBeside) {
      if (!this.isDown) this.context.moveTo(this.x, this.y);
      this.context.lineTo(x, y);
    }
    this.isDown = !isBeside;
    this.x = x;
    this.y = y;
  }
}
