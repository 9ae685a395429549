/** The state in the page's address, so that a view can be kept and sent. */

import { parseDay } from "./days.js";
import { formatKm, parseMeasure } from "./measures.js";

const PLAIN = ["layer", "element", "route", "views", "q", "having", "sort", "over", "ground", "sensor", "fail"];
const DAYS = ["as_of", "against"];
const MEASURES = { km: "cm", from: "from_cm", to: "to_cm" };

/** Return what an address says; what cannot be read is left out. */
export function stateFrom(search) {
  const asked = new URLSearchParams(search);
  const state = {};
  for (const name of PLAIN) if (asked.get(name)) state[name] = asked.get(name);
  for (const [name, key] of Object.entries(MEASURES)) {
    read(asked.get(name), parseMeasure, (cm) => (state[key] = cm));
  }
  for (const name of DAYS) read(asked.get(name), parseDay, (day) => (state[name] = day));
  return sensible(state);
}

/** Return the query of a state; today's day is left out, so that a kept address stays on today. */
export function searchOf(state, today) {
  const asked = new URLSearchParams();
  for (const name of PLAIN) if (state[name]) asked.set(name, state[name]);
  for (const [name, key] of Object.entries(MEASURES)) {
    if (Number.isInteger(state[key])) asked.set(name, formatKm(state[key]));
  }
  for (const name of DAYS) if (state[name] && state[name] !== today) asked.set(name, state[name]);
  return asked.size ? `?${asked}` : "";
}

function read(text, parse, keep) {
  if (text === null) return;
  try {
    keep(parse(text));
  } catch {
    // An address that somebody mistyped opens the page without that part.
  }
}

function sensible({ from_cm, to_cm, ...state }) {
  return from_cm < to_cm ? { ...state, from_cm, to_cm } : state;
}
