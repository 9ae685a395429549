/** Many rows at once: picked ones changed by one note, or pasted ones with the faults of each. */

import { byId, h, put } from "./dom.js";
import { valuesOf } from "./edit_body.js";
import { fieldOf } from "./edit_fields.js";
import { pasted, textOf } from "./sheet.js";
import { rowsChanged } from "./proposals.js";

const MOST_SHOWN = 200;
const PREFIX = "bulk";

/** Ask for the values that all picked rows get. */
export function changeRows(layer, rows, { dialog, config, language }) {
  const { t } = language;
  const fields = layer.values.map((column) => fieldOf(column, PREFIX, config.lists, undefined, language));
  dialog.open({
    title: t("change_rows", { count: language.whole(rows.length) }),
    lines: [t("change_rows_line", { layer: layer.label })],
    fields,
    operations: () => changed(layer, rows),
    again: { kind: "rows", args: [layer.name, rows] },
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

/** Take pasted rows: each is read here, tried by the server, and shown with what is wrong with it before saving. */
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
      oninput: () => this.#read(),
    });
    this.text.value = text;
    this.good = h("input", { type: "checkbox", id: "pasted-good" });
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
        h("label", { class: "choice" }, this.good, t("good_rows_only")),
        this.shown,
      ],
      kind: "update",
      operations: () => this.#operations(),
      checked: (body) => this.#checked(body),
      again: { kind: "paste", args: [layer.name] },
    });
  }

  #read() {
    this.found = pasted(
      this.text.value,
      this.layer.name,
      this.columns,
      (route) => this.#placeOf(route),
      this.config.lists,
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

  #operations() {
    const sound = this.#sound;
    const isWhole = sound.length === this.found.rows.length;
    return sound.length && (isWhole || this.good.checked) ? sound.map(({ operation }) => operation) : null;
  }

  /** Let the server try each row by itself; what it refuses is marked, and kept from being saved. */
  async #checked(body) {
    const tried = this.#sound.map(({ n }) => n);
    const { data } = await this.api.post("events/check/", body);
    for (const { n, where, message } of data.faults)
      this.faults.set(tried[n], [[where, message].filter(Boolean).join(": ")]);
    if (!data.faults.length) return;
    this.#show();
    throw Object.assign(new Error(this.language.t("rows_refused", { count: data.faults.length })), {
      code: "rows_refused",
    });
  }

  #show() {
    const { t } = this.language;
    const { rows, head, missing } = this.found;
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
    const sum = h("p", { class: wrong ? "error" : "" }, t("rows_read", { count: rows.length, wrong }));
    return put(
      this.shown,
      sum,
      h(
        "table",
        { class: "compact plain-table" },
        h("thead", {}, h("tr", {}, h("td"), [...head, t("pasted_faults")].map((text) => h("th", { scope: "col" }, text)))),
        h(
          "tbody",
          {},
          rows.slice(0, MOST_SHOWN).map((row) => this.#row(row)),
        ),
      ),
    );
  }

  /** A line may have fewer cells than the head: the others are empty. */
  #row({ n, cells }) {
    const faults = this.faults.get(n) ?? [];
    const { head } = this.found;
    return h(
      "tr",
      { "data-faults": faults.length || false },
      h("th", { scope: "row", class: "number" }, n + 1),
      head.map((_, place) => h("td", {}, cells[place] ?? "")),
      h("td", { class: "error" }, faults.join(" ")),
    );
  }
}

function columnsOf(layer, t) {
  return [
    { name: "route", label: t("route"), role: "route" },
    ...layer.key.map((column) => ({ ...column, role: "key" })),
    { name: "from_km", label: t("from_km_label"), role: "from" },
    { name: "to_km", label: t("to_km_label"), role: "to" },
    ...layer.values.map((column) => ({ ...column, role: "value" })),
  ];
}
