/** Surveillance beside map and strip: a sensor looked at, a gap explained, an outage tried; nothing is written. */

import { byId } from "./dom.js";
import { SightMap } from "./sight_map.js";
import { GapWatch } from "./watch_gap.js";
import { OutageWatch } from "./watch_outage.js";
import { SensorWatch } from "./watch_sensor.js";

const WAIT_MS = 200;

export class Watch {
  /** `desk` is what the page is made of; `changed()` draws the strip's lanes again. */
  constructor(desk, changed) {
    Object.assign(this, { desk, store: desk.store, isRead: false });
    const sight = new SightMap(desk);
    this.sensor = new SensorWatch({ ...desk, sight, changed });
    this.gap = new GapWatch(desk);
    this.outage = new OutageWatch({ ...desk, sight, changed });
    this.store.listen((state, changed) => this.#stateChanged(changed));
    byId("tab-watch").addEventListener("click", () => this.#first());
    byId("tab-watch").addEventListener("focus", () => this.#first());
  }

  /** Return the lanes that stand above those of the register. */
  lanes(route) {
    return [this.outage.lane(route), this.sensor.lane(route)].filter(Boolean);
  }

  /** Whether the lanes of coverage are what one looks at now: then they stand first. */
  get isLookedAt() {
    const { layer, sensor, fail } = this.store.state;
    return Boolean(sensor || fail || this.desk.register.computed.get(layer)?.fails);
  }

  /** Show what the address asks for. */
  async start() {
    const { sensor, fail } = this.store.state;
    if (!sensor && !fail) return;
    if (!this.desk.opensForm) this.desk.tabs.choose("tab-watch");
    await this.#first();
  }

  /** The lists are asked for when somebody first looks. */
  async #first() {
    if (this.isRead) return;
    this.isRead = true;
    await this.desk.busy(this.#readAll());
  }

  #readAll() {
    return Promise.all([
      this.sensor.readList(),
      this.outage.readWorst(),
      this.sensor.read(),
      this.outage.read(),
      this.gap.read(),
    ]);
  }

  /** Something was written: what was read may hold no more. */
  forget() {
    for (const one of [this.sensor, this.gap, this.outage]) one.asked = null;
    this.sensor.profileAsked = null;
    return this.isRead ? this.#readAll() : null;
  }

  /** Open the panel at the gap of the chosen place. */
  showGap() {
    this.desk.tabs.choose("tab-watch");
    this.#first();
  }

  #stateChanged(changed) {
    const has = (...names) => names.some((name) => changed.has(name));
    const { sensor, fail } = this.store.state;
    const isGapAsked = has("cm") && this.store.state.cm !== undefined && this.store.state.layer === "gap";
    if ((has("sensor", "fail") && (sensor || fail)) || isGapAsked) this.desk.tabs.choose("tab-watch");
    if (!this.isRead) return has("sensor", "fail") || isGapAsked ? this.#first() : undefined;
    if (has("as_of")) return this.desk.busy(this.#readAll());
    if (has("sensor", "fail")) this.desk.busy(Promise.all([this.sensor.read(), this.outage.read()]));
    if (has("fail", "cm", "from_cm", "to_cm", "route")) this.#soon();
    return undefined;
  }

  /** What follows the pointer waits until it rests. */
  #soon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.desk.busy(Promise.all([this.gap.read(), this.sensor.readProfile()])), WAIT_MS);
  }
}
