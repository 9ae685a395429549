/** The history of the chosen stretch as a timeline: who, when, why, before and after, each with its undo. */

import { lastIncluded } from "./days.js";
import { h } from "./dom.js";
import { cmOfKm, kmOfCm } from "./measures.js";

const SETS = 20;

export class HistoryPanel {
  #asked = 0;

  /** `undo(set, reason)` writes and reads again; `isChosen()` tells whether a stretch is chosen. */
  constructor({ place, api, language, naming, store, config, isChosen, undo }) {
    Object.assign(this, { place, api, language, naming, store, urls: config.urls, isChosen, undo });
  }

  /** Read and show what happened on the stretch, if the panel is seen. */
  async show() {
    if (this.place.hidden) return;
    const { t } = this.language;
    if (!this.isChosen()) this.#say("muted", t("history_empty"));
    else await this.#read();
  }

  async #read(before) {
    const { route, from_cm, to_cm } = this.store.state;
    const asked = ++this.#asked;
    const given = { route, from_km: kmOfCm(from_cm), to_km: kmOfCm(to_cm), before, limit: SETS };
    try {
      const { data } = await this.api.get("history", given);
      if (asked === this.#asked) this.#draw(data, before);
    } catch (error) {
      if (!error.code) throw error;
      if (asked === this.#asked) this.#say("error", error.message || this.language.t("read_failed"));
    }
  }

  #say(name, text) {
    this.place.replaceChildren(h("p", { class: name }, text));
  }

  #draw({ sets, older }, before) {
    const { t, km } = this.language;
    const { route, from_cm, to_cm } = this.store.state;
    if (!before) {
      this.list = h("ol", { class: "timeline history-steps" });
      const title = t("history_of", { route, from: km(from_cm), to: km(to_cm) });
      const none = sets.length ? null : h("p", { class: "muted" }, t("no_operations"));
      this.place.replaceChildren(...[h("h2", {}, title), none, this.list].filter(Boolean));
    }
    this.list.append(...sets.map((one) => this.#step(one)));
    this.place.querySelector(".history-older")?.remove();
    if (older) this.place.append(this.#olderButton(sets.at(-1).number));
  }

  #olderButton(number) {
    const act = () => this.#read(number);
    const text = this.language.t("history_older");
    return h("button", { type: "button", class: "button small history-older", onclick: act }, text);
  }

  #step(set) {
    const { t, moment, whole } = this.language;
    const link = h("a", { href: `${this.urls.changes}${set.uid}/` }, t("read_set", { number: set.number }));
    const approved = set.approver && t("history_approved", { by: set.approver });
    const who = [`${set.by}, ${moment(set.at)}`, approved].filter(Boolean).join("; ");
    const more = set.more ? h("p", { class: "hint" }, t("history_more", { count: whole(set.more) })) : null;
    return h(
      "li",
      { class: set.undone_by ? "was-undone" : false, "data-set": set.number },
      h("p", { class: "step-head" }, link, h("strong", {}, set.reason), this.#badges(set)),
      h("p", { class: "hint" }, who),
      set.operations.map((one) => this.#change(one)),
      more,
      this.#undoOf(set),
    );
  }

  #badges({ kind, undone_by, undoes }) {
    const { t } = this.language;
    const badge = (name, text) => h("span", { class: `badge ${name}` }, text);
    return [
      kind === "correct" ? badge("", t("history_correction")) : null,
      undoes ? badge("", t("history_undoes", { number: undoes })) : null,
      undone_by ? badge("undone", t("history_undone", { number: undone_by })) : null,
    ];
  }

  #change(one) {
    const { t, day } = this.language;
    const until = one.until_day && t("until", { day: day(lastIncluded(one.until_day)) });
    const days = [t("since", { day: day(one.from_day) }), until].filter(Boolean).join(" ");
    const named = [this.naming.label(one.target), this.naming.key(one.target, one.key)];
    return h(
      "div",
      { class: "step-change" },
      h("p", { class: "hint" }, `${named.filter(Boolean).join(": ")}, ${days}`),
      this.#lines(one).map((line) => this.#line(line)),
    );
  }

  #line({ label, was, is }) {
    const arrow = h("span", { "aria-hidden": "true" }, " → ");
    return h("p", {}, label ? `${label}: ` : null, h("del", {}, was), arrow, h("ins", {}, is));
  }

  /** Return a line for each column that changed where one fact became another, else both sides whole. */
  #lines(one) {
    const [before, after] = [one.before, one.after];
    const isPlain = [before, after].every((side) => side.length === 1 && this.#isWhole(one, side[0]));
    if (isPlain) return this.naming.changes(one.target, before[0].values, after[0].values);
    return [{ was: this.#side(one, before), is: this.#side(one, after) }];
  }

  #isWhole(one, piece) {
    return piece.from_km === one.from_km && piece.to_km === one.to_km;
  }

  /** Return one side in words; where it differs along the stretch, each piece with its place. */
  #side(one, pieces) {
    const { t, km } = this.language;
    if (!pieces.length) return t("empty_value");
    const worded = pieces.map((piece) => {
      const values = this.naming.worded(one.target, piece.values);
      return this.#isWhole(one, piece) ? values : `${values} (km ${km(cmOfKm(piece.from_km))}–${km(cmOfKm(piece.to_km))})`;
    });
    return [...new Set(worded)].join("; ");
  }

  #undoOf(set) {
    const { t } = this.language;
    if (!set.may_undo) return null;
    const named = h("span", { class: "only-read" }, ` ${t("read_set", { number: set.number })}`);
    if (set.four_eyes) {
      const href = `${this.urls.changes}${set.uid}/`;
      return h("a", { class: "button small", href }, t("history_draft_undo"), named);
    }
    const act = async ({ currentTarget }) => {
      currentTarget.disabled = true;
      await this.undo(set, t("history_undo_reason", { number: set.number }));
      await this.show();
      this.place.focus();
    };
    return h("button", { type: "button", class: "button small", onclick: act }, t("undo"), named);
  }
}
