/** Views that a person keeps under a name: the query of the address, on the server, for that person alone. */

import { byId, option } from "./dom.js";

const MARK = "#view-";

const viewIn = (hash) => (hash.startsWith(MARK) ? Number(hash.slice(MARK.length)) : undefined);

export class SavedViews {
  constructor({ api, language, search }) {
    Object.assign(this, { api, language, search, views: [], current: viewIn(location.hash) });
    byId("saved-views").addEventListener("change", () => this.#open());
    byId("keep-view").addEventListener("click", () => this.#ask());
    byId("view-cancel").addEventListener("click", () => byId("name-dialog").close());
    byId("view-remove").addEventListener("click", () => this.#remove());
    byId("view-rename").addEventListener("click", () => this.#rename());
    byId("view-link-copy").addEventListener("click", () => this.#copyLink());
    byId("name-dialog").addEventListener("keydown", (event) => event.stopPropagation());
    byId("name-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#keep();
    });
  }

  async read() {
    const { data } = await this.api.get("saved-views/");
    this.views = data;
    const current = data.find(({ id }) => id === this.current) ?? data.find(({ search }) => search === this.search());
    byId("saved-views").replaceChildren(
      option("", this.language.t("saved_views"), !current),
      ...data.map(({ id, name }) => option(id, name, id === current?.id)),
    );
  }

  get chosen() {
    return this.views.find(({ id }) => String(id) === byId("saved-views").value);
  }

  /** Open a view; its number goes with it, as two of them may show the same. */
  #open() {
    if (!this.chosen) return;
    this.current = this.chosen.id;
    location.assign(`${location.pathname}${this.chosen.search}${MARK}${this.current}`);
  }

  #ask() {
    byId("view-name").value = this.chosen?.name ?? "";
    for (const id of ["view-remove", "view-rename"]) byId(id).hidden = !this.chosen;
    for (const id of ["view-name-error", "view-link-said"]) byId(id).hidden = true;
    byId("view-link").value = location.origin + location.pathname + this.search();
    byId("name-dialog").showModal();
  }

  /** Keep what is shown under the typed name; another view is never replaced by a slip. */
  async #keep() {
    await this.#attempt(async () => {
      const name = this.#name();
      const other = this.views.find((one) => one.name === name);
      if (other && other !== this.chosen) this.#refuse("view_taken");
      const { data } = await this.api.post("saved-views/", { name, search: this.search() });
      this.current = data.id;
    });
  }

  async #rename() {
    await this.#attempt(() => this.api.patch(`saved-views/${this.chosen.id}/`, { name: this.#name() }));
  }

  #name() {
    const name = byId("view-name").value.trim();
    return name || this.#refuse("needed");
  }

  #refuse(word) {
    throw Object.assign(new Error(this.language.t(word)), { code: word });
  }

  /** Outside a secure address browsers give no clipboard: there the marked link is copied the old way. */
  async #copyLink() {
    const link = byId("view-link");
    link.select();
    const isCopied = navigator.clipboard
      ? await navigator.clipboard.writeText(link.value).then(() => true, () => false)
      : document.execCommand("copy");
    const said = byId("view-link-said");
    said.textContent = this.language.t(isCopied ? "link_copied" : "link_by_hand");
    said.hidden = false;
  }

  async #remove() {
    await this.#attempt(() => this.api.remove(`saved-views/${this.chosen.id}/`));
  }

  async #attempt(act) {
    const error = byId("view-name-error");
    error.hidden = true;
    try {
      await act();
      byId("name-dialog").close();
      await this.read();
    } catch (problem) {
      if (!problem.code) throw problem;
      const word = { offline: "offline", signed_out: "session_over", not_authenticated: "session_over" }[problem.code];
      error.textContent = problem.message || this.language.t(word ?? "server_error");
      error.hidden = false;
    }
  }
}
