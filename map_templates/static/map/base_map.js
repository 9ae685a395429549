/** The ground under the border: open areas and places of this host, or a background that the setting names. */

import * as L from "leaflet";

import { Areas } from "./areas.js";
import { h, token } from "./dom.js";

const HOME = "LV";
/** The name of our own areas among the backgrounds. */
export const OURS = "areas";
const PLACE_ZOOMS = [[50_000, 6], [8_000, 8], [2_000, 9], [0, 10]];
const LARGE = 20_000;
const PLACE_PX = { height: 16, letter: 7.5 };

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
    map.on("moveend", () => this.#showPlaces());
  }

  async read(api) {
    const [areas, places] = await Promise.all([api.file(this.urls.country_areas), api.file(this.urls.places)]);
    this.places = places.features;
    this.areas = new Areas(areas.features, (area) => this.#colours(area), { renderer: this.renderer });
    this.countries = L.layerGroup(areas.features.map((area) => this.#countryLabel(area)));
    this.show(this.shown ?? OURS);
  }

  /** Show our areas, or a background of the setting with what is said of its source. */
  show(name) {
    this.shown = name;
    const ground = this.grounds.get(name);
    this.tiles?.remove();
    this.tiles = ground ? this.#tiles(ground).addTo(this.map) : null;
    for (const layer of [this.areas, this.countries]) {
      if (ground) layer?.remove();
      else layer?.addTo(this.map);
    }
    this.#showPlaces();
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

  #countryLabel(area) {
    const html = h("span", {}, area.properties[`name_${this.language}`]);
    const icon = L.divIcon({ html, className: "place country", iconSize: null });
    return L.marker(L.geoJSON(area).getBounds().getCenter(), { icon, pane: "places", interactive: false, keyboard: false });
  }

  /** Name the settlements that there is room for, the largest first; a background has its own names. */
  #showPlaces() {
    this.labels.clearLayers();
    if (this.tiles) return;
    const view = this.map.getBounds().pad(0.1);
    const taken = [];
    for (const { geometry, properties } of this.places) {
      const [longitude, latitude] = geometry.coordinates;
      const at = [latitude, longitude];
      if (this.map.getZoom() < leastZoom(properties.population) || !view.contains(at)) continue;
      const box = boxOf(this.map.latLngToContainerPoint(at), properties.name);
      if (taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      this.labels.addLayer(placeMarker(at, properties));
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

function boxOf({ x, y }, name) {
  return { x, y, width: name.length * PLACE_PX.letter };
}

function overlap(a, b) {
  return Math.abs(a.y - b.y) < PLACE_PX.height && a.x < b.x + b.width && b.x < a.x + a.width;
}

function placeMarker(at, { name, population }) {
  const html = h("span", {}, name);
  const className = population >= LARGE ? "place large" : "place";
  const icon = L.divIcon({ html, className, iconSize: null, iconAnchor: [-4, 8] });
  return L.marker(at, { icon, pane: "places", interactive: false, keyboard: false });
}
