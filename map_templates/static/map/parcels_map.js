/** The land units along the line: a band under it in the colours of their cases, cut from their metres by the browser. */

import * as L from "leaflet";

import { dashes } from "./classes.js";
import { byId, h, token } from "./dom.js";
import { cmOfKm } from "./measures.js";
import { swatch } from "./swatch.js";
import { openCard, pageOf, section, showThings } from "./things_card.js";

const PANE = "parcels";
/** Under the halo of the selection, which stays in sight. */
const DEPTH = 375;
const WIDTH = 22;
const FAR_WIDTH = 14;
/** So near to the line a click means the line, not the land beside it. */
const LINE_PX = 5;
const ENDS_FROM_ZOOM = 11;
const BESIDE_CM = 1_000;
const NO_CASE = { code: null, letter: "–", pattern: "dots" };

export class ParcelsMap {
  #read = null;

  constructor({ map, api, store, register, language, config, showSelected, busy, whenWritten }) {
    Object.assign(this, { map, api, store, register, language, config, showSelected });
    const statuses = config.lists.land_status ?? [];
    this.statuses = new Map(statuses.map((one) => [one.code, one]));
    this.parcels = [];
    this.isShown = false;
    map.createPane(PANE).style.zIndex = DEPTH;
    this.canvas = L.canvas({ pane: PANE, padding: 0.3, tolerance: 0 });
    this.bands = L.layerGroup().addTo(map);
    this.ends = L.layerGroup().addTo(map);
    this.noCase = { ...NO_CASE };
    map.on("zoomend", () => this.#draw());
    document.addEventListener("themechange", () => this.#draw());
    store.listen((state, changed) => changed.has("as_of") && this.isShown && busy(this.show()));
    whenWritten.push(() => this.#again());
  }

  /** Something was written: what was read may hold no more. */
  #again() {
    this.#read = null;
    return this.isShown && this.show();
  }

  /** Show or hide the land units; they are asked for when they are first seen on a day. */
  async show(isShown = this.isShown) {
    this.isShown = isShown;
    const { as_of } = this.store.state;
    if (isShown && this.#read !== as_of) {
      const { data } = await this.api.get("parcels/", { as_of });
      if (as_of !== this.store.state.as_of) return;
      this.#read = as_of;
      this.parcels = data.map((one) => ({ ...one, pieces: one.stretches.map(piece) }));
    }
    this.#draw();
    const place = byId("list-parcels");
    if (isShown) showThings(place, this.#table());
    else place.replaceChildren();
  }

  #statusOf({ status, status_name }) {
    return this.statuses.get(status) ?? { ...NO_CASE, colour: token("unknown"), name: status_name };
  }

  #draw() {
    this.bands.clearLayers();
    for (const [status, pieces] of this.isShown ? this.#byStatus() : []) this.#band(status, pieces);
    this.#drawEnds();
  }

  /** Return the metres of each status: touching land units of one status are one stretch of its band. */
  #byStatus() {
    const found = new Map();
    for (const parcel of this.parcels) {
      const status = this.statuses.get(parcel.status) ?? this.noCase;
      found.set(status, [...(found.get(status) ?? []), ...parcel.pieces]);
    }
    return [...found].map(([status, pieces]) => [status, joined(pieces)]);
  }

  #band({ colour, pattern }, pieces) {
    const isFar = this.map.getZoom() < ENDS_FROM_ZOOM;
    const weight = isFar ? FAR_WIDTH : WIDTH;
    const color = colour ?? token("unknown");
    const look = { renderer: this.canvas, color, weight, opacity: 0.75, lineCap: "butt", dashArray: dashes(pattern) };
    const there = pieces.filter(({ route }) => this.register.alignments.has(route));
    const lines = there.map(({ route, from_cm, to_cm }) =>
      this.register.alignments.get(route).cut(from_cm, to_cm).map(([longitude, latitude]) => [latitude, longitude]),
    );
    const band = L.polyline(lines, look);
    band.on("click", (event) => this.#clicked(event));
    this.bands.addLayer(band);
  }

  /** From near it is seen where one land unit ends and the next begins. */
  #drawEnds() {
    this.ends.clearLayers();
    if (!this.isShown || this.map.getZoom() < ENDS_FROM_ZOOM) return;
    const style = { renderer: this.canvas, weight: 2, color: token("casing"), interactive: false };
    const ends = this.parcels.flatMap(({ pieces }) => pieces.flatMap(({ route, from_cm, to_cm }) => [[route, from_cm], [route, to_cm]]));
    for (const [route, cm] of ends) {
      const line = this.register.alignments.get(route);
      if (line) this.ends.addLayer(L.polyline(this.#across(line, cm), style));
    }
  }

  /** Return a short stroke square to the line. */
  #across(line, cm) {
    const [before, at, after] = [cm - BESIDE_CM, cm, cm + BESIDE_CM].map((one) => this.map.project(line.pointAt(one).toReversed()));
    const along = after.subtract(before);
    const px = Math.hypot(along.x, along.y) || 1;
    const aside = L.point(-along.y, along.x).multiplyBy(WIDTH / 2 / px);
    return [at.add(aside), at.subtract(aside)].map((one) => this.map.unproject(one));
  }

  // ---- what a land unit tells

  #clicked(event) {
    const { route, cm } = this.register.nearest([event.latlng.lng, event.latlng.lat]);
    const onLine = this.map.latLngToContainerPoint(this.register.alignments.get(route).pointAt(cm).toReversed());
    if (onLine.distanceTo(event.containerPoint) <= LINE_PX) return;
    L.DomEvent.stopPropagation(event);
    const lies = (one) => one.route === route && one.from_cm <= cm && cm < one.to_cm;
    const found = this.parcels.filter(({ pieces }) => pieces.some(lies));
    if (found.length) openCard(this.map, event.latlng, found.map((one) => this.#card(one)), () => this.map.getContainer());
  }

  #card(parcel) {
    const { t, day, number } = this.language;
    const facts = [
      [t("parcel_where"), parcel.pieces.map((one) => this.#place(one)).join("; ")],
      [t("parcel_area"), parcel.area_ha !== null && number(parcel.area_ha)],
      [t("parcel_since"), parcel.since && day(parcel.since)],
      [t("parcel_order"), parcel.cabinet_order],
      [t("thing_note"), parcel.note],
    ];
    const choose = { type: "button", class: "button small", onclick: () => this.#choose(parcel) };
    const acts = [
      parcel.pieces.length ? h("button", choose, t("parcel_choose")) : "",
      h("a", { class: "button small", href: pageOf(this.config, "parcel", parcel.code) }, t("thing_page")),
    ];
    const line = [t(`parcel_${parcel.purpose}`), " · ", h("strong", {}, parcel.status_name || t("parcel_no_case"))];
    return section([swatch(this.#statusOf(parcel)), ` ${parcel.code}`], line, facts, acts);
  }

  #place({ route, from_cm, to_cm }) {
    const { t, km } = this.language;
    return t("place_sum", { route, from: km(from_cm), to: km(to_cm) });
  }

  #choose({ pieces: [{ route, from_cm, to_cm }] }) {
    this.map.closePopup();
    this.store.set({ route, from_cm, to_cm, cm: undefined });
    this.showSelected();
  }

  // ---- the same as a table

  #table() {
    const { t, whole } = this.language;
    const where = ({ pieces }) => pieces.map((one) => this.#place(one)).join("; ");
    return {
      title: t("parcels_said", { count: whole(this.parcels.length) }),
      none: t("no_parcels"),
      heads: ["parcel", "parcel_where", "parcel_status"].map((key) => t(key)),
      rows: this.parcels.map((one) => [
        h("button", { type: "button", onclick: () => this.#show(one) }, one.code),
        where(one),
        [swatch(this.#statusOf(one)), ` ${one.status_name || t("parcel_no_case")}`],
      ]),
    };
  }

  /** One that lies along no metre has its card in the middle of the map. */
  #show(parcel) {
    const [first] = parcel.pieces;
    const line = first && this.register.alignments.get(first.route);
    if (line) this.map.fitBounds(line.bounds(first.from_cm, first.to_cm), { padding: [60, 60], maxZoom: 15, animate: false });
    const at = line ? line.pointAt((first.from_cm + first.to_cm) / 2).toReversed() : this.map.getCenter();
    openCard(this.map, at, [this.#card(parcel)], () => byId("list-parcels").querySelector("button"));
  }
}

const piece = ({ route, from_km, to_km }) => ({ route, from_cm: cmOfKm(from_km), to_cm: cmOfKm(to_km) });

/** Return pieces of lines, touching ones as one. */
function joined(pieces) {
  const found = [];
  for (const { route, from_cm, to_cm } of [...pieces].sort(alongRoutes)) {
    const last = found.at(-1);
    if (last?.route === route && from_cm <= last.to_cm) last.to_cm = Math.max(last.to_cm, to_cm);
    else found.push({ route, from_cm, to_cm });
  }
  return found;
}

const alongRoutes = (a, b) => a.route.localeCompare(b.route) || a.from_cm - b.from_cm;
