/** Segments split and merged: labels on metres, so both are puts of codes; facts stay where they are. */

import { bookmarkOrReason } from "./bookmark.js";
import { byId, h } from "./dom.js";
import { pieceAt, within } from "./intervals.js";
import { onRoute, parsePosition } from "./measures.js";
import { freeCode, segmentsMerged, segmentSplit } from "./proposals.js";

export class Cuts {
  /**
   * `segments()` gives the pieces of the segment layer by route, `cursor()` the measure under the cursor,
   * `hasFollowed()` whether the pieces are those of the draft that is chosen.
   */
  constructor({ api, language, register, store, naming, dialog, segments, cursor, hasFollowed }) {
    Object.assign(this, { api, language, register, store, dialog, segments, cursor, hasFollowed });
    this.place = byId("segment-tools");
    this.mayWrite = naming.layer("segment")?.writable;
  }

  get all() {
    return this.segments().get(this.store.state.route) ?? [];
  }

  get isOffered() {
    return !this.place.hidden;
  }

  /** Offer what can be done with the chosen stretch. */
  show() {
    const { from_cm, to_cm } = this.store.state;
    const chosen = from_cm < to_cm ? within(this.all, { from_cm, to_cm }) : [];
    this.place.hidden = !this.mayWrite || !chosen.length;
    if (this.place.hidden) return;
    const { t } = this.language;
    const merge =
      chosen.length > 1
        ? this.#button(t("merge", { from: chosen[0].code, to: chosen.at(-1).code }), () => this.merge())
        : null;
    this.place.replaceChildren(
      h(
        "div",
        { class: "buttons" },
        this.#button(t("split", { code: chosen[0].code }), () => this.split()),
        merge,
      ),
    );
  }

  #button(text, act) {
    return h("button", { type: "button", class: "button small", onclick: act }, text);
  }

  /** Split the segment under the cursor, or the first chosen one in its middle; the place can be typed. */
  split() {
    const { route, from_cm, cm } = this.store.state;
    const { t, km } = this.language;
    const segment = pieceAt(this.all, cm ?? from_cm);
    const cursor_cm = this.cursor();
    const isInside = cursor_cm > segment.from_cm && cursor_cm < segment.to_cm;
    const at_cm = isInside ? cursor_cm : Math.round((segment.from_cm + segment.to_cm) / 200) * 100;
    const at = this.#field("split-at", t("split_at"), km(at_cm));
    const code = this.#field(
      "split-code",
      t("new_code"),
      freeCode(segment.code, new Set(this.all.map((one) => one.code))),
      30,
    );
    this.dialog.open({
      title: t("split", { code: segment.code }),
      lines: [t("split_line", { code: segment.code, from: km(segment.from_cm), to: km(segment.to_cm) })],
      fields: [at, code],
      reason: "",
      operations: () => (this.#isThere([segment], "split-at") ? this.#splitting(route, segment) : null),
      gone: () => this.#gone([segment]),
      again: { kind: "split", args: [] },
    });
  }

  /** Return the first of some segments that is not on the route any more, or not where it was. */
  #lost(segments) {
    const places = new Set(this.all.map(placeOf));
    return segments.find((one) => !places.has(placeOf(one)));
  }

  /** Tell whether the segments lie so in what is written to; if not, it is said beside a field. */
  #isThere(segments, id) {
    if (!this.hasFollowed()) return false;
    const lost = this.#lost(segments);
    byId(`${id}-error`).hidden = !lost;
    if (lost) byId(`${id}-error`).textContent = this.language.t("segment_otherwise", lost);
    return !lost;
  }

  /** Tell which segment is gone and what lies there now, or that it lies otherwise; nothing if all are there. */
  async #gone(segments) {
    const lost = this.#lost(segments);
    if (!lost) return "";
    const { said } = await bookmarkOrReason(lost.code, this.store.state.as_of, this);
    return said || this.language.t("segment_otherwise", lost);
  }

  #splitting(route, segment) {
    const at_cm = this.#measure("split-at", segment);
    const code = this.#code("split-code", []);
    return at_cm !== null && code ? [segmentSplit(route, segment, at_cm, code)] : null;
  }

  /** Return the typed code, or null with the reason beside the field: one code names one segment. */
  #code(id, own) {
    const code = byId(id).value.trim();
    const error = byId(`${id}-error`);
    const { t, km } = this.language;
    const there = [...this.segments()].flatMap(([route, pieces]) => pieces.map((one) => ({ route, ...one })));
    const other = own.includes(code) ? null : there.find((one) => one.code === code);
    error.hidden = !other;
    if (!other) return code || null;
    const place = t("place_sum", { route: other.route, from: km(other.from_cm), to: km(other.to_cm) });
    error.textContent = t("code_taken", { code, place });
    return null;
  }

  /** Return the typed measure, or null with the reason beside the field. */
  #measure(id, { from_cm, to_cm }) {
    const { route } = this.store.state;
    const error = byId(`${id}-error`);
    error.hidden = true;
    try {
      const cm = onRoute(
        parsePosition(byId(id).value, this.register.signs.get(route)),
        this.register.lengthOf(route),
      );
      if (cm > from_cm && cm < to_cm) return cm;
      error.textContent = this.language.t("not_inside", {
        from: this.language.km(from_cm),
        to: this.language.km(to_cm),
      });
    } catch (problem) {
      if (!problem.code) throw problem;
      error.textContent = this.language.told(problem);
    }
    error.hidden = false;
    return null;
  }

  merge() {
    const { route, from_cm, to_cm } = this.store.state;
    const { t, km } = this.language;
    const chosen = within(this.all, { from_cm, to_cm }).map(({ code }) =>
      this.all.find((one) => one.code === code),
    );
    const code = this.#field("merge-code", t("new_code"), chosen[0].code, 30);
    this.dialog.open({
      title: t("merge", { from: chosen[0].code, to: chosen.at(-1).code }),
      lines: [
        t("merge_line", {
          codes: chosen.map((one) => one.code).join(", "),
          from: km(chosen[0].from_cm),
          to: km(chosen.at(-1).to_cm),
        }),
      ],
      fields: [code],
      operations: () => {
        const typed = this.#code("merge-code", chosen.map((one) => one.code));
        return typed && this.#isThere(chosen, "merge-code") ? [segmentsMerged(route, chosen, typed)] : null;
      },
      gone: () => this.#gone(chosen),
      again: { kind: "merge", args: [] },
    });
  }

  #field(id, label, value, maxlength = false) {
    return h(
      "div",
      { class: "field" },
      h("label", { for: id }, label),
      h("input", { id, value, maxlength, "aria-describedby": `${id}-error` }),
      h("p", { class: "error", id: `${id}-error`, hidden: true }),
    );
  }
}

const placeOf = ({ code, from_cm, to_cm }) => [code, from_cm, to_cm].join(" ");
