/** The state in the page's address, so that a view can be kept and sent. */

import { parseDay } from "./days.js";
import { formatKm, parseMeasure } from "./measures.js";

const PLAIN = ["layer", "element", "route", "views", "shares", "side", "q", "having", "sort", "over", "ground", "sensor", "fail", "segment", "edit"];
const DAYS = ["as_of", "against"];
/** Read by others than the map: what sign-in adds. */
const OTHERS = ["next"];
const MEASURES = { km: "cm", from: "from_cm", to: "to_cm" };

/** Return what an address says; what cannot be read is left out. */
export const stateFrom = (search) => readAddress(search).state;

/** Return `{state, unread}`: what an address says, and each part that cannot be read as `{name, given, code}`. */
export function readAddress(search) {
  const asked = new URLSearchParams(search);
  const [state, unread] = [{}, []];
  const read = (name, key, parse) => {
    const given = asked.get(name);
    if (!given) return;
    try {
      state[key] = parse(given);
    } catch (error) {
      if (!error.code) throw error;
      unread.push({ name, given, code: error.code });
    }
  };
  for (const name of PLAIN) if (asked.get(name)) state[name] = asked.get(name);
  for (const [name, key] of Object.entries(MEASURES)) read(name, key, parseMeasure);
  for (const name of DAYS) read(name, name, parseDay);
  const names = [...PLAIN, ...DAYS, ...Object.keys(MEASURES), ...OTHERS];
  for (const name of new Set(asked.keys())) {
    if (!names.includes(name)) unread.push({ name: "other", given: `${name}=${asked.get(name)}` });
  }
  return sensible(state, unread, asked);
}

/** Return the query of a state; today's day is left out, so that a kept address stays on today. */
export function searchOf(state, today) {
  const asked = new URLSearchParams();
  for (const name of PLAIN) if (state[name]) asked.set(name, state[name]);
  for (const [name, key] of Object.entries(MEASURES)) {
    if (Number.isInteger(state[key])) asked.set(name, formatKm(state[key]));
  }
  if (state.as_of && state.as_of !== today) asked.set("as_of", state.as_of);
  if (state.against) asked.set("against", state.against);
  return asked.size ? `?${asked}` : "";
}

/** Both ends, one before the other, are a stretch; anything else of them is none. */
function sensible({ from_cm, to_cm, ...state }, unread, asked) {
  if (from_cm < to_cm) return { state: { ...state, from_cm, to_cm }, unread };
  const isTold = unread.some(({ name }) => name === "from" || name === "to");
  const given = [asked.get("from"), asked.get("to")];
  if (!isTold && given.some(Boolean)) {
    const code = given.every(Boolean) ? (from_cm === to_cm ? "stretch_empty" : "stretch_reversed") : "address_half";
    unread.push({ name: "stretch", given: given.map((end) => end ?? "").join("–"), code });
  }
  return { state, unread };
}
