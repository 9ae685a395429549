/** Two days compared: what was gained and lost, in numbers, as a lane of the strip and as lines on the map. */

import * as L from "leaflet";

import { byId, h, put } from "./dom.js";
import { cmOfKm } from "./measures.js";

export const GAINED = { shown: "gained", colour: "#1b6e3c", pattern: "solid", letter: "+" };
export const LOST = { shown: "lost", colour: "#a3172a", pattern: "back_diagonal", letter: "−" };
const PANE = "comparison";
const DEPTH = 390;
const WEIGHT = 16;

/** Return the marks of gained and lost stretches on a route, in order. */
export function marksOf(counted, route, names) {
  const on = counted.filter((one) => one.route === route);
  const marks = (pairs, look) =>
    pairs.map(([from_km, to_km]) => ({
      from_cm: cmOfKm(from_km),
      to_cm: cmOfKm(to_km),
      name: names[look.shown],
      ...look,
    }));
  return on
    .flatMap(({ gained, lost }) => [...marks(gained, GAINED), ...marks(lost, LOST)])
    .sort((a, b) => a.from_cm - b.from_cm);
}

/** Return the lane that shows a comparison under the axis; null without one. */
export function comparisonLane(found, route, { t, day }) {
  if (!found) return null;
  const marks = marksOf(found.counted, route, { gained: t("gained"), lost: t("lost") });
  const label = t("compared_lane", { day: day(found.against) });
  return {
    id: "comparison",
    layer: null,
    key: {},
    label,
    writable: false,
    partition: false,
    marks,
    required: [],
  };
}

export class Comparing {
  constructor({ api, language, store, map, register, naming, drafts }) {
    Object.assign(this, { api, language, store, map, register, naming, drafts, found: null });
    map.createPane(PANE).style.zIndex = DEPTH;
    map.getPane(PANE).style.pointerEvents = "none";
    this.canvas = L.canvas({ pane: PANE, padding: 0.3 });
    this.lines = L.layerGroup().addTo(map);
  }

  /** Read what the state asks for; an older answer never overtakes a newer one. */
  async read() {
    const { layer, element, as_of, against } = this.store.state;
    const computed = this.register.computed.get(layer);
    const drafted = computed ? {} : this.drafts.asked;
    this.said = this.drafts.said(!drafted.draft);
    const asked = { layer, against, as_of, ...drafted, ...(this.#hasElement(layer) ? { element } : {}) };
    const name = JSON.stringify([asked, this.register.number, this.drafts.state]);
    const isCompared = !computed || computed.fails;
    if (!against || against === as_of || !isCompared) return this.#take(null, name);
    if (name === this.asked) return this.found;
    this.asked = name;
    const { data } = await this.api.get("comparison", asked);
    return name === this.asked ? this.#take(data, name) : this.found;
  }

  #take(found, name) {
    this.found = found;
    this.asked = name;
    this.draw();
    this.#tell();
    return found;
  }

  #hasElement(layer) {
    return this.naming.layer(layer)?.key.some(({ name }) => name === "element");
  }

  draw() {
    this.lines.clearLayers();
    for (const { route, gained, lost } of this.found?.counted ?? []) {
      const line = this.register.alignments.get(route);
      if (!line) continue;
      this.#line(line, gained, { color: GAINED.colour });
      this.#line(line, lost, { color: LOST.colour, dashArray: "6 6" });
    }
  }

  #line(line, pairs, style) {
    const parts = pairs.map(([from_km, to_km]) =>
      line.cut(cmOfKm(from_km), cmOfKm(to_km)).map(([longitude, latitude]) => [latitude, longitude]),
    );
    const look = {
      renderer: this.canvas,
      interactive: false,
      lineCap: "butt",
      weight: WEIGHT,
      opacity: 1,
      ...style,
    };
    if (parts.length) this.lines.addLayer(L.polyline(parts, look));
  }

  #tell() {
    const place = byId("comparison");
    const { state } = this.store;
    place.hidden = byId("compare-end").hidden = !this.found && !state.against;
    if (place.hidden) return put(place);
    const { t, day } = this.language;
    if (!this.found) {
      const why = state.against === state.as_of ? "compared_same_day" : "compared_not";
      return put(place, h("p", { class: "muted" }, t(why, { day: day(state.against) })));
    }
    const { against, as_of, counted, values, figures, layer } = this.found;
    return put(
      place,
      h("h2", {}, t("compared", { from: day(against), to: day(as_of) })),
      this.said ? h("p", { class: "draft-note" }, this.said) : null,
      this.#sum(counted),
      this.#table(
        t("value"),
        values.map((one) => [
          this.naming.worded(layer, { [this.naming.layer(layer).values[0].name]: one.value }),
          one,
        ]),
      ),
      this.#table(
        figures[0]?.code ?? "K1",
        figures.map((one) => [one.route, one]),
      ),
    );
  }

  #sum(counted) {
    const [gained, lost] = ["gained_km", "lost_km"].map((name) =>
      counted.reduce((sum, one) => sum + one[name], 0),
    );
    return h(
      "p",
      { class: "compared-sum", "data-gained": gained, "data-lost": lost },
      this.#number("gain", "+", gained),
      " ",
      this.#number("loss", "−", lost),
    );
  }

  #number(kind, sign, km) {
    const text = this.language.signed(sign, km);
    return h("span", { class: text.startsWith(sign) ? kind : "muted" }, `${text}\u00a0km`);
  }

  #table(title, rows) {
    const { t } = this.language;
    const changed = rows.filter(([, { gained_km, lost_km }]) => gained_km || lost_km);
    if (!changed.length) return h("p", { class: "muted" }, `${title}: ${t("no_difference")}`);
    const head = [title, t("gained"), t("lost")].map((text, place) =>
      h("th", { class: place ? "number" : false }, text),
    );
    const row = ([name, { gained_km, lost_km }]) =>
      h(
        "tr",
        {},
        h("th", { scope: "row" }, name),
        h("td", { class: "number" }, this.#number("gain", "+", gained_km)),
        h("td", { class: "number" }, this.#number("loss", "−", lost_km)),
      );
    return h(
      "table",
      { class: "compact plain-table" },
      h("thead", {}, h("tr", {}, head)),
      h("tbody", {}, changed.map(row)),
    );
  }
}
