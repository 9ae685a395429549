/** The draft in which edits are collected instead of being written at once: one choice for forms, dialogs and toolbar. */

import { byId, h, option } from "./dom.js";
import { withDraft } from "./draft_layers.js";

const KEY = "draft";
const MOST = 100;
/** A longer draft is not read by the views: one that was loaded from a file may have a hundred thousand changes. */
const MOST_SHOWN = 5_000;
/** A longer draft is not tried by the server whenever something is read: meanwhile nobody can write. */
const MOST_TRIED = 1_000;
export const NEW = "new";
/** Where a refusal says that the draft itself is not there. */
const NAMED_AT = [null, "uid", "draft"];
/** How a draft is refused that was discarded, or handed in or applied. */
const REFUSED = [404, 409];
/** On a narrow screen the toolbar is behind one of the panes' buttons, the form behind the other. */
const IN_PANES = '[data-pane="panel"], [data-pane="layers"]';

export class Drafts {
  constructor({ config, api, language }) {
    Object.assign(this, { user: config.user, urls: config.urls, api, language, open: [], listeners: [] });
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    this.chosen = kept?.user === this.user ? kept.uid : "";
  }

  /** The open draft that edits are added to; undefined if they make a new one or are written at once. */
  get draft() {
    return this.open.find(({ uid }) => uid === this.chosen);
  }

  /** Call `listener()` after each change of the choice or of the drafts. */
  listen(listener) {
    this.listeners.push(listener);
    listener();
  }

  /** Read one's own open drafts; if the chosen one is none of them any more, `instead` is chosen. */
  async read(instead = "") {
    const { data } = await this.api.get("change-sets/", { state: "draft", mine: true, limit: MOST });
    this.open = data.results;
    this.heldOf = "";
    this.choose(this.chosen === NEW || this.draft ? this.chosen : instead);
  }

  /** Tell one state of the chosen draft from another; empty without one. */
  get state() {
    return this.draft ? `${this.draft.uid} ${this.draft.operation_count}` : "";
  }

  get isTooLong() {
    return this.draft?.operation_count > MOST_SHOWN;
  }

  get isTried() {
    return this.draft?.operation_count <= MOST_TRIED;
  }

  /** Return what a reading asks for, so that the server answers as the chosen draft would leave the register. */
  get asked() {
    return this.isTried ? { draft: this.draft.uid } : {};
  }

  /** Return a layer's pieces by route as the chosen draft would leave them; without one as they are. */
  async leaves(byRoute, layer, as_of) {
    return this.draft && !this.isTooLong ? withDraft(byRoute, layer, await this.#operations(), as_of) : byRoute;
  }

  #operations() {
    const { uid } = this.draft;
    if (this.heldOf !== uid) {
      this.heldOf = uid;
      this.reading = this.api.get(`change-sets/${uid}/`).then(({ data }) => data.operations);
      this.reading.catch(() => (this.heldOf = ""));
    }
    return this.reading;
  }

  choose(chosen) {
    this.chosen = chosen;
    if (chosen && chosen !== NEW) sessionStorage.setItem(KEY, JSON.stringify({ user: this.user, uid: chosen }));
    else sessionStorage.removeItem(KEY);
    for (const listener of this.listeners) listener();
    this.#inToolbar();
  }

  /** Let a select choose where edits go. */
  offer(select, changed) {
    select.addEventListener("change", () => {
      this.choose(select.value);
      changed();
    });
    const { t } = this.language;
    this.listen(() => {
      select.replaceChildren(
        option("", t("into_register"), !this.chosen),
        option(NEW, t("into_new_draft"), this.chosen === NEW),
        ...this.open.map((one) => option(one.uid, t("into_draft", this.inWords(one)), one.uid === this.chosen)),
      );
    });
  }

  /** Name the button by where it writes, and let a chosen draft's own reason and kind stand. */
  dress({ button, reason, kinds, mine }) {
    const { draft } = this;
    const { t } = this.language;
    button.textContent = t(draft ? "add_to_draft" : this.chosen ? "keep_draft" : mine);
    reason.closest(".field").hidden = Boolean(draft);
    for (const radio of kinds) {
      radio.disabled = Boolean(draft) && radio.value !== draft.kind;
      if (draft) radio.checked = radio.value === draft.kind;
    }
  }

  /** Return the body of a preview: with all that the chosen draft holds. */
  tried(body) {
    return this.draft ? { ...body, draft: this.draft.uid } : body;
  }

  /** Return `{path, body}` of a write by the choice. */
  sent(body) {
    const { draft } = this;
    if (!draft) return { path: "change-sets/", body: { ...body, state: this.chosen ? "draft" : "applied" } };
    const { later, operations } = body;
    return { path: `change-sets/${draft.uid}/operations/`, body: { later, operations } };
  }

  /** Go on with the draft that a write has made or made longer; false if nothing was added to it. */
  async took({ uid, operation_count }) {
    const isLonger = this.draft?.uid !== uid || this.draft.operation_count !== operation_count;
    this.chosen = uid;
    await this.read();
    return isLonger;
  }

  /** Say above a preview whose figures they are. */
  line() {
    return this.draft && h("p", { class: "hint" }, this.language.t("preview_with_draft", this.inWords(this.draft)));
  }

  hrefOf({ uid }) {
    return `${this.urls.changes}${uid}/`;
  }

  inWords({ reason, operation_count }) {
    return { reason, count: this.language.whole(operation_count) };
  }

  #inToolbar() {
    const link = byId("draft-now");
    link.hidden = !this.draft;
    for (const one of document.querySelectorAll(IN_PANES)) {
      if (this.draft) one.dataset.draft = this.inWords(this.draft).count;
      else delete one.dataset.draft;
    }
    if (!this.draft) return;
    link.href = this.hrefOf(this.draft);
    link.title = this.language.t("draft_now", this.inWords(this.draft));
    link.replaceChildren(...this.named("draft_now"));
  }

  /** Say whose edits a view shows, or that it shows the register without them. */
  tell(place, isWithout = false) {
    const { draft } = this;
    place.hidden = !draft;
    place.title = this.said(isWithout);
    const isNamed = draft && !isWithout && !this.isTooLong;
    place.replaceChildren(...(isNamed ? this.named("as_drafted") : [place.title]));
  }

  /** Return whose edits are shown, in words; nothing without a chosen draft. */
  said(isWithout = false) {
    if (!this.draft) return "";
    const key = isWithout ? "not_drafted" : this.isTooLong ? "draft_too_long" : "as_drafted";
    return this.language.t(key, this.inWords(this.draft));
  }

  /** Return words that name the chosen draft and end with its number, which stays when they are cut off. */
  named(key) {
    const { reason, count } = this.inWords(this.draft);
    const name = h("span", { class: "draft-name" }, this.language.t(key, { reason, count: "" }));
    return [name, h("span", { class: "draft-count" }, count)];
  }

  /** Look again whether the chosen draft is there if a reading of it was refused so; say it if it is not. */
  async lost({ status }) {
    const { draft } = this;
    if (!draft || !REFUSED.includes(status)) return "";
    await this.read();
    return this.draft ? "" : this.language.t("draft_gone", { reason: draft.reason });
  }

  /** Say that the chosen draft is there no more, if that is why a write or a preview into it was refused. */
  goneSaid({ status, where }, draft = this.draft) {
    return draft && status === 404 && NAMED_AT.includes(where) ? this.language.t("draft_gone", { reason: draft.reason }) : "";
  }
}
