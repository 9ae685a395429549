/** Draws the lines: casing, one line a class, the selection's halo, letters, kilometres and signs. */

import * as L from "leaflet";

import { besideLine } from "./beside.js";
import { dashes } from "./classes.js";
import { h, token } from "./dom.js";
import { CM_PER_KM, CM_PER_M } from "./measures.js";
import { around } from "./place_names.js";
import { Ribbons } from "./ribbon.js";

const WIDTH = 6;
const CASING = 9;
const HALO = 24;
const GROUND = "#ffffff";
const LETTER_PX = 70;
const MOST_LABELS = 120;
const LINE_PX = 18;
const LETTER_WIDTH_PX = 6.5;
const LEAST_WIDTH_PX = 20;
const SIGNS_FROM_ZOOM = 13;
const SEGMENTS_FROM_ZOOM = 11;
const HANDLE_PX = 15;
const MARK_PX = 12;
/** So far along the line, in such steps, a label looks for what it would hide. */
const NEAR_PX = 84;
const NEAR_STEP_PX = 6;
const TICK_PX = 90;
const TICK_KM = [0.1, 0.5, 1, 5, 10, 50, 100];
const PANES = { halo: 380, lines: 400, ends: 420, labels: 440 };

/** Return the labels that stand clear of those before them. */
function apart(labels) {
  const kept = [];
  for (const label of labels) if (!kept.some((other) => overlap(label, other))) kept.push(label);
  return kept;
}

/** Return the labels, those that a handle would hide set above or below it. */
function clearOf(handles, labels) {
  return labels.map((label) => handles.reduce(besideHandle, label));
}

function besideHandle(label, handle) {
  const reach_px = HANDLE_PX + LINE_PX / 2;
  const [dx, dy] = [label.at.x - handle.x, label.at.y - handle.y];
  if (Math.abs(dx) >= HANDLE_PX + widthPx(label) / 2 || Math.abs(dy) >= reach_px) return label;
  return { ...label, at: label.at.add([0, (dy < 0 ? -reach_px : reach_px) - dy]) };
}

/** Tell whether a round mark on the map lies over a label. */
function hides({ x, y }, label) {
  const [dx, dy] = [Math.abs(label.at.x - x), Math.abs(label.at.y - y)];
  return dx < MARK_PX + widthPx(label) / 2 && dy < MARK_PX + LINE_PX / 2;
}

function overlap(a, b) {
  const width = (widthPx(a) + widthPx(b)) / 2;
  return Math.abs(a.at.x - b.at.x) < width && Math.abs(a.at.y - b.at.y) < LINE_PX;
}

const widthPx = ({ text }) => Math.max(LEAST_WIDTH_PX, text.length * LETTER_WIDTH_PX + 10);

const latlngs = (points) => points.map(([longitude, latitude]) => [latitude, longitude]);

export class Painter {
  constructor(map, register, language) {
    Object.assign(this, { map, register, language });
    this.shown = { drawn: new Map(), classes: [] };
    this.segments = new Map();
    this.selection = null;
    /** Called when labels have been put anew. */
    this.whenLabelled = () => null;
    /** Where round marks stand that labels should not lie under. */
    this.marks = () => [];
    for (const [name, depth] of Object.entries(PANES)) {
      map.createPane(name).style.zIndex = depth;
      map.getPane(name).style.pointerEvents = "none";
    }
    this.canvas = Object.fromEntries(
      ["halo", "lines", "ends"].map((pane) => [pane, L.canvas({ pane, padding: 0.3 })]),
    );
    this.lines = new Ribbons({ renderer: this.canvas.lines }).addTo(map);
    this.halo = new Ribbons({ renderer: this.canvas.halo });
    this.labels = L.layerGroup().addTo(map);
    map.on("moveend", () => this.label());
  }

  /** Show runs by route with their classes; those whose code is in `hidden` leave the bare line. */
  paint({ drawn, classes }, segments, hidden) {
    this.shown = { drawn, classes: classes.filter(({ code }) => !hidden.has(code)) };
    this.segments = segments;
    this.lines.show([...this.#ground(), ...this.shown.classes.flatMap((one) => this.#class(one))]);
    this.label();
  }

  select(selection) {
    this.selection = selection;
    if (selection) this.halo.addTo(this.map);
    this.halo.show(selection ? [this.#halo(selection)] : []);
    this.label();
  }

  #halo({ route, from_cm, to_cm }) {
    const parts = [[this.register.alignments.get(route), [{ from_cm, to_cm }]]];
    return { colour: token("halo"), width: HALO, opacity: 0.9, parts };
  }

  /** Put letters, kilometres, segments and signs where there is room for them, once for all that changed at a time. */
  label() {
    this.labelling ??= requestAnimationFrame(() => this.labelNow());
  }

  /** Put them there without waiting for a frame: before a printer none comes. */
  labelNow() {
    cancelAnimationFrame(this.labelling);
    this.labelling = null;
    this.#label();
  }

  #label() {
    this.labels.clearLayers();
    if (!this.register.hasLines) return;
    this.#ends();
    const found = [...this.#letters(), ...this.#kilometres(), ...this.#signs()];
    const marks = this.marks();
    const seen = clearOf(this.#handles(), found).filter((label) => !marks.some((mark) => hides(mark, label)));
    const labels = apart(seen).slice(0, MOST_LABELS);
    this.lying = [
      ...labels.map((label) => around(label.at, widthPx(label), LINE_PX)),
      ...marks.map((at) => around(at, 2 * MARK_PX, 2 * MARK_PX)),
    ];
    this.whenLabelled();
    for (const { at, text, className } of labels) {
      const size = [widthPx({ text }), LINE_PX];
      const icon = L.divIcon({ html: h("span", {}, text), className, iconSize: size });
      const marker = { icon, pane: "labels", interactive: false, keyboard: false };
      this.labels.addLayer(L.marker(this.map.containerPointToLatLng(at), marker));
    }
  }

  /** Return the boxes of labels, marks and line, in pixels, which names of the ground should keep clear of. */
  taken() {
    return [...(this.lying ?? []), ...this.#onLine()];
  }

  /** What is seen of the lines, in steps of their width. */
  *#onLine() {
    const view = this.map.getBounds();
    const box = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()];
    for (const line of this.register.alignments.values()) {
      const step_cm = LINE_PX * this.#metresPerPixel(line) * CM_PER_M;
      let next_cm = 0;
      for (const [from_cm, to_cm] of line.within(box)) {
        for (let cm = Math.max(from_cm, next_cm); cm <= to_cm; cm += step_cm) {
          yield around(this.#pixel(line.pointAt(cm)), LINE_PX, LINE_PX);
          next_cm = cm + step_cm;
        }
      }
    }
  }

  /** Return where the two handles of the selection stand. */
  #handles() {
    if (!this.selection) return [];
    const { route, from_cm, to_cm } = this.selection;
    const line = this.register.alignments.get(route);
    return [from_cm, to_cm].map((cm) => this.#pixel(line.pointAt(cm)));
  }

  #ground() {
    const whole = (line) => [line, [{ from_cm: 0, to_cm: line.length_cm }]];
    const parts = [...this.register.alignments.values()].map(whole);
    return [
      { colour: token("casing"), width: CASING, parts },
      { colour: token("unknown"), width: WIDTH - 2, parts },
    ];
  }

  #class({ code, colour, pattern }) {
    const own = (runs) => runs.filter(({ shown }) => shown === code);
    const drawn = [...this.shown.drawn].filter(([route]) => this.register.alignments.has(route));
    const parts = drawn.map(([route, runs]) => [this.register.alignments.get(route), own(runs)]);
    const line = { colour, width: WIDTH, dash: dashes(pattern), parts };
    return dashes(pattern) ? [{ colour: GROUND, width: WIDTH, parts }, line] : [line];
  }

  *#letters() {
    const letters = new Map(this.shown.classes.map(({ code, letter }) => [code, letter]));
    for (const [route, runs] of this.shown.drawn) {
      const line = this.register.alignments.get(route);
      const least_cm = LETTER_PX * this.#metresPerPixel(line) * CM_PER_M;
      for (const run of runs) {
        if (run.to_cm - run.from_cm < least_cm) continue;
        const letter = letters.get(run.shown);
        if (run.label) yield* this.#middle(route, run, run.label, "map-tick");
        else if (letter) yield* this.#middle(route, run, letter, "map-letter");
      }
    }
  }

  *#middle(route, { from_cm, to_cm }, text, className) {
    const line = this.register.alignments.get(route);
    const [from, to] = [from_cm, to_cm].map((cm) => this.#pixel(line.pointAt(cm)));
    if (from.distanceTo(to) < Math.max(LETTER_PX, widthPx({ text }))) return;
    yield* this.#beside(line, (from_cm + to_cm) / 2, text, className);
  }

  /** Yield the label of a measure where it hides nothing of the line, if there is such a place. */
  *#beside(line, cm, text, className) {
    const at = this.#pixel(line.pointAt(cm));
    if (!this.#inView(at)) return;
    const step_cm = NEAR_STEP_PX * this.#metresPerPixel(line) * CM_PER_M;
    const steps = NEAR_PX / NEAR_STEP_PX;
    const near = Array.from({ length: 2 * steps + 1 }, (_, place) => cm + (place - steps) * step_cm);
    const found = besideLine(at, near.map((one) => this.#pixel(line.pointAt(one))), [widthPx({ text }), LINE_PX]);
    if (found) yield { at: L.point(found), text, className };
  }

  /** Mark where one segment ends and the next begins. */
  #ends() {
    if (this.map.getZoom() < SEGMENTS_FROM_ZOOM) return;
    const style = { renderer: this.canvas.ends, radius: 3, weight: 1, interactive: false };
    const colours = { color: token("casing"), fillColor: GROUND, fillOpacity: 1 };
    for (const [route, segments] of this.segments) {
      const line = this.register.alignments.get(route);
      for (const at of segments.map(({ from_cm }) => line.pointAt(from_cm))) {
        if (!this.#inView(this.#pixel(at))) continue;
        this.labels.addLayer(L.circleMarker(latlngs([at])[0], { ...style, ...colours }));
      }
    }
  }

  *#kilometres() {
    for (const [route, line] of this.register.alignments) {
      const step_cm = this.#step(line) * CM_PER_KM;
      for (let cm = 0; cm <= line.length_cm; cm += step_cm) {
        yield* this.#beside(line, cm, `${route.slice(-2)} ${this.language.km(cm)}`, "map-tick");
      }
    }
  }

  #step(line) {
    const px_per_km = 1_000 / this.#metresPerPixel(line);
    return TICK_KM.find((km) => km * px_per_km >= TICK_PX) ?? TICK_KM.at(-1);
  }

  #metresPerPixel(line) {
    const latitude = line.pointAt(0)[1];
    return (40_075_016 * Math.cos((latitude * Math.PI) / 180)) / 2 ** (this.map.getZoom() + 8);
  }

  *#signs() {
    if (this.map.getZoom() < SIGNS_FROM_ZOOM) return;
    for (const [route, signs] of this.register.signs) {
      const line = this.register.alignments.get(route);
      for (const [label, cm] of signs) {
        yield* this.#beside(line, cm, `${this.language.t("sign")} ${label}`, "map-tick");
      }
    }
  }

  #pixel([longitude, latitude]) {
    return this.map.latLngToContainerPoint([latitude, longitude]);
  }

  #inView({ x, y }) {
    const { x: width, y: height } = this.map.getSize();
    return x > 0 && y > 0 && x < width && y < height;
  }
}
