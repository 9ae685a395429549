/** What a person may mean by a text: a kilometre, a stretch, a sign, a segment, a settlement; likeliest first. */

import { CM_PER_KM, onRoute, parseMeasure, parsePosition, parseSignOffset, signMeasure, stretch } from "./measures.js";
import { typedPoint } from "./typed_point.js";

const MOST = 10;
const SIGN_FIRST = /^(?:sign|zīme|robežzīme)\s/i;
/** Between the ends of a stretch, as titles and lists write it; LV-RU is none. */
const BETWEEN = /\s*[–—]\s*|\s+-\s+|(?<=\d)-(?=\d)/;
const KM_FIRST = /^km\s|\skm$/i;

/** Return a text without case and marks: Krāslava is found by kraslava. */
export function folded(text) {
  return text.trim().normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/**
 * Return `{kind, route, cm, …}`, the likeliest first; `kind` is km, stretch, sign, segment or place.
 *
 * `routes` are `{code, length_cm}`, the chosen one first; `signs` and `segments` Maps by route; `places` are
 * `{name, lonlat}`, the largest first. A segment has `code`, `from_cm` and `to_cm`, as a stretch has the ends, a sign `label` and `offset_cm`.
 */
export function candidates(text, { routes, signs, segments, places }) {
  const point = typedPoint(text);
  if (point) return [{ kind: "place", name: text.trim(), lonlat: point }];
  const asked = ofOneRoute(text.trim(), routes);
  const known = { routes: asked.routes, signs, segments, places: asked.routes === routes ? places : [] };
  const found = foundIn(asked.typed, known);
  return found.length || asked.routes === routes ? found : foundIn(text.trim(), { routes, signs, segments, places });
}

function foundIn(typed, { routes, signs, segments, places }) {
  if (!typed) return [];
  const word = folded(typed);
  const named = routes.flatMap(({ code: route }) => segmentsOf(word, route, segments.get(route) ?? []));
  const isExact = ({ code }) => folded(code) === word;
  const found = [
    ...named.filter(isExact),
    ...(SIGN_FIRST.test(typed) ? [] : routes.flatMap((route) => measured(typed, route))),
    ...routes.flatMap((route) => stretched(typed, route, signs.get(route.code) ?? [])),
    ...(KM_FIRST.test(typed) ? [] : routes.flatMap((route) => signed(typed, route, signs.get(route.code) ?? []))),
    ...named.filter((one) => !isExact(one)),
    ...placesOf(word, places),
  ];
  return found.slice(0, MOST);
}

/** Return a text without the route that it names first or last, and that route alone; LV-RU is called RU too. */
function ofOneRoute(typed, routes) {
  const words = typed.split(/\s+/);
  const ways = [
    [words[0], words.slice(1)],
    [words.at(-1), words.slice(0, -1)],
  ];
  for (const [name, rest] of ways) {
    const named = routes.filter(({ code }) => isCalled(code, name));
    if (named.length && rest.length) return { typed: rest.join(" "), routes: named };
  }
  return { typed, routes };
}

function isCalled(code, name) {
  const short = code.split("-").at(-1);
  return [code, /\p{L}/u.test(short) ? short : code].some((one) => folded(one) === folded(name));
}

function measured(typed, { code: route, length_cm }) {
  return tried(() => ({ kind: "km", route, cm: onRoute(parseMeasure(typed), length_cm) }));
}

/** A kilometre and more is told from a sign only by its word: without it that is a slip in 12+346. */
function signed(typed, { code: route, length_cm }, signs) {
  const found = tried(() => {
    const { label, offset_cm } = parseSignOffset(typed);
    const cm = onRoute(signMeasure({ label, offset_cm }, signs), length_cm);
    return { kind: "sign", route, cm, label, offset_cm };
  });
  return found.filter(({ offset_cm }) => offset_cm < CM_PER_KM || SIGN_FIRST.test(typed));
}

function stretched(typed, { code: route, length_cm }, signs) {
  const ends = typed.split(BETWEEN);
  if (ends.length !== 2) return [];
  return tried(() => {
    const [from, to] = ends.map((end) => onRoute(parsePosition(end, signs), length_cm));
    return { kind: "stretch", route, cm: from, ...stretch(from, to) };
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
