/** The gap at the chosen place: why nothing covers it, where it lies, what stands near, what would close it. */

import { byId, h, put } from "./dom.js";
import { cmOfKm } from "./measures.js";

export class GapWatch {
  constructor({ api, config, language, naming, store, register }) {
    Object.assign(this, { api, config, language, naming, store, register, gaps: [] });
  }

  /** Read the gaps of the day, as they are if what failed had; shown is the one at the chosen place. */
  async read() {
    const { as_of, fail } = this.store.state;
    const asked = JSON.stringify([as_of, fail, this.register.number]);
    if (asked !== this.asked) {
      this.asked = asked;
      const { data } = await this.api.get("gaps", { as_of, fail });
      if (asked !== this.asked) return;
      this.gaps = data.gaps;
    }
    this.show();
  }

  get chosen() {
    const { route, cm, from_cm } = this.store.state;
    const at = cm ?? from_cm;
    if (at === undefined) return undefined;
    return this.gaps.find((one) => one.route === route && cmOfKm(one.from_km) <= at && at < cmOfKm(one.to_km));
  }

  show() {
    const gap = this.chosen;
    const { t } = this.language;
    put(
      byId("watch-gap"),
      h("h3", {}, t("gap_here")),
      ...(gap ? this.#sheet(gap) : [h("p", { class: "muted" }, t(this.#why()))]),
    );
  }

  #why() {
    const { cm, from_cm } = this.store.state;
    return cm === undefined && from_cm === undefined ? "gap_choose" : "gap_none";
  }

  #sheet(gap) {
    const { t, km, number, whole } = this.language;
    const [from, to] = [gap.from_km, gap.to_km].map((one) => km(cmOfKm(one)));
    const nearest = gap.nearest_sites.map(({ site, distance_m }) =>
      t("gap_site", { site, metres: whole(distance_m) }),
    );
    const closers = this.#closers(gap.closers);
    const needs = gap.cause === "not_built" ? "out_of_range" : gap.cause; // without a closer none is on its way
    const sections = gap.sections.map((code) => this.naming.names.section?.get(code) ?? code);
    const impact = gap.impact && (this.naming.names.impact_level?.get(gap.impact) ?? gap.impact);
    const rows = [
      ["gap_stretch", `${t("place_sum", { route: gap.route, from, to })}, ${number(gap.length_km)}\u00a0km`],
      ["gap_cause", h("strong", { "data-cause": gap.cause }, this.naming.names.gap.get(gap.cause))],
      ["gap_section", sections.join(", ")],
      ["gap_impact", impact],
      ["gap_nearest", nearest.join(", ")],
      ["gap_closed_by", closers.length ? closers : t(`gap_closes_${needs}`)],
    ];
    const facts = rows.filter(([, value]) => value).flatMap(([key, value]) => [h("dt", {}, t(key)), h("dd", {}, value)]);
    const asked = new URLSearchParams({
      route: gap.route,
      from_km: gap.from_km,
      to_km: gap.to_km,
      as_of: this.store.state.as_of,
    });
    return [
      h("dl", { class: "facts" }, facts),
      h(
        "div",
        { class: "buttons" },
        h("button", { type: "button", class: "button small", onclick: () => this.#choose(gap) }, t("gap_whole")),
        h("a", { class: "button small", href: `${this.config.urls.placement}?${asked}` }, t("gap_place")),
      ),
    ];
  }

  /** Return a line for each thing that is needed, with the sensors that need it. */
  #closers(closers) {
    const causes = [...new Set(closers.map(({ cause }) => cause))];
    return causes.map((cause) => {
      const sensors = closers.filter((one) => one.cause === cause).map((one) => this.#sensor(one));
      return h("div", {}, `${this.language.t(`gap_closes_${cause}`)}: `, sensors);
    });
  }

  /** A sensor to go to, and what does not work between it and its command centre. */
  #sensor({ sensor, broken }) {
    const choose = () => this.store.set({ sensor });
    const button = h("button", { type: "button", class: "button small", onclick: choose }, sensor);
    if (!broken.length) return button;
    const said = this.language.t("gap_broken", { codes: broken.join(", ") });
    return h("div", {}, button, " ", h("span", { class: "broken" }, said));
  }

  #choose({ route, from_km, to_km }) {
    this.store.set({ route, from_cm: cmOfKm(from_km), to_cm: cmOfKm(to_km), cm: undefined });
  }
}
