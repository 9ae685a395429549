/** What an address asks for, held against what this register has: the rest is told, never dropped in silence. */

import { areHeights, areWidths, VIEWS } from "./shares.js";

/** What can be switched on over the map; none says that nothing is. */
const OVERLAYS = ["none", "sensors", "structures", "parcels"];
/** Columns of every layer's table, beside its own. */
const SORTED = ["route", "from_km", "to_km", "length_km", "from_day", "to_day"];
/** What an address asks for under `edit` to have a segment split. */
export const SPLIT = "split";
const PLACE = ["from_cm", "to_cm", "cm"];

/**
 * Return `{state, unknown}` of what `readAddress` gave: the state that the register has, and each part that it has
 * not as `{name, given, code}`; `code` is the reason in words, if there is more to say than that it is not there.
 *
 * `config` has `routes`, `layers`, `lists.element`, `grounds`, `first_day` and `last_day`; `layers` are the names to
 * choose a view from: a layer of the register that has none is `edit`, the one to be changed. `edit` may name its
 * column as well, `work.verified_on`, or be `split`: a segment is to be split.
 */
export function known({ state, unread }, config, layers) {
  const kept = { ...state };
  const unknown = [...unread];
  const drop = (name, given, code) => {
    delete kept[name];
    unknown.push({ name, given, code });
  };
  const codes = (rows) => rows.map(({ code }) => code);
  if (state.layer && !layers.includes(state.layer)) {
    if (config.layers.some(({ name }) => name === state.layer)) kept.edit ??= state.layer;
    else unknown.push({ name: "layer", given: state.layer });
    delete kept.layer;
  }
  if (state.edit && !isEdit(state.edit, config.layers)) drop("edit", state.edit);
  if (state.element && !codes(config.lists.element).includes(state.element)) drop("element", state.element);
  if (state.views && !state.views.split(",").every((one) => VIEWS.includes(one))) drop("views", state.views);
  if (state.shares && !areHeights(state.shares)) drop("shares", state.shares);
  if (state.side && !areWidths(state.side)) drop("side", state.side);
  if (state.over && !state.over.split(",").every((one) => OVERLAYS.includes(one))) drop("over", state.over);
  if (state.sort && !isColumn(state.sort.replace(/^-/, ""), kept, config.layers)) drop("sort", state.sort);
  const having = new URLSearchParams(state.having ?? "");
  const odd = [...having.keys()].filter((name) => !isColumn(name, kept, config.layers));
  if (odd.length) {
    for (const name of odd) having.delete(name);
    kept.having = String(having) || undefined;
    unknown.push({ name: "having", given: odd.join(", ") });
  }
  const grounds = config.grounds.map(({ name }) => name);
  if (state.ground && !grounds.includes(state.ground)) drop("ground", state.ground);
  for (const name of ["as_of", "against"]) {
    if (state[name] < config.first_day) drop(name, state[name], "before_register");
    if (state[name] > config.last_day) drop(name, state[name], "after_register");
  }
  const route = config.routes.find(({ code }) => code === (state.route ?? config.routes[0]?.code));
  if (state.route && !route) drop("route", state.route);
  const places = PLACE.filter((name) => state[name] !== undefined);
  const beyond = route ? places.filter((name) => state[name] > route.length_cm) : places;
  const code = route && "measure_off_route";
  for (const name of beyond) unknown.push({ name, given: state[name], code });
  if (beyond.length) for (const name of PLACE) delete kept[name];
  return { state: kept, unknown };
}

/** Return `[layer, column]` of what an address asks to change; without a column that is undefined. */
export const editOf = (asked = "") => asked.split(".");

function isEdit(asked, layers) {
  const [layer, column] = editOf(asked);
  const found = layers.find(({ name }) => name === layer);
  if (!found) return asked === SPLIT;
  return column === undefined || (found.values ?? []).some(({ name }) => name === column);
}

/** Tell whether the table of the layer that is shown has a column; a view that is no layer leaves the table as it was. */
function isColumn(name, { layer = "work", edit }, layers) {
  const shown = layers.filter((one) => one.name === (editOf(edit)[0] || layer));
  const columns = (shown.length ? shown : layers).flatMap(({ key = [], values = [] }) => [...key, ...values]);
  return SORTED.includes(name) || columns.some((column) => column.name === name);
}
