/** On the map: where a chosen sensor looks, what it sees of the line, its way to the centre, what an outage takes. */

import * as L from "leaflet";

import { cmOfKm } from "./measures.js";
import { outline } from "./sector.js";
import { linksOn } from "./way.js";

const PANES = { viewshed: 360, sight: 385 };
const SECTOR = { color: "#b36b00", weight: 2, fillColor: "#e69f00", fillOpacity: 0.08 };
const RING = { color: "#b36b00", weight: 1, dashArray: "4 4", fill: false };
const SEEN = { color: "#e69f00", weight: 14, opacity: 0.85 };
const HIDDEN = { color: "#4a4f57", weight: 14, opacity: 0.75, dashArray: "3 6" };
/** Under the dashes, so that they are seen on dark ground too. */
const CASING = { color: "#ffffff", weight: 6, opacity: 0.75, interactive: false };
const WAY = { color: "#0b5394", weight: 2, dashArray: "5 5", interactive: false };
const BROKEN = { ...WAY, color: "#a3172a", weight: 4, dashArray: "2 7" };
const LOST = { color: "#a3172a", weight: 18, opacity: 0.8, dashArray: "8 5" };

const latlngs = (points) => points.map(([longitude, latitude]) => [latitude, longitude]);

export class SightMap {
  constructor({ map, register }) {
    Object.assign(this, { map, register, picture: null });
    for (const [name, depth] of Object.entries(PANES)) {
      map.createPane(name).style.zIndex = depth;
      map.getPane(name).style.pointerEvents = "none";
    }
    this.canvas = L.canvas({ pane: "sight", padding: 0.3 });
    this.sector = L.layerGroup().addTo(map);
    this.lost = L.layerGroup().addTo(map);
  }

  /** Draw a sensor's sector with its ranges, the stretches that it sees and does not, its way; null clears them. */
  sensor(sheet) {
    this.sector.clearLayers();
    if (!sheet) return;
    const isFixed = sheet.lon !== null && !Object.keys(sheet.stretches_km).length;
    if (isFixed) this.#ranges(sheet);
    for (const [route, { seen, hidden }] of Object.entries(sheet.sights_km)) {
      this.#stretches(this.sector, route, hidden, HIDDEN);
      this.#stretches(this.sector, route, seen, SEEN);
    }
    this.#way(sheet.way);
  }

  /** Draw the links on the way to the command centre between nodes with a place; where it breaks, in red. */
  #way(steps) {
    const look = (works) => ({ renderer: this.canvas, ...(works ? WAY : BROKEN) });
    for (const { ends, works } of linksOn(steps)) {
      this.sector.addLayer(L.polyline(ends, { ...CASING, renderer: this.canvas }));
      this.sector.addLayer(L.polyline(ends, look(works)));
    }
    for (const { lat, lon, works } of steps)
      if (!works && lat !== null) this.sector.addLayer(L.circleMarker([lat, lon], { ...look(works), radius: 11, fill: false }));
  }

  #ranges({ lon, lat, azimuth_deg, sector_deg, range_m, model_facts }) {
    const ring = (metres, style) => {
      const points = latlngs(outline([lon, lat], { azimuth_deg, sector_deg, range_m: metres }));
      return L.polygon(points, { ...style, renderer: this.canvas, interactive: false });
    };
    this.sector.addLayer(ring(range_m, SECTOR));
    for (const metres of [model_facts.recognition_m, model_facts.identification_m])
      if (metres && metres < range_m) this.sector.addLayer(ring(metres, RING));
  }

  /** Show all that the sensor sees and its sector. */
  fit(sheet) {
    const parts = Object.entries(sheet.sights_km).flatMap(([route, { reach }]) => {
      const line = this.register.alignments.get(route);
      return reach.flatMap(([from_km, to_km]) => line.bounds(cmOfKm(from_km), cmOfKm(to_km)));
    });
    const at = sheet.lon === null ? [] : [[sheet.lat, sheet.lon]];
    if (parts.length || at.length) this.map.fitBounds([...parts, ...at], { padding: [40, 40], animate: false });
  }

  /** Lay a picture of the ground in sight under the lines; null takes it away. */
  viewshed(found) {
    this.picture?.remove();
    this.picture = null;
    if (!found) return;
    const bounds = [
      [found.south, found.west],
      [found.north, found.east],
    ];
    this.picture = L.imageOverlay(found.image, bounds, { pane: "viewshed", className: "viewshed" }).addTo(this.map);
  }

  /** Mark what an outage takes: `[from, to)` km by route; null clears it. */
  outage(stretches_km) {
    this.lost.clearLayers();
    for (const [route, pairs] of Object.entries(stretches_km ?? {})) this.#stretches(this.lost, route, pairs, LOST);
  }

  #stretches(group, route, pairs, style) {
    const line = this.register.alignments.get(route);
    if (!line || !pairs.length) return;
    const parts = pairs.map(([from_km, to_km]) => latlngs(line.cut(cmOfKm(from_km), cmOfKm(to_km))));
    const look = { renderer: this.canvas, interactive: false, lineCap: "butt", ...style };
    group.addLayer(L.polyline(parts, look));
  }
}
