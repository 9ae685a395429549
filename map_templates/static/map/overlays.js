/** What may lie on the map besides the line: a control in which each is switched on and off, kept in the address. */

import * as L from "leaflet";

import { h } from "./dom.js";

export class Overlays {
  #all = new Map();

  /** The store's `over` names those that are on, by comma; without it each is as it was added. */
  constructor(map, store, { t }) {
    Object.assign(this, { store });
    this.grounds = h("fieldset", { hidden: true }, h("legend", {}, t("ground")));
    this.list = h("fieldset", { hidden: true }, h("legend", {}, t("on_the_map")));
    const title = h("summary", { title: t("map_layers"), "aria-label": t("map_layers") });
    this.place = h("details", { class: "map-layers", hidden: true }, title, this.grounds, this.list);
    this.place.addEventListener("keydown", (event) => this.#pressed(event));
    L.DomEvent.disableClickPropagation(this.place);
    L.DomEvent.disableScrollPropagation(this.place);
    const control = new L.Control({ position: "topright" });
    control.onAdd = () => this.place;
    control.addTo(map);
    map.on("click", () => (this.place.open = false));
    store.listen((state, changed) => changed.has("over") && this.#follow());
  }

  /** Offer something: `show(isOn)` is called now and whenever it is switched; `key` says how it is drawn. */
  add({ name, label, key = null, isOn = false, show }) {
    const change = ({ target }) => this.#switch(name, target.checked);
    const box = h("input", { type: "checkbox", name: "over", value: name, onchange: change });
    this.#all.set(name, { isOn, show, box });
    this.list.append(h("label", { class: "choice" }, box, key, h("span", {}, label)));
    this.list.hidden = this.place.hidden = false;
    this.#follow();
  }

  /** Offer backgrounds `{name, label}`, the first of them unless another was chosen: `show(name)` is called now and then. */
  addGrounds(grounds, show) {
    const chosen = grounds.find(({ name }) => name === this.store.state.ground) ?? grounds[0];
    const radio = ({ name, label }) => {
      const onchange = () => this.store.set({ ground: name === grounds[0].name ? undefined : name });
      const input = h("input", { type: "radio", name: "ground", value: name, checked: name === chosen.name, onchange });
      return h("label", { class: "choice" }, input, h("span", {}, label));
    };
    this.grounds.append(...grounds.map(radio));
    this.grounds.hidden = grounds.length < 2;
    this.place.hidden &&= this.grounds.hidden;
    show(chosen.name);
    this.store.listen(({ ground }, changed) => changed.has("ground") && show(ground ?? grounds[0].name));
  }

  isOn(name) {
    const { over } = this.store.state;
    return over === undefined ? this.#all.get(name).isOn : over.split(",").includes(name);
  }

  #switch(name, isOn) {
    const on = [...this.#all.keys()].filter((one) => (one === name ? isOn : this.isOn(one)));
    const usual = [...this.#all].filter(([, one]) => one.isOn).map(([one]) => one);
    const text = on.join(",");
    this.store.set({ over: text === usual.join(",") ? undefined : text || "none" });
  }

  #follow() {
    for (const [name, one] of this.#all) {
      if (one.isShown === this.isOn(name)) continue;
      one.isShown = one.box.checked = this.isOn(name);
      one.show(one.isShown);
    }
  }

  #pressed(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.place.open = false;
    this.place.querySelector("summary").focus();
  }
}
