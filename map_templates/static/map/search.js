/** The search: what is typed becomes candidates; arrows and Enter, or a click, choose one. */

import { bookmark } from "./bookmark.js";
import { mayMove } from "./border_map.js";
import { byId, h } from "./dom.js";
import { candidates } from "./find_places.js";
import { CM_PER_M, formatMetres, formatStationing, onRoute, parsePosition } from "./measures.js";

const NEAR_ZOOM = 12;
const CODE = /^\p{L}{1,5}-[\p{L}\p{N}-]+$/u;
const MOVES = { ArrowDown: 1, ArrowUp: -1 };

export class Search {
  /** `segments()` gives those of the day by route; `found()` is called when something was chosen. */
  constructor({ api, config, language, map, register, store, segments, choose, showSelected, found }) {
    Object.assign(this, { api, config, language, map, register, store, segments, choose, showSelected, found });
    Object.assign(this, { input: byId("search-text"), list: byId("search-list"), offered: [], active: -1, places: [] });
    this.error = byId("search-text-error");
    byId("search").addEventListener("submit", (event) => this.#submitted(event));
    byId("search-route").addEventListener("change", () => this.#offer());
    this.input.addEventListener("focus", () => this.#readPlaces());
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("keydown", (event) => this.#pressed(event));
    this.input.addEventListener("blur", () => this.#close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  /** The settlements are asked for when somebody first searches. */
  #readPlaces() {
    this.reading ??= this.api.file(this.config.urls.places).then(
      ({ features }) => {
        const place = ({ geometry, properties: { name } }) => ({ name, lonlat: geometry.coordinates });
        this.places = features.map(place);
        if (document.activeElement === this.input && this.input.value) this.#offerMore();
      },
      () => (this.reading = null),
    );
  }

  get #known() {
    const chosen = byId("search-route").value;
    const routes = [...this.config.routes].sort((a, b) => (b.code === chosen) - (a.code === chosen));
    return { routes, signs: this.register.signs, segments: this.segments(), places: this.places };
  }

  // ---- the list

  #typed() {
    this.#wrong(null);
    this.#offer();
  }

  #offer() {
    this.offered = candidates(this.input.value, this.#known);
    this.active = -1;
    this.list.replaceChildren(...this.offered.map((one, place) => this.#option(one, place)));
    this.#open(this.offered.length > 0 && document.activeElement === this.input);
  }

  /** Offer what has become known meanwhile as well; the candidate that the arrows have come to stays theirs. */
  #offerMore() {
    const told = (one) => JSON.stringify(this.#inWords(one));
    const held = this.offered[this.active] && told(this.offered[this.active]);
    this.#offer();
    if (held) this.#activate(this.offered.findIndex((one) => told(one) === held));
  }

  #option(one, place) {
    const { name, detail } = this.#inWords(one);
    const attributes = { role: "option", id: `search-option-${place}`, "aria-selected": "false", onclick: () => this.#take(one) };
    return h("li", attributes, h("span", {}, name), h("span", { class: "hint" }, detail));
  }

  #inWords(one) {
    const { t, km, separator, whole } = this.language;
    const place = ({ route, cm }) => `${route} km ${formatStationing(cm, separator)}`;
    if (one.kind === "km") return { name: place(one), detail: "" };
    if (one.kind === "sign") {
      const offset = formatMetres(one.offset_cm, separator);
      return { name: `${t("sign")} ${one.label} + ${offset}\u00a0m`, detail: place(one) };
    }
    if (one.kind === "segment") {
      const { route, from_cm, to_cm, code } = one;
      return { name: code, detail: t("place_sum", { route, from: km(from_cm), to: km(to_cm) }) };
    }
    if (one.kind === "stretch") {
      const { route, from_cm, to_cm } = one;
      return { name: t("place_sum", { route, from: km(from_cm), to: km(to_cm) }), detail: `${km(to_cm - from_cm)}\u00a0km` };
    }
    const near = this.#nearest(one);
    const away = t("place_away", { km: whole(near.distance_m / 1_000) });
    return { name: one.name, detail: `${place(near)}, ${away}` };
  }

  /** A settlement is shown and chosen at the same whole metre. */
  #nearest({ lonlat }) {
    const { cm, ...near } = this.register.nearest(lonlat);
    return { ...near, cm: Math.min(Math.round(cm / CM_PER_M) * CM_PER_M, this.register.lengthOf(near.route)) };
  }

  #open(isOpen) {
    this.list.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) this.input.removeAttribute("aria-activedescendant");
  }

  #close() {
    this.#open(false);
    this.active = -1;
  }

  #pressed(event) {
    if (event.key === "Escape" && !this.list.hidden) {
      event.stopPropagation();
      this.#close();
    }
    if (!(event.key in MOVES) || !this.offered.length) return;
    event.preventDefault();
    this.#open(true);
    const count = this.offered.length;
    const first = MOVES[event.key] > 0 ? 0 : count - 1;
    this.#activate(this.active < 0 ? first : (this.active + MOVES[event.key] + count) % count);
  }

  #activate(chosen) {
    this.active = chosen;
    if (chosen < 0) return;
    [...this.list.children].forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === this.active));
    });
    this.input.setAttribute("aria-activedescendant", `search-option-${this.active}`);
    this.list.children[this.active].scrollIntoView({ block: "nearest" });
  }

  // ---- what was chosen

  async #submitted(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    const offered = candidates(text, this.#known);
    const one = this.active >= 0 ? this.offered[this.active] : offered[0];
    if (one) return this.#take(one);
    if (CODE.test(text)) return this.#askBookmark(text);
    return this.#wrong(this.#mistake(text));
  }

  #take(one) {
    this.#wrong(null);
    this.#close();
    const { route, cm } = one.kind === "place" ? this.#nearest(one) : one;
    const inside = Math.min(cm, this.register.lengthOf(route) - 1);
    if ("from_cm" in one) this.store.set({ route, cm: inside, from_cm: one.from_cm, to_cm: one.to_cm });
    else this.choose({ route, cm: inside });
    if (one.kind === "stretch") this.showSelected();
    else this.#show(one, route, cm);
    this.found();
  }

  #show(one, route, cm) {
    const [longitude, latitude] = this.register.alignments.get(route).pointAt(cm);
    const animate = mayMove();
    if (one.kind === "place") {
      const [east, north] = one.lonlat;
      this.map.fitBounds([[latitude, longitude], [north, east]], { padding: [40, 40], maxZoom: NEAR_ZOOM, animate });
    } else {
      this.map.setView([latitude, longitude], Math.max(this.map.getZoom(), NEAR_ZOOM), { animate });
    }
  }

  /** A segment that another person merged away answers with what lies there now. */
  async #askBookmark(code) {
    try {
      const { place, said } = await bookmark(code, this.store.state.as_of, this);
      if (place) {
        this.store.set(place);
        this.showSelected();
      }
      this.found(said);
    } catch (error) {
      if (!error.code) throw error;
      this.#wrong(error.message || this.language.t("read_failed"));
    }
  }

  /** Return why a text is no position on the chosen route. */
  #mistake(text) {
    const { t } = this.language;
    const route = byId("search-route").value;
    try {
      onRoute(parsePosition(text, this.register.signs.get(route)), this.register.lengthOf(route));
      return t("nothing_found", { text });
    } catch (error) {
      if (!error.code) throw error;
      const isWord = error.code === "measure_unreadable" && /\p{L}/u.test(text);
      return isWord ? t("nothing_found", { text }) : this.language.told(error);
    }
  }

  #wrong(text) {
    this.error.textContent = text ?? "";
    this.error.hidden = !text;
    if (text) this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
  }
}
