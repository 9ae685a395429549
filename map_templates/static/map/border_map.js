/** The Leaflet map itself: zoom, scale, attribution, clicks on the line, and the read-out of the pointer. */

import * as L from "leaflet";

import { byId, h } from "./dom.js";
import { toLks } from "./grid.js";
import { formatStationing, CM_PER_M, signOffset, formatMetres } from "./measures.js";

const NEAR_PX = 16;
/** Places that differ by less from the pointer are alike to a hand. */
const ALIKE_PX = 8;
const MOST_ALIKE = 6;
const LEAST_ZOOM = 5;
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

/** Call `chosen({route, cm})` when somebody clicks near a line; where several places are as near, the person says which. */
export function listenToClicks(map, register, language, chosen) {
  map.on("click", ({ latlng }) => {
    const found = near(map, register, latlng);
    if (!found) return;
    const others = alike(map, register, latlng, found);
    if (others.length > 1) ask(map, latlng, others, register, language, chosen);
    else chosen(found);
  });
}

/** Return the places that a hand cannot tell from the nearest, that one first. */
function alike(map, register, latlng, found) {
  const metres_per_px = map.distance(latlng, map.containerPointToLatLng(map.latLngToContainerPoint(latlng).add([1, 0])));
  return register.near([latlng.lng, latlng.lat], found.distance_m + ALIKE_PX * metres_per_px).slice(0, MOST_ALIKE);
}

function ask(map, latlng, places, register, language, chosen) {
  const popup = L.popup({ closeButton: false, autoPanPadding: [12, 12] });
  const take = (one) => {
    map.closePopup(popup);
    chosen(one);
  };
  const button = (one) =>
    h("button", { type: "button", class: "button small", onclick: () => take(one) }, place(one, register, language));
  const content = h("div", { class: "which-place" }, h("h3", {}, language.t("which_place")), places.map(button));
  content.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    map.closePopup(popup);
    map.getContainer().focus();
  });
  popup.setLatLng(latlng).setContent(content).openOn(map);
  content.querySelector("button").focus({ preventScroll: true });
}

export function showReadout(map, register, language) {
  const show = ({ latlng }) => {
    const found = near(map, register, latlng);
    map.getContainer().classList.toggle("near-line", Boolean(found));
    tellPosition(latlng, found, register, language);
  };
  map.on("mousemove click", show);
}

/** Say where a point is, and the place of the line that is `found` there. */
export function tellPosition(latlng, found, register, language) {
  byId("readout-wgs").textContent = wgs(latlng, language);
  byId("readout-lks").textContent = lks(latlng, language);
  byId("readout-km").textContent = found ? place(found, register, language) : language.t("point_at_line");
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
  const away = distance_m !== undefined && t("off_line", { metres: whole(distance_m) });
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
