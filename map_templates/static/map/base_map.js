/** The ground under the border: open areas and places of this host, or a background that the setting names. */

import * as L from "leaflet";

import { Areas, ringsOf } from "./areas.js";
import { h, token } from "./dom.js";
import { around, common, freePlace, isClear, isInside } from "./place_names.js";

const HOME = "LV";
/** The name of our own areas among the backgrounds. */
export const OURS = "areas";
const PLACE_ZOOMS = [[50_000, 6], [8_000, 8], [2_000, 9], [0, 10]];
const LARGE = 20_000;
const PLACE_PX = { height: 16, letter: 7.5, beside: 4 };
const COUNTRY_PX = { height: 22, letter: 13.5 };
/** Names keep clear of the frame, where the map has its buttons and its sources. */
const FRAME_PX = 28;

/** Leaflet cancels a picture by one whose address holds it, which our policy refuses; without an address it is cancelled too. */
const CANCELLING = {
  _removeTile(key) {
    this._tiles[key]?.el.removeAttribute("src");
    L.GridLayer.prototype._removeTile.call(this, key);
  },

  _abortLoading() {
    for (const [key, { coords, el }] of Object.entries(this._tiles)) {
      if (coords.z === this._tileZoom) continue;
      el.onload = el.onerror = L.Util.falseFn;
      if (!el.complete) this._removeTile(key);
    }
  },
};

export class BaseMap {
  /** `failed(label)` is called once when a background does not answer. */
  constructor(map, { urls, language, grounds }, failed) {
    Object.assign(this, { map, urls, language, failed, grounds: new Map(grounds.map((one) => [one.name, one])) });
    for (const [pane, depth] of [["areas", 150], ["places", 460]]) {
      map.createPane(pane).style.zIndex = depth;
      map.getPane(pane).style.pointerEvents = "none";
    }
    this.renderer = L.canvas({ pane: "areas", padding: 0.5 });
    this.labels = L.layerGroup().addTo(map);
    this.places = [];
    this.names = [];
    this.taken = () => [];
    map.on("moveend", () => this.label());
  }

  async read(api) {
    const [areas, places] = await Promise.all([api.file(this.urls.country_areas), api.file(this.urls.places)]);
    this.places = places.features;
    const options = { renderer: this.renderer, ground: () => this.#colours({}).fill };
    this.areas = new Areas(areas.features, (area) => this.#colours(area), options);
    this.names = areas.features.map((area) => this.#named(area));
    this.show(this.shown ?? OURS);
  }

  /** Show our areas, or a background of the setting with what is said of its source. */
  show(name) {
    this.shown = name;
    const ground = this.grounds.get(name);
    this.tiles?.remove();
    this.tiles = ground ? this.#tiles(ground).addTo(this.map) : null;
    if (ground) this.areas?.remove();
    else this.areas?.addTo(this.map);
    this.label();
  }

  recolour() {
    this.colours = null;
    this.areas?.redraw();
  }

  #colours({ id }) {
    this.colours ??= Object.fromEntries(["land", "land-home", "land-edge"].map((name) => [name, token(name)]));
    return { fill: this.colours[id === HOME ? "land-home" : "land"], edge: this.colours["land-edge"] };
  }

  #tiles({ kind, url, layers, format, attribution, min_zoom, max_zoom, label }) {
    const said = h("span", {}, attribution).innerHTML;
    const options = { attribution: said, minNativeZoom: min_zoom, maxNativeZoom: max_zoom, className: "ground-tiles" };
    const wms = { ...options, layers, format, version: "1.3.0" };
    const tiles = kind === "wms" ? L.tileLayer.wms(url, wms) : L.tileLayer(url, options);
    return Object.assign(tiles, CANCELLING).once("tileerror", () => this.failed(label));
  }

  #named(area) {
    return { name: area.properties[`name_${this.language}`], rings: ringsOf(area), bounds: L.geoJSON(area).getBounds() };
  }

  /** Let names give way to what a painter says lies on the map, boxes in pixels. */
  clearOf(painter) {
    this.taken = () => painter.taken();
    painter.whenLabelled = () => this.label();
    this.label();
  }

  /** Name the countries and settlements that there is room for, the largest first; a background has its own names. */
  label() {
    this.labels.clearLayers();
    if (this.tiles) return;
    const { x: width, y: height } = this.map.getSize();
    const taken = [...this.taken(), { x: 0, y: height - FRAME_PX, width, height: FRAME_PX }];
    this.#showPlaces(taken);
    for (const country of this.names) this.#showCountry(country, taken);
  }

  #showCountry({ name, rings, bounds }, taken) {
    const { x: width, y: height } = this.map.getSize();
    const [first, last] = [bounds.getNorthWest(), bounds.getSouthEast()].map((at) => this.map.latLngToContainerPoint(at));
    const seen = { x: FRAME_PX, y: FRAME_PX, width: width - 2 * FRAME_PX, height: height - 2 * FRAME_PX };
    const frame = common(seen, { ...{ x: first.x, y: first.y }, width: last.x - first.x, height: last.y - first.y });
    const size = { width: name.length * COUNTRY_PX.letter, height: COUNTRY_PX.height };
    const isGround = ({ x, y }) => {
      const { lng, lat } = this.map.containerPointToLatLng([x, y]);
      return isInside([lng, lat], rings);
    };
    const at = freePlace(frame, size, taken, isGround);
    if (!at) return;
    taken.push(around(at, size.width, size.height));
    const icon = L.divIcon({ html: h("span", {}, name), className: "place country", iconSize: [size.width, size.height] });
    const marker = { icon, pane: "places", interactive: false, keyboard: false };
    this.labels.addLayer(L.marker(this.map.containerPointToLatLng([at.x, at.y]), marker));
  }

  #placeMarker({ x, y, width, height }, { name, population }) {
    const className = population >= LARGE ? "place large" : "place";
    const icon = L.divIcon({ html: h("span", {}, name), className, iconSize: [width, height] });
    const at = this.map.containerPointToLatLng([x + width / 2, y + height / 2]);
    return L.marker(at, { icon, pane: "places", interactive: false, keyboard: false });
  }

  #showPlaces(taken) {
    const view = this.map.getBounds();
    for (const { geometry, properties } of this.places) {
      const [longitude, latitude] = geometry.coordinates;
      const at = [latitude, longitude];
      if (this.map.getZoom() < leastZoom(properties.population) || !view.contains(at)) continue;
      const box = besides(this.map.latLngToContainerPoint(at), properties.name).find((one) => isClear(one, taken));
      if (!box) continue;
      taken.push(box);
      this.labels.addLayer(this.#placeMarker(box, properties));
    }
  }
}

/** Put our own ground under a map without a choice of backgrounds. */
export async function addBaseMap(map, api, config) {
  const base = new BaseMap(map, { ...config, grounds: [] }, () => null);
  await base.read(api);
  return base;
}

function leastZoom(population) {
  return PLACE_ZOOMS.find(([least]) => population >= least)[1];
}

/** Return the boxes that a name may have, the best first: right of its place, left of it, above and below. */
function besides({ x, y }, name) {
  const { height, letter, beside } = PLACE_PX;
  const size = { width: name.length * letter, height };
  const level = y - height / 2;
  return [
    { x: x + beside, y: level, ...size },
    { x: x - beside - size.width, y: level, ...size },
    { x: x - size.width / 2, y: y - height - beside, ...size },
    { x: x - size.width / 2, y: y + beside, ...size },
  ];
}
