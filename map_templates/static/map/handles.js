/** Two handles on the line: the ends of the stretch, moved by pointer or by arrow keys. */

import * as L from "leaflet";

import { h } from "./dom.js";
import { CM_PER_KM, CM_PER_M } from "./measures.js";

/** An end that is moved by keys stays so far inside the map. */
const KEPT_PX = [40, 40];
const STEPS_CM = { plain: 100 * CM_PER_M, shift: CM_PER_KM };
const KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };
const ENDS = { from_cm: ["start_letter", "start_handle"], to_cm: ["end_letter", "end_handle"] };

export class Handles {
  /** `moved(from_cm, to_cm)` is called while an end moves. */
  constructor(map, register, language, moved) {
    Object.assign(this, { map, register, language, moved, selection: null });
    this.group = L.layerGroup().addTo(map);
    this.markers = Object.fromEntries(Object.keys(ENDS).map((end) => [end, this.#marker(end)]));
  }

  show(selection) {
    this.selection = selection;
    if (!selection) return this.group.clearLayers();
    for (const end of Object.keys(ENDS)) this.#place(end);
    return undefined;
  }

  #marker(end) {
    const [letter, title] = ENDS[end].map((key) => this.language.t(key));
    const html = h("span", { "aria-hidden": "true" }, letter);
    const icon = L.divIcon({ html, className: "handle", iconSize: [30, 30] });
    const marker = L.marker([0, 0], { icon, draggable: true, keyboard: true, title, autoPan: true });
    marker.on("drag", () => this.#dragged(end));
    marker.on("add", () => this.#describe(end));
    marker.on("keydown", ({ originalEvent }) => this.#pressed(end, originalEvent));
    return marker;
  }

  #dragged(end) {
    const { lat, lng } = this.markers[end].getLatLng();
    this.#move(end, this.register.alignments.get(this.selection.route).nearest([lng, lat]).cm);
  }

  #pressed(end, event) {
    if (!(event.key in KEYS)) return;
    event.preventDefault();
    event.stopPropagation();
    const step_cm = STEPS_CM[event.shiftKey ? "shift" : "plain"];
    this.#move(end, this.selection[end] + KEYS[event.key] * step_cm);
    this.map.panInside(this.markers[end].getLatLng(), { padding: KEPT_PX, animate: false });
  }

  /** An end stays on the route and at least a metre from the other one. */
  #move(end, cm) {
    const { route, from_cm, to_cm } = this.selection;
    const least = end === "from_cm" ? 0 : from_cm + CM_PER_M;
    const most = end === "from_cm" ? to_cm - CM_PER_M : this.register.lengthOf(route);
    const whole_m = Math.round(cm / CM_PER_M) * CM_PER_M;
    this.selection = { ...this.selection, [end]: Math.min(most, Math.max(least, whole_m)) };
    this.#place(end);
    this.moved(this.selection.from_cm, this.selection.to_cm);
  }

  #place(end) {
    const line = this.register.alignments.get(this.selection.route);
    const [longitude, latitude] = line.pointAt(this.selection[end]);
    this.markers[end].setLatLng([latitude, longitude]);
    if (!this.group.hasLayer(this.markers[end])) this.group.addLayer(this.markers[end]);
    this.#describe(end);
  }

  #describe(end) {
    const element = this.markers[end].getElement();
    if (!element || !this.selection) return;
    element.setAttribute("role", "slider");
    element.setAttribute("aria-label", this.language.t(ENDS[end][1]));
    element.setAttribute("aria-valuemin", 0);
    element.setAttribute("aria-valuemax", this.register.lengthOf(this.selection.route) / CM_PER_KM);
    element.setAttribute("aria-valuenow", this.selection[end] / CM_PER_KM);
    element.setAttribute("aria-valuetext", `km ${this.language.km(this.selection[end])}`);
  }
}
