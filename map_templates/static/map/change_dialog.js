/** One dialog for every write that a gesture proposes: what it is, why, from when, what the figures become, save. */

import { dayField } from "./day_inputs.js";
import { byId, h, put } from "./dom.js";
import { DraftAgain } from "./draft_again.js";
import { NEW } from "./drafts.js";
import { periodOf } from "./edit_body.js";
import { laterLines, previewTable } from "./edit_preview.js";
import { dropDialog, fillDialog, keepDialog, keptDialog } from "./kept_dialog.js";
import { SendKey } from "./send_key.js";

const PAUSE_MS = 350;
/** From so many writes on it is said that saving takes a while. */
const MANY = 200;
/** The server waits 5 s for the ledger before it refuses: so often the dialog asks again while oneself holds it. */
const OWN_TRIES = 12;
const KINDS = '[name="change-kind"]:checked';
const AFTER = '[name="change-after"]:checked';

export class ChangeDialog {
  /** `written(data)` is called with the change set that was saved. */
  constructor({ config, language, api, register, naming, store, drafts, written }) {
    Object.assign(this, { urls: config.urls, user: config.user, language, api, register, naming, store, drafts, written });
    this.sendKey = new SendKey();
    this.round = 0;
    this.dialog = byId("change-dialog");
    this.again = new DraftAgain("change", { language, naming });
    const changed = () => this.#changed();
    this.days = {
      from_day: dayField("change-from-day", changed),
      until_day: dayField("change-until-day", changed),
    };
    drafts.offer(byId("change-into"), changed);
    drafts.listen(() => this.#draftShown());
    const form = byId("change-form");
    const acts = { "change-reason": () => this.#reasoned(), [this.again.tick.id]: () => null };
    form.addEventListener("input", ({ target }) => (acts[target.id] ?? changed)());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
    byId("change-cancel").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("keydown", (event) => event.stopPropagation());
    this.dialog.addEventListener("close", () => {
      this.#stopCounting();
      dropDialog();
      this.opener?.focus();
    });
  }

  /**
   * Open with a title, lines and fields (elements); `operations({kind, from_day, until_day})` gives the writes, with the
   * days that are not those of the dialog, null while the fields say nothing yet. `refused(error, body, {isWanted, tell})` may look closer at what the register refused and
   * returns what is to be said of it, `{text, isMended}`, or null; `gone()` tells what is not there any more after
   * somebody else wrote; `again` is `{kind, args}` from which the dialog can be opened anew.
   */
  open({ title, lines = [], fields = [], operations, reason = "", refused = null, kind = "update", gone = null, again }) {
    this.opener = document.activeElement;
    Object.assign(this, { operations, refused, gone, opened: again });
    byId("change-title").textContent = title;
    byId("change-lines").replaceChildren(
      ...lines.map((line) => (line instanceof Node ? line : h("p", {}, line))),
    );
    byId("change-fields").replaceChildren(...fields);
    byId("change-reason").value = reason;
    this.days.from_day.set(this.store.state.as_of);
    this.days.until_day.set("");
    this.dialog.querySelector(`[name="change-kind"][value="${kind}"]`).checked = true;
    this.dialog.querySelector('[name="change-after"][value="until_next"]').checked = true;
    this.#draftShown();
    this.#mark({});
    this.#refusal();
    this.#changed(0);
    this.dialog.showModal();
  }

  /** Open the dialog that the session's end closed, by `openers` of each kind, with what was typed. */
  restore(openers) {
    const kept = keptDialog(this.user);
    if (!kept) return;
    openers[kept.again.kind]?.(...kept.again.args);
    if (this.dialog.open) fillDialog(byId("change-form"), kept.fields);
  }

  get isOpen() {
    return this.dialog.open;
  }

  /** Choose the kind that what was typed calls for; that of a draft stays. */
  suggest(kind) {
    const radio = this.dialog.querySelector(`[name="change-kind"][value="${kind}"]`);
    if (!radio.disabled) radio.checked = true;
  }

  #draftShown() {
    const kinds = this.dialog.querySelectorAll('[name="change-kind"]');
    this.drafts.dress({ button: byId("change-save"), reason: byId("change-reason"), kinds, mine: "save" });
  }

  /** Look again at what is proposed: what it rests on was read anew. */
  refresh() {
    if (this.dialog.open) this.#changed();
  }

  #body() {
    const problems = {};
    const attempt = (field, act) => {
      try {
        return act();
      } catch (error) {
        if (!error.code) throw error;
        problems[field] ??= { ...error };
        return undefined;
      }
    };
    const kind = this.dialog.querySelector(KINDS).value;
    const typed = {
      kind,
      from_day: byId("change-from-day").value,
      until_day: byId("change-until-day").value,
    };
    const period = periodOf(typed, problems, attempt);
    const operations = (this.operations({ kind, ...period }) ?? []).map((one) => ({ ...period, ...one }));
    const later = this.dialog.querySelector(AFTER).value;
    const reason = this.drafts.draft?.reason ?? byId("change-reason").value.trim();
    return { body: { reason, kind, later, operations }, problems };
  }

  #changed(pause_ms = PAUSE_MS) {
    this.wrong = {};
    byId("change-until").hidden = this.dialog.querySelector(KINDS).value === "update";
    this.again.hide();
    this.#stopCounting();
    this.waiting = setTimeout(() => this.preview(), pause_ms);
  }

  /** Why it is done changes no figure. */
  #reasoned() {
    this.wrong = {};
    this.#mark(this.#body().problems);
  }

  /** What is counted now is not what is asked for any more: its answer is not shown. */
  #stopCounting() {
    clearTimeout(this.waiting);
    this.round += 1;
  }

  /** Look at what stands in the fields; null if there is nothing to count yet. */
  #asked() {
    const { body, problems } = this.#body();
    this.#mark({ ...problems, ...this.wrong });
    byId("change-later").hidden = true;
    this.again.hide();
    byId("change-save").disabled = this.isSaving || !body.operations.length;
    if (!Object.keys(problems).length && body.operations.length)
      return { ...body, reason: body.reason || this.language.t("preview") };
    this.#text("preview_waiting");
    return null;
  }

  /**
   * Count what the change would do, one count at a time: each holds the ledger on the server until it is done, also
   * one that nobody waits for any more, and would keep one's own next from being written.
   */
  preview() {
    clearTimeout(this.waiting);
    if (!this.isSaving && this.#asked()) this.counting ??= this.#count().finally(() => (this.counting = null));
    return this.counting;
  }

  async #count() {
    let round;
    do {
      round = this.round;
      const asked = this.#asked();
      if (asked) await this.#countOnce(asked, () => round === this.round);
    } while (round !== this.round && this.dialog.open && !this.isSaving);
  }

  async #countOnce(asked, isWanted) {
    this.#text("preview_reading");
    try {
      const { data } = await this.#sent("change-sets/preview/", this.drafts.tried(asked), {}, isWanted);
      if (isWanted()) this.#show(data, asked.operations[0].target);
    } catch (error) {
      if (!error.code) throw error;
      this.uncounted = error;
      if (isWanted()) await this.#lookCloser(error, asked, isWanted);
    }
  }

  /** Let the opener say more of a refusal; if it takes out what was refused, the rest is counted. */
  async #lookCloser(error, asked, isWanted) {
    const tell = (text) => isWanted() && this.#told(text);
    const found = await this.refused?.(error, asked, { isWanted, tell });
    if (!isWanted()) return;
    const rest = found?.isMended && this.#asked();
    if (rest) await this.#countOnce(rest, isWanted);
    else this.#said(found?.text || error.message || this.language.t("server_error"));
  }

  /** Ask the server again while one's own earlier question or write still holds the ledger. */
  async #sent(path, body, options, isWanted = () => true) {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.api.post(path, body, { number: this.register.number, ...options });
      } catch (error) {
        if (error.detail?.holder !== this.user || tries === OWN_TRIES || !isWanted()) throw error;
      }
    }
  }

  #show(data, target) {
    this.counted = this.round;
    this.again.show(data);
    put(byId("change-preview"), this.drafts.line(), previewTable(data, this.language));
    const worded = (values) => this.naming.worded(target, values);
    byId("change-later").hidden = !data.later_facts.length;
    byId("change-later-list").replaceChildren(
      ...laterLines(data.later_facts.slice(0, 20), worded, this.language),
    );
  }

  #text(key) {
    this.#told(this.language.t(key));
  }

  #told(text) {
    byId("change-preview").replaceChildren(h("p", { class: "muted" }, text));
  }

  /** Say a refusal where the figures would stand. */
  #said(text) {
    byId("change-save").disabled = this.isSaving || !this.#body().body.operations.length;
    byId("change-preview").replaceChildren(h("p", { class: "error" }, text));
  }

  async save() {
    if (this.isSaving || !this.#isReady()) return;
    this.#busy(true);
    clearTimeout(this.waiting);
    try {
      await this.counting;
      if (this.#isReady() && (await this.#isMeant())) await this.#write();
    } finally {
      this.#busy(false);
    }
  }

  /** Tell whether what the draft says already is known, and meant if it is changed again. */
  async #isMeant() {
    if (!this.drafts.draft) return true;
    if (this.counted !== this.round) await this.#count();
    if (this.counted === this.round) return !this.again.isUnanswered();
    await this.#refused(this.uncounted, this.#body().body);
    return false;
  }

  async #write() {
    const { language } = this;
    const shown = [...byId("change-preview").childNodes];
    const { body } = this.#body();
    const asked = this.drafts.sent(body);
    const count = body.operations.length;
    if (count >= MANY) this.#told(language.t("saving_many", { count: language.whole(count) }));
    try {
      const { data } = await this.#sent(asked.path, asked.body, { key: this.sendKey.of(asked) });
      this.sendKey.done();
      this.dialog.close();
      await this.written(data);
    } catch (error) {
      byId("change-preview").replaceChildren(...shown);
      await this.#refused(error, body);
    }
  }

  /** Tell whether all that is needed stands in the fields; else what is missing is marked, the first of it with the focus. */
  #isReady() {
    const { body, problems } = this.#body();
    if (!body.reason) problems.reason = { code: "needed" };
    this.wrong = problems;
    this.#mark(problems);
    if (!Object.keys(problems).length && body.operations.length) return true;
    this.dialog.querySelector('[aria-invalid="true"]')?.focus();
    return false;
  }

  #busy(isSaving) {
    this.isSaving = isSaving;
    byId("change-save").disabled = isSaving;
  }

  /** Say why nothing was saved; what somebody else wrote meanwhile is read first, so that a second try rests on it. */
  async #refused(error, asked) {
    if (!error.code) throw error;
    const { t } = this.language;
    if (error.isSessionEnded) return this.#sessionEnded();
    const { draft } = this.drafts;
    if (draft) await this.drafts.read(NEW).catch(() => null);
    const isStale = error.status === 412 && !draft;
    if (isStale || (this.gone && error.status)) {
      await this.written(null);
      const gone = await this.gone?.();
      if (gone || isStale) {
        this.#refusal(gone || `${t("stale")} ${t("stale_again")}`);
        return this.#changed();
      }
    }
    const found = await this.refused?.(error, asked, { isWanted: () => true, tell: (text) => this.#told(text) });
    const gone = this.drafts.goneSaid(error, draft);
    const cause = found?.text || gone || error.message || t(error.code === "offline" ? "offline" : "server_error");
    this.#refusal(`${t("refused")} ${cause}`);
    const href = draft && this.drafts.hrefOf(draft);
    if (draft && !gone) byId("change-refused").append(" ", h("a", { class: "button small", href }, t("open_draft")));
  }

  /** What stands in the dialog is kept until its person is back; what is too much for that waits for another tab. */
  #sessionEnded() {
    const { t } = this.language;
    const isKept = keepDialog(this.user, this.opened, byId("change-form"));
    const [said, act] = isKept ? ["session_ended", "sign_in_again"] : ["session_ended_here", "sign_in_elsewhere"];
    const next = isKept ? location.pathname + location.search : this.urls.changes;
    const href = `${this.urls.sign_in}?next=${encodeURIComponent(next)}`;
    const link = h("a", { class: "button small", href, target: isKept ? false : "_blank" }, t(act));
    this.#refusal(`${t("refused")} ${t(said)}`);
    byId("change-refused").append(" ", link);
  }

  #refusal(text = "") {
    byId("change-refused").textContent = text;
    byId("change-refused").hidden = !text;
  }

  #mark(problems) {
    for (const [field, id] of Object.entries({
      from_day: "change-from-day",
      until_day: "change-until-day",
      reason: "change-reason",
    })) {
      const problem = problems[field];
      const error = byId(`${id}-error`);
      byId(id).toggleAttribute("aria-invalid", false);
      if (problem) byId(id).setAttribute("aria-invalid", "true");
      error.hidden = !problem;
      error.textContent = problem ? this.language.told(problem) : "";
    }
  }
}
