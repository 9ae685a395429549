/** The chosen sensor beside map and strip: its facts, what it sees, the way to its centre, a line of sight. */

import { byId, h, option, put, table } from "./dom.js";
import { cmOfKm, kmOfCm } from "./measures.js";
import { drawProfile } from "./profile_chart.js";
import { failedReading } from "./read_again.js";

export const SEEN = { shown: "sensor_seen", colour: "#e69f00", pattern: "solid", letter: "" };
export const HIDDEN = { shown: "sensor_hidden", colour: "#4a4f57", pattern: "back_diagonal", letter: "×" };
export const UNKNOWN = { shown: "sensor_unknown", colour: "#8a4f9e", pattern: "dots", letter: "?" };
const MOST_ROWS = 16;

/** Return the marks of what a sensor sees of a route, in order along it. */
export function sightMarks(sights, names) {
  const marks = (pairs, look) =>
    pairs.map(([from_km, to_km]) => ({
      from_cm: cmOfKm(from_km),
      to_cm: cmOfKm(to_km),
      name: names[look.shown],
      ...look,
    }));
  const { seen = [], hidden = [], unknown = [] } = sights ?? {};
  return [...marks(seen, SEEN), ...marks(hidden, HIDDEN), ...marks(unknown, UNKNOWN)].sort(
    (a, b) => a.from_cm - b.from_cm,
  );
}

/** Return at most so many places of samples, evenly, the first and the last among them. */
export function samples(count, most = MOST_ROWS) {
  if (count <= most) return Array.from({ length: count }, (_, n) => n);
  return Array.from({ length: most }, (_, n) => Math.round((n * (count - 1)) / (most - 1)));
}

export class SensorWatch {
  /** `sight` draws on the map, `changed()` is called when the strip has to show something else. */
  constructor({ api, config, language, naming, store, tell, sight, changed }) {
    Object.assign(this, { api, config, language, naming, store, tell, sight, changed });
    Object.assign(this, { sensors: [], sheet: null, profile: null });
    byId("watch-pick").addEventListener("change", ({ target }) =>
      store.set({ sensor: target.value || undefined }),
    );
  }

  /** Read the sensors of the day for the list. */
  async readList() {
    const { as_of } = this.store.state;
    const { data } = await this.api.get("sensors/", { as_of });
    if (as_of !== this.store.state.as_of) return;
    this.sensors = data;
    this.#list();
  }

  #list() {
    const { sensor } = this.store.state;
    const rows = this.sensors.map(({ code, state }) => option(code, `${code} · ${this.#state(state)}`));
    put(byId("watch-pick"), option("", this.language.t("watch_none")), ...rows);
    byId("watch-pick").value = this.sensors.some(({ code }) => code === sensor) ? sensor : "";
  }

  #state(state) {
    return this.config.sensor_states[state].state_name;
  }

  /** Read and show the chosen sensor; without one, nothing. */
  async read() {
    const { sensor, as_of, fail } = this.store.state;
    const asked = JSON.stringify([sensor, as_of, fail]);
    this.asked = asked;
    byId("watch-pick").value = sensor ?? "";
    const found = sensor ? await this.#ask(sensor, { as_of, fail }) : null;
    if (asked !== this.asked) return;
    const wasOn = Boolean(found) && byId("watch-viewshed-toggle")?.getAttribute("aria-pressed") === "true";
    this.sheet = found;
    this.sight.sensor(found);
    this.#show();
    this.changed();
    const toggle = byId("watch-viewshed-toggle");
    if (wasOn && toggle) await this.toggleViewshed(toggle);
    else this.sight.viewshed(null);
    await this.readProfile();
  }

  async #ask(sensor, asked) {
    try {
      return (await this.api.get(`sensors/${encodeURIComponent(sensor)}/`, asked)).data;
    } catch (error) {
      if (error.status !== 404) throw error;
      put(byId("watch-sensor"), h("p", { class: "note warning" }, error.message));
      return null;
    }
  }

  /** Return the lane of what the chosen sensor makes of a route; none without one. */
  lane(route) {
    if (!this.sheet) return null;
    const { t } = this.language;
    const names = { sensor_seen: t("watch_seen"), sensor_hidden: t("watch_hidden"), sensor_unknown: t("watch_unknown") };
    const label = t("watch_lane", { code: this.sheet.code });
    const marks = sightMarks(this.sheet.sights_km[route], names);
    return { id: "sensor", layer: null, key: {}, label, writable: false, partition: false, marks, required: [] };
  }

  // ---- the sheet

  #show() {
    const place = byId("watch-sensor");
    const { sheet } = this;
    const { t } = this.language;
    if (!sheet) {
      if (!this.store.state.sensor) put(place, h("p", { class: "hint" }, t("watch_pick_hint")));
      return;
    }
    const facts = this.#facts().flatMap(([key, value]) => [h("dt", {}, t(key)), h("dd", {}, value)]);
    put(
      place,
      h("h3", {}, sheet.code),
      h("p", {}, sheet.name),
      this.#verdict(),
      sheet.no_heights ? h("p", { class: "note warning" }, t("watch_no_heights")) : null,
      h("dl", { class: "facts" }, facts),
      this.#way(),
      h("div", { class: "buttons" }, ...this.#buttons()),
      h("div", { id: "watch-viewshed", "aria-live": "polite" }),
    );
  }

  #facts() {
    const { sheet } = this;
    const { t, whole, amount, day, number } = this.language;
    const metres = (value) => (value ? t("watch_metres", { metres: whole(value) }) : null);
    const { model_facts: model } = sheet;
    const when = [model.by_day && t("watch_by_day"), model.by_night && t("watch_by_night")].filter(Boolean);
    const isTurned = sheet.sector_deg < 360;
    const sector = isTurned ? `${amount(sheet.azimuth_deg)}° ± ${amount(sheet.sector_deg / 2)}°` : t("watch_all_round");
    const rows = [
      ["watch_model", model.name],
      ["watch_family", t(`watch_${sheet.family}`)],
      ["watch_state", this.#state(sheet.state)],
      ["watch_site", sheet.site],
      ["watch_mast", sheet.mast_m ? t("watch_metres", { metres: amount(sheet.mast_m) }) : null],
      ["watch_sector", Object.keys(sheet.stretches_km).length ? null : sector],
      ["watch_range", metres(sheet.range_m)],
      ["watch_recognition", metres(model.recognition_m)],
      ["watch_identification", metres(model.identification_m)],
      ["watch_when", when.join(", ")],
      ["watch_sees", `${number(sheet.seen_km)}\u00a0km`],
      ["watch_power", sheet.power === null ? null : t(sheet.power ? "watch_powered" : "watch_dark")],
      ["watch_owner", sheet.owner],
      ["watch_unit", sheet.unit && (this.naming.names.unit?.get(sheet.unit) ?? sheet.unit)],
      ["watch_verified", sheet.verified_on ? day(sheet.verified_on) : t("watch_never")],
      ["watch_confidence", sheet.confidence],
      ["watch_note", sheet.note],
    ];
    return rows.filter(([, value]) => value);
  }

  #verdict() {
    const { t } = this.language;
    const { integrated, cause } = this.sheet;
    const badge = h("span", { class: `badge ${integrated ? "yes" : "no"}` }, t(integrated ? "watch_counts" : "watch_counts_not"));
    const why = cause ? ` ${this.naming.names.gap.get(cause)}` : null;
    return h("p", { "data-integrated": String(integrated) }, badge, why);
  }

  /** Say the nodes and links to the centre, what is broken marked in words. */
  #way() {
    const { t } = this.language;
    const { way, level } = this.sheet;
    const title = h("h4", {}, t("watch_way", { level: t(`watch_level_${level}`) }));
    if (!way.length) return h("div", {}, title, h("p", { class: "note warning" }, t("watch_no_way")));
    const step = ({ code, type, works }) =>
      h(
        "li",
        { class: works ? false : "broken" },
        `${t(type === "link" ? "watch_link" : "watch_node")} ${code}`,
        works ? null : h("strong", {}, ` ${t("watch_broken")}`),
      );
    return h("div", {}, title, h("ol", { class: "way" }, way.map(step)));
  }

  #buttons() {
    const { t } = this.language;
    const button = (key, act, more = {}) =>
      h("button", { type: "button", class: "button small", onclick: act, ...more }, t(key));
    const looks = this.sheet.lon !== null && !Object.keys(this.sheet.stretches_km).length;
    const toggle = { id: "watch-viewshed-toggle", "aria-pressed": "false" };
    return [
      button("watch_show", () => this.sight.fit(this.sheet)),
      looks ? button("watch_viewshed", (event) => this.toggleViewshed(event.currentTarget), toggle) : null,
      button("watch_switch_off", () => this.switchOff()),
      button("watch_leave", () => this.store.set({ sensor: undefined })),
    ];
  }

  switchOff() {
    const codes = new Set((this.store.state.fail ?? "").split(",").filter(Boolean));
    this.store.set({ fail: [...codes.add(this.sheet.code)].join(",") });
  }

  // ---- the ground in sight

  async toggleViewshed(button) {
    const isOn = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(isOn));
    const place = byId("watch-viewshed");
    if (!isOn) {
      this.sight.viewshed(null);
      return put(place);
    }
    const { t, number } = this.language;
    put(place, h("p", { class: "hint" }, t("watch_computing")));
    try {
      const { data } = await this.api.get("viewshed", { sensor: this.sheet.code, as_of: this.sheet.as_of });
      if (data.sensor !== this.sheet?.code || button.getAttribute("aria-pressed") !== "true") return null;
      this.sight.viewshed(data);
      const [seen, hidden] = [data.seen_km2, data.hidden_km2].map(number);
      return put(
        place,
        h("p", {}, t("watch_viewshed_said", { seen, hidden })),
        this.#terrain(data.terrain),
      );
    } catch (error) {
      if (!error.code) throw error;
      button.setAttribute("aria-pressed", "false");
      return put(place, failedReading(error, this.language, () => this.toggleViewshed(button)));
    }
  }

  #terrain(terrain) {
    const { t } = this.language;
    if (!terrain) return h("p", { class: "note warning" }, t("watch_no_terrain"));
    const isMarked = terrain.synthetic;
    return h(
      "p",
      { class: isMarked ? "note warning" : "hint" },
      t(isMarked ? "watch_synthetic" : "watch_terrain", { name: terrain.invented || terrain.name }),
    );
  }

  // ---- the line of sight to the chosen metre

  async readProfile() {
    const place = byId("watch-profile");
    const { route, cm, as_of } = this.store.state;
    const { sheet } = this;
    const asked = JSON.stringify([sheet?.code, route, cm, as_of]);
    if (asked === this.profileAsked) return;
    this.profileAsked = asked;
    const looks = sheet && sheet.lon !== null && !Object.keys(sheet.stretches_km).length;
    const { t } = this.language;
    if (!looks) return put(place);
    if (cm === undefined) return put(place, h("p", { class: "hint" }, t("watch_profile_hint")));
    try {
      const { data } = await this.api.get("profile", { sensor: sheet.code, route, km: kmOfCm(cm), as_of });
      if (asked === this.profileAsked) this.#profile(place, data);
    } catch (error) {
      if (!error.code) throw error;
      if (asked === this.profileAsked) put(place, failedReading(error, this.language, () => this.#profileAgain()));
    }
  }

  #profileAgain() {
    this.profileAsked = null;
    return this.readProfile();
  }

  #profile(place, profile) {
    const { t, whole, km, number } = this.language;
    const title = t("watch_profile", { code: profile.sensor, route: profile.route, km: km(cmOfKm(profile.km)) });
    const { block } = profile;
    const lines = [
      t("watch_length", { metres: whole(profile.length_m) }),
      t("watch_drop", { metres: number(profile.drop_at_target_m), refraction: number(profile.refraction) }),
      block &&
        t("watch_blocked", { at: whole(block.distance_m), above: number(block.above_m), top: number(block.top_m) }),
    ];
    put(
      place,
      h("h3", {}, title),
      h("p", { "data-profile": profile.state }, h("strong", {}, t(`watch_state_${profile.state}`))),
      h("p", {}, lines.filter(Boolean).join(" ")),
      drawProfile(profile, title, whole),
      h("p", { class: "hint" }, t("watch_profile_legend")),
      this.#terrain({ name: profile.terrain, synthetic: profile.synthetic }),
      h("details", {}, h("summary", {}, t("watch_profile_table")), this.#profileTable(profile)),
    );
  }

  #profileTable({ distance_m, ground_m, tops_m, sight_m, drop_m }) {
    const { t, whole, number } = this.language;
    const said = (value) => (value === null ? "–" : number(value));
    const row = (n) =>
      h(
        "tr",
        {},
        h("th", { scope: "row" }, whole(distance_m[n])),
        [
          ground_m[n] === null ? null : ground_m[n] + drop_m[n],
          drop_m[n],
          sight_m[n] === null ? null : sight_m[n] + drop_m[n],
          tops_m[n] === null ? null : sight_m[n] - tops_m[n],
        ].map((value) => h("td", { class: "number" }, said(value))),
      );
    const heads = ["watch_distance", "watch_ground", "watch_curve", "watch_ray", "watch_clear"].map((key) => t(key));
    return h(
      "div",
      { class: "table-wrap", tabindex: "0", role: "region", "aria-label": t("watch_profile_table") },
      table(heads, samples(distance_m.length).map(row)),
    );
  }
}
