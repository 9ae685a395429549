/** The table of a layer's facts: paged, sorted and narrowed by the server; rows chosen, copied, changed, exported. */

import { lastIncluded } from "./days.js";
import { byId, h, option } from "./dom.js";
import { cmOfKm, kmOfCm } from "./measures.js";
import { textOf } from "./sheet.js";

const PAGES = [50, 100, 200, 500];
const MOST_ROWS = 5_000;
const PAUSE_MS = 300;
const PLACE = ["from_km", "to_km", "length_km"];
const PERIOD = ["from_day", "to_day"];
const NUMBERS = new Set(PLACE);
/** Columns that say what the other views show unless the reader narrows or widens them. */
const IN_STEP = ["route", "element"];

export class EventsTable {
  /**
   * `inStep` are the layers that the map can show too; `acts` are `chosen(row)`, `bulk(layer, rows)`,
   * `paste(layer, text)` and `copied(count)`.
   */
  constructor({ config, language, api, store, naming, busy, inStep, acts }) {
    Object.assign(this, {
      busy,
      config,
      language,
      api,
      store,
      naming,
      inStep,
      acts,
      offset: 0,
      picked: new Map(),
      pickedOf: "",
      found: null,
      typed: {},
    });
    this.layers = config.layers;
    byId("events-layer").replaceChildren(...this.layers.map(({ name, label }) => option(name, label)));
    byId("events-layer").addEventListener("change", ({ target }) => this.#layerChosen(target.value));
    byId("events-text").addEventListener("input", ({ target }) =>
      this.#soon({ q: target.value.trim() || undefined }),
    );
    byId("events-here").addEventListener("change", () => this.#again());
    this.#pager();
    byId("events-all").addEventListener("click", () => this.busy(this.pickAll()));
    byId("events-bulk").addEventListener("click", () =>
      this.acts.bulk(this.layer, [...this.picked.values()]),
    );
    byId("events-paste").addEventListener("click", () => this.acts.paste(this.layer));
    byId("events-copy").addEventListener("click", () => this.copy());
    byId("events-scroll").addEventListener("copy", (event) => this.#copied(event));
    byId("events-scroll").addEventListener("paste", (event) => this.#pasted(event));
    store.listen((state, changed) => this.#stateChanged(changed));
    byId("events-text").value = store.state.q ?? "";
    this.#layerShown();
  }

  get layer() {
    return this.layers.find(({ name }) => name === byId("events-layer").value);
  }

  get columns() {
    const { key, values } = this.layer;
    return ["route", ...key.map(({ name }) => name), ...PLACE, ...PERIOD, ...values.map(({ name }) => name)];
  }

  /** What the columns are to be narrowed to, with what was typed a moment ago and the rows do not follow yet. */
  get having() {
    return havingOf({ ...this.store.state, ...this.typed });
  }

  /** Return what a column is narrowed to: as the reader said, else as the other views are; nothing for all. */
  narrowedTo(column, having = this.having) {
    return having.get(column) ?? (IN_STEP.includes(column) ? this.store.state[column] : "") ?? "";
  }

  get isShown() {
    return !byId("events").hidden;
  }

  // ---- in step with the other views

  #layerShown() {
    const { layer } = this.store.state;
    if (this.layers.some(({ name }) => name === layer)) byId("events-layer").value = layer;
    this.#head();
  }

  #layerChosen(name) {
    clearTimeout(this.waiting);
    this.typed = {};
    this.store.set({
      ...(this.inStep.includes(name) ? { layer: name } : {}),
      having: undefined,
      sort: undefined,
    });
    this.#head();
    this.#again();
  }

  #stateChanged(changed) {
    if (IN_STEP.some((name) => changed.has(name) && this.having.get(name))) return this.#stepAgain();
    if (["layer", ...IN_STEP].some((name) => changed.has(name))) this.#layerShown();
    const names = ["layer", ...IN_STEP, "as_of", "q", "having", "sort", "views"];
    const isMoved =
      byId("events-here").checked && ["route", "from_cm", "to_cm"].some((name) => changed.has(name));
    if (isMoved || names.some((name) => changed.has(name))) this.#again();
    else this.#markChosen();
  }

  /** What the other views have left for another is not held on to in the table; all stays all. */
  #stepAgain() {
    const { having } = this;
    for (const name of IN_STEP) if (having.get(name)) having.delete(name);
    delete this.typed.having;
    this.store.set({ having: textOfHaving(having) });
    this.#layerShown();
  }

  #again() {
    this.offset = 0;
    this.read();
  }

  /** Narrow the rows in a moment, by all that is typed until then. */
  #soon(changes) {
    clearTimeout(this.waiting);
    Object.assign(this.typed, changes);
    this.waiting = setTimeout(() => {
      const { typed } = this;
      this.typed = {};
      this.store.set(typed);
    }, PAUSE_MS);
  }

  // ---- pages

  #pager() {
    const number = byId("events-page");
    const turns = { first: () => 1, previous: () => this.page - 1, next: () => this.page + 1, last: () => this.pages };
    for (const [name, page] of Object.entries(turns))
      byId(`events-${name}`).addEventListener("click", () => this.#turnTo(page()));
    number.addEventListener("change", () => this.#turnTo(Number(number.value)));
    number.addEventListener("keydown", ({ key }) => key === "Enter" && this.#turnTo(Number(number.value)));
    const size = byId("events-size");
    size.replaceChildren(...PAGES.map((rows) => option(rows, rows)));
    size.addEventListener("change", () => this.#again());
  }

  get size() {
    return Number(byId("events-size").value);
  }

  get page() {
    return Math.floor(this.offset / this.size) + 1;
  }

  get pages() {
    return Math.max(1, Math.ceil((this.found?.count ?? 0) / this.size));
  }

  /** Show a page; a number beyond them is the nearest one, no number the page that is shown. */
  #turnTo(page) {
    const nearest = Math.min(this.pages, Math.max(1, Math.trunc(page) || this.page));
    byId("events-page").value = nearest;
    if (nearest === this.page) return;
    this.offset = (nearest - 1) * this.size;
    this.read();
    byId("events-scroll").scrollTop = 0;
  }

  #pagesShown() {
    const { t, whole } = this.language;
    const number = byId("events-page");
    number.value = this.page;
    number.max = this.pages;
    number.closest("nav").hidden = this.pages === 1;
    byId("events-pages").textContent = t("of_pages", { count: whole(this.pages) });
    for (const name of ["first", "previous"]) byId(`events-${name}`).disabled = this.page === 1;
    for (const name of ["next", "last"]) byId(`events-${name}`).disabled = this.page >= this.pages;
  }

  // ---- reading

  asked() {
    const { as_of, q, sort, route, from_cm, to_cm } = this.store.state;
    const having = havingOf(this.store.state);
    const narrowed = this.columns.map((column) => [column, this.narrowedTo(column, having)]).filter(([, value]) => value);
    const asked = { layer: this.layer.name, as_of, q, sort, ...Object.fromEntries(narrowed) };
    if (!byId("events-here").checked || !(from_cm < to_cm)) return asked;
    return { ...asked, route, from_km: kmOfCm(from_cm), to_km: kmOfCm(to_cm) };
  }

  /** Let go of what was picked of other rows, so that nothing is changed or copied that is not shown. */
  #letGo() {
    const asked = JSON.stringify({ ...this.asked(), sort: undefined });
    if (asked === this.pickedOf) return;
    this.pickedOf = asked;
    const count = this.picked.size;
    this.picked.clear();
    for (const box of boxes()) Object.assign(box, { checked: false, disabled: true });
    this.#counted();
    const { t, whole } = this.language;
    if (count) this.acts.said(t("picks_dropped", { count: whole(count) }));
  }

  async read() {
    this.#letGo();
    if (!this.isShown) return;
    const asked = { ...this.asked(), limit: this.size, offset: this.offset };
    this.asking = asked;
    try {
      const { data } = await this.api.get("events/", asked);
      if (this.asking !== asked) return;
      this.found = data;
      this.#show();
    } catch (error) {
      if (!error.code) throw error;
      byId("events-body").replaceChildren(
        h(
          "tr",
          {},
          h(
            "td",
            { class: "error", colspan: this.columns.length + 1 },
            error.message || this.language.t("read_failed"),
          ),
        ),
      );
    }
  }

  rowOf(cells) {
    return Object.fromEntries(this.found.columns.map((name, place) => [name, cells[place]]));
  }

  // ---- showing

  #show() {
    const { count, length_km, rows } = this.found;
    if (!rows.length && count) return this.#turnTo(this.pages);
    const { t, whole, number } = this.language;
    const sum = t("rows_sum", { count: whole(count), km: number(length_km) });
    byId("events-count").textContent = sum;
    byId("events-count").title = sum;
    byId("events-body").replaceChildren(
      ...(rows.length ? rows.map((cells) => this.#row(this.rowOf(cells))) : [this.#nothing()]),
    );
    this.#pagesShown();
    this.#links();
    this.#counted();
    this.#markChosen();
  }

  #nothing() {
    return h(
      "tr",
      {},
      h("td", { class: "muted", colspan: this.columns.length + 1 }, this.language.t("no_rows")),
    );
  }

  #links() {
    const query = (format) =>
      new URLSearchParams(
        Object.entries({ ...this.asked(), format, language: this.language.language, columns: this.columns.join(",") }).filter(
          ([, value]) => value !== undefined,
        ),
      );
    for (const format of ["xlsx", "csv"])
      byId(`events-${format}`).href = `${this.config.urls.api}events/export/?${query(format)}`;
  }

  #row(row) {
    const { t, km } = this.language;
    const id = this.#idOf(row);
    const name = t("place_sum", {
      route: row.route,
      from: km(cmOfKm(row.from_km)),
      to: km(cmOfKm(row.to_km)),
    });
    const box = h("input", {
      type: "checkbox",
      checked: this.picked.has(id),
      "aria-label": `${t("pick")}: ${name}`,
      onchange: ({ target }) => this.#pick(row, target.checked),
    });
    const cells = this.columns.map((column) => this.#cell(row, column, name));
    return h("tr", { "data-row": id }, h("td", {}, box), cells);
  }

  #idOf(row) {
    const key = this.layer.key.map(({ name }) => row[name]);
    return [row.route, row.from_km, row.to_km, ...key, row.from_day].join("|");
  }

  #cell(row, column, name) {
    const text = this.shown(column, row[column]);
    if (column === "from_km") {
      const act = () => this.acts.chosen({ ...row, from_cm: cmOfKm(row.from_km), to_cm: cmOfKm(row.to_km) });
      return h(
        "td",
        { class: "number" },
        h(
          "button",
          {
            type: "button",
            class: "link",
            "aria-label": `${this.language.t("show_row")}: ${name}`,
            onclick: act,
          },
          text,
        ),
      );
    }
    return h("td", { class: NUMBERS.has(column) ? "number" : false }, text);
  }

  /** Return a cell in the reader's words. */
  shown(column, value) {
    if (value === null || value === undefined || value === "") return "";
    if (PLACE.includes(column)) return this.language.km(cmOfKm(value));
    if (column === "to_day") return this.language.day(lastIncluded(value));
    if (column === "from_day") return this.language.day(value);
    if (column === "route") return value;
    const described = this.#described(column);
    if (described.kind === "choice") return this.naming.names[described.list]?.get(value) ?? value;
    if (described.kind === "day") return this.language.day(value);
    return described.kind === "decimal" ? String(value).replace(".", this.language.separator) : String(value);
  }

  #described(column) {
    return [...this.layer.key, ...this.layer.values].find(({ name }) => name === column);
  }

  label(column) {
    const known = {
      route: "route",
      from_km: "from_km_label",
      to_km: "to_km_label",
      length_km: "length_km_label",
      from_day: "first_day",
      to_day: "last_day",
    };
    return known[column] ? this.language.t(known[column]) : this.#described(column).label;
  }

  #markChosen() {
    const { route, from_cm, to_cm } = this.store.state;
    for (const line of byId("events-body").querySelectorAll("[data-row]")) {
      const [of, from, to] = line.dataset.row.split("|");
      line.toggleAttribute(
        "data-chosen",
        of === route && cmOfKm(Number(from)) === from_cm && cmOfKm(Number(to)) === to_cm,
      );
    }
  }

  // ---- head: sort and filters

  #head() {
    const all = h("input", {
      type: "checkbox",
      id: "events-pick-page",
      "aria-label": this.language.t("pick_page"),
      onchange: ({ target }) => this.#pickPage(target.checked),
    });
    const titles = this.columns.map((column) => this.#title(column));
    const filters = this.columns.map((column) => h("td", {}, this.#filter(column)));
    byId("events-head").replaceChildren(
      h("tr", {}, h("th", {}, all), titles),
      h("tr", { class: "filters" }, h("td", {}), filters),
    );
  }

  #title(column) {
    const sort = this.store.state.sort;
    const order = sort === column ? "ascending" : sort === `-${column}` ? "descending" : "none";
    const mark = { ascending: " ↑", descending: " ↓", none: "" }[order];
    const act = () => this.#sort(column, order);
    const button = h(
      "button",
      { type: "button", class: "link", onclick: act },
      `${this.label(column)}${mark}`,
    );
    return h("th", { "aria-sort": order, class: NUMBERS.has(column) ? "number" : false }, button);
  }

  #sort(column, order) {
    this.store.set({ sort: { none: column, ascending: `-${column}`, descending: undefined }[order] });
    this.#head();
    byId("events-head").querySelectorAll("th button")[this.columns.indexOf(column)].focus();
  }

  #filter(column) {
    if ([...PLACE, ...PERIOD].includes(column)) return null;
    const label = `${this.language.t("filter")}: ${this.label(column)}`;
    const value = this.narrowedTo(column);
    const narrow = ({ target }) => this.#narrow(column, target.value);
    const choices = this.#choices(column);
    if (!choices) return h("input", { "aria-label": label, value, oninput: narrow });
    const options = choices.map(({ code, name }) => option(code, name, code === value));
    return h(
      "select",
      { "aria-label": label, onchange: narrow },
      option("", this.language.t("all_routes"), !value),
      options,
    );
  }

  #choices(column) {
    if (column === "route") return this.config.routes;
    const { list } = this.#described(column);
    return list ? this.config.lists[list] : null;
  }

  #narrow(column, value) {
    const having = this.having;
    if (value.trim() || IN_STEP.includes(column)) having.set(column, value.trim());
    else having.delete(column);
    this.#soon({ having: textOfHaving(having) });
  }

  // ---- picking rows

  #pick(row, isPicked) {
    if (isPicked) this.picked.set(this.#idOf(row), row);
    else this.picked.delete(this.#idOf(row));
    this.#counted();
  }

  #pickPage(isPicked) {
    for (const cells of this.found?.rows ?? []) this.#pick(this.rowOf(cells), isPicked);
    for (const box of boxes()) box.checked = isPicked;
  }

  /** Pick every row that fits, as many as one change may hold; of more than that it is said how many are left. */
  async pickAll() {
    const { t, whole } = this.language;
    const { pickedOf } = this;
    const { data } = await this.api.get("events/", { ...this.asked(), limit: MOST_ROWS });
    if (pickedOf !== this.pickedOf) return;
    for (const cells of data.rows) this.picked.set(this.#idOf(this.rowOf(cells)), this.rowOf(cells));
    this.#show();
    if (data.count <= data.rows.length) return;
    this.acts.said(t("picked_some", { most: whole(MOST_ROWS), count: whole(data.count) }));
  }

  #counted() {
    const { t, whole } = this.language;
    const count = this.found?.count ?? 0;
    byId("events-bulk").disabled = !this.picked.size || !this.layer.writable;
    byId("events-bulk").textContent = this.picked.size
      ? t("change_rows", { count: whole(this.picked.size) })
      : t("change_rows_none");
    byId("events-all").hidden = count <= this.size || this.picked.size >= count;
    byId("events-all").textContent = t("pick_all", { count: whole(Math.min(count, MOST_ROWS)) });
    byId("events-paste").disabled = !this.layer.writable;
    const rows = this.found?.rows ?? [];
    byId("events-pick-page").checked =
      rows.length > 0 && rows.every((cells) => this.picked.has(this.#idOf(this.rowOf(cells))));
  }

  unpick() {
    this.picked.clear();
  }

  // ---- to and from a spreadsheet

  #text() {
    const rows = this.picked.size
      ? [...this.picked.values()]
      : (this.found?.rows ?? []).map((cells) => this.rowOf(cells));
    const head = this.columns.map((column) => this.label(column));
    return textOf([
      head,
      ...rows.map((row) => this.columns.map((column) => this.shown(column, row[column]))),
    ]);
  }

  #copied(event) {
    if (String(getSelection()) || event.target.matches("input")) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", this.#text());
  }

  /** Copy the picked rows, or the page; also where the page is not served over a secure connection. */
  copy() {
    const held = document.body.appendChild(h("textarea", { class: "only-read", "aria-hidden": "true" }));
    held.value = this.#text();
    held.select();
    document.execCommand("copy");
    held.remove();
    byId("events-copy").focus();
    this.acts.copied(this.picked.size || this.found?.rows.length || 0);
  }

  #pasted(event) {
    const text = event.clipboardData.getData("text/plain");
    if (event.target.matches("input") || !text.includes("\t") || !this.layer.writable) return;
    event.preventDefault();
    this.acts.paste(this.layer, text);
  }
}

const boxes = () => byId("events-body").querySelectorAll("input");

const havingOf = ({ having }) => new URLSearchParams(having ?? "");

const textOfHaving = (having) => (having.size ? String(having) : undefined);
