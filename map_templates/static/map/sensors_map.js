/** The sensors on the map: near ones as one mark with their number; a mark opens by pointer, Enter or from the list. */

import * as L from "leaflet";

import { mayMove } from "./border_map.js";
import { clustered } from "./clusters.js";
import { byId, h } from "./dom.js";
import { cmOfKm, formatStationing } from "./measures.js";
import { symbol } from "./sensor_symbol.js";

const PANE = "sensors";
const DEPTH = 470;
const REACH_PX = 34;
const SIZE_PX = 28;
/** From afar a mark stands so far from the line that it does not hide it. */
const BESIDE_PX = 26;
const CLOSE_ZOOM = 13;
const MOST_ROWS = 1_000;

export class SensorsMap {
  #read = null;
  #markers = new Map();

  constructor({ map, api, store, register, naming, language, config, painter, choose, showSelected }) {
    Object.assign(this, { map, api, store, register, language, painter, choose, showSelected });
    Object.assign(this, { states: config.sensor_states, models: naming.names.sensor_model ?? new Map() });
    this.sensors = [];
    this.isShown = false;
    map.createPane(PANE).style.zIndex = DEPTH;
    this.marks = L.layerGroup().addTo(map);
    map.on("zoomend", () => this.draw());
    painter.marks = () => this.marks.getLayers().map((mark) => map.latLngToContainerPoint(mark.getLatLng()));
    store.listen((state, changed) => changed.has("as_of") && this.show());
  }

  /** Show or hide the sensors; they are asked for when they are first seen on a day. */
  async show(isShown = this.isShown) {
    this.isShown = isShown;
    const { as_of } = this.store.state;
    if (isShown && this.#read !== as_of) {
      const { data } = await this.api.get("sensors/", { as_of });
      if (as_of !== this.store.state.as_of) return;
      this.#read = as_of;
      this.sensors = data.map((one) => this.#placed(one)).filter(({ at }) => at);
    }
    this.draw();
    this.#list();
  }

  /** A linear sensor without a place of its own is marked in the middle of its first stretch. */
  #placed(sensor) {
    const isPlaced = sensor.lon !== null && sensor.lat !== null;
    const at = isPlaced ? [sensor.lat, sensor.lon] : this.#along(sensor);
    const near = at && this.register.nearest([at[1], at[0]]);
    return { ...sensor, ...this.states[sensor.state], at, near };
  }

  #along({ stretches_km }) {
    const [[route, [[from_km, to_km]]] = [null, [[]]]] = Object.entries(stretches_km);
    const line = this.register.alignments.get(route);
    if (!line) return null;
    const [longitude, latitude] = line.pointAt(cmOfKm((from_km + to_km) / 2));
    return [latitude, longitude];
  }

  // ---- marks

  draw() {
    const focused = document.activeElement?.dataset?.sensors;
    this.marks.clearLayers();
    this.#markers.clear();
    if (!this.isShown) return this.painter.label();
    const zoom = this.map.getZoom();
    const points = this.sensors.map((sensor) => {
      const { x, y } = this.#pixel(sensor, zoom);
      return { sensor, x, y };
    });
    for (const group of clustered(points, REACH_PX)) this.#mark(group, zoom);
    this.painter.label();
    if (focused) this.#markers.get(focused.split(" ")[0])?.getElement()?.focus();
  }

  #mark({ x, y, members }, zoom) {
    const sensors = members.map(({ sensor }) => sensor);
    const name = this.#inWords(sensors);
    const icon = L.divIcon({
      html: sensors.length === 1 ? symbol(sensors[0]) : h("span", { "aria-hidden": "true" }, sensors.length),
      className: sensors.length === 1 ? "sensor" : `sensor-cluster${sensors.some(isFaulty) ? " faulty" : ""}`,
      iconSize: [SIZE_PX, SIZE_PX],
    });
    const marker = L.marker(this.map.unproject([x, y], zoom), { icon, pane: PANE, title: name, keyboard: true });
    marker.on("click", () => this.#open(marker, sensors));
    this.marks.addLayer(marker);
    const element = marker.getElement();
    element.setAttribute("role", "button");
    element.setAttribute("aria-label", name);
    element.addEventListener("keydown", (event) => this.#pressed(event, marker, sensors));
    element.dataset.sensors = sensors.map(({ code }) => code).join(" ");
    for (const { code } of sensors) this.#markers.set(code, marker);
  }

  /** Return where a sensor is drawn: from afar beside the line, on its own side, so that the line stays in sight. */
  #pixel({ at, near: { route, cm } }, zoom) {
    const place = this.map.project(at, zoom);
    const [longitude, latitude] = this.register.alignments.get(route).pointAt(cm);
    const onLine = this.map.project([latitude, longitude], zoom);
    const away = place.subtract(onLine);
    const px = Math.hypot(away.x, away.y);
    if (zoom >= CLOSE_ZOOM || !px || px >= BESIDE_PX) return place;
    return onLine.add(away.multiplyBy(BESIDE_PX / px));
  }

  #inWords(sensors) {
    const { t } = this.language;
    if (sensors.length === 1) return t("sensor_said", { code: sensors[0].code, state: sensors[0].state_name });
    const faulty = sensors.filter(isFaulty).length;
    const said = t("sensors_said", { count: sensors.length });
    return faulty ? `${said}, ${t("sensors_faulty", { count: faulty })}` : said;
  }

  #pressed(event, marker, sensors) {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    this.#open(marker, sensors);
  }

  /** A group is looked at from nearer; if it stays one, it tells what it holds. */
  #open(marker, sensors) {
    const bounds = L.latLngBounds(sensors.map(({ at }) => at));
    const zoom = this.map.getBoundsZoom(bounds, false, L.point(60, 60));
    if (sensors.length > 1 && zoom > this.map.getZoom() && this.map.getZoom() < CLOSE_ZOOM + 2) {
      this.map.setView(bounds.getCenter(), Math.min(zoom, CLOSE_ZOOM + 2), { animate: mayMove() });
      return;
    }
    this.#tell(marker, sensors);
  }

  // ---- what a mark tells

  #tell(marker, sensors) {
    const content = h("div", { class: "sensor-card", tabindex: "-1" }, sensors.map((one) => this.#card(one)));
    const close = () => {
      this.map.closePopup();
      marker.getElement()?.focus();
    };
    content.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      close();
    });
    const options = { closeButton: false, maxHeight: 260, minWidth: 260, autoPanPadding: [12, 12] };
    L.popup(options).setLatLng(marker.getLatLng()).setContent(content).openOn(this.map);
    content.focus({ preventScroll: true });
  }

  #card(sensor) {
    const { t, whole, amount } = this.language;
    const rows = [
      ["sensor_model", this.models.get(sensor.model) ?? sensor.model],
      ["sensor_site", sensor.site],
      ["sensor_mast", sensor.mast_m && t("metres", { metres: amount(sensor.mast_m) })],
      ["sensor_sector", sensor.sector_deg < 360 && bearing(sensor, whole)],
      ["sensor_range", t("metres", { metres: whole(sensor.range_m) })],
      ["sensor_place", this.#placeOf(sensor)],
    ];
    const told = rows.filter(([, value]) => value).flatMap(([key, value]) => [h("dt", {}, t(key)), h("dd", {}, value)]);
    return h(
      "section",
      {},
      h("h3", {}, symbol(sensor), ` ${sensor.code}`),
      h("p", {}, sensor.name, " · ", h("strong", {}, sensor.state_name)),
      h("dl", {}, told),
      h(
        "div",
        { class: "buttons" },
        h("button", { type: "button", class: "button small", onclick: () => this.#chooseAt(sensor) }, t("sensor_here")),
        h("button", { type: "button", class: "button small", onclick: () => this.#lookAt(sensor) }, t("sensor_look")),
      ),
    );
  }

  #placeOf({ near: { route, cm, distance_m } }) {
    const { t, separator, whole } = this.language;
    const km = `${route} km ${formatStationing(Math.round(cm / 100) * 100, separator)}`;
    return `${km}, ${t("off_line", { metres: whole(distance_m) })}`;
  }

  #chooseAt(sensor) {
    this.map.closePopup();
    this.choose(sensor.near);
    this.showSelected();
  }

  /** Its sector, its sight and its facts are shown beside the map. */
  #lookAt({ code }) {
    this.map.closePopup();
    this.store.set({ sensor: code });
  }

  // ---- the same as a table

  #list() {
    const place = byId("list-sensors");
    if (!this.isShown) return place.replaceChildren();
    const { t, whole } = this.language;
    const head = h("h2", {}, t("sensors_said", { count: whole(this.sensors.length) }));
    if (!this.sensors.length) return place.replaceChildren(head, h("p", { class: "muted" }, t("no_sensors")));
    const heads = ["sensor", "sensor_model", "sensor_state"].map((key) => h("th", {}, t(key)));
    const rows = this.sensors.slice(0, MOST_ROWS).map((one) => this.#row(one));
    const table = h("table", { class: "compact plain-table" }, h("thead", {}, h("tr", {}, heads)), h("tbody", {}, rows));
    return place.replaceChildren(head, h("div", { class: "list-wrap" }, table));
  }

  #row(sensor) {
    const show = h("button", { type: "button", onclick: () => this.#show(sensor) }, sensor.code);
    const model = this.models.get(sensor.model) ?? sensor.model;
    return h("tr", {}, h("td", {}, show), h("td", {}, symbol(sensor), ` ${model}`), h("td", {}, sensor.state_name));
  }

  #show(sensor) {
    this.map.setView(sensor.at, Math.max(this.map.getZoom(), CLOSE_ZOOM), { animate: false });
    this.#tell(this.#markers.get(sensor.code), [sensor]);
  }
}

const isFaulty = ({ kind }) => kind === "faulty";
const bearing = ({ azimuth_deg, sector_deg }, whole) => `${whole(azimuth_deg)}°, ${whole(sector_deg)}°`;
