/** Views that a person keeps under a name: the query of the address, on the server, for that person alone. */

import { byId, option } from "./dom.js";

export class SavedViews {
  constructor({ api, language, search }) {
    Object.assign(this, { api, language, search, views: [] });
    byId("saved-views").addEventListener("change", () => this.#open());
    byId("keep-view").addEventListener("click", () => this.#ask());
    byId("view-cancel").addEventListener("click", () => byId("name-dialog").close());
    byId("view-remove").addEventListener("click", () => this.#remove());
    byId("name-dialog").addEventListener("keydown", (event) => event.stopPropagation());
    byId("name-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#keep();
    });
  }

  async read() {
    const { data } = await this.api.get("saved-views/");
    this.views = data;
    const current = data.find(({ search }) => search === this.search());
    byId("saved-views").replaceChildren(
      option("", this.language.t("saved_views"), !current),
      ...data.map(({ id, name }) => option(id, name, id === current?.id)),
    );
  }

  get chosen() {
    return this.views.find(({ id }) => String(id) === byId("saved-views").value);
  }

  #open() {
    if (this.chosen) location.assign(location.pathname + this.chosen.search);
  }

  #ask() {
    byId("view-name").value = this.chosen?.name ?? "";
    byId("view-remove").hidden = !this.chosen;
    byId("view-name-error").hidden = true;
    byId("name-dialog").showModal();
  }

  async #keep() {
    const name = byId("view-name").value.trim();
    await this.#attempt(async () => {
      if (!name) throw Object.assign(new Error(this.language.t("needed")), { code: "needed" });
      await this.api.post("saved-views/", { name, search: this.search() });
    });
  }

  async #remove() {
    await this.#attempt(() => this.api.remove(`saved-views/${this.chosen.id}/`));
  }

  async #attempt(act) {
    const error = byId("view-name-error");
    try {
      await act();
      byId("name-dialog").close();
      await this.read();
    } catch (problem) {
      if (!problem.code) throw problem;
      error.textContent = problem.message || this.language.t("server_error");
      error.hidden = false;
    }
  }
}
