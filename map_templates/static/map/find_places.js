/** What a person may mean by a text: a kilometre, a sign, a segment, a settlement; likeliest first. */

import { onRoute, parseMeasure, parseSignOffset, signMeasure } from "./measures.js";

const MOST = 10;
const SIGN_FIRST = /^(?:sign|zīme|robežzīme)\s/i;
const KM_FIRST = /^km\s|\skm$/i;

/** Return a text without case and marks: Krāslava is found by kraslava. */
export function folded(text) {
  return text.trim().normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/**
 * Return `{kind, route, cm, …}`, the likeliest first; `kind` is km, sign, segment or place.
 *
 * `routes` are `{code, length_cm}`, the chosen one first; `signs` and `segments` Maps by route; `places` are
 * `{name, lonlat}`, the largest first. A segment has `code`, `from_cm` and `to_cm`, a sign `label` and `offset_cm`.
 */
export function candidates(text, { routes, signs, segments, places }) {
  const typed = text.trim();
  if (!typed) return [];
  const word = folded(typed);
  const named = routes.flatMap(({ code: route }) => segmentsOf(word, route, segments.get(route) ?? []));
  const isExact = ({ code }) => folded(code) === word;
  const found = [
    ...named.filter(isExact),
    ...(SIGN_FIRST.test(typed) ? [] : routes.flatMap((route) => measured(typed, route))),
    ...(KM_FIRST.test(typed) ? [] : routes.flatMap((route) => signed(typed, route, signs.get(route.code) ?? []))),
    ...named.filter((one) => !isExact(one)),
    ...placesOf(word, places),
  ];
  return found.slice(0, MOST);
}

function measured(typed, { code: route, length_cm }) {
  return tried(() => ({ kind: "km", route, cm: onRoute(parseMeasure(typed), length_cm) }));
}

function signed(typed, { code: route, length_cm }, signs) {
  return tried(() => {
    const { label, offset_cm } = parseSignOffset(typed);
    const cm = onRoute(signMeasure({ label, offset_cm }, signs), length_cm);
    return { kind: "sign", route, cm, label, offset_cm };
  });
}

/** Return what `read` gives in a list; nothing if the text is not that. */
function tried(read) {
  try {
    return [read()];
  } catch (error) {
    if (!error.code) throw error;
    return [];
  }
}

function segmentsOf(word, route, pieces) {
  const begun = pieces.filter(({ code }) => folded(code).startsWith(word));
  return begun.map(({ code, from_cm, to_cm }) => ({ kind: "segment", route, code, cm: from_cm, from_cm, to_cm }));
}

/** Return settlements by the beginning of their name, then those with the word inside it. */
function placesOf(word, places) {
  const named = places.map((place) => ({ ...place, kind: "place", at: folded(place.name).indexOf(word) }));
  const found = named.filter(({ at }) => at >= 0);
  return [...found.filter(({ at }) => at === 0), ...found.filter(({ at }) => at > 0)];
}
