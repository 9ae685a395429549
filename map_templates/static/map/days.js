/** Days as people type and read them. Inside the page a day is its ISO text. */

const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const DOTTED = /^(\d{1,2})[./]\s*(\d{1,2})[./]\s*(\d{4})\.?$/;
const NAMED = /^(\d{1,2})(?:\s+|-)(\p{L}{3})\p{L}*\.?(?:\s+|-)(\d{4}|\d\d)$/u;
const MONTH_FIRST = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MS_PER_DAY = 86_400_000;
/** Spreadsheets take years of two digits from here on for the last century's. */
const LAST_CENTURY = 30;

/** Something that is not a day of the calendar, or one with its month before the day. */
export class DayError extends Error {
  constructor(given, code = "day_unreadable") {
    super(`not a day: ${given}`);
    this.code = code;
    this.given = given;
  }
}

/** Return the ISO text of `21.11.2026.`, `21.11.2026`, `21/11/2026`, `21 Nov 2026`, `21-Nov-26` or `2026-11-21`. */
export function parseDay(text) {
  const typed = text.trim();
  const [year, month, day] =
    ISO.exec(typed)?.slice(1) ?? DOTTED.exec(typed)?.slice(1).reverse() ?? named(typed) ?? [];
  const iso = year && [year, month.padStart(2, "0"), day.padStart(2, "0")].join("-");
  if (!iso || !isDay(iso)) throw new DayError(text, isMonthFirst(typed) ? "day_month_first" : undefined);
  return iso;
}

/** Tell whether a day with slashes could have its month first; a day beyond the 12th tells that it has. */
function isMonthFirst(typed) {
  const [, month, day, year] = MONTH_FIRST.exec(typed) ?? [];
  return Boolean(year) && isDay([year, month.padStart(2, "0"), day.padStart(2, "0")].join("-"));
}

/** Tell whether a day with slashes is another one if its month is taken to come first. */
export function isAmbiguous(text) {
  const [, month, day] = MONTH_FIRST.exec(text.trim()) ?? [];
  return isMonthFirst(text.trim()) && Number(day) <= MONTHS.length && Number(day) !== Number(month);
}

function named(typed) {
  const [, day, name, written] = NAMED.exec(typed) ?? [];
  const century = Number(written) < LAST_CENTURY ? "20" : "19";
  const year = written?.length === 2 ? century + written : written;
  return day && [year, String(MONTHS.indexOf(name.toLowerCase()) + 1), day];
}

/** Return a day as its readers write it: `21.11.2026.` in Latvian, `21 Nov 2026` in English. */
export function formatDay(iso, language = "lv") {
  const [year, month, day] = iso.split("-");
  if (language === "lv") return `${day}.${month}.${year}.`;
  const name = MONTHS[Number(month) - 1];
  return `${Number(day)} ${name[0].toUpperCase()}${name.slice(1)} ${year}`;
}

/** Return a day as it is put into a field: in the reader's way, which `parseDay` reads. */
export function fieldDay(iso, language) {
  return iso ? formatDay(iso, language) : "";
}

export function addDays(iso, days) {
  return new Date(Date.parse(iso) + days * MS_PER_DAY).toISOString().slice(0, 10);
}

/** Return the last day of a period that ends before `until`; null without end. */
export const lastIncluded = (until) => (until ? addDays(until, -1) : null);

function isDay(iso) {
  const time = Date.parse(`${iso}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === iso;
}
