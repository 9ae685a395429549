/** The ground under the border: open country areas and places, from this host alone. */

import * as L from "leaflet";

import { h, token } from "./dom.js";

const HOME = "LV";
const PLACE_ZOOMS = [[50_000, 6], [8_000, 8], [2_000, 9], [0, 10]];
const LARGE = 20_000;

/** Draw the areas and the places; the answer's `recolour()` follows the page's colours. */
export async function addBaseMap(map, api, { urls, language }) {
  for (const [pane, depth] of [["areas", 150], ["places", 460]]) {
    map.createPane(pane).style.zIndex = depth;
    map.getPane(pane).style.pointerEvents = "none";
  }
  const [areas, places] = await Promise.all([api.file(urls.country_areas), api.file(urls.places)]);
  const renderer = L.canvas({ pane: "areas", padding: 0.5 });
  const ground = L.geoJSON(areas, { renderer, interactive: false });
  const colour = () => ground.setStyle(areaStyle());
  colour();
  ground.addTo(map);
  ground.eachLayer((area) => countryLabel(map, area, language));
  const labels = L.layerGroup().addTo(map);
  const label = () => showPlaces(map, labels, places.features);
  map.on("moveend", label);
  label();
  return { recolour: colour };
}

function areaStyle() {
  const [land, home, edge] = ["land", "land-home", "land-edge"].map(token);
  const edged = { stroke: true, color: edge, weight: 1, fillOpacity: 1 };
  return ({ id }) => ({ ...edged, fillColor: id === HOME ? home : land });
}

function countryLabel(map, area, language) {
  const html = h("span", {}, area.feature.properties[`name_${language}`]);
  const icon = L.divIcon({ html, className: "place country", iconSize: null });
  const style = { icon, pane: "places", interactive: false, keyboard: false };
  L.marker(area.getBounds().getCenter(), style).addTo(map);
}

function showPlaces(map, labels, features) {
  labels.clearLayers();
  const view = map.getBounds().pad(0.1);
  for (const { geometry, properties } of features) {
    const [longitude, latitude] = geometry.coordinates;
    if (map.getZoom() < leastZoom(properties.population) || !view.contains([latitude, longitude])) continue;
    labels.addLayer(placeMarker([latitude, longitude], properties));
  }
}

function leastZoom(population) {
  return PLACE_ZOOMS.find(([least]) => population >= least)[1];
}

function placeMarker(at, { name, population }) {
  const html = h("span", {}, name);
  const className = population >= LARGE ? "place large" : "place";
  const icon = L.divIcon({ html, className, iconSize: null, iconAnchor: [-4, 8] });
  return L.marker(at, { icon, pane: "places", interactive: false, keyboard: false });
}
