/** The answer of a placement on a map: covered, new, open stretches; the chosen sites and the links that they need. */

import * as L from "leaflet";

import { createApi } from "./api.js";
import { addBaseMap } from "./base_map.js";
import { createMap } from "./border_map.js";
import { byId, h } from "./dom.js";
import { cmOfKm } from "./measures.js";
import { createLanguage } from "./language.js";
import { Painter } from "./painter.js";
import { readAgain } from "./read_again.js";
import { Register } from "./register.js";

const CLASSES = [
  { code: "covered", colour: "#1b6e3c", pattern: "solid", letter: "" },
  { code: "new", colour: "#e69f00", pattern: "diagonal", letter: "+" },
  { code: "open", colour: "#8a949d", pattern: "dots", letter: "" },
];
const CASING = { color: "#ffffff", weight: 6, opacity: 0.75, interactive: false };
const LINK = { color: "#0b5394", weight: 2, dashArray: "5 5", interactive: false };
/** Panes by depth: a link never lies over the number of a site. */
const PANES = { links: 449, sites: 450 };

const config = JSON.parse(byId("config").textContent);
const language = createLanguage(config.language, config.words);
const api = createApi(config);
const register = new Register(api, config.urls, config.routes);

/** Return the runs of each route with the code of its class, in order. */
function runs(stretches_km) {
  const pieces = (parts) =>
    CLASSES.flatMap(({ code }) =>
      (parts[code] ?? []).map(([from_km, to_km]) => ({
        from_cm: cmOfKm(from_km),
        to_cm: cmOfKm(to_km),
        shown: code,
      })),
    ).sort((a, b) => a.from_cm - b.from_cm);
  return new Map(Object.entries(stretches_km).map(([route, parts]) => [route, pieces(parts)]));
}

function addSites(map, sites) {
  for (const [pane, depth] of Object.entries(PANES)) map.createPane(pane).style.zIndex = depth;
  sites.forEach((site, place) => {
    const at = [site.lat, site.lon];
    if (site.link_to) {
      const ends = [at, [site.link_lat, site.link_lon]];
      for (const look of [CASING, LINK]) L.polyline(ends, { ...look, pane: "links" }).addTo(map);
    }
    const icon = L.divIcon({ html: h("span", {}, place + 1), className: "site-mark", iconSize: [26, 26] });
    L.marker(at, { icon, pane: "sites", title: site.code, alt: site.code }).addTo(map);
  });
}

function bounds({ sites }) {
  const lines = [...register.alignments.values()].flatMap((line) => line.bounds());
  const chosen = sites.map(({ lat, lon }) => [lat, lon]);
  return chosen.length > 1 ? chosen : lines;
}

const map = createMap(language);
const painter = new Painter(map, register, language);
let base = null;

function paint() {
  painter.paint({ drawn: runs(config.answer.stretches_km), classes: CLASSES }, new Map(), new Set());
}

/** Draw the lines with what is covered, then the ground under them, without which they can be read. */
async function start() {
  await register.readMissing();
  paint();
  addSites(map, config.answer.sites);
  map.fitBounds(bounds(config.answer), { padding: [30, 30], maxZoom: 11, animate: false });
  base = await addBaseMap(map, api, config).catch(() => null);
  base?.clearOf(painter);
  document.addEventListener("themechange", () => {
    base?.recolour();
    paint();
  });
  document.documentElement.dataset.ready = "true";
}

await readAgain(start);
