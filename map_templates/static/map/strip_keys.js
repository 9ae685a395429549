/** The strip by keys: the cursor, the stretch, the lanes and the zoom without a pointer. */

import { byId } from "./dom.js";
import { edgeNear, nextEdge } from "./lanes.js";
import * as windows from "./window.js";

const ZOOM_STEP = 2;

export const wireStripKeys = (strip) => new StripKeys(strip).wire();

class StripKeys {
  constructor(strip) {
    this.strip = strip;
  }

  wire() {
    this.strip.plot.addEventListener("keydown", (event) => {
      const act = this.#keyed(event);
      if (!act || event.altKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    });
  }

  #keyed({ key, shiftKey, ctrlKey }) {
    const acts = {
      ArrowRight: () => this.#step(1, shiftKey, ctrlKey),
      ArrowLeft: () => this.#step(-1, shiftKey, ctrlKey),
      ArrowDown: () => this.#nextLane(1),
      ArrowUp: () => this.#nextLane(-1),
      PageDown: () => this.#page(1),
      PageUp: () => this.#page(-1),
      Home: () => this.#goTo(0, shiftKey),
      End: () => this.#goTo(this.strip.length_cm, shiftKey),
      "+": () => this.strip.zoomBy(ZOOM_STEP),
      "=": () => this.strip.zoomBy(ZOOM_STEP),
      "-": () => this.strip.zoomBy(1 / ZOOM_STEP),
      0: () => this.strip.setWindow(windows.whole(this.strip.length_cm)),
      Enter: () => this.#enter(),
      " ": () => this.#chooseHere(),
      Escape: () => this.strip.acts.clear(),
      e: () => this.#edgeHere(),
    };
    return acts[key];
  }

  /** Move the cursor by a step, or with Ctrl to the next edge of the lane; with Shift the stretch grows with it. */
  #step(direction, isSelecting, toEdge) {
    const lane = this.strip.activeLane;
    const next = toEdge && lane ? nextEdge(lane, this.strip.cursor, direction) : undefined;
    if (toEdge && next === undefined) return;
    const step_cm = windows.cursorStep(this.strip.cmPerPx);
    this.#goTo(
      next ?? windows.stepped(Math.round(this.strip.cursor), step_cm, direction, this.strip.length_cm),
      isSelecting,
    );
  }

  #goTo(cm, isSelecting) {
    const from_cm = Math.round(this.strip.cursor);
    this.strip.crosshair.set({ route: this.strip.route, cm });
    this.strip.setWindow(windows.showing(this.strip.window, cm, this.strip.length_cm));
    this.strip.acts.follow({ route: this.strip.route, cm });
    if (isSelecting) this.#extend(from_cm, cm);
  }

  #extend(cursor_cm, cm) {
    const { from_cm, to_cm } = this.strip.store.state;
    const anchor_cm = !this.strip.isSelected
      ? cursor_cm
      : cursor_cm === to_cm
        ? from_cm
        : cursor_cm === from_cm
          ? to_cm
          : cursor_cm;
    if (anchor_cm === cm) return this.strip.acts.clear();
    const ends = [anchor_cm, cm].sort((a, b) => a - b);
    this.strip.acts.select(...ends);
    return this.strip.sayStretch(...ends);
  }

  #page(direction) {
    const { strip } = this;
    const by_cm = direction * windows.widthCm(strip.window) * 0.9;
    strip.setWindow(windows.moved(strip.window, by_cm, strip.length_cm));
    const { from_cm, to_cm } = strip.window;
    const here = { route: strip.route, cm: Math.round((from_cm + to_cm) / 2) };
    strip.crosshair.set(here);
    strip.acts.follow(here);
  }

  #nextLane(direction) {
    const place = this.strip.lanes.indexOf(this.strip.activeLane) + direction;
    const lane = this.strip.lanes[windows.clamp(place, 0, this.strip.lanes.length - 1)];
    this.strip.activate(lane);
    byId("strip-labels")
      .querySelector(`[data-lane="${CSS.escape(lane.id)}"]`)
      ?.scrollIntoView({ block: "nearest" });
  }

  #chooseHere() {
    this.strip.acts.choose(
      { route: this.strip.route, cm: Math.min(Math.round(this.strip.cursor), this.strip.length_cm - 1) },
      this.strip.activeLane,
    );
  }

  #enter() {
    if (!this.strip.isSelected) this.#chooseHere();
    this.strip.acts.edit(this.strip.activeLane);
  }

  /** Move the lane's edge that is nearest to the cursor, by numbers instead of by the pointer. */
  #edgeHere() {
    const lane = this.strip.activeLane;
    const edge = lane?.writable && edgeNear(lane, this.strip.cursor, windows.widthCm(this.strip.window));
    if (edge) this.strip.acts.moveEdge(lane, edge, edge.at_cm);
  }
}
