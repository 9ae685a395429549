/** The map of a change set: where it writes, what stands there before it and after it, and where findings lie. */

import * as L from "leaflet";

import { createApi } from "./api.js";
import { addBaseMap } from "./base_map.js";
import { createMap, mayMove } from "./border_map.js";
import { byId, option, token } from "./dom.js";
import { around, classesOf, lengthsOf, runsOf } from "./drawn_sets.js";
import { createLanguage } from "./language.js";
import { showLegend } from "./legend.js";
import { Painter } from "./painter.js";
import { readAgain } from "./read_again.js";
import { Register } from "./register.js";

const PANE = "changed";
const DEPTH = 390;
const WEIGHT = 18;
const PADDING = [30, 30];
const CLOSEST = 14;

const config = JSON.parse(byId("config").textContent);
const language = createLanguage(config.language, config.words);
const api = createApi(config);
const register = new Register(api, config.urls, config.routes);
const map = createMap(language);
const painter = new Painter(map, register, language);
const hidden = new Set();
const routes = config.routes.map(({ code }) => code);
let ground = null;

map.createPane(PANE).style.zIndex = DEPTH;
map.getPane(PANE).style.pointerEvents = "none";
const canvas = L.canvas({ pane: PANE, padding: 0.3 });
const changed = L.layerGroup().addTo(map);

const group = () => config.groups[Number(byId("drawn-group").value)];
const side = () => document.querySelector("[name=drawn-side]:checked").value;

function draw() {
  const classes = classesOf(group());
  painter.paint({ drawn: runsOf(group(), side(), routes), classes }, new Map(), hidden);
  changed.clearLayers();
  for (const { route, from_cm, to_cm } of group().boxes) mark(route, from_cm, to_cm);
  showLegend(byId("legend"), lengthsOf(group(), side()), hidden, language, toggled);
}

function mark(route, from_cm, to_cm) {
  const points = register.alignments.get(route).cut(from_cm, to_cm);
  const line = points.map(([longitude, latitude]) => [latitude, longitude]);
  const style = { renderer: canvas, interactive: false, lineCap: "round", weight: WEIGHT, opacity: 0.45 };
  changed.addLayer(L.polyline(line, { ...style, color: token("accent") }));
}

function toggled(code) {
  if (!hidden.delete(code)) hidden.add(code);
  draw();
  document.querySelector(`[data-class="${CSS.escape(code)}"]`)?.focus();
}

function boundsOf({ route, from_cm, to_cm }) {
  return register.alignments.get(route).bounds(from_cm, to_cm);
}

function show(bounds, animate = mayMove()) {
  map.fitBounds(bounds, { padding: PADDING, maxZoom: CLOSEST, animate });
}

function showStretch({ route, from, to }) {
  const stretch = { route, from_cm: Number(from), to_cm: Number(to) };
  painter.select(stretch);
  show(boundsOf(stretch));
  byId("map").scrollIntoView({ block: "nearest", behavior: mayMove() ? "smooth" : "auto" });
}

function chooseGroup() {
  hidden.clear();
  painter.select(null);
  draw();
  show(around(group().boxes.map(boundsOf)), false);
}

function wire() {
  byId("drawn-group").replaceChildren(...config.groups.map(({ label }, place) => option(place, label)));
  byId("drawn-group-field").hidden = config.groups.length < 2;
  byId("drawn-group").addEventListener("change", chooseGroup);
  for (const radio of document.querySelectorAll("[name=drawn-side]")) radio.addEventListener("change", draw);
  for (const button of document.querySelectorAll("[data-show-route]")) {
    const { showRoute: route, showFrom: from, showTo: to } = button.dataset;
    button.hidden = false;
    button.addEventListener("click", () => showStretch({ route, from, to }));
  }
  document.addEventListener("themechange", () => {
    ground?.recolour();
    draw();
  });
}

await readAgain(async () => {
  const { ready } = byId("set-map").dataset;
  if (!ready) {
    await register.readMissing();
    wire();
    chooseGroup();
    byId("set-map").dataset.ready = "true";
  }
  ground = await addBaseMap(map, api, config);
  ground.clearOf(painter);
});
