/** The table of a layer's facts: paged, sorted and narrowed by the server; rows chosen, copied, changed, exported. */

import { byId, h, option } from "./dom.js";
import { EventColumns, isNarrowed, isNumber } from "./event_columns.js";
import { EventPages } from "./event_pages.js";
import { cmOfKm, kmOfCm } from "./measures.js";
import { textOf } from "./sheet.js";

const MOST_ROWS = 5_000;
const PAUSE_MS = 300;
/** Columns that say what the other views show unless the reader narrows or widens them. */
const IN_STEP = ["route", "element"];

export class EventsTable {
  /**
   * `inStep` are the layers that the map can show too; `acts` are `chosen(row)`, `bulk(layer, rows)`,
   * `paste(layer, text)` and `copied(count)`.
   */
  constructor({ config, language, api, store, naming, drafts, busy, inStep, acts }) {
    Object.assign(this, {
      busy,
      drafts,
      config,
      language,
      api,
      store,
      naming,
      inStep,
      acts,
      words: new EventColumns({ config, language, naming }),
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
    this.pages = new EventPages(language, { turned: () => this.#turned(), resized: () => this.#again() });
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
    this.readOf = drafts.state;
    drafts.listen(() => drafts.state !== this.readOf && this.#again());
  }

  get layer() {
    return this.layers.find(({ name }) => name === byId("events-layer").value);
  }

  get columns() {
    return this.words.columnsOf(this.layer);
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
    this.pages.first();
    this.read();
  }

  #turned() {
    this.read();
    byId("events-scroll").scrollTop = 0;
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

  // ---- reading

  asked() {
    const { as_of, q, sort, route, from_cm, to_cm } = this.store.state;
    const having = havingOf(this.store.state);
    const narrowed = this.columns.map((column) => [column, this.narrowedTo(column, having)]).filter(([, value]) => value);
    const asked = { layer: this.layer.name, as_of, q, sort, ...this.drafts.asked, ...Object.fromEntries(narrowed) };
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
    this.readOf = this.drafts.state;
    this.#letGo();
    if (!this.isShown) return;
    const asked = { ...this.asked(), ...this.pages.asked };
    this.asking = asked;
    try {
      const { data } = await this.api.get("events/", asked);
      if (this.asking !== asked) return;
      this.found = data;
      this.drafts.tell(byId("events-draft"), !this.drafts.isTried);
      this.#show();
    } catch (error) {
      if (!error.code) throw error;
      const lost = await this.drafts.lost(error);
      if (lost) {
        this.acts.said(lost);
        return;
      }
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
    this.pages.show(count);
    if (!rows.length && count) return this.pages.turnToLast();
    const { t, whole, number } = this.language;
    const sum = t("rows_sum", { count: whole(count), km: number(length_km) });
    byId("events-count").textContent = sum;
    byId("events-count").title = sum;
    byId("events-body").replaceChildren(
      ...(rows.length ? rows.map((cells) => this.#row(this.rowOf(cells))) : [this.#nothing()]),
    );
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
    const text = this.words.shown(this.layer, column, row[column]);
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
    return h("td", { class: isNumber(column) ? "number" : false }, text);
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
      `${this.words.label(this.layer, column)}${mark}`,
    );
    return h("th", { "aria-sort": order, class: isNumber(column) ? "number" : false }, button);
  }

  #sort(column, order) {
    this.store.set({ sort: { none: column, ascending: `-${column}`, descending: undefined }[order] });
    this.#head();
    byId("events-head").querySelectorAll("th button")[this.columns.indexOf(column)].focus();
  }

  #filter(column) {
    if (!isNarrowed(column)) return null;
    const label = `${this.language.t("filter")}: ${this.words.label(this.layer, column)}`;
    const value = this.narrowedTo(column);
    const narrow = ({ target }) => this.#narrow(column, target.value);
    const choices = this.words.choices(this.layer, column);
    if (!choices) return h("input", { "aria-label": label, value, oninput: narrow });
    const options = choices.map(({ code, name }) => option(code, name, code === value));
    return h(
      "select",
      { "aria-label": label, onchange: narrow },
      option("", this.language.t("all_routes"), !value),
      options,
    );
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
    byId("events-all").hidden = count <= this.pages.size || this.picked.size >= count;
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
    const head = this.columns.map((column) => this.words.label(this.layer, column));
    return textOf([
      head,
      ...rows.map((row) => this.columns.map((column) => this.words.shown(this.layer, column, row[column]))),
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
