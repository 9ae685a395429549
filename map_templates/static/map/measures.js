/** Measures as people type and read them, by the rules of apps/geo/stationing.py: exact or refused. */

export const CM_PER_M = 100;
export const CM_PER_KM = 100_000;
/** The farthest measure that the register's integers hold. */
export const MAX_CM = 2 ** 31 - 1;

const KM = /^(?:km\s*)?(\d+(?:[.,]\d+)?)(?:\s*km)?$/i;
const STATION = /^(?:km\s*)?(\d+)\s*\+\s*(\d{1,3}(?:[.,]\d+)?)(?:\s*m)?$/i;
const SIGN_WORD = "(?:sign|zīme|robežzīme)\\s+";
const SIGN_TAIL = "([\\p{L}\\p{N}_][\\p{L}\\p{N}_/.-]*)(?:\\s*\\+\\s*([0-9]+(?:[.,][0-9]+)?)(?:\\s*m)?)?";
const SIGN = new RegExp(`^(?:${SIGN_WORD})?${SIGN_TAIL}$`, "iu");
const NAMED_SIGN = new RegExp(`^${SIGN_WORD}`, "iu");
const NEGATIVE = /^(?:km\s*)?[-−]\s*\d/i;

/** A position that cannot be read; `code` says why, `given` is what was typed, `length_cm` how long a route is. */
export class MeasureError extends Error {
  constructor(code, given) {
    super(`${code}: ${given}`);
    this.code = code;
    this.given = given;
  }
}

/** Return the centimetres of `12.346`, `12,346`, `km 12.346`, `12+346` or `12+346.25`. */
export function parseMeasure(text) {
  const typed = text.trim();
  if (!typed) throw new MeasureError("measure_empty", text);
  const station = STATION.exec(typed);
  if (station) return wholeCm(station[1], CM_PER_KM, text) + wholeCm(station[2], CM_PER_M, text);
  const km = KM.exec(typed);
  if (km) return wholeCm(km[1], CM_PER_KM, text);
  throw new MeasureError(NEGATIVE.test(typed) ? "measure_negative" : "measure_unreadable", text);
}

/** Return `{label, offset_cm}` of `sign 123 + 35 m`, `zīme 123 + 35 m`, `123+35` or `123`. */
export function parseSignOffset(text) {
  const found = SIGN.exec(text.trim());
  if (!found) throw new MeasureError("sign_unreadable", text);
  return { label: found[1], offset_cm: wholeCm(found[2] ?? "0", CM_PER_M, text) };
}

/** Return the measure of a position told from a sign; `signs` is `[[label, cm], …]`. */
export function signMeasure({ label, offset_cm }, signs) {
  const sign = signs.find(([name]) => name === label);
  if (!sign) throw new MeasureError("sign_unknown", label);
  return sign[1] + offset_cm;
}

/** Return `{label, offset_cm}` told from the last sign at or before a measure; null before the first. */
export function signOffset(cm, signs) {
  const passed = signs.filter(([, sign_cm]) => sign_cm <= cm).at(-1);
  return passed ? { label: passed[0], offset_cm: cm - passed[1] } : null;
}

/** Return the measure of anything that a person may type: what begins with the word *sign* is one. */
export function parsePosition(text, signs = []) {
  const typed = text.trim();
  return NAMED_SIGN.test(typed) ? signMeasure(parseSignOffset(typed), signs) : parseMeasure(typed);
}

/** Return the measure if it lies on a route of that length, the end included. */
export function onRoute(cm, length_cm) {
  if (cm > length_cm) throw Object.assign(new MeasureError("measure_off_route", formatKm(cm)), { length_cm });
  return cm;
}

/** Return `{from_cm, to_cm}`; reversed and empty stretches are refused. */
export function stretch(from_cm, to_cm) {
  if (from_cm === to_cm) throw new MeasureError("stretch_empty", formatKm(to_cm));
  if (from_cm > to_cm) throw new MeasureError("stretch_reversed", formatKm(to_cm));
  return { from_cm, to_cm };
}

/** Return the centimetres of a number of kilometres as the API sends it: at most 5 decimals. */
export const cmOfKm = (km) => Math.round(km * CM_PER_KM);

/** Return the number of kilometres as the API takes it. */
export const kmOfCm = (cm) => cm / CM_PER_KM;

/** Return the shortest exact text of a measure in kilometres, such as `12.346`. */
export function formatKm(cm, separator = ".") {
  const km = Math.trunc(cm / CM_PER_KM);
  const decimals = String(cm % CM_PER_KM).padStart(5, "0").replace(/0+$/, "");
  return decimals ? `${km}${separator}${decimals}` : String(km);
}

/** Return kilometre and metres, such as `12+346` or `12+346.25`. */
export function formatStationing(cm, separator = ".") {
  const metres = Math.trunc((cm % CM_PER_KM) / CM_PER_M);
  const rest_cm = cm % CM_PER_M;
  const tail = rest_cm ? separator + String(rest_cm).padStart(2, "0") : "";
  return `${Math.trunc(cm / CM_PER_KM)}+${String(metres).padStart(3, "0")}${tail}`;
}

/** Return the shortest exact text of an offset in metres, such as `35` or `35.5`. */
export function formatMetres(cm, separator = ".") {
  const decimals = String(cm % CM_PER_M).padStart(2, "0").replace(/0+$/, "");
  return Math.trunc(cm / CM_PER_M) + (decimals ? separator + decimals : "");
}

function wholeCm(digits, unit_cm, given) {
  const [whole, fraction = ""] = digits.replace(",", ".").split(".");
  const limit = Math.trunc(MAX_CM / unit_cm);
  if (beyond(whole, fraction, limit)) throw new MeasureError("measure_too_long", given);
  const decimals = String(unit_cm).length - 1;
  const kept = fraction.replace(/0+$/, "");
  if (kept.length > decimals) throw new MeasureError("measure_too_fine", given);
  return Number(whole) * unit_cm + Number(kept.padEnd(decimals, "0"));
}

function beyond(whole, fraction, limit) {
  return Number(whole) > limit || (Number(whole) === limit && /[1-9]/.test(fraction));
}
