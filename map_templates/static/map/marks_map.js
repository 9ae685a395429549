/** Things that stand at points of the map: near ones as one mark with their number; opened by pointer, Enter or list. */

import * as L from "leaflet";

import { mayMove } from "./border_map.js";
import { clustered } from "./clusters.js";
import { byId, h } from "./dom.js";
import { formatStationing } from "./measures.js";
import { openCard, showThings } from "./things_card.js";

const REACH_PX = 34;
const SIZE_PX = 28;
/** From afar a mark stands so far from the line that it does not hide it. */
const BESIDE_PX = 26;
export const CLOSE_ZOOM = 13;

/**
 * What one sort of things is, its class says: `read(as_of)` gives them with `code` and `at`, a latitude and longitude;
 * `symbol`, `said`, `groupSaid`, `isFaulty`, `card` and `table` say how they look and what they tell.
 */
export class MarksMap {
  #read = null;
  #markers = new Map();

  /** `name` names the pane and the list's place, `depth` says how high the marks lie. */
  constructor(desk, name, depth) {
    const { map, api, store, register, naming, language, config, painter, choose, showSelected } = desk;
    Object.assign(this, { map, api, store, register, naming, language, config, painter, choose, showSelected, name });
    this.things = [];
    this.isShown = false;
    map.createPane(name).style.zIndex = depth;
    this.marks = L.layerGroup().addTo(map);
    map.on("zoomend", () => this.draw());
    const others = painter.marks;
    const own = () => this.marks.getLayers().map((mark) => map.latLngToContainerPoint(mark.getLatLng()));
    painter.marks = () => [...others(), ...own()];
    store.listen((state, changed) => changed.has("as_of") && this.isShown && desk.busy(this.show()));
    desk.whenWritten.push(() => this.#again());
  }

  /** Something was written: what was read may hold no more. */
  #again() {
    this.#read = null;
    return this.isShown && this.show();
  }

  /** Show or hide the things; they are asked for when they are first seen on a day. */
  async show(isShown = this.isShown) {
    this.isShown = isShown;
    const { as_of } = this.store.state;
    if (isShown && this.#read !== as_of) {
      const things = await this.read(as_of);
      if (as_of !== this.store.state.as_of) return;
      this.#read = as_of;
      this.things = things.filter(({ at }) => at).map((one) => ({ ...one, near: this.#nearest(one) }));
    }
    this.draw();
    const place = byId(`list-${this.name}`);
    if (isShown) showThings(place, this.table());
    else place.replaceChildren();
  }

  #nearest({ at: [latitude, longitude] }) {
    return this.register.nearest([longitude, latitude]);
  }

  /** Return the latitude and longitude of a measure; null on a line that is not there. */
  pointOn(route, cm) {
    const line = this.register.alignments.get(route);
    return line ? line.pointAt(cm).toReversed() : null;
  }

  // ---- marks

  draw() {
    const focused = document.activeElement?.dataset?.[this.name];
    this.marks.clearLayers();
    this.#markers.clear();
    if (!this.isShown) return this.painter.label();
    const zoom = this.map.getZoom();
    const points = this.things.map((thing) => {
      const { x, y } = this.#pixel(thing, zoom);
      return { thing, x, y };
    });
    for (const group of clustered(points, REACH_PX)) this.#mark(group, zoom);
    this.painter.label();
    if (focused) this.#markers.get(focused.split(" ")[0])?.getElement()?.focus();
  }

  #mark({ x, y, members }, zoom) {
    const things = members.map(({ thing }) => thing);
    const isOne = things.length === 1;
    const said = isOne ? this.said(things[0]) : this.groupSaid(things);
    const icon = L.divIcon({
      html: isOne ? this.symbol(things[0]) : h("span", { "aria-hidden": "true" }, things.length),
      className: isOne ? "sensor" : `sensor-cluster ${this.name}${things.some(this.isFaulty) ? " faulty" : ""}`,
      iconSize: [SIZE_PX, SIZE_PX],
      iconAnchor: [SIZE_PX / 2, SIZE_PX / 2], // said, so that the map moves to a focused mark only if it is cut off
    });
    const marker = L.marker(this.map.unproject([x, y], zoom), { icon, pane: this.name, title: said, keyboard: true });
    marker.on("click", () => this.#open(marker, things));
    this.marks.addLayer(marker);
    const element = marker.getElement();
    element.setAttribute("role", "button");
    element.setAttribute("aria-label", said);
    element.addEventListener("keydown", (event) => this.#pressed(event, marker, things));
    element.dataset[this.name] = things.map(({ code }) => code).join(" ");
    for (const { code } of things) this.#markers.set(code, marker);
  }

  /** Return where a thing is drawn: from afar beside the line, on its own side, so that the line stays in sight. */
  #pixel({ at, near: { route, cm } }, zoom) {
    const place = this.map.project(at, zoom);
    const onLine = this.map.project(this.pointOn(route, cm), zoom);
    const away = place.subtract(onLine);
    const px = Math.hypot(away.x, away.y);
    if (zoom >= CLOSE_ZOOM || !px || px >= BESIDE_PX) return place;
    return onLine.add(away.multiplyBy(BESIDE_PX / px));
  }

  #pressed(event, marker, things) {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    this.#open(marker, things);
  }

  /** A group is looked at from nearer; if it stays one, it tells what it holds. */
  #open(marker, things) {
    const bounds = L.latLngBounds(things.map(({ at }) => at));
    const zoom = this.map.getBoundsZoom(bounds, false, L.point(60, 60));
    if (things.length > 1 && zoom > this.map.getZoom() && this.map.getZoom() < CLOSE_ZOOM + 2) {
      this.map.setView(bounds.getCenter(), Math.min(zoom, CLOSE_ZOOM + 2), { animate: mayMove() });
      return;
    }
    this.#tell(marker, things);
  }

  // ---- what a mark tells

  #tell(marker, things) {
    const cards = things.map((one) => this.card(one));
    openCard(this.map, marker.getLatLng(), cards, () => marker.getElement());
  }

  placeOf({ near: { route, cm, distance_m } }) {
    const { t, separator, whole } = this.language;
    const km = `${route} km ${formatStationing(Math.round(cm / 100) * 100, separator)}`;
    return `${km}, ${t("off_line", { metres: whole(distance_m) })}`;
  }

  chooseAt(thing) {
    this.map.closePopup();
    this.choose(thing.near);
    this.showSelected();
  }

  /** Return the button of a thing in the table: it shows the thing on the map. */
  row(thing) {
    return h("button", { type: "button", onclick: () => this.#show(thing) }, thing.code);
  }

  #show(thing) {
    this.map.setView(thing.at, Math.max(this.map.getZoom(), CLOSE_ZOOM), { animate: false });
    this.#tell(this.#markers.get(thing.code), [thing]);
  }
}
