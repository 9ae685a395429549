/** The form of the field page: a status, a note, photos on a stretch. It makes an entry of the queue. */

import { byId, h, option } from "./dom.js";
import { entryOf } from "./field_queue.js";
import { formatKm, kmOfCm, onRoute, parsePosition, stretch } from "./measures.js";
import { randomKey } from "./send_key.js";

const FIELDS = ["from", "to", "record"];

/** A sign of a route whose signs were not read is not missing: nothing is known of it. */
export const signUnread = (problem, route, { signs }) =>
  problem.code === "sign_unknown" && !signs.has(route) ? { code: "signs_not_read" } : problem;

export class FieldForm {
  /** `saved` hears the entry; `about` gives the user, today and the ledger number that was read. */
  constructor({ config, language, register, about, saved }) {
    Object.assign(this, { config, language, register, about, saved, mended: null });
    const { t } = language;
    byId("record-route").replaceChildren(...config.routes.map(({ code }) => option(code, code)));
    const elements = config.lists.element.map(({ code, name }) => option(code, name));
    byId("record-element").replaceChildren(...elements);
    const statuses = config.lists.work_status.map(({ code, name }) => option(code, name));
    byId("record-status").replaceChildren(option("", t("keeps")), ...statuses);
    byId("record").addEventListener("submit", (event) => this.#submit(event));
    byId("record-drop").addEventListener("click", () => this.clear());
    byId("record-photos").addEventListener("change", () => this.#showPhotos());
    this.taken = [];
  }

  get isTouched() {
    return Boolean(byId("record-note").value || byId("record-status").value || this.taken.length);
  }

  place({ route, from_cm, to_cm }) {
    byId("record-route").value = route;
    byId("record-from").value = formatKm(from_cm, this.language.separator);
    byId("record-to").value = formatKm(to_cm, this.language.separator);
    this.#wrong("from", null);
    this.#wrong("to", null);
  }

  /** Put a refused entry back into the form; saving it again takes the place of the old one. */
  mend(entry) {
    const [set] = entry.parts.filter(({ kind }) => kind === "change_set");
    const [operation] = set.body.operations;
    this.clear();
    this.mended = entry;
    this.place(entry.place);
    byId("record-element").value = operation.key.element;
    byId("record-status").value = operation.values.status ?? "";
    byId("record-note").value = operation.values.note ?? "";
    byId("record-verified").checked = Boolean(operation.values.verified_on);
    this.taken = entry.parts.filter(({ kind }) => kind === "photo");
    this.#showPhotos();
    byId("record-drop").hidden = false;
    byId("record-status").focus();
  }

  clear() {
    for (const id of ["record-note", "record-status", "record-photos"]) byId(id).value = "";
    byId("record-verified").checked = true;
    byId("record-drop").hidden = true;
    [this.taken, this.mended] = [[], null];
    this.#showPhotos();
    for (const field of FIELDS) this.#wrong(field, null);
  }

  async #submit(event) {
    event.preventDefault();
    const entry = this.#entry();
    if (!entry) return;
    byId("record-save").disabled = true;
    try {
      await this.saved(entry, this.mended);
      this.clear();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      this.#wrong("record", this.language.t("not_kept"));
    } finally {
      byId("record-save").disabled = false;
    }
  }

  #entry() {
    for (const field of FIELDS) this.#wrong(field, null);
    const place = this.#place();
    if (!place) return null;
    const { user, today, number } = this.about();
    const body = this.#body(place, today);
    const photos = this.#photos(place, today);
    if (!body && !photos.length) {
      this.#wrong("record", this.language.t("nothing_to_save"));
      return null;
    }
    const made = { id: randomKey(), made_at: new Date().toISOString() };
    return entryOf({ ...made, user, number, place: { ...place, said: this.#said(place) }, body, photos });
  }

  #place() {
    const route = byId("record-route").value;
    const { length_cm } = this.config.routes.find(({ code }) => code === route);
    const signs = this.register.signs.get(route) ?? [];
    const read = (field) =>
      this.#attempt(field, () => onRoute(parsePosition(byId(`record-${field}`).value, signs), length_cm));
    const [from_cm, to_cm] = [read("from"), read("to")];
    if (from_cm === undefined || to_cm === undefined) return null;
    const found = this.#attempt("to", () => stretch(from_cm, to_cm));
    return found ? { route, ...found } : null;
  }

  #attempt(field, read) {
    try {
      return read();
    } catch (error) {
      if (!error.code) throw error;
      this.#wrong(field, this.language.told(signUnread(error, byId("record-route").value, this.register)));
      return undefined;
    }
  }

  #body({ route, from_cm, to_cm }, today) {
    const [status, note] = [byId("record-status").value, byId("record-note").value.trim()];
    const verified = byId("record-verified").checked;
    const values = { ...(status && { status }), ...(note && { note }), ...(verified && { verified_on: today }) };
    if (!status && !note && !(verified && !this.#files().length)) return null;
    const key = { route, element: byId("record-element").value };
    const where = { from_km: kmOfCm(from_cm), to_km: kmOfCm(to_cm), from_day: today };
    const operation = { verb: "put", target: "work", key, ...where, values };
    return { reason: this.language.t("field_reason"), kind: "update", operations: [operation] };
  }

  #files() {
    return [...this.taken, ...[...byId("record-photos").files].map((file) => ({ file, name: file.name }))];
  }

  #photos({ route, from_cm, to_cm }, today) {
    const { t, km, day } = this.language;
    const where = t("place_sum", { route, from: km(from_cm), to: km(to_cm) });
    const title = `${t("photo")}: ${where}, ${day(today)}`;
    const fields = { route, from_km: String(kmOfCm(from_cm)), to_km: String(kmOfCm(to_cm)), day: today, title };
    return this.#files().map(({ file, name }) => ({ file, name, fields: { ...fields, kind: "photo" } }));
  }

  #said(place) {
    const chosen = (id) => byId(id).selectedOptions[0]?.textContent ?? "";
    const status = byId("record-status").value ? chosen("record-status") : "";
    const { t, km, whole } = this.language;
    const where = t("place_sum", { route: place.route, from: km(place.from_cm), to: km(place.to_cm) });
    const count = this.#files().length;
    const photos = count ? t("photos", { count: whole(count) }) : "";
    const note = byId("record-note").value.trim();
    return [chosen("record-element"), status, note, where, photos].filter(Boolean).join(" · ");
  }

  #showPhotos() {
    const lines = this.#files().map(({ file, name }) => {
      return h("li", {}, `${name} (${this.language.size(file.size)})`);
    });
    byId("photos-taken").replaceChildren(...lines);
  }

  #wrong(field, text) {
    const [input, place] = [byId(`record-${field}`), byId(`record-${field}-error`)];
    place.textContent = text ?? "";
    place.hidden = !text;
    if (text) input?.setAttribute("aria-invalid", "true");
    else input?.removeAttribute("aria-invalid");
  }
}
