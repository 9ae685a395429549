/** The Leaflet map itself: zoom, scale, attribution, clicks on the line, and the read-out of the pointer. */

import * as L from "leaflet";

import { byId } from "./dom.js";
import { toLks } from "./grid.js";
import { formatStationing, CM_PER_M, signOffset, formatMetres } from "./measures.js";

const NEAR_PX = 16;
const LEAST_ZOOM = 6;
const MOST_ZOOM = 17;

/** Whether the reader's system lets things move. */
export const mayMove = () => !matchMedia("(prefers-reduced-motion: reduce)").matches;

export function createMap(language) {
  const controls = { zoomControl: false, attributionControl: false };
  const moves = { zoomAnimation: mayMove(), fadeAnimation: false, inertia: mayMove() };
  const zooms = { minZoom: LEAST_ZOOM, maxZoom: MOST_ZOOM, zoomSnap: 0.25 };
  const map = L.map("map", { ...controls, ...moves, ...zooms });
  const [zoomInTitle, zoomOutTitle] = [language.t("zoom_in"), language.t("zoom_out")];
  L.control.zoom({ position: "topright", zoomInTitle, zoomOutTitle }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  L.control.attribution({ prefix: false }).addAttribution(language.t("attribution")).addTo(map);
  map.setView([56.6, 27.6], 8);
  return map;
}

/** Call `chosen({route, cm})` when somebody clicks near a line. */
export function listenToClicks(map, register, chosen) {
  map.on("click", ({ latlng }) => {
    const found = near(map, register, latlng);
    if (found) chosen(found);
  });
}

export function showReadout(map, register, language) {
  const show = ({ latlng }) => {
    const found = near(map, register, latlng);
    map.getContainer().classList.toggle("near-line", Boolean(found));
    byId("readout-wgs").textContent = wgs(latlng, language);
    byId("readout-lks").textContent = lks(latlng, language);
    byId("readout-km").textContent = found ? place(found, register, language) : language.t("point_at_line");
  };
  map.on("mousemove click", show);
}

function near(map, register, latlng) {
  if (!register.alignments.size) return null;
  const found = register.nearest([latlng.lng, latlng.lat]);
  const [longitude, latitude] = register.alignments.get(found.route).pointAt(found.cm);
  const on_line = map.latLngToContainerPoint([latitude, longitude]);
  return on_line.distanceTo(map.latLngToContainerPoint(latlng)) <= NEAR_PX ? found : null;
}

function place({ route, cm, distance_m }, register, language) {
  const whole_m = Math.round(cm / CM_PER_M) * CM_PER_M;
  const sign = signOffset(whole_m, register.signs.get(route) ?? []);
  const { t, separator, whole } = language;
  const said = sign && `${t("sign")} ${sign.label} + ${formatMetres(sign.offset_cm, separator)} m`;
  const away = t("off_line", { metres: whole(distance_m) });
  return [`${route} km ${formatStationing(whole_m, separator)}`, said, away].filter(Boolean).join(" · ");
}

function wgs({ lat, lng }, { separator }) {
  const [latitude, longitude] = [lat, lng].map((value) => value.toFixed(5).replace(".", separator));
  return `WGS 84: ${latitude}°, ${longitude}°`;
}

function lks({ lat, lng }, language) {
  const [easting, northing] = toLks([lng, lat]).map((metres) => language.whole(metres));
  return `LKS-92: X ${northing}, Y ${easting}`;
}
