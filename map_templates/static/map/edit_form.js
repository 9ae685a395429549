/** The form that changes a stretch: filled by hand, by the map or after signing in again. */

import { dayField } from "./day_inputs.js";
import { byId, h, option, put } from "./dom.js";
import { DraftAgain } from "./draft_again.js";
import { NEW } from "./drafts.js";
import { bodyOf, fieldAt } from "./edit_body.js";
import { fieldOf, fillIn, keyIn, valuesIn } from "./edit_fields.js";
import { laterLines, previewTable } from "./edit_preview.js";
import { lengthCm, onlyValue, within } from "./intervals.js";
import { dropEdit, keepEdit, keptEdit } from "./kept_edit.js";
import { parsePosition, stretch, onRoute } from "./measures.js";
import { SendKey } from "./send_key.js";
import { showStale } from "./stale.js";

const PAUSE_MS = 350;
/** What is changed most often comes first. */
const ORDER = [
  "work", "land_right", "requirement", "exclusion", "acceptance", "lot_stretch", "parcel_stretch",
  "segment", "unit_stretch", "section_stretch", "sensor_stretch",
];
const IDS = {
  from: "edit-from",
  to: "edit-to",
  from_day: "edit-from-day",
  until_day: "edit-until-day",
  reason: "edit-reason",
};

export class EditForm {
  /** `written(data)` is called with the change set that was saved. */
  constructor({ config, language, api, register, store, naming, drafts, written }) {
    Object.assign(this, { config, language, api, register, store, naming, drafts, written, sendKey: new SendKey() });
    /** What the last attempt to save found wrong: told until something else is typed. */
    this.wrong = {};
    this.form = byId("edit");
    this.again = new DraftAgain("edit", { language, naming });
    this.layers = ORDER.map((name) => naming.layer(name)).filter((layer) => layer?.writable);
    this.form.hidden = !this.layers.length;
    byId("edit-not-allowed").hidden = Boolean(this.layers.length);
    const changed = () => this.#changed();
    this.days = { from_day: dayField(IDS.from_day, changed), until_day: dayField(IDS.until_day, changed) };
    if (this.layers.length) this.#wire();
  }

  #wire() {
    byId("edit-layer").replaceChildren(...this.layers.map(({ name, label }) => option(name, label)));
    byId("edit-layer").addEventListener("change", () => this.build());
    for (const id of ["edit-from", "edit-to"]) byId(id).addEventListener("change", () => this.#placeTyped());
    this.form.addEventListener("input", ({ target }) => this.#edited(target));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
    byId("edit-draft").addEventListener("click", () => {
      this.drafts.choose(NEW);
      this.save();
    });
    this.drafts.offer(byId("edit-into"), () => this.#changed());
    this.drafts.listen(() => this.#draftShown());
    byId("edit-clear").addEventListener("click", () => this.clear());
    this.store.listen((state, changed) => this.#stateChanged(changed));
    this.days.from_day.set(this.store.state.as_of);
    this.build();
    this.#placeChosen();
  }

  get described() {
    return this.naming.layer(byId("edit-layer").value);
  }

  /** Make the fields of the chosen layer, with what the chosen stretch holds now and what is typed by then. */
  async build(keep = null) {
    const { described } = this;
    this.built = this.drafts.state;
    const current = await this.#current((keep ?? this.typed()).key.element || this.store.state.element);
    if (described !== this.described) return;
    const typed = keep ?? this.typed();
    const focused = document.activeElement?.id;
    const { key, values } = described;
    const [main, ...others] = values;
    const { lists } = this.config;
    const made = (column) => fieldOf(column, "values", lists, current(column.name), this.language);
    byId("edit-key").replaceChildren(...key.map((column) => this.#keyField(column)));
    byId("edit-main").replaceChildren(made(main));
    byId("edit-others").replaceChildren(...others.map(made));
    byId("edit-more").hidden = !others.length;
    fillIn(this.form, { ...defaultKey(this.store.state), ...withoutEmpty(typed.key) }, typed.values);
    this.#kind();
    if (focused && this.form.querySelector(`#${CSS.escape(focused)}`)) byId(focused).focus();
  }

  #keyField(column) {
    const field = fieldOf({ ...column, required: true }, "key", this.config.lists, undefined, this.language);
    field.querySelector("select")?.addEventListener("change", () => this.build());
    return field;
  }

  /** Return a function from a column to the one value that the stretch holds, else undefined. */
  async #current(element) {
    const { route, from_cm, to_cm, as_of } = this.store.state;
    if (!(from_cm < to_cm)) return () => undefined;
    const { described } = this;
    const pieces = await this.register.read(described.name, as_of).catch(() => new Map());
    const isOwn = (piece) => !described.key.some(({ name }) => name === "element") || piece.element === element;
    const here = within((pieces.get(route) ?? []).filter(isOwn), { from_cm, to_cm });
    if (!lengthCm(here)) return () => undefined;
    return (name) => onlyValue(here, { from_cm, to_cm }, name);
  }

  /** Fields that the chosen draft answers for are not asked. */
  #draftShown() {
    const kinds = this.form.querySelectorAll('[name="kind"]');
    this.drafts.dress({ button: byId("edit-save"), reason: byId("edit-reason"), kinds, mine: "save" });
    byId("edit-draft").hidden = Boolean(this.drafts.chosen);
    this.#kind();
    if (this.built !== undefined && this.built !== this.drafts.state) this.#rebuildSoon();
  }

  typed() {
    const chosen = (name) => this.form.querySelector(`[name="${name}"]:checked`)?.value ?? "";
    return {
      layer: byId("edit-layer").value,
      route: this.store.state.route,
      from: byId("edit-from").value,
      to: byId("edit-to").value,
      kind: chosen("kind"),
      later: chosen("later"),
      from_day: byId("edit-from-day").value,
      until_day: byId("edit-until-day").value,
      reason: this.drafts.draft?.reason ?? byId("edit-reason").value,
      key: keyIn(this.form),
      values: valuesIn(this.form),
    };
  }

  read() {
    const typed = this.typed();
    const { route } = typed;
    const place = { length_cm: this.register.lengthOf(route), signs: this.register.signs.get(route) ?? [] };
    return bodyOf(typed, this.described, place);
  }

  // ---- the stretch, in step with the map

  #stateChanged(changed) {
    if (["route", "from_cm", "to_cm"].some((name) => changed.has(name))) this.#placeChosen();
    if (changed.has("as_of")) this.days.from_day.set(this.store.state.as_of);
    if (["from_cm", "to_cm", "element", "as_of"].some((name) => changed.has(name))) this.#rebuildSoon();
  }

  #rebuildSoon() {
    clearTimeout(this.rebuilding);
    this.rebuilding = setTimeout(() => this.build().then(() => this.#changed()), PAUSE_MS / 2);
  }

  #placeChosen() {
    const { from_cm, to_cm } = this.store.state;
    if (!(from_cm < to_cm)) return;
    byId("edit-from").value = this.language.km(from_cm);
    byId("edit-to").value = this.language.km(to_cm);
    this.#mark({});
  }

  #placeTyped() {
    const { route } = this.store.state;
    const signs = this.register.signs.get(route) ?? [];
    try {
      const measure = (id) => onRoute(parsePosition(byId(id).value, signs), this.register.lengthOf(route));
      this.store.set({ ...stretch(measure("edit-from"), measure("edit-to")), cm: undefined });
    } catch (error) {
      if (!error.code) throw error;
      this.#changed(true);
    }
  }

  // ---- preview

  #edited(target) {
    if (target === this.again.tick) return;
    if (target.name === "kind") this.#kind();
    this.#changed();
  }

  #kind() {
    byId("edit-until").hidden = this.typed().kind === "update";
  }

  #changed(loud = false) {
    this.isCounted = false;
    this.wrong = {};
    this.again.hide();
    if (!this.isSaving) this.#countSoon();
    if (loud) this.#mark(this.#placeProblems());
  }

  /** Count anew in a moment; an answer about what stood there before is not waited for any more. */
  #countSoon() {
    this.asking?.abort();
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.preview(), PAUSE_MS);
  }

  #placeProblems() {
    const { from, to } = this.read().problems;
    return { ...(from && { from }), ...(to && { to }) };
  }

  async preview() {
    clearTimeout(this.waiting);
    this.asking?.abort();
    const { body, problems } = this.read();
    if (Object.keys(problems).length) return this.#previewText("preview_waiting");
    this.asking = new AbortController();
    const asked = this.drafts.tried({ ...body, reason: body.reason || this.language.t("preview") });
    const options = { number: this.register.number, signal: this.asking.signal };
    this.#previewText("preview_reading");
    try {
      const { data } = await this.api.post("change-sets/preview/", asked, options);
      return this.#showPreview(data);
    } catch (error) {
      return error.name === "AbortError" ? null : this.#previewRefused(error);
    }
  }

  #showPreview(data) {
    this.#mark(this.wrong);
    put(byId("edit-preview"), this.drafts.line(), previewTable(data, this.language));
    const [{ values: changed }] = this.read().body.operations;
    const worded = (values) => this.naming.worded(this.described.name, only(values, changed));
    this.isCounted = true;
    this.again.show(data);
    this.#askLater(data.later_facts);
    byId("edit-later-list").replaceChildren(...laterLines(data.later_facts, worded, this.language));
    // The taller preview does not hide the field that is being typed in.
    if (byId("edit").contains(document.activeElement)) document.activeElement.scrollIntoView({ block: "nearest" });
  }

  /** Ask what becomes of later facts; an answer about others of them does not hold for these. */
  #askLater(facts) {
    const asked = JSON.stringify(facts);
    if (asked !== (this.laterAsked ?? asked)) this.#answerLater("");
    this.laterAsked = asked;
    byId("edit-later").hidden = !facts.length;
  }

  #answerLater(answer) {
    for (const radio of this.form.querySelectorAll('[name="later"]')) radio.checked = radio.value === answer;
  }

  #previewRefused(error) {
    this.uncounted = error;
    this.#previewText("preview_waiting");
    if (error.isSessionEnded) return this.refuse(error);
    const field = fieldAt(error.where);
    if (field) return this.#mark({ ...this.wrong, [field]: { message: error.message } });
    const gone = this.drafts.goneSaid(error);
    byId("edit-preview").replaceChildren(h("p", { class: "error" }, gone || this.#said(error)));
    return gone && this.drafts.read(NEW).catch(() => null);
  }

  #previewText(key) {
    byId("edit-preview").replaceChildren(h("p", { class: "muted" }, this.language.t(key)));
  }

  // ---- saving

  async save(number = this.register.number) {
    const { body, problems } = this.read();
    if (!body.reason) problems.reason = { code: "needed" };
    this.wrong = problems;
    this.#mark(problems);
    if (Object.keys(problems).length) return this.#focusFirst();
    const { draft } = this.drafts;
    this.#busy(true);
    try {
      if (!this.isCounted) await this.preview();
      // What the draft says already has to be known before it is changed again; one that is gone is no other draft.
      if (draft && !this.isCounted) return await this.refuse(this.uncounted, draft);
      if (this.again.isUnanswered()) return null;
      if (this.#isUnanswered()) return this.#askAnswer();
      const asked = this.drafts.sent(body);
      const options = { number, key: this.sendKey.of(asked) };
      const { data } = await this.api.post(asked.path, asked.body, options);
      this.#done();
      return await this.written(data, body);
    } catch (error) {
      return this.refuse(error);
    } finally {
      this.#busy(false);
    }
  }

  #isUnanswered() {
    return !byId("edit-later").hidden && !this.typed().later;
  }

  #askAnswer() {
    this.#mark({ later: { code: "later_needed" } });
    byId("edit-later").scrollIntoView({ block: "nearest" });
    return this.#focusFirst();
  }

  #done() {
    this.sendKey.done();
    this.clear();
  }

  clear() {
    dropEdit();
    byId("edit-reason").value = "";
    byId("edit-until-day").value = "";
    this.form.querySelector('[name="kind"][value="update"]').checked = true;
    this.#answerLater("");
    this.laterAsked = undefined;
    fillIn(this.form, keyIn(this.form), {});
    for (const id of ["edit-refused", "edit-stale", "edit-later", "kept-edit"]) byId(id).hidden = true;
    this.again.hide();
    this.#mark({});
    this.#kind();
    this.#previewText("preview_waiting");
  }

  /** Say why something was not saved; nothing that was typed is lost. */
  refuse(error, draft = this.drafts.draft) {
    byId("edit-stale").hidden = byId("edit-refused").hidden = true;
    if (!error.code) throw error;
    if (error.isSessionEnded) return this.#sessionEnded();
    if (draft) return this.#refusedByDraft(error, draft);
    if (error.status === 412) return this.#stale(error);
    const field = fieldAt(error.where);
    const refused = () => h("strong", {}, this.language.t("refused"));
    if (!field) return this.#say(h("p", {}, refused(), " ", this.#said(error)));
    this.#mark({ [field]: { message: error.message } });
    return this.#focusFirst();
  }

  /** A draft that fell behind the register is mended on its own page; one that is gone is not chosen any more. */
  #refusedByDraft(error, draft) {
    const [gone, href] = [this.drafts.goneSaid(error, draft), this.drafts.hrefOf(draft)];
    const field = fieldAt(error.where);
    const link = gone ? "" : h("a", { class: "button small", href }, this.language.t("open_draft"));
    this.#say(h("p", {}, h("strong", {}, this.language.t("refused")), " ", gone || this.#said(error)), link);
    if (field) this.#mark({ [field]: { message: error.message } });
    return this.drafts.read(NEW).catch(() => null);
  }

  #say(...children) {
    byId("edit-refused").replaceChildren(...children);
    byId("edit-refused").hidden = false;
    byId("edit-refused").scrollIntoView({ block: "nearest" });
  }

  #said({ code, status, message }) {
    if (message) return status === 503 ? `${message} ${this.language.t("busy")}` : message;
    return this.language.t(code === "offline" ? "offline" : status === 503 ? "busy" : "server_error");
  }

  #sessionEnded() {
    const { t } = this.language;
    const { route, from_cm, to_cm } = this.store.state;
    keepEdit(this.config.user, { typed: this.typed(), selection: { route, from_cm, to_cm } });
    const next = encodeURIComponent(location.pathname + location.search);
    const href = `${this.config.urls.sign_in}?next=${next}`;
    const link = h("a", { class: "button small primary", href }, t("sign_in_again"));
    this.#say(h("p", {}, t("session_ended")), link);
  }

  #stale(error) {
    const { body } = this.read();
    const [{ target, values }] = body.operations;
    const yours = this.naming.worded(target, values);
    const drop = async () => {
      this.clear();
      await this.written(null);
    };
    const overwrite = () => {
      byId("edit-stale").hidden = true;
      this.save(Math.max(...error.detail.later.map(({ number }) => number)));
    };
    showStale(byId("edit-stale"), error, yours, this.naming, this.language, { overwrite, drop });
    byId("edit-stale").scrollIntoView({ block: "nearest" });
  }

  /** Show the fields of a layer; false if this person may not change it. */
  async open(layer) {
    if (!this.layers.some(({ name }) => name === layer)) return false;
    byId("edit-layer").value = layer;
    await this.build();
    return true;
  }

  /** Go to the field of a column, wherever in the form it stands. */
  show(column) {
    const field = this.form.querySelector(`[data-field="values.${column}"]`);
    if (!field) return;
    if (byId("edit-others").contains(field)) byId("edit-more").open = true;
    field.focus();
  }

  /** Put back what had been typed when the session ended; true if there was something. */
  async restore() {
    const kept = this.layers.length ? keptEdit(this.config.user) : null;
    if (!kept) return false;
    const { typed, selection } = kept;
    this.store.set(selection);
    byId("edit-layer").value = typed.layer;
    this.form.querySelector(`[name="kind"][value="${typed.kind}"]`).checked = true;
    this.#answerLater(typed.later);
    for (const [field, id] of Object.entries(IDS)) byId(id).value = typed[field];
    await this.build(typed);
    byId("kept-edit").replaceChildren(h("p", {}, this.language.t("kept_edit")));
    byId("kept-edit").hidden = false;
    dropEdit();
    this.#changed();
    return true;
  }

  // ---- what is wrong with which field

  #mark(problems) {
    for (const error of this.form.querySelectorAll(".error[id]")) error.hidden = true;
    for (const input of this.form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
    for (const [field, problem] of Object.entries(problems)) this.#markOne(field, problem);
  }

  #markOne(field, problem) {
    const input = byId(IDS[field] ?? `edit-${field.replace(".", "-")}`);
    const said = problem.message ?? this.language.told(problem);
    if (!input) return this.#say(h("p", {}, said));
    const error = byId(`${input.id}-error`);
    error.textContent = said;
    error.hidden = false;
    input.setAttribute("aria-invalid", "true");
    if (byId("edit-others").contains(input)) byId("edit-more").open = true;
    return undefined;
  }

  #focusFirst() {
    const field = this.form.querySelector("[aria-invalid]");
    (field?.querySelector("input") ?? field)?.focus();
  }

  #busy(isSaving) {
    this.isSaving = isSaving;
    for (const id of ["edit-save", "edit-draft"]) byId(id).disabled = isSaving;
  }
}

const only = (values, named) => Object.fromEntries(Object.keys(named).map((name) => [name, values[name]]));
const defaultKey = ({ element, sensor }) => ({ element, sensor });
const withoutEmpty = (key) => Object.fromEntries(Object.entries(key).filter(([, value]) => value));
