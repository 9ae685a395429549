/** The pages of the table: which is shown, how many rows a page has, the buttons that turn them. */

import { byId, option } from "./dom.js";

const SIZES = [50, 100, 200, 500];

export class EventPages {
  /** `turned()` is called when another page is wanted, `resized()` when pages of another size are. */
  constructor(language, { turned, resized }) {
    Object.assign(this, { language, turned, offset: 0, count: 0 });
    const number = byId("events-page");
    const turns = { first: () => 1, previous: () => this.page - 1, next: () => this.page + 1, last: () => this.last };
    for (const [name, page] of Object.entries(turns))
      byId(`events-${name}`).addEventListener("click", () => this.#turnTo(page()));
    number.addEventListener("change", () => this.#turnTo(Number(number.value)));
    number.addEventListener("keydown", ({ key }) => key === "Enter" && this.#turnTo(Number(number.value)));
    const size = byId("events-size");
    size.replaceChildren(...SIZES.map((rows) => option(rows, rows)));
    size.addEventListener("change", resized);
  }

  get size() {
    return Number(byId("events-size").value);
  }

  get asked() {
    return { limit: this.size, offset: this.offset };
  }

  get page() {
    return Math.floor(this.offset / this.size) + 1;
  }

  get last() {
    return Math.max(1, Math.ceil(this.count / this.size));
  }

  first() {
    this.offset = 0;
  }

  turnToLast() {
    this.#turnTo(this.last);
  }

  /** Show a page; a number beyond them is the nearest one, no number the page that is shown. */
  #turnTo(page) {
    const nearest = Math.min(this.last, Math.max(1, Math.trunc(page) || this.page));
    byId("events-page").value = nearest;
    if (nearest === this.page) return;
    this.offset = (nearest - 1) * this.size;
    this.turned();
  }

  /** Show where one is among the pages of so many rows. */
  show(count) {
    this.count = count;
    const { t, whole } = this.language;
    const number = byId("events-page");
    number.value = this.page;
    number.max = this.last;
    number.closest("nav").hidden = this.last === 1;
    byId("events-pages").textContent = t("of_pages", { count: whole(this.last) });
    for (const name of ["first", "previous"]) byId(`events-${name}`).disabled = this.page === 1;
    for (const name of ["next", "last"]) byId(`events-${name}`).disabled = this.page >= this.last;
  }
}
