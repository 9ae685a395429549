/** What the page has read of the register: lines once, layers and figures as of a day. */

import { Alignment } from "./alignment.js";
import { piecesByRoute } from "./intervals.js";
import { cmOfKm } from "./measures.js";

/** Overview line: 3,600 vertices instead of 14,400; the difference is smaller than a pixel until zoom 13. */
const OVERVIEW_M = 5;

export class Register {
  #layers = new Map();
  #numbers = new Map();

  /** `computed` are the layers that are worked out, `failed()` what is taken to have failed for those of sensors. */
  constructor(api, urls, routes, { computed = [], failed = () => undefined } = {}) {
    Object.assign(this, { api, urls, routes, failed });
    this.computed = new Map(computed.map((one) => [one.name, one]));
    this.alignments = new Map();
    this.signs = new Map();
  }

  /** The ledger's number of the oldest thing read since `forget`: a write that relies on it is safe. */
  get number() {
    return Math.min(...this.#numbers.values());
  }

  async readLines(tolerance_m = OVERVIEW_M) {
    await Promise.all(this.routes.map(async ({ code }) => {
      const { data } = await this.api.get(`routes/${code}/line/`, { tolerance_m });
      this.alignments.set(code, new Alignment(data.points));
    }));
  }

  async readSigns(as_of) {
    await Promise.all(this.routes.map(async ({ code }) => {
      const { signs } = await this.api.file(`${this.urls.signs.replace("-route-", code)}?as_of=${as_of}`);
      this.signs.set(code, signs.map(([label, km]) => [label, cmOfKm(km)]));
    }));
  }

  /** Read a layer as of a day, once; for layers with an element only that of `element`. */
  async read(layer, as_of, element) {
    const computed = this.computed.get(layer);
    const asked = computed ? { as_of, fail: computed.fails ? this.failed() : undefined } : { as_of, element };
    const path = computed?.path ?? `layers/${layer}/`;
    const key = JSON.stringify([path, asked]);
    if (!this.#layers.has(key)) this.#layers.set(key, this.#fetch(key, path, asked));
    return this.#layers.get(key);
  }

  async #fetch(key, path, asked) {
    try {
      const { data, number } = await this.api.get(path, asked);
      this.#numbers.set(key, number ?? data.ledger);
      return piecesByRoute(data);
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

  /** Return `{route, cm, distance_m}` of the place on any line that is nearest to a point. */
  nearest(lonlat) {
    const found = [...this.alignments].map(([route, line]) => ({ route, ...line.nearest(lonlat) }));
    return found.sort((a, b) => a.distance_m - b.distance_m)[0];
  }
}
