/** The documents of the chosen stretch, and a form that adds one to it. */

import { byId, h, option, put } from "./dom.js";
import { kmOfCm } from "./measures.js";
import { randomKey } from "./send_key.js";
import { toast } from "./toast.js";

const SHOWN = 50;

export class DocumentsPanel {
  /** `desk` is what main.js shares; `isChosen` tells whether a stretch is chosen. */
  constructor({ api, config, language, naming, store, isChosen }) {
    Object.assign(this, { api, config, language, naming, store, isChosen });
    this.place = byId("panel-documents");
    this.latest = 0;
  }

  get asked() {
    const { route, from_cm, to_cm } = this.store.state;
    return { route, from_km: kmOfCm(from_cm), to_km: kmOfCm(to_cm) };
  }

  async show() {
    const { t } = this.language;
    const turn = (this.latest += 1);
    if (!this.isChosen()) return put(this.place, h("p", { class: "muted" }, t("documents_choose")));
    try {
      const { data } = await this.api.get("documents/", { ...this.asked, limit: SHOWN });
      if (turn === this.latest) this.#showFound(data);
    } catch (error) {
      if (!error.code) throw error;
      const text = error.message || t("read_failed");
      if (turn === this.latest) put(this.place, h("p", { class: "error" }, text));
    }
    return undefined;
  }

  #showFound({ count, results }) {
    const { t, whole } = this.language;
    const none = h("p", { class: "muted" }, t("documents_none"));
    const list = h("ul", { class: "timeline" }, results.map((one) => this.#line(one)));
    const all = `${this.config.urls.documents}?${new URLSearchParams(this.asked)}`;
    put(
      this.place,
      h("h2", {}, t("documents_of", { count: whole(count) })),
      results.length ? list : none,
      results.length < count ? h("p", {}, h("a", { href: all }, t("documents_all"))) : "",
      this.config.may_document ? this.#form() : "",
    );
  }

  #line({ uid, title, kind_name, day, file, ties, size_bytes }) {
    const { t, km } = this.language;
    const here = ties.filter(({ route }) => route === this.store.state.route);
    const places = here.map(({ from_km, to_km }) => `km ${km(from_km * 1e5)}–${km(to_km * 1e5)}`);
    const size = this.language.size(size_bytes);
    return h(
      "li",
      {},
      h("p", {}, h("a", { href: `${this.config.urls.documents}${uid}/` }, title)),
      h("p", { class: "hint" }, [kind_name, this.language.day(day), ...places].join(" · ")),
      h("p", {}, h("a", { href: file, download: true, "aria-label": `${t("download")}: ${title}, ${size}` }, size)),
    );
  }

  #form() {
    const { t } = this.language;
    const input = (name, attributes) => h("input", { id: `document-${name}`, name, ...attributes });
    const field = (name, label, control) =>
      h("div", { class: "field" }, h("label", { for: `document-${name}` }, t(label)), control);
    const kinds = this.config.lists.document_kind.map(({ code, name }) => option(code, name));
    const kind = h("select", { id: "document-kind", name: "kind" }, kinds);
    const refused = h("p", { class: "error", role: "alert", hidden: true });
    const form = h(
      "form",
      { class: "form", autocomplete: "off" },
      field("file", "document_file", input("file", { type: "file", required: true })),
      field("title", "document_title", input("title", { required: true, maxlength: 200 })),
      field("kind", "document_kind", kind),
      refused,
      h("div", {}, h("button", { type: "submit", class: "button" }, t("document_add"))),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send(form, refused);
    });
    return h("details", {}, h("summary", {}, t("document_new")), form);
  }

  async #send(form, refused) {
    const { t } = this.language;
    const button = form.querySelector("button");
    const body = new FormData(form);
    for (const [name, value] of Object.entries(this.asked)) body.set(name, value);
    [button.disabled, refused.hidden] = [true, true];
    try {
      await this.api.upload("documents/", body, { key: randomKey() });
      await this.show();
      toast(t("document_added", { title: body.get("title") }), this.language);
      this.place.querySelector("h2")?.scrollIntoView({ block: "nearest" });
    } catch (error) {
      if (!error.code) throw error;
      refused.textContent = error.message || t(error.isSessionEnded ? "session_over" : error.code);
      [button.disabled, refused.hidden] = [false, false];
    }
  }
}
