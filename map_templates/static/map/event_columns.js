/** The columns of a layer's table: which there are, what they are called and what a cell says. */

import { lastIncluded } from "./days.js";
import { cmOfKm } from "./measures.js";

const PLACE = ["from_km", "to_km", "length_km"];
const PERIOD = ["from_day", "to_day"];
const LABELS = {
  route: "route",
  from_km: "from_km_label",
  to_km: "to_km_label",
  length_km: "length_km_label",
  from_day: "first_day",
  to_day: "last_day",
};

export const isNumber = (column) => PLACE.includes(column);

/** Tell whether the rows can be narrowed to one value of a column. */
export const isNarrowed = (column) => ![...PLACE, ...PERIOD].includes(column);

export class EventColumns {
  constructor({ config, language, naming }) {
    Object.assign(this, { config, language, naming });
  }

  columnsOf({ key, values }) {
    return ["route", ...key.map(({ name }) => name), ...PLACE, ...PERIOD, ...values.map(({ name }) => name)];
  }

  label(layer, column) {
    return LABELS[column] ? this.language.t(LABELS[column]) : described(layer, column).label;
  }

  /** Return what a column may hold, as `{code, name}`; null of free text. */
  choices(layer, column) {
    if (column === "route") return this.config.routes;
    const { list } = described(layer, column);
    return list ? this.config.lists[list] : null;
  }

  /** Return a cell in the reader's words. */
  shown(layer, column, value) {
    if (value === null || value === undefined || value === "") return "";
    if (isNumber(column)) return this.language.km(cmOfKm(value));
    if (column === "to_day") return this.language.day(lastIncluded(value));
    if (column === "from_day") return this.language.day(value);
    if (column === "route") return value;
    const { kind, list } = described(layer, column);
    if (kind === "choice") return this.naming.names[list]?.get(value) ?? value;
    if (kind === "day") return this.language.day(value);
    return kind === "decimal" ? String(value).replace(".", this.language.separator) : String(value);
  }
}

const described = ({ key, values }, column) => [...key, ...values].find(({ name }) => name === column);
