/** My position and a walked stretch: what the receiver says never leaves this page. */

import { candidatesNear } from "./candidates.js";
import { byId, h } from "./dom.js";
import { formatMetres, formatStationing, signOffset } from "./measures.js";
import { Walk, walkedStretches, wholeMetres } from "./walk.js";

const OFF_LINE_M = 500;
const WALK_OFF_LINE_M = 100;
const OPTIONS = { enableHighAccuracy: true, maximumAge: 0, timeout: 30_000 };
const CAUSES = { 1: "position_denied", 2: "position_unknown", 3: "position_late" };

export class Position {
  /** `chosen` hears the place that the person picked: `{route, cm}`, or `{route, from_cm, to_cm}` of a walk. */
  constructor({ language, register, chosen }) {
    Object.assign(this, { language, register, chosen, walk: null, watch: null });
    byId("locate").addEventListener("click", () => this.locate());
    byId("walk-start").addEventListener("click", () => this.start());
    byId("walk-stop").addEventListener("click", () => this.stop());
  }

  get accuracy_m() {
    return Number(byId("accuracy").value);
  }

  get isWalking() {
    return this.watch !== null;
  }

  locate() {
    const { t } = this.language;
    this.#say("position-said", t("position_asking"));
    byId("candidates").replaceChildren();
    if (!this.#canLocate("position-said")) return;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.#located(coords),
      (error) => this.#say("position-said", t(CAUSES[error.code])),
      OPTIONS,
    );
  }

  #located({ longitude, latitude, accuracy }) {
    const { t, whole } = this.language;
    const metres = whole(Math.ceil(accuracy));
    if (accuracy > this.accuracy_m) return this.#say("position-said", t("position_poor", { metres }));
    const tolerance_m = OFF_LINE_M + accuracy;
    const near = candidatesNear(this.register.alignments, [longitude, latitude], { tolerance_m });
    const found = near.map((one) => ({ ...one, cm: wholeMetres(one.cm, this.register.lengthOf(one.route)) }));
    if (!found.length) return this.#say("position-said", t("position_off_line", { metres: whole(OFF_LINE_M) }));
    this.#say("position-said", t(found.length > 1 ? "position_choose" : "position_found", { metres }));
    return this.#offer("candidates", found, (one) => this.#placeSaid(one));
  }

  start() {
    if (!this.#canLocate("walk-said")) return;
    const speed_m_s = Number(byId("walk-how").value);
    this.walk = new Walk({ accuracy_m: this.accuracy_m, speed_m_s });
    byId("walked").replaceChildren();
    this.watch = navigator.geolocation.watchPosition(
      (position) => this.#walked(position),
      (error) => this.#say("walk-said", this.language.t(CAUSES[error.code])),
      OPTIONS,
    );
    this.#keepAwake();
    this.#showWalk();
    byId("walk-stop").focus();
  }

  #walked({ coords: { longitude, latitude, accuracy, speed }, timestamp }) {
    if (!this.isWalking) return;
    const fix = { lonlat: [longitude, latitude], accuracy_m: accuracy, at_ms: timestamp, speed_m_s: speed };
    this.walk.add(fix);
    this.#showWalk();
  }

  stop() {
    navigator.geolocation.clearWatch(this.watch);
    this.watch = null;
    this.awake?.release();
    this.#showWalk();
    const options = { tolerance_m: WALK_OFF_LINE_M + this.walk.accuracy_m };
    const found = walkedStretches(this.walk.fixes, this.register.alignments, options);
    this.walk.fixes.length = 0;
    byId("walk-start").focus();
    if (!found.length) return this.#say("walk-said", this.language.t("walk_nothing"));
    return this.#offer("walked", found, (one) => this.#walkSaid(one));
  }

  #showWalk() {
    const { t, whole } = this.language;
    const { fixes, dropped } = this.walk;
    byId("walk-start").hidden = this.isWalking;
    byId("walk-stop").hidden = !this.isWalking;
    const counts = { kept: whole(fixes.length), poor: whole(dropped.accuracy), fast: whole(dropped.speed) };
    this.#say("walk-said", t(this.isWalking ? "walking" : "walked", counts));
  }

  #canLocate(place) {
    if (!navigator.geolocation) this.#say(place, this.language.t("position_denied"));
    else if (!this.register.alignments.size) this.#say(place, this.language.t("no_line"));
    else return true;
    return false;
  }

  async #keepAwake() {
    this.awake = await navigator.wakeLock?.request("screen").catch(() => null);
  }

  /** Offer what it may be: one alone is taken, of several the person chooses. */
  #offer(id, found, said) {
    const choice = (one, place) => {
      const input = h("input", { type: "radio", name: id, value: place, checked: found.length === 1 });
      input.addEventListener("change", () => this.chosen(one));
      return h("label", { class: "choice" }, input, h("span", {}, said(one)));
    };
    const legend = h("legend", {}, this.language.t(id === "walked" ? "walk_choose" : "place_choose"));
    byId(id).replaceChildren(h("fieldset", { class: "form" }, legend, found.map(choice)));
    if (found.length === 1) this.chosen(found[0]);
  }

  #placeSaid({ route, cm, distance_m, side }) {
    const { t, whole } = this.language;
    const away = t(`off_${side}`, { metres: whole(Math.round(distance_m)) });
    return [addressSaid(route, cm, this.register, this.language), away].filter(Boolean).join(" · ");
  }

  #walkSaid({ route, from_cm, to_cm, distance_m, fixes }) {
    const { t, km, whole } = this.language;
    const place = t("place_sum", { route, from: km(from_cm), to: km(to_cm) });
    const metres = whole(Math.round(distance_m));
    return `${place} (${km(to_cm - from_cm)} km) · ${t("walk_mean", { metres, fixes: whole(fixes) })}`;
  }

  #say(id, text) {
    byId(id).textContent = text;
  }
}

/** Return `LV-RU 100+123 · sign 228 + 580 m`. */
export function addressSaid(route, cm, register, { t, separator }) {
  const sign = signOffset(cm, register.signs.get(route) ?? []);
  const said = sign && `${t("sign")} ${sign.label} + ${formatMetres(sign.offset_cm, separator)}\u00a0m`;
  return [`${route} ${formatStationing(cm, separator)}`, said].filter(Boolean).join(" · ");
}
