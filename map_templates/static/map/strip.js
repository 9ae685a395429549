/** The strip: the route as a straight axis, a lane for each layer, chosen from and edited by pointer or keys. */

import { brushX, pointer, select, zoom, zoomIdentity } from "d3";

import { byId, h, svg, textTimes } from "./dom.js";
import { within } from "./intervals.js";
import { edgeNear, markAt } from "./lanes.js";
import { CM_PER_KM, CM_PER_M, formatMetres, formatStationing, signOffset } from "./measures.js";
import { edgeLimits } from "./proposals.js";
import { axisPx, lengthInWords, StripAxis } from "./strip_axis.js";
import { LANE_PX, StripCanvas } from "./strip_canvas.js";
import { wireStripKeys } from "./strip_keys.js";
import * as windows from "./window.js";

const EDGE_PX = 6;
/** An end of the chosen stretch is taken hold of within half of this. */
const HANDLE_PX = 10;
const ZOOM_STEP = 2;
const SAY_MS = 350;
const WHEEL_PAN = 1;

export class Strip {
  /**
   * `acts` are `choose({route, cm}, lane)`, `select(from_cm, to_cm)`, `clear()`, `edit(lane)`,
   * `moveEdge(lane, edge, to_cm)`,
   * `route(code)` and `lane(lane)`. `crosshair` is a store of `{route, cm}` that all views share.
   */
  constructor({ language, register, store, crosshair, acts }) {
    Object.assign(this, {
      language,
      register,
      store,
      crosshair,
      acts,
      lanes: [],
      active: null,
      hidden: new Set(),
      edge: null,
    });
    this.plot = byId("strip-plot");
    this.canvas = new StripCanvas(byId("strip-canvas"));
    this.axis = new StripAxis(byId("strip-axis"), language);
    this.overlay = byId("strip-overlay");
    this.window = windows.whole(this.length_cm);
    this.#layers();
    this.#wireZoom();
    this.#wireBrush();
    this.#wirePointer();
    wireStripKeys(this);
    this.#wireTools();
    const resized = new ResizeObserver(() => this.resize());
    for (const one of [this.plot, byId("strip-readout")]) resized.observe(one);
    new ResizeObserver(() => this.#revealActive()).observe(this.plot.closest(".strip-scroll"));
    crosshair.listen(() => this.#showCrosshair());
  }

  get route() {
    return this.store.state.route;
  }

  get length_cm() {
    return this.register.lengthOf(this.route);
  }

  get cmPerPx() {
    return windows.widthCm(this.window) / this.width;
  }

  get activeLane() {
    return this.lanes.find(({ id }) => id === this.active);
  }

  // ---- what is shown

  /** Show the lanes of the chosen route; the window stays unless it is another route. */
  show(lanes, { hidden = this.hidden } = {}) {
    this.lanes = lanes;
    this.hidden = hidden;
    if (!this.activeLane) this.active = lanes.find(({ layer }) => layer)?.id ?? null;
    if (this.shownRoute !== this.route) this.window = windows.whole(this.length_cm);
    this.shownRoute = this.route;
    this.#labels();
    this.resize();
    this.#describe();
  }

  resize() {
    this.width = Math.max(120, this.plot.clientWidth);
    this.#textSize();
    this.height = Math.max(1, this.lanes.length) * this.lane_px;
    byId("strip-stage").style.height = `${this.height}px`;
    this.canvas.resize(this.width, this.height);
    this.overlay.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    this.brush.extent([
      [0, 0],
      [this.width, this.height],
    ]);
    this.brushed.call(this.brush);
    this.zoom
      .extent([
        [0, 0],
        [this.width, this.height],
      ])
      .translateExtent([
        [0, 0],
        [this.width, this.height],
      ]);
    this.zoom.scaleExtent([1, Math.max(1, this.length_cm / windows.LEAST_CM)]);
    this.setWindow(this.window);
  }

  /** Lanes and axis are as high as their words need: whoever has text twice as large has them so too. */
  #textSize() {
    this.times = textTimes();
    this.lane_px = Math.round(LANE_PX * this.times);
    this.canvas.setLane(this.lane_px);
    const { style } = byId("strip-labels").parentElement;
    style.setProperty("--lane", `${this.lane_px}px`);
    style.setProperty("--axis", `${axisPx(this.times)}px`);
  }

  recolour() {
    this.canvas.recolour();
    this.redraw();
  }

  /** Show a part of the route. */
  setWindow(window) {
    this.window = window;
    const share = this.length_cm / windows.widthCm(window);
    const transform = zoomIdentity
      .translate((-window.from_cm / this.length_cm) * this.width * share, 0)
      .scale(share);
    select(this.plot).property("__zoom", transform);
    this.#windowSet();
  }

  #windowSet() {
    this.plot.dataset.from = this.window.from_cm;
    this.plot.dataset.to = this.window.to_cm;
    this.redraw();
  }

  redraw() {
    if (this.drawing) return;
    this.drawing = requestAnimationFrame(() => {
      this.drawing = null;
      this.draw();
    });
  }

  draw() {
    this.canvas.draw(this.lanes, this.window, { active: this.active, hidden: this.hidden });
    this.axis.draw(this.window, this.width, this.register.signs.get(this.route) ?? [], this.times);
    this.#showSelection();
    this.#showCrosshair();
  }

  showStretch(stretch) {
    this.setWindow(windows.around(stretch, this.length_cm));
  }

  zoomBy(times, at_cm = this.cursor) {
    this.setWindow(windows.zoomed(this.window, 1 / times, at_cm, this.length_cm));
  }

  x(cm) {
    return ((cm - this.window.from_cm) / windows.widthCm(this.window)) * this.width;
  }

  cmAt(x) {
    return this.window.from_cm + x * this.cmPerPx;
  }

  #layers() {
    this.brushed = select(this.overlay).append("g").attr("class", "strip-brush");
    this.crossLine = this.overlay.appendChild(svg("line", { class: "crosshair", y1: 0 }));
    this.edgeLine = this.overlay.appendChild(svg("line", { class: "edge-line" }));
  }

  #labels() {
    const label = (lane) =>
      h(
        "li",
        {},
        h(
          "button",
          {
            type: "button",
            "aria-pressed": String(lane.id === this.active),
            "data-lane": lane.id,
            title: lane.label,
            onclick: () => this.activate(lane),
          },
          lane.label,
        ),
      );
    byId("strip-labels").replaceChildren(...this.lanes.map(label));
  }

  activate(lane, isTold = true) {
    if (!lane) return;
    const isOther = lane.id !== this.active;
    this.active = lane.id;
    if (isOther) this.#revealActive();
    for (const button of byId("strip-labels").querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.lane === lane.id));
    }
    this.redraw();
    this.#describe();
    if (isTold) this.acts.lane(lane);
  }

  /** Scroll no more than it takes to see the chosen lane whole. */
  #revealActive() {
    const scroll = this.plot.closest(".strip-scroll");
    const row = this.lanes.indexOf(this.activeLane);
    const seen_px = scroll.clientHeight - byId("strip-axis").parentElement.offsetHeight;
    if (row < 0 || seen_px < this.lane_px) return;
    const [top, bottom] = [row, row + 1].map((count) => count * this.lane_px);
    if (top < scroll.scrollTop) scroll.scrollTop = top;
    else if (bottom > scroll.scrollTop + seen_px) scroll.scrollTop = bottom - seen_px;
  }

  // ---- selection and crosshair

  get isSelected() {
    const { from_cm, to_cm } = this.store.state;
    return from_cm < to_cm;
  }

  get cursor() {
    const { route, cm } = this.crosshair.state;
    if (route === this.route && cm !== undefined) return cm;
    return this.store.state.cm ?? this.store.state.from_cm ?? (this.window.from_cm + this.window.to_cm) / 2;
  }

  #showSelection() {
    const { from_cm, to_cm } = this.store.state;
    const ends = this.isSelected
      ? [this.x(from_cm), this.x(to_cm)].map((x) => windows.clamp(x, 0, this.width))
      : null;
    this.brush.move(this.brushed, ends && ends[0] < ends[1] ? ends : null);
  }

  #showCrosshair() {
    const { route, cm } = this.crosshair.state;
    const isSeen = route === this.route && cm >= this.window.from_cm && cm <= this.window.to_cm;
    this.crossLine.toggleAttribute("hidden", !isSeen);
    this.crossLine.style.display = isSeen ? "" : "none";
    if (isSeen) for (const end of ["x1", "x2"]) this.crossLine.setAttribute(end, this.x(cm));
    this.crossLine.setAttribute("y2", this.height);
    this.#describe();
  }

  /** Say the cursor's place and what is there, to eyes and to screen readers. */
  #describe() {
    const cm = Math.round(this.cursor);
    const text = this.#placeInWords(cm);
    const step = lengthInWords(windows.cursorStep(this.cmPerPx || 1), this.language);
    const readout = `${text} · ${this.language.t("step", { step })}`;
    byId("strip-readout").textContent = readout;
    byId("strip-readout").title = readout;
    this.plot.setAttribute("aria-valuemin", 0);
    this.plot.setAttribute("aria-valuemax", this.length_cm / CM_PER_KM);
    this.plot.setAttribute("aria-valuenow", cm / CM_PER_KM);
    this.plot.setAttribute("aria-valuetext", text);
  }

  #placeInWords(cm) {
    const { t, separator } = this.language;
    const whole_cm = Math.round(cm / CM_PER_M) * CM_PER_M;
    const sign = signOffset(whole_cm, this.register.signs.get(this.route) ?? []);
    const lane = this.activeLane;
    const mark = lane && markAt(lane, Math.min(cm, this.length_cm - 1));
    return [
      `${this.route} km ${formatStationing(whole_cm, separator)}`,
      sign && `${t("sign")} ${sign.label} + ${formatMetres(sign.offset_cm, separator)}\u00a0m`,
      lane && `${lane.label}: ${mark?.name || t(mark ? "recorded" : "unrecorded")}`,
    ]
      .filter(Boolean)
      .join(" · ");
  }

  say(text) {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => (byId("strip-said").textContent = text), SAY_MS);
  }

  sayStretch(from_cm, to_cm) {
    const { t, km } = this.language;
    const place = t("place_sum", { route: this.route, from: km(from_cm), to: km(to_cm) });
    this.say(`${place}, ${lengthInWords(to_cm - from_cm, this.language)}`);
  }

  // ---- zoom and pan

  #wireZoom() {
    this.zoom = zoom()
      .filter((event) => this.#zooms(event))
      .on("zoom", ({ transform, sourceEvent }) => {
        if (!sourceEvent) return;
        const width_cm = this.length_cm / transform.k;
        const from_cm = (-transform.x / this.width) * width_cm;
        this.window = windows.moved({ from_cm: 0, to_cm: width_cm }, from_cm, this.length_cm);
        this.#windowSet();
      });
    select(this.plot).call(this.zoom).on("dblclick.zoom", null);
    this.plot.addEventListener("wheel", (event) => this.#panned(event), { passive: false });
    this.#wireAxisDrag();
  }

  /** The wheel zooms, two fingers too; the pointer alone chooses. */
  #zooms(event) {
    if (event.type === "wheel") return !event.shiftKey && Math.abs(event.deltaY) >= Math.abs(event.deltaX);
    return event.type === "touchstart" ? event.touches.length > 1 : event.button === 1;
  }

  #panned(event) {
    if (this.#zooms(event)) return;
    event.preventDefault();
    const by = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY;
    this.setWindow(windows.moved(this.window, by * WHEEL_PAN * this.cmPerPx, this.length_cm));
  }

  #wireAxisDrag() {
    const axis = byId("strip-axis");
    axis.addEventListener("pointerdown", (event) => {
      axis.setPointerCapture(event.pointerId);
      this.panning = { x: event.clientX, window: this.window };
    });
    axis.addEventListener("pointermove", ({ clientX }) => {
      if (!this.panning) return;
      this.setWindow(
        windows.moved(this.panning.window, (this.panning.x - clientX) * this.cmPerPx, this.length_cm),
      );
    });
    for (const name of ["pointerup", "pointercancel"])
      axis.addEventListener(name, () => (this.panning = null));
  }

  // ---- choosing by pointer

  #wireBrush() {
    this.brush = brushX()
      .keyModifiers(false)
      .handleSize(HANDLE_PX)
      .filter((event) => !event.button && !event.ctrlKey && !this.edge && !(event.touches?.length > 1))
      .on("start", (event) => this.#brushStart(event))
      .on("brush", (event) => event.sourceEvent && this.sayStretch(...this.#stretchOf(event)))
      .on("end", (event) => event.sourceEvent && this.#brushEnd(event));
  }

  #brushStart({ sourceEvent }) {
    if (!sourceEvent) return;
    const { from_cm, to_cm } = this.store.state;
    const isHandle = sourceEvent.target.classList?.contains("handle");
    this.before = this.isSelected && isHandle ? { from_cm, to_cm } : null;
    this.pressed = this.#laneUnder(sourceEvent);
  }

  #brushEnd(event) {
    if (!event.selection) return this.#clicked(event.sourceEvent);
    const [from_cm, to_cm] = this.#stretchOf(event);
    if (from_cm < to_cm) this.acts.select(from_cm, to_cm);
    this.#showSelection();
    return undefined;
  }

  /** Return both ends: those that were pulled fall on steps and edges, the others stay where they were. */
  #stretchOf({ selection }) {
    const [first, last] = selection;
    const snap = (x) => windows.snapped(this.cmAt(x), this.cmPerPx, this.length_cm, this.#edgesUnder());
    if (!this.before) return [snap(first), snap(last)].map(Math.round);
    const { from_cm, to_cm } = this.before;
    const isStill = (x, cm) => Math.abs(x - windows.clamp(this.x(cm), 0, this.width)) < 1;
    return [isStill(first, from_cm) ? from_cm : snap(first), isStill(last, to_cm) ? to_cm : snap(last)].map(
      Math.round,
    );
  }

  #edgesUnder() {
    return (this.pressed?.marks ?? []).flatMap(({ from_cm, to_cm }) => [from_cm, to_cm]);
  }

  #clicked(event) {
    const lane = this.pressed;
    const cm = windows.clamp(
      Math.round(this.cmAt(pointer(event.changedTouches?.[0] ?? event, this.plot)[0])),
      0,
      this.length_cm - 1,
    );
    if (lane) this.activate(lane);
    this.acts.choose({ route: this.route, cm }, lane);
  }

  #laneUnder(event) {
    const [, y] = pointer(event.touches?.[0] ?? event, byId("strip-stage"));
    return this.lanes[Math.floor(y / this.lane_px)];
  }

  // ---- the pointer's place, and edges pulled

  #wirePointer() {
    this.plot.addEventListener("pointermove", (event) =>
      this.pulled ? this.#pull(event) : this.#hover(event),
    );
    this.plot.addEventListener("pointerleave", () => this.pulled || this.#showEdge(null));
    this.plot.addEventListener(
      "pointerdown",
      (event) => {
        if (event.pointerType !== "mouse") this.#hover(event);
        if (this.edge && !event.button) this.#grab(event);
      },
      true,
    );
    this.plot.addEventListener("pointerup", () => this.pulled && this.#letGo());
    this.plot.addEventListener("pointercancel", () => this.#drop());
    this.plot.addEventListener("dblclick", () => this.acts.edit(this.activeLane));
  }

  #hover(event) {
    const [x] = pointer(event, this.plot);
    const cm = windows.clamp(Math.round(this.cmAt(x)), 0, this.length_cm);
    this.crosshair.set({ route: this.route, cm });
    const lane = this.#laneUnder(event);
    const isLive = (this.movesEdges || event.altKey) && lane?.id === this.active && lane.writable;
    this.#showEdge(isLive ? edgeNear(lane, cm, EDGE_PX * this.cmPerPx) : null);
  }

  #showEdge(edge, at_cm = edge?.at_cm) {
    this.edge = edge;
    this.plot.classList.toggle("on-edge", Boolean(edge));
    this.edgeLine.style.display = edge ? "" : "none";
    if (!edge) return;
    const top = this.lanes.indexOf(this.activeLane) * this.lane_px;
    for (const [name, value] of Object.entries({
      x1: this.x(at_cm),
      x2: this.x(at_cm),
      y1: top,
      y2: top + this.lane_px,
    })) {
      this.edgeLine.setAttribute(name, value);
    }
  }

  #grab(event) {
    this.plot.setPointerCapture(event.pointerId);
    const { least_cm, most_cm } = edgeLimits(this.activeLane, this.edge, this.length_cm);
    this.pulled = { edge: this.edge, to_cm: this.edge.at_cm, least_cm, most_cm };
  }

  #pull(event) {
    const { least_cm, most_cm, edge } = this.pulled;
    const others = this.lanes
      .filter(({ id, writable }) => id !== this.active && writable)
      .flatMap(({ marks }) => within(marks, this.window))
      .map(({ from_cm }) => from_cm);
    const cm = windows.snapped(this.cmAt(pointer(event, this.plot)[0]), this.cmPerPx, this.length_cm, others);
    this.pulled.to_cm = Math.round(windows.clamp(cm, least_cm, most_cm));
    this.crosshair.set({ route: this.route, cm: this.pulled.to_cm });
    this.#showEdge(edge, this.pulled.to_cm);
  }

  #letGo() {
    const { edge, to_cm } = this.pulled;
    this.#drop();
    this.#edgeMode(false);
    if (to_cm !== edge.at_cm) this.acts.moveEdge(this.activeLane, edge, to_cm);
  }

  /** Let the pointer pull edges of the chosen lane instead of choosing a stretch; Alt does so meanwhile. */
  #edgeMode(isOn) {
    this.movesEdges = isOn;
    byId("strip-edge").setAttribute("aria-pressed", String(isOn));
    this.plot.classList.toggle("moves-edges", isOn);
  }

  #drop() {
    this.pulled = null;
    this.#showEdge(null);
  }

  // ---- buttons

  #wireTools() {
    byId("strip-in").addEventListener("click", () => this.zoomBy(ZOOM_STEP));
    byId("strip-out").addEventListener("click", () => this.zoomBy(1 / ZOOM_STEP));
    byId("strip-whole").addEventListener("click", () => this.setWindow(windows.whole(this.length_cm)));
    byId("strip-selection").addEventListener(
      "click",
      () => this.isSelected && this.showStretch(this.store.state),
    );
    byId("strip-edge").addEventListener("click", () => this.#edgeMode(!this.movesEdges));
  }
}
