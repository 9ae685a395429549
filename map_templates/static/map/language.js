/** The reader's language: words by key, numbers with their separator, days and moments. */

import { formatDay } from "./days.js";
import { formatKm } from "./measures.js";
import { formatNumber } from "./numbers.js";

const MOMENT = {
  timeZone: "Europe/Riga",
  day: "2-digit",
  month: "2-digit",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
};

export function createLanguage(language, words) {
  const separator = language === "lv" ? "," : ".";
  const number = (value) => formatNumber(value, 2, language);
  const whole = (value) => formatNumber(value, 0, language);
  const t = (key, values = {}) => filled(words[key] ?? key, values);
  const km = (cm) => formatKm(cm, separator);
  /** Say what is wrong with something typed: `problem` has the code and the values of its message. */
  const told = ({ code, given, length_cm }) =>
    length_cm === undefined
      ? t(code, { given })
      : t(code, { given: given.replace(".", separator), length: km(length_cm) });
  return {
    language,
    separator,
    t,
    km,
    told,
    number,
    /** What is shown as zero has no sign. */
    signed: (sign, value) => (number(value) === number(0) ? number(0) : `${sign}${number(value)}`),
    /** Days and units are whole, shares are not. */
    amount: (value) => (Number.isInteger(value) ? whole : number)(value),
    whole,
    /** The form of a word after a number: one (in Latvian also 21), none (0), other. */
    form: (value) => (value === 0 ? "none" : isOne(value, language) ? "one" : "other"),
    size: (bytes) => sized(bytes, language),
    percent: (value) => `${number(value)}\u00a0%`,
    day: (iso) => (iso ? formatDay(iso, language) : ""),
    moment: (iso) => moment(iso, language),
  };
}

const isOne = (value, language) =>
  Number.isInteger(value) && (language === "lv" ? value % 10 === 1 && value % 100 !== 11 : value === 1);

const SIZES = ["B", "kB", "MB", "GB"];

/** Return a number of bytes in the unit that leaves at most three digits before its separator. */
function sized(bytes, language) {
  const power = bytes < 1 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log10(bytes) / 3));
  const shown = new Intl.NumberFormat(language, { maximumFractionDigits: power ? 1 : 0 });
  return `${shown.format(bytes / 1_000 ** power)}\u00a0${SIZES[power]}`;
}

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function moment(iso, language) {
  const parts = new Intl.DateTimeFormat("en-GB", MOMENT).formatToParts(new Date(iso));
  const named = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  const { day, month, year, hour, minute } = named;
  return `${formatDay(`${year}-${month}-${day}`, language)} ${hour}:${minute}`;
}
