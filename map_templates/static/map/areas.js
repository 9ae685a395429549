/** Country areas on a canvas: filled and edged, but not where the data were cut off. */

import * as L from "leaflet";

const TILE_PX = 256;
/** How far from where the data end the areas fade, in pixels and as a part of them at most. */
const FADE_PX = 160;
const MOST_FADED = 0.2;

/** A Leaflet path of many areas; Leaflet's canvas tells it when to draw. */
export const Areas = L.Path.extend({
  options: { interactive: false },

  /** `areas` are GeoJSON features; `style(area)` gives `{fill, edge}`, `options.ground()` the colour around them. */
  initialize(areas, style, options) {
    L.setOptions(this, options);
    this.style = style;
    const rings = (area) => ringsOf(area).map(worldly);
    this.areas = areas.map((area) => ({ area, rings: rings(area) }));
    this.cut = boundsOf(this.areas.flatMap((one) => one.rings));
  },

  _project() {},

  _update() {},

  _updatePath() {
    const context = this._renderer._ctx;
    const world_px = TILE_PX * 2 ** this._map.getZoom();
    const { x: left, y: top } = this._map.getPixelOrigin();
    context.globalAlpha = 1;
    for (const { area, rings } of this.areas) {
      const { fill, edge } = this.style(area);
      const [whole, edges] = [new Path2D(), new Path2D()];
      for (const ring of rings) trace(ring, world_px, left, top, whole, edges, this.cut);
      context.fillStyle = fill;
      context.fill(whole, "evenodd");
      context.strokeStyle = edge;
      context.lineWidth = 1;
      context.stroke(edges);
    }
    const frame = {};
    for (const [side, from] of [["west", left], ["east", left], ["north", top], ["south", top]])
      frame[side] = this.cut[side] * world_px - from;
    fade(context, frame, this.options.ground());
  },
});

export function ringsOf({ geometry: { type, coordinates } }) {
  return type === "MultiPolygon" ? coordinates.flat() : coordinates;
}

const worldly = (ring) => ring.map(([longitude, latitude]) => {
  const { x, y } = L.CRS.EPSG3857.latLngToPoint(L.latLng(latitude, longitude), 0);
  return [x / TILE_PX, y / TILE_PX];
});

function boundsOf(rings) {
  const bounds = { west: Infinity, north: Infinity, east: -Infinity, south: -Infinity };
  for (const [x, y] of rings.flat()) {
    bounds.west = Math.min(bounds.west, x);
    bounds.east = Math.max(bounds.east, x);
    bounds.north = Math.min(bounds.north, y);
    bounds.south = Math.max(bounds.south, y);
  }
  return bounds;
}

function trace(ring, world_px, left, top, whole, edges, cut) {
  ring.forEach(([x, y], place) => {
    const at = [x * world_px - left, y * world_px - top];
    const before = ring[place - 1];
    if (before) whole.lineTo(...at);
    else whole.moveTo(...at);
    if (before && !isCut(before, [x, y], cut)) edges.lineTo(...at);
    else edges.moveTo(...at);
  });
}

/** Let the areas run out into the ground where the data end, that no country seems to end there. */
function fade(context, { west, east, north, south }, ground) {
  const [width, height] = [east - west, south - north];
  const deep = Math.min(FADE_PX, width * MOST_FADED, height * MOST_FADED);
  const sides = [
    [west, north, deep, height, west, north, west + deep, north],
    [east - deep, north, deep, height, east, north, east - deep, north],
    [west, north, width, deep, west, north, west, north + deep],
    [west, south - deep, width, deep, west, south, west, south - deep],
  ];
  for (const [x, y, wide, high, ...ends] of sides) {
    const gradient = context.createLinearGradient(...ends);
    gradient.addColorStop(0, ground);
    gradient.addColorStop(1, ground.replace(/^rgb\((.*)\)$/, "rgba($1, 0)"));
    context.fillStyle = gradient;
    context.fillRect(x - 1, y - 1, wide + 2, high + 2);
  }
}

/** Tell whether an edge lies on the frame at which the data end. */
function isCut([x1, y1], [x2, y2], { west, east, north, south }) {
  const same = (a, b) => Math.abs(a - b) < 1e-9;
  const onBoth = (first, second, frame) => same(first, frame) && same(second, frame);
  return onBoth(x1, x2, west) || onBoth(x1, x2, east) || onBoth(y1, y2, north) || onBoth(y1, y2, south);
}
