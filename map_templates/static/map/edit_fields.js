/** The fields of a layer's columns: choices, decimals, days and texts, with what each metre has now. */

import { h, option } from "./dom.js";

/** Return a column's field; `prefix` is `key` or `values`, `current` what the stretch holds. */
export function fieldOf(column, prefix, lists, current, language) {
  const { t } = language;
  const id = `edit-${prefix}-${column.name}`;
  const isChoice = column.kind === "choice";
  const input = isChoice ? select(column, id, lists, current, t) : textInput(column, id, current, language);
  input.dataset.field = `${prefix}.${column.name}`;
  input.setAttribute("aria-describedby", `${id}-error`);
  return h(
    "div",
    { class: "field" },
    h("label", { for: id }, column.label),
    input,
    column.required ? null : emptied(column, id, t),
    h("p", { class: "error", id: `${id}-error`, hidden: true }),
  );
}

function select(column, id, lists, current, t) {
  const choices = lists[column.list];
  const held = choices.find(({ code }) => code === current);
  const first = current === undefined ? t("choose") : `${t("keeps")}: ${held?.name ?? t("empty_value")}`;
  return h("select", { id }, option("", first), choices.map(({ code, name }) => option(code, name)));
}

function textInput({ kind, longest }, id, current, language) {
  const { t } = language;
  const shown = kind === "day" ? language.day(current) : kind === "decimal" ? inDecimals(current, language) : current;
  const isHeld = current !== undefined && current !== null && current !== "";
  const placeholder = isHeld ? `${t("keeps")}: ${shown}` : "";
  const inputmode = kind === "decimal" ? "decimal" : false;
  return h("input", { id, maxlength: longest, inputmode, placeholder });
}

const inDecimals = (text, { separator }) => text?.replace(".", separator);

function emptied(column, id, t) {
  const box = h("input", { type: "checkbox", id: `${id}-empty`, "data-empties": column.name });
  return h("label", { class: "choice hint" }, box, t("make_empty"));
}

/** Return what stands in the fields inside `place`: `{name: {text, is_empty}}`. */
export function valuesIn(place) {
  const values = {};
  for (const input of place.querySelectorAll('[data-field^="values."]')) {
    const name = input.dataset.field.slice("values.".length);
    const box = place.querySelector(`[data-empties="${name}"]`);
    values[name] = { text: input.value, is_empty: box?.checked ?? false };
  }
  return values;
}

export function keyIn(place) {
  const inputs = [...place.querySelectorAll('[data-field^="key."]')];
  return Object.fromEntries(inputs.map((input) => [input.dataset.field.slice("key.".length), input.value]));
}

/** Put kept values back into the fields inside `place`. */
export function fillIn(place, key, values) {
  for (const input of place.querySelectorAll("[data-field]")) {
    const [prefix, name] = input.dataset.field.split(".");
    input.value = (prefix === "key" ? key[name] : values[name]?.text) ?? "";
  }
  for (const box of place.querySelectorAll("[data-empties]")) {
    box.checked = values[box.dataset.empties]?.is_empty ?? false;
  }
}
