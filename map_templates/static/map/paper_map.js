/** The map on paper: as much of the line as the screen shows, its canvases as fine as a printer draws. */

import * as L from "leaflet";

/** Dots of a canvas for a CSS pixel: 3 are 288 to the inch. */
export const FINE = 3;
const TILES_MS = 4_000;
/** The line is looked for at so many places of a route; around what is seen of it so much ground is left. */
const PLACES = 500;
const MARGIN_PX = 34;

export class PaperMap {
  constructor({ map, painter, register }) {
    Object.assign(this, { map, painter, register, home: null });
  }

  /** Move the map into `place`, which has its size on paper already. */
  lay(place) {
    const { map } = this;
    const element = map.getContainer();
    const { zoomSnap } = map.options;
    this.home = { parent: element.parentElement, next: element.nextSibling, center: map.getCenter(), zoom: map.getZoom(), zoomSnap };
    const seen = this.#seen();
    place.append(element);
    map.options.zoomSnap = 0;
    map.invalidateSize({ animate: false, pan: false });
    this.#view(seen.getCenter(), map.getBoundsZoom(seen, false, L.point(2 * MARGIN_PX, 2 * MARGIN_PX)));
    map.eachLayer((layer) => layer instanceof L.Canvas && sharpen(layer));
  }

  /** Put the map back where it was, with the view that it had, once `cleared()` has given the screen its size again. */
  clear(cleared) {
    const { map, home } = this;
    home?.parent.insertBefore(map.getContainer(), home.next);
    cleared();
    if (!home) return;
    this.home = null;
    const { center, zoom, zoomSnap } = home;
    map.options.zoomSnap = zoomSnap;
    map.invalidateSize({ animate: false, pan: false });
    this.#view(center, zoom);
  }

  /** Return what the screen shows of the line; where it shows none, all of the screen's map. */
  #seen() {
    const screen = this.map.getBounds();
    const found = [...this.register.alignments.values()].flatMap((line) => {
      const places = Array.from({ length: PLACES + 1 }, (_, place) => line.pointAt((line.length_cm * place) / PLACES));
      return places.map(([longitude, latitude]) => [latitude, longitude]).filter((at) => screen.contains(at));
    });
    return found.length > 1 ? L.latLngBounds(found) : screen;
  }

  #view(center, zoom) {
    this.map.setView(center, zoom, { animate: false, reset: true });
    this.painter.labelNow();
  }

  /** Wait for the pictures of a background, not for ever. */
  async haveTiles() {
    const waiting = [];
    this.map.eachLayer((layer) => layer instanceof L.TileLayer && layer.isLoading() && waiting.push(layer));
    const loaded = waiting.map((layer) => new Promise((done) => layer.once("load", done)));
    if (waiting.length) await Promise.race([Promise.all(loaded), new Promise((done) => setTimeout(done, TILES_MS))]);
  }
}

/** Give a canvas of Leaflet more dots; its next update takes them away again. */
function sharpen(canvas) {
  const { _container: element, _ctx: context, _bounds: bounds } = canvas;
  const size = bounds.getSize();
  element.width = FINE * size.x;
  element.height = FINE * size.y;
  context.setTransform(FINE, 0, 0, FINE, -FINE * bounds.min.x, -FINE * bounds.min.y);
  canvas._redraw();
}
