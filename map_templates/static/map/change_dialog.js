/** One dialog for every write that a gesture proposes: what it is, why, from when, what the figures become, save. */

import { dayField } from "./day_inputs.js";
import { byId, h } from "./dom.js";
import { periodOf } from "./edit_body.js";
import { laterLines, previewTable } from "./edit_preview.js";
import { dropDialog, fillDialog, keepDialog, keptDialog } from "./kept_dialog.js";
import { SendKey } from "./send_key.js";

const PAUSE_MS = 350;
const KINDS = '[name="change-kind"]:checked';
const AFTER = '[name="change-after"]:checked';

export class ChangeDialog {
  /** `written(data)` is called with the change set that was saved. */
  constructor({ config, language, api, register, naming, store, written }) {
    Object.assign(this, { urls: config.urls, user: config.user, language, api, register, naming, store, written });
    this.sendKey = new SendKey();
    this.dialog = byId("change-dialog");
    const changed = () => this.#changed();
    this.days = {
      from_day: dayField("change-from-day", changed),
      until_day: dayField("change-until-day", changed),
    };
    const form = byId("change-form");
    form.addEventListener("input", changed);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
    byId("change-cancel").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("keydown", (event) => event.stopPropagation());
    this.dialog.addEventListener("close", () => {
      dropDialog();
      this.opener?.focus();
    });
  }

  /**
   * Open with a title, lines and fields (elements); `operations()` gives the writes without their days, null while the
   * fields say nothing yet. `checked(body)` may look at the rows before the figures are counted, `gone()` tell what is
   * not there any more after somebody else wrote; `again` is `{kind, args}` from which the dialog can be opened anew.
   */
  open({ title, lines = [], fields = [], operations, reason = "", checked = null, kind = "update", gone = null, again }) {
    this.opener = document.activeElement;
    Object.assign(this, { operations, checked, gone, again });
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

  refresh() {
    this.#changed();
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
    const operations = (this.operations() ?? []).map((one) => ({ ...one, ...period }));
    const later = this.dialog.querySelector(AFTER).value;
    return { body: { reason: byId("change-reason").value.trim(), kind, later, operations }, problems };
  }

  #changed(pause_ms = PAUSE_MS) {
    this.wrong = {};
    byId("change-until").hidden = this.dialog.querySelector(KINDS).value === "update";
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.preview(), pause_ms);
  }

  async preview() {
    this.asking?.abort();
    const { body, problems } = this.#body();
    this.#mark({ ...problems, ...this.wrong });
    byId("change-later").hidden = true;
    byId("change-save").disabled = this.isSaving || !body.operations.length;
    if (Object.keys(problems).length || !body.operations.length) return this.#text("preview_waiting");
    const { signal } = (this.asking = new AbortController());
    this.#text("preview_reading");
    try {
      const asked = { ...body, reason: body.reason || this.language.t("preview") };
      if (this.checked) await this.checked(asked);
      const options = { number: this.register.number, signal };
      const { data } = await this.api.post("change-sets/preview/", asked, options);
      return this.#show(data, body.operations[0].target);
    } catch (error) {
      if (error.name === "AbortError") return null;
      if (!error.code) throw error;
      return byId("change-preview").replaceChildren(
        h("p", { class: "error" }, error.message || this.language.t("server_error")),
      );
    }
  }

  #show(data, target) {
    byId("change-preview").replaceChildren(...previewTable(data, this.language));
    const worded = (values) => this.naming.worded(target, values);
    byId("change-later").hidden = !data.later_facts.length;
    byId("change-later-list").replaceChildren(
      ...laterLines(data.later_facts.slice(0, 20), worded, this.language),
    );
  }

  #text(key) {
    byId("change-preview").replaceChildren(h("p", { class: "muted" }, this.language.t(key)));
  }

  async save() {
    const { body, problems } = this.#body();
    if (!body.reason) problems.reason = { code: "needed" };
    this.wrong = problems;
    this.#mark(problems);
    if (Object.keys(problems).length || !body.operations.length) return this.#focusFirst();
    this.#busy(true);
    try {
      const asked = { ...body, state: "applied" };
      const options = { number: this.register.number, key: this.sendKey.of(asked) };
      const { data } = await this.api.post("change-sets/", asked, options);
      this.sendKey.done();
      this.dialog.close();
      return await this.written(data);
    } catch (error) {
      return await this.#refused(error);
    } finally {
      this.#busy(false);
    }
  }

  #busy(isSaving) {
    this.isSaving = isSaving;
    byId("change-save").disabled = isSaving;
  }

  /** Say why nothing was saved; what somebody else wrote meanwhile is read first, so that a second try rests on it. */
  async #refused(error) {
    if (!error.code) throw error;
    const { t } = this.language;
    if (error.isSessionEnded) return this.#sessionEnded();
    const isStale = error.status === 412;
    if (isStale || (this.gone && error.status)) {
      await this.written(null);
      const gone = await this.gone?.();
      if (gone || isStale) {
        this.#refusal(gone || `${t("stale")} ${t("stale_again")}`);
        return this.#changed();
      }
    }
    const cause = error.message || t(error.code === "offline" ? "offline" : "server_error");
    return this.#refusal(`${t("refused")} ${cause}`);
  }

  /** What stands in the dialog is kept until its person is back; what is too much for that waits for another tab. */
  #sessionEnded() {
    const { t } = this.language;
    const isKept = keepDialog(this.user, this.again, byId("change-form"));
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

  #focusFirst() {
    this.dialog.querySelector('[aria-invalid="true"]')?.focus();
  }
}
