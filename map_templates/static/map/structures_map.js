/** The structures on the map: bridges, culverts, towers, each with the letter of its type and the state of its works. */

import { h, svg } from "./dom.js";
import { MarksMap } from "./marks_map.js";
import { cmOfKm } from "./measures.js";
import { pageOf, section } from "./things_card.js";

const DEPTH = 465;

/** A square with the letter of the type: filled once it is built, with an open edge before. */
function symbol({ letter, built }) {
  const text = svg("text", { x: 12, y: 16.5, "text-anchor": "middle" }, letter);
  return svg("svg", { class: `structure-symbol${built ? " built" : ""}`, viewBox: "0 0 24 24", "aria-hidden": "true" }, text);
}

export class StructuresMap extends MarksMap {
  constructor(desk) {
    super(desk, "structures", DEPTH);
    const kinds = this.config.lists.structure_kind ?? [];
    this.letters = new Map(kinds.map(({ code, letter, name }) => [code, letter || name[0].toUpperCase()]));
  }

  async read(as_of) {
    const { data } = await this.api.get("structures/", { as_of });
    return data.map((one) => ({ ...one, letter: this.letters.get(one.kind) ?? "?", at: this.#at(one) }));
  }

  #at({ lon, lat, route, km }) {
    return lon !== null && lat !== null ? [lat, lon] : this.pointOn(route, cmOfKm(km));
  }

  symbol(structure) {
    return symbol(structure);
  }

  said({ code, kind_name, status_name }) {
    return this.language.t("structure_said", { code, kind: kind_name, status: status_name });
  }

  groupSaid(structures) {
    return this.language.t("structures_said", { count: structures.length });
  }

  isFaulty() {
    return false;
  }

  card(structure) {
    const { t, amount } = this.language;
    const facts = [
      [t("structure_kind"), structure.kind_name],
      [t("length"), structure.length_m && t("metres", { metres: amount(structure.length_m) })],
      [t("structure_lot"), structure.lot],
      [t("sensor_place"), this.placeOf(structure)],
      [t("thing_note"), structure.note],
    ];
    const choose = { type: "button", class: "button small", onclick: () => this.chooseAt(structure) };
    const acts = [
      h("button", choose, t("sensor_here")),
      h("a", { class: "button small", href: pageOf(this.config, "structure", structure.code) }, t("thing_page")),
    ];
    const line = [structure.name, " · ", h("strong", {}, structure.status_name)];
    return section([symbol(structure), ` ${structure.code}`], line, facts, acts);
  }

  table() {
    const { t, whole } = this.language;
    return {
      title: t("structures_said", { count: whole(this.things.length) }),
      none: t("no_structures"),
      heads: ["structure", "structure_kind", "structure_status"].map((key) => t(key)),
      rows: this.things.map((one) => [this.row(one), [symbol(one), ` ${one.kind_name}`], one.status_name]),
    };
  }
}
