/** Many rows at once: picked ones changed by one note, or pasted ones with the faults of each. */

import { byId, h, put } from "./dom.js";
import { valuesOf } from "./edit_body.js";
import { fieldOf } from "./edit_fields.js";
import { kmOfCm } from "./measures.js";
import { pasted, textOf } from "./sheet.js";
import { rowsChanged, stretchesByPlace } from "./proposals.js";

const MOST_SHOWN = 200;
const MOST_PLACES = 12;
const MOST_ROWS = 5_000;
/** Tried by the server at once: about a second's work. */
const CHECKED_AT_ONCE = 100;
const PREFIX = "bulk";
const COLUMNS_OF_DAYS = { from_day: "first_day", until_day: "last_day" };

/** Ask for the values that all picked rows get. */
export function changeRows(layer, rows, { dialog, config, language, naming }) {
  const { t } = language;
  const fields = layer.values.map((column) => fieldOf(column, PREFIX, config.lists, undefined, language));
  dialog.open({
    title: `${t("change_rows", { count: language.whole(rows.length) })} · ${layer.label}`,
    lines: [...whatIsWritten(layer, rows, language, naming), t("change_rows_line", { layer: layer.label })],
    fields,
    operations: () => changed(layer, rows),
    again: { kind: "rows", args: [layer.name, rows] },
  });
}

/** Return what the change lies on, by key and route: how many stretches, their kilometres and, unfolded, which. */
function whatIsWritten(layer, rows, { t, km, number, whole }, naming) {
  const found = stretchesByPlace(rows, (row) => [naming.key(layer.name, row), row.route].filter(Boolean).join(" · "));
  const shown = found.length > MOST_PLACES ? stretchesByPlace(rows, () => layer.label) : found;
  return shown.map(({ place, stretches, length_cm }) => {
    const sum = t("rows_sum", { count: whole(stretches.length), km: number(kmOfCm(length_cm)) });
    const named = stretches.slice(0, MOST_SHOWN).map((ends) => ends.map(km).join("–"));
    const more = stretches.length > MOST_SHOWN ? "; …" : "";
    return h(
      "details",
      { class: "written" },
      h("summary", {}, h("strong", {}, place), ` · ${sum}`),
      h("p", { class: "hint" }, `km ${named.join("; ")}${more}`),
    );
  });
}

function changed(layer, rows) {
  const values = valuesOf({ values: typedIn(byId("change-fields")) }, layer, {});
  return Object.keys(values).length ? rowsChanged(layer.name, layer.key, rows, values) : null;
}

function typedIn(place) {
  const inputs = [...place.querySelectorAll(`[data-field^="${PREFIX}."]`)];
  return Object.fromEntries(
    inputs.map((input) => {
      const name = input.dataset.field.slice(PREFIX.length + 1);
      return [
        name,
        { text: input.value, is_empty: place.querySelector(`[data-empties="${name}"]`)?.checked ?? false },
      ];
    }),
  );
}

/** Take pasted rows: read here, tried by the server, each shown with what is wrong with it before saving. */
export class PastedRows {
  constructor({ dialog, config, language, api, register }) {
    Object.assign(this, { dialog, config, language, api, register });
  }

  open(layer, text = "") {
    const { t } = this.language;
    this.layer = layer;
    this.columns = columnsOf(layer, t);
    this.faults = new Map();
    this.text = h("textarea", {
      id: "pasted-text",
      rows: 5,
      spellcheck: "false",
      oninput: () => this.#typed(),
    });
    this.text.value = text;
    this.period = {};
    this.good = h("input", { type: "checkbox", id: "pasted-good" });
    this.empties = h("input", { type: "checkbox", id: "pasted-empties", oninput: () => this.#read() });
    this.shown = h("div", {
      class: "list-wrap pasted-rows",
      tabindex: "0",
      role: "region",
      "aria-label": t("pasted_rows"),
    });
    const head = textOf([this.columns.map(({ label }) => label)]);
    this.#read();
    this.dialog.open({
      title: t("paste_title", { layer: layer.label }),
      lines: [t("paste_line"), h("p", { class: "hint" }, head.replaceAll("\t", " · "))],
      fields: [
        h("div", { class: "field" }, h("label", { for: "pasted-text" }, t("paste_here")), this.text),
        h("label", { class: "choice" }, this.empties, t("empty_cells_empty")),
        h("label", { class: "choice" }, this.good, t("good_rows_only")),
        this.shown,
      ],
      kind: this.#hasEnds ? "correct" : "update",
      operations: (period) => this.#operations(period),
      refused: (...refusal) => this.#refused(...refusal),
      again: { kind: "paste", args: [layer.name] },
    });
  }

  /** A row that ends says of a period what was so: that is a correction. */
  #typed() {
    const hadEnds = this.#hasEnds;
    this.#read();
    if (this.#hasEnds && !hadEnds) this.dialog.suggest("correct");
  }

  get #hasEnds() {
    return this.found.rows.some(({ operation }) => operation.until_day);
  }

  #read() {
    this.found = pasted(
      this.text.value,
      this.layer.name,
      this.columns,
      (route) => this.#placeOf(route),
      this.config.lists,
      { empties: this.empties.checked, period: this.period },
    );
    this.faults = new Map(this.found.rows.map(({ n, faults }) => [n, faults.map((one) => this.#said(one))]));
    this.#show();
  }

  #placeOf(route) {
    const wanted = String(route ?? "").toLocaleLowerCase();
    const known = this.config.routes.find(({ code, name }) => code === route || name.toLocaleLowerCase() === wanted);
    return known && { ...known, signs: this.register.signs.get(known.code) ?? [] };
  }

  #said(fault) {
    const label = this.columns.find(({ name }) => name === fault.column)?.label ?? fault.column;
    return `${label}: ${this.language.told(fault)}`;
  }

  get #sound() {
    return this.found.rows.filter(({ n }) => !this.faults.get(n)?.length);
  }

  /** Return what is to be written; rows are held against the days of the dialog, those that have none of their own. */
  #operations(period) {
    if (JSON.stringify(period) !== JSON.stringify(this.period)) {
      this.period = period;
      this.#read();
    }
    const sound = this.#sound;
    const isWhole = sound.length === this.found.rows.length;
    if (!sound.length || this.#isTooMuch || !(isWhole || this.good.checked)) return null;
    return sound.map(({ operation }) => operation);
  }

  get #isTooMuch() {
    return this.found.rows.length > MOST_ROWS;
  }

  /** The register refused the rows together: let it try each by itself, and mark those that it will not take. */
  async #refused(error, { operations, ...body }, { isWanted, tell }) {
    if (![400, 403, 409].includes(error.status)) return null;
    const { t, whole } = this.language;
    const tried = this.#sound.map(({ n }) => n);
    const found = [];
    for (let done = 0; done < operations.length && isWanted(); done += CHECKED_AT_ONCE) {
      tell(t("rows_checked", { done: whole(done), count: whole(operations.length) }));
      const some = operations.slice(done, done + CHECKED_AT_ONCE);
      const { data } = await this.api.post("events/check/", { ...body, operations: some });
      found.push(...data.faults.map((fault) => ({ ...fault, n: done + fault.n })));
    }
    if (!isWanted()) return null;
    const first = Number(/^operations\[(\d+)\]/.exec(error.where ?? "")?.[1] ?? NaN);
    if (!found.length && first >= 0) found.push({ n: first, where: whereInRow(error.where), message: error.message });
    if (!found.length) return null;
    for (const { n, where, message } of found) this.faults.set(tried[n], [this.#worded(where, message)]);
    this.#show();
    return { text: t("rows_refused", { count: whole(found.length) }), isMended: this.good.checked };
  }

  /** Name the column that the server found at fault as the sheet does. */
  #worded(where, message) {
    const field = whereInRow(where ?? "").replace(/^(values|key)\./, "");
    const name = COLUMNS_OF_DAYS[field] ?? field;
    const label = this.columns.find((column) => column.name === name)?.label;
    const text = message.startsWith(`${name}: `) ? message.slice(name.length + 2) : message;
    return [label, text].filter(Boolean).join(": ");
  }

  #show() {
    const { t } = this.language;
    const { rows, head, missing, unread } = this.found;
    if (!this.text.value.trim()) return put(this.shown);
    if (missing.length) {
      return put(
        this.shown,
        h(
          "p",
          { class: "error" },
          t("columns_missing", { names: missing.map(({ label }) => label).join(", ") }),
        ),
      );
    }
    const wrong = rows.length - this.#sound.length;
    const { whole } = this.language;
    const sum = h("p", { class: wrong ? "error" : "" }, t("rows_read", { count: whole(rows.length), wrong: whole(wrong) }));
    return put(
      this.shown,
      sum,
      this.#isTooMuch && h("p", { class: "error" }, t("rows_too_many", { most: whole(MOST_ROWS) })),
      this.#days(),
      unread.length > 0 && h("p", { class: "note warning" }, t("columns_unread", { names: unread.join(", ") })),
      h(
        "table",
        { class: "compact plain-table" },
        h("thead", {}, h("tr", {}, h("td"), [t("pasted_faults"), ...head].map((text) => h("th", { scope: "col" }, text)))),
        h(
          "tbody",
          {},
          this.#mostTelling(rows).map((row) => this.#row(row)),
        ),
      ),
    );
  }

  /** Say which rows are written for days of their own, and how days that could be others are read. */
  #days() {
    const { t, whole, day } = this.language;
    const own = this.found.rows.filter(({ operation }) => operation.from_day || operation.until_day);
    const first = own.map(({ operation }) => operation.from_day).filter(Boolean).sort()[0];
    const [slashed] = this.found.dayFirst;
    return [
      own.length > 0 && h("p", { class: "hint" }, t("rows_own_days", { count: whole(own.length) })),
      first && h("p", { class: "hint" }, t("rows_first_day", { day: day(first) })),
      slashed &&
        h("p", { class: "note warning" }, t("read_day_first", { given: slashed.given, day: day(slashed.day), count: whole(this.found.dayFirst.length) })),
    ];
  }

  /** Return the rows that are shown: all with faults before any other, in their order. */
  #mostTelling(rows) {
    const isWrong = ({ n }) => Number(Boolean(this.faults.get(n)?.length));
    const first = [...rows].sort((one, other) => isWrong(other) - isWrong(one)).slice(0, MOST_SHOWN);
    return first.sort((one, other) => one.n - other.n);
  }

  /** A line may have fewer cells than the head: the others are empty. */
  #row({ n, cells }) {
    const faults = this.faults.get(n) ?? [];
    const { head } = this.found;
    return h(
      "tr",
      { "data-faults": faults.length || false },
      h("th", { scope: "row", class: "number" }, n + 1),
      h("td", { class: "error" }, faults.join(" ")),
      head.map((_, place) => h("td", {}, cells[place] ?? "")),
    );
  }
}

const whereInRow = (where) => where.replace(/^operations\[\d+\]\./, "");

function columnsOf(layer, t) {
  return [
    { name: "route", label: t("route"), role: "route" },
    ...layer.key.map((column) => ({ ...column, role: "key" })),
    { name: "from_km", label: t("from_km_label"), role: "from" },
    { name: "to_km", label: t("to_km_label"), role: "to" },
    { name: "first_day", label: t("first_day"), role: "first" },
    { name: "last_day", label: t("last_day"), role: "last" },
    ...layer.values.map((column) => ({ ...column, role: "value" })),
  ];
}
