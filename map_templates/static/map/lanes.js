/** The lanes of the strip: one for each key of each layer on the route, in order, with the marks on it. */

import { coloured } from "./classes.js";
import { pieceAt } from "./intervals.js";

/** Elements show what is required under what is there, in one lane. */
const THERE = "work";
const REQUIRED = "requirement";
const FIRST = ["section_stretch", "unit_stretch", "segment", THERE];
const PLAIN = { colour: "#56769a", pattern: "solid", letter: "" };
const ODD = { colour: "#3f6fa3", pattern: "solid", letter: "" };
const EVEN = { colour: "#9cc1e4", pattern: "solid", letter: "" };

/**
 * Return `[{id, layer, key, label, writable, marks, required}]`.
 *
 * `layers` are described as for the forms, `read(layer)` gives the pieces of one route in order, `lists` are the
 * code lists.
 */
export function lanes(layers, read, lists) {
  const required = byKey(
    layers.find(({ name }) => name === REQUIRED),
    read,
  );
  return inOrder(layers)
    .filter(({ name }) => name !== REQUIRED || !layers.some((one) => one.name === THERE))
    .flatMap((layer) => lanesOf(layer, read, lists, layer.name === THERE ? required : new Map()));
}

function inOrder(layers) {
  const place = ({ name }) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return [...layers].sort((a, b) => place(a) - place(b));
}

function lanesOf(layer, read, lists, required) {
  if (layer.together) return [laneOfAll(layer, read, lists)];
  const pieces = byKey(layer, read);
  const classes = classesOf(layer, lists);
  const keys = keysInOrder(layer, [...new Set([...pieces.keys(), ...required.keys()])], lists);
  return keys.map((text) => {
    const key = JSON.parse(text);
    return {
      id: [layer.name, ...Object.values(key)].join(":"),
      layer: layer.name,
      key,
      label: nameOf(layer, key, lists),
      writable: layer.writable,
      partition: layer.partition,
      marks: (pieces.get(text) ?? []).map((piece, place) => ({ ...piece, ...classes(piece, place) })),
      required: required.get(text) ?? [],
    };
  });
}

/** Return one lane for all things of a layer that lie side by side; only the table edits them. */
function laneOfAll(layer, read, lists) {
  const [column] = layer.key;
  const names = new Map((lists[column.list] ?? []).map(({ code, name }) => [code, name]));
  const named = (piece, place) =>
    shown(piece[column.name], { ...(place % 2 ? EVEN : ODD), name: names.get(piece[column.name]) });
  return {
    id: layer.name,
    layer: layer.name,
    key: {},
    label: layer.label,
    writable: false,
    partition: false,
    marks: read(layer.name).map((piece, place) => ({ ...piece, ...named(piece, place) })),
    required: [],
  };
}

/** Return the pieces of each key, the key as JSON text; a layer without a key has one lane, were it empty. */
function byKey(layer, read) {
  const found = new Map();
  if (!layer) return found;
  if (!layer.key.length) return found.set("{}", read(layer.name));
  for (const piece of read(layer.name)) {
    const text = JSON.stringify(Object.fromEntries(layer.key.map(({ name }) => [name, piece[name]])));
    if (!found.has(text)) found.set(text, []);
    found.get(text).push(piece);
  }
  return found;
}

function keysInOrder(layer, texts, lists) {
  const [column] = layer.key;
  const codes = (lists[column?.list] ?? []).map(({ code }) => code);
  const place = (text) => codes.indexOf(Object.values(JSON.parse(text))[0]);
  return texts.sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

function nameOf(layer, key, lists) {
  const names = layer.key.map(
    ({ name, list }) => lists[list]?.find(({ code }) => code === key[name])?.name ?? key[name],
  );
  if (!names.length) return layer.label;
  return layer.name === THERE ? names.join(", ") : `${names.join(", ")} · ${layer.label}`;
}

/** Return a function from a piece to `{shown, name, colour, pattern, letter}` by the layer's first column. */
function classesOf(layer, lists) {
  const [column] = layer.values;
  if (column?.list) {
    const classes = new Map(lists[column.list].map((one, place) => [one.code, coloured(one, place)]));
    return (piece) => shown(piece[column.name], classes.get(piece[column.name]) ?? PLAIN);
  }
  if (layer.partition) return (piece, place) => shown(piece[column.name], place % 2 ? EVEN : ODD);
  return (piece) => shown(column ? String(piece[column.name] ?? "") : "", PLAIN);
}

const shown = (code, { name, colour, pattern, letter }) => ({
  shown: code,
  name: name ?? code,
  colour,
  pattern,
  letter,
});

export const markAt = (lane, cm) => pieceAt(lane.marks, cm);

/** Return the measures at which something of a lane begins or ends, in order. */
export function edgesOf({ marks }) {
  return [...new Set(marks.flatMap(({ from_cm, to_cm }) => [from_cm, to_cm]))].sort((a, b) => a - b);
}

/** Return a lane's edge nearest to a measure, with the marks on both sides; null if none is within reach. */
export function edgeNear(lane, cm, reach_cm) {
  const near = edgesOf(lane).filter((edge) => Math.abs(edge - cm) <= reach_cm);
  const at_cm = near.sort((a, b) => Math.abs(a - cm) - Math.abs(b - cm))[0];
  if (at_cm === undefined) return null;
  return {
    at_cm,
    left: lane.marks.find(({ to_cm }) => to_cm === at_cm),
    right: lane.marks.find(({ from_cm }) => from_cm === at_cm),
  };
}

/** Return the next edge of a lane from a measure on, `direction` being 1 or -1; undefined at the last one. */
export function nextEdge(lane, cm, direction) {
  const edges = edgesOf(lane);
  return direction > 0 ? edges.find((edge) => edge > cm) : edges.filter((edge) => edge < cm).at(-1);
}
