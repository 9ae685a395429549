/** An outage that is only tried: what is switched off, what is lost, what every single failure would take. */

import { byId, h, option, put } from "./dom.js";
import { cmOfKm } from "./measures.js";

export const LOST = { shown: "outage_lost", colour: "#a3172a", pattern: "back_diagonal", letter: "−" };
const MOST_WORST = 12;

/** Return the codes in a text with commas between them. */
export const codesOf = (text) => [...new Set((text ?? "").split(",").map((code) => code.trim()).filter(Boolean))];

export class OutageWatch {
  constructor({ api, language, store, sight, map, register, changed }) {
    Object.assign(this, { api, language, store, sight, map, register, changed, found: null });
    byId("outage-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#add(byId("outage-code").value);
    });
    for (const id of ["outage-end", "outage-bar-end"])
      byId(id).addEventListener("click", () => store.set({ fail: undefined }));
  }

  get failed() {
    return codesOf(this.store.state.fail);
  }

  /** Read what can fail on the day, and what each single failure would lose. */
  async readWorst() {
    const { as_of } = this.store.state;
    const [nodes, links, sensors, losses] = await Promise.all([
      ...["nodes/", "links/", "sensors/"].map(async (path) => (await this.api.get(path, { as_of })).data),
      this.#losses(as_of),
    ]);
    if (as_of !== this.store.state.as_of) return;
    this.known = new Set([...nodes, ...links, ...sensors].map(({ code }) => code));
    put(byId("outage-codes"), ...[...nodes, ...links, ...sensors].map(({ code, name }) => option(code, name)));
    this.#worst(losses);
  }

  /** A network without a command centre has no failures to rank: said in the table's place. */
  async #losses(as_of) {
    try {
      return (await this.api.get("outages", { as_of })).data.losses;
    } catch (error) {
      if (!error.code || !error.message) throw error;
      return error.message;
    }
  }

  #worst(losses) {
    const { t, number, whole } = this.language;
    const place = byId("outage-worst");
    if (!Array.isArray(losses)) return put(place, h("p", { class: "note warning" }, losses));
    if (!losses.length) return put(place, h("p", { class: "muted" }, t("outage_none_matters")));
    const heads = ["outage_what", "outage_km", "outage_sensors"].map((key, n) =>
      h("th", { class: n ? "number" : false }, t(key)),
    );
    const row = ({ uid, type, lost_km, sensors }) =>
      h(
        "tr",
        {},
        h(
          "td",
          {},
          h("button", { type: "button", "data-outage": uid, onclick: () => this.#try(uid) }, uid),
          ` ${t(type === "link" ? "watch_link" : "watch_node")}`,
        ),
        h("td", { class: "number" }, number(lost_km)),
        h("td", { class: "number" }, whole(sensors)),
      );
    return put(
      place,
      h(
        "table",
        { class: "compact plain-table" },
        h("thead", {}, h("tr", {}, heads)),
        h("tbody", {}, losses.slice(0, MOST_WORST).map(row)),
      ),
    );
  }

  /** Switch one thing off alone and go to what that loses. */
  #try(uid) {
    this.jump = true;
    if (this.store.state.fail === uid) this.#jump();
    else this.store.set({ fail: uid });
  }

  #add(text) {
    const { t } = this.language;
    const error = byId("outage-code-error");
    const wrong = this.known && codesOf(text).find((code) => !this.known.has(code));
    error.hidden = !wrong && Boolean(codesOf(text).length);
    error.textContent = error.hidden ? "" : t(wrong ? "outage_unknown" : "needed", { code: wrong });
    if (!error.hidden) return;
    byId("outage-code").value = "";
    this.store.set({ fail: codesOf([...this.failed, text].join(",")).join(",") });
  }

  #remove(code) {
    const left = this.failed.filter((one) => one !== code);
    this.store.set({ fail: left.length ? left.join(",") : undefined });
    byId("outage-code").focus();
  }

  /** Read what the outage loses, and show it on map, strip and in words. */
  async read() {
    const { as_of, fail } = this.store.state;
    const asked = JSON.stringify([as_of, fail, this.register.number]);
    if (asked === this.asked) return;
    this.asked = asked;
    const found = this.failed.length ? await this.#ask({ as_of, fail }) : null;
    if (asked !== this.asked) return;
    this.found = found;
    this.sight.outage(found?.stretches_km);
    this.#show();
    this.changed();
    if (this.jump) this.#jump();
  }

  async #ask(asked) {
    try {
      return (await this.api.get("outages", asked)).data;
    } catch (error) {
      if (!error.code || !error.message) throw error;
      byId("outage-code-error").textContent = error.message;
      byId("outage-code-error").hidden = false;
      this.store.set({ fail: undefined });
      return null;
    }
  }

  #jump() {
    this.jump = false;
    const [[route, pairs] = [null, []]] = Object.entries(this.found?.stretches_km ?? {});
    if (!route) return;
    const [from_cm, to_cm] = [cmOfKm(pairs[0][0]), cmOfKm(pairs.at(-1)[1])];
    this.store.set({ route, from_cm, to_cm, cm: undefined });
    const bounds = this.register.alignments.get(route).bounds(from_cm, to_cm);
    this.map.fitBounds(bounds, { padding: [40, 40], animate: false });
  }

  /** Return the lane of what is lost on a route; none without an outage. */
  lane(route) {
    if (!this.found) return null;
    const name = this.language.t("outage_lost");
    const marks = (this.found.stretches_km[route] ?? []).map(([from_km, to_km]) => ({
      from_cm: cmOfKm(from_km),
      to_cm: cmOfKm(to_km),
      name,
      ...LOST,
    }));
    const label = this.language.t("outage_lane");
    return { id: "outage", layer: null, key: {}, label, writable: false, partition: false, marks, required: [] };
  }

  #show() {
    const { t, number } = this.language;
    const { found } = this;
    const isTried = this.failed.length > 0;
    byId("outage-bar").hidden = byId("outage-end").hidden = !isTried;
    document.documentElement.toggleAttribute("data-outage", isTried);
    put(byId("outage-chips"), ...this.failed.map((code) => this.#chip(code)));
    byId("outage-bar-text").textContent = isTried ? t("outage_bar", { codes: this.failed.join(", ") }) : "";
    byId("outage-bar-sum").textContent = "";
    if (!found) return put(byId("outage-result"));
    const [before, after] = [found.percent_before, found.percent_after].map((value) =>
      value === null ? "–" : this.language.percent(value),
    );
    byId("outage-bar-sum").textContent = t("outage_bar_sum", { before, after, km: number(found.lost_km) });
    return put(
      byId("outage-result"),
      h(
        "p",
        { class: "outage-sum", "data-lost": found.lost_km },
        h("strong", { class: "loss" }, `−${number(found.lost_km)}\u00a0km`),
        ` K2: ${before} → `,
        h("strong", {}, after),
        ` (${number(found.counted_before_km)} → ${number(found.counted_after_km)}\u00a0km)`,
      ),
      this.#stretches(found.stretches_km),
    );
  }

  #chip(code) {
    const label = this.language.t("outage_on_again", { code });
    const act = () => this.#remove(code);
    return h("li", {}, code, " ", h("button", { type: "button", "aria-label": label, title: label, onclick: act }, "×"));
  }

  #stretches(byRoute) {
    const { km } = this.language;
    const rows = Object.entries(byRoute).flatMap(([route, pairs]) =>
      pairs.map(([from_km, to_km]) => {
        const [from_cm, to_cm] = [cmOfKm(from_km), cmOfKm(to_km)];
        const text = this.language.t("place_sum", { route, from: km(from_cm), to: km(to_cm) });
        const choose = () => this.store.set({ route, from_cm, to_cm, cm: undefined });
        return h("li", {}, h("button", { type: "button", onclick: choose }, text));
      }),
    );
    return rows.length ? h("ul", { class: "stretches" }, rows) : h("p", {}, this.language.t("outage_nothing"));
  }
}
