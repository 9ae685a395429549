/** What the page has read of the register: lines once, layers and figures as of a day. */

import { Alignment } from "./alignment.js";
import { piecesByRoute } from "./intervals.js";
import { cmOfKm } from "./measures.js";

/** Overview line: 3,600 vertices instead of 14,400; the difference is smaller than a pixel until zoom 13. */
const OVERVIEW_M = 5;

export class Register {
  #layers = new Map();
  #numbers = new Map();

  /**
   * `computed` are the layers that are worked out, `failed()` what is taken to have failed for those of sensors;
   * `drafted(byRoute, layer, as_of)` gives a recorded layer as the chosen draft would leave it.
   */
  constructor(api, urls, routes, { computed = [], failed = () => undefined, drafted = (byRoute) => byRoute } = {}) {
    Object.assign(this, { api, urls, routes, failed, drafted });
    this.computed = new Map(computed.map((one) => [one.name, one]));
    this.alignments = new Map();
    this.signs = new Map();
  }

  /** The ledger's number of the oldest thing read since `forget`: a write that relies on it is safe. */
  get number() {
    return Math.min(...this.#numbers.values());
  }

  async readLines(tolerance_m = OVERVIEW_M, routes = this.routes) {
    await Promise.all(routes.map(async ({ code }) => {
      const { data } = await this.api.get(`routes/${code}/line/`, { tolerance_m });
      this.alignments.set(code, new Alignment(data.points));
    }));
  }

  async readSigns(as_of) {
    const { signs } = await this.api.file(`${this.urls.signs}?as_of=${as_of}`);
    const inCm = ([label, km]) => [label, cmOfKm(km)];
    this.signs = new Map(this.routes.map(({ code }) => [code, (signs[code] ?? []).map(inCm)]));
  }

  /** Read the lines, and if a day is given the signs, that no reading has brought so far. */
  async readMissing(as_of = null) {
    const without = this.routes.filter(({ code }) => !this.alignments.has(code));
    const signs = as_of && !this.signs.size && this.readSigns(as_of);
    await Promise.all([this.readLines(OVERVIEW_M, without), signs]);
  }

  /** Whether every route has its line. */
  get hasLines() {
    return this.routes.every(({ code }) => this.alignments.has(code));
  }

  /** Ask for these layers as of a day in one answer; whoever reads one of them then waits for no other. */
  readDay(names, as_of) {
    const keys = names.map((name) => nameOf(name, { as_of }));
    if (keys.every((key) => this.#layers.has(key))) return;
    const answer = this.api.get("whole-layers", { as_of });
    names.forEach((name, place) => {
      const taken = this.#taken(keys[place], answer, (data) => data.layers[name]);
      taken.catch(() => null); // told to those who read it
      this.#layers.set(keys[place], taken);
    });
  }

  /** Read a layer as of a day, once and whole; give it as drafted, only what it says of `element`, if one is named. */
  async read(layer, as_of, element) {
    const computed = this.computed.get(layer);
    const asked = computed?.fails ? { as_of, fail: this.failed() } : { as_of };
    const key = nameOf(layer, asked);
    if (!this.#layers.has(key)) {
      const path = computed?.path ?? `layers/${layer}/`;
      this.#layers.set(key, this.#taken(key, this.api.get(path, asked), (data) => data));
    }
    const whole = await this.#layers.get(key);
    if (computed) return whole;
    const byRoute = await this.drafted(whole, layer, as_of);
    if (element === undefined) return byRoute;
    const own = (pieces) => pieces.filter((piece) => piece.element === element);
    return new Map([...byRoute].map(([route, pieces]) => [route, own(pieces)]));
  }

  /** What failed is asked for again by the next who reads it. */
  async #taken(key, answer, rowsOf) {
    try {
      const { data, number } = await answer;
      this.#numbers.set(key, number ?? data.ledger);
      return piecesByRoute(rowsOf(data));
    } catch (error) {
      this.#layers.delete(key);
      throw error;
    }
  }

  /** Forget every layer: something was written. */
  forget() {
    this.#layers.clear();
    this.#numbers.clear();
  }

  lengthOf(route) {
    return this.routes.find(({ code }) => code === route).length_cm;
  }

  /** Return the places of all lines within reach of a point, as `nearest` does, the nearest first. */
  near(lonlat, reach_m) {
    const found = [...this.alignments].flatMap(([route, line]) =>
      line.near(lonlat, reach_m).map((one) => ({ route, ...one })),
    );
    return found.sort((a, b) => a.distance_m - b.distance_m);
  }

  /** Return `{route, cm, distance_m}` of the place on any line that is nearest to a point. */
  nearest(lonlat) {
    const found = [...this.alignments].map(([route, line]) => ({ route, ...line.nearest(lonlat) }));
    return found.sort((a, b) => a.distance_m - b.distance_m)[0];
  }
}

const nameOf = (layer, asked) => JSON.stringify([layer, asked]);
