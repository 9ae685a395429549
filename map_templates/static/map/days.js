/** Days as people type and read them. Inside the page a day is its ISO text. */

const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const DOTTED = /^(\d{1,2})[./]\s*(\d{1,2})[./]\s*(\d{4})\.?$/;
const NAMED = /^(\d{1,2})\s+(\p{L}{3})\p{L}*\.?\s+(\d{4})$/u;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MS_PER_DAY = 86_400_000;

/** Something that is not a day of the calendar. */
export class DayError extends Error {
  constructor(given) {
    super(`not a day: ${given}`);
    this.code = "day_unreadable";
    this.given = given;
  }
}

/** Return the ISO text of `21.11.2026.`, `21.11.2026`, `21/11/2026`, `21 Nov 2026` or `2026-11-21`. */
export function parseDay(text) {
  const typed = text.trim();
  const [year, month, day] =
    ISO.exec(typed)?.slice(1) ?? DOTTED.exec(typed)?.slice(1).reverse() ?? named(typed) ?? [];
  const iso = year && [year, month.padStart(2, "0"), day.padStart(2, "0")].join("-");
  if (!iso || !isDay(iso)) throw new DayError(text);
  return iso;
}

function named(typed) {
  const [, day, name, year] = NAMED.exec(typed) ?? [];
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
