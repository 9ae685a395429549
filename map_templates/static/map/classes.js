/** How each layer is shown: its pieces with the class of each; classes with colour, pattern and letter. */

import { both, lengthBy, merged, minus, runs } from "./intervals.js";

const MISSING = { code: "missing", colour: "#c62839", pattern: "back_diagonal", letter: "–" };
const MET = { code: "met", colour: "#2e8b57", pattern: "solid", letter: "+" };
const UNASKED = { code: "unasked", colour: "#5b7fa6", pattern: "dots", letter: "○" };
const UNRECORDED = { code: "unrecorded_required", colour: "#9aa3ab", pattern: "dots", letter: "?" };
const LEFT_OUT = { letter: "×", word: "left_out_of" };
const ODD = { code: "segment_odd", colour: "#3f6fa3", pattern: "solid", letter: "" };
const EVEN = { code: "segment_even", colour: "#9cc1e4", pattern: "solid", letter: "" };
/** For things that have no colour of their own: told apart by eye with every kind of colour vision. */
const PALETTE = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#7f7f7f"];
const PATTERNS = ["solid", "diagonal", "horizontal", "dots"];

/** The patterns of the code lists, as a thin line can show them. */
const DASHES = {
  diagonal: "12 4",
  back_diagonal: "7 4",
  cross: "4 2",
  horizontal: "16 3 4 3",
  vertical: "3 3",
  grid: "10 3 3 3",
  dots: "3 5",
};

/** Return the dash array of a pattern; null is a whole line. */
export const dashes = (pattern) => DASHES[pattern] ?? null;

/** The layers that have a view of their own, in the order of the picker. */
export const VIEWS = ["work", "requirement", "land_right", "segment", "section_stretch", "unit_stretch", "exclusion"];

/** Return the register's layers that a view reads. */
export function layersOf(view) {
  return OF_ELEMENT.includes(view) ? [...OF_ELEMENT, "exclusion"] : [view];
}

const OF_ELEMENT = ["work", "requirement"];

/** Worked out for each element, all of them at once. */
export const READINESS = "readiness";

export const hasElement = (layer) => OF_ELEMENT.includes(layer) || layer === READINESS;

/**
 * Return `{classes, pieces}` of a view: `pieces` by route, each with `shown`, the code of its class.
 *
 * `read(layer, route)` gives the pieces of a layer; `lists` are the code lists; `described` is the layer.
 */
export function view(name, routes, read, lists, described) {
  if (name === "work") return workView(routes, read, lists);
  if (name === "requirement") return requirementView(routes, read, lists);
  if (name === "segment") return segmentView(routes, read);
  return codedView(name, routes, read, lists, described);
}

function workView(routes, read, { work_status: statuses, exclusion_reason: reasons }) {
  return {
    classes: [...statuses, UNRECORDED, ...reasons.map(leftOut)],
    pieces: byRoute(routes, (route) => {
      const works = read("work", route).map((work) => ({ ...work, shown: work.status }));
      const gaps = minus(merged(read("requirement", route)), works);
      return inOrder([...works, ...unlessLeftOut(gaps, UNRECORDED, read("exclusion", route))]);
    }),
  };
}

function requirementView(routes, read, { work_status: statuses, exclusion_reason: reasons }) {
  const built = new Set(statuses.filter(({ counts_built }) => counts_built).map(({ code }) => code));
  return {
    classes: [MET, MISSING, UNASKED, ...reasons.map(leftOut)],
    pieces: byRoute(routes, (route) => {
      const required = read("requirement", route);
      const works = read("work", route).filter(({ status }) => built.has(status));
      return inOrder([
        ...classed(both(required, works), MET),
        ...unlessLeftOut(minus(required, works), MISSING, read("exclusion", route)),
        ...classed(minus(works, required), UNASKED),
      ]);
    }),
  };
}

/** Return the class of metres that a reason leaves out of the figure, drawn as the reason is. */
function leftOut({ code, name, colour, pattern }) {
  return { ...LEFT_OUT, code: `left_out_${code}`, reason: name, colour, pattern };
}

function unlessLeftOut(pieces, one, exclusions) {
  const left = exclusions.flatMap((exclusion) =>
    classed(both(pieces, [exclusion]), leftOut({ code: exclusion.reason })),
  );
  return [...classed(minus(pieces, exclusions), one), ...left];
}

function segmentView(routes, read) {
  return {
    classes: [ODD, EVEN],
    pieces: byRoute(routes, (route) =>
      read("segment", route).map((piece, place) => ({
        ...piece,
        shown: (place % 2 ? EVEN : ODD).code,
        label: piece.code,
      })),
    ),
  };
}

function codedView(name, routes, read, lists, described) {
  const column = described.values.find(({ kind }) => kind === "choice");
  const plain = lists[column.list].filter(({ colour }) => !colour);
  const labels = new Map(plain.map(({ code, name }) => [code, name]));
  const shown = (piece) => ({ ...piece, shown: piece[column.name], label: labels.get(piece[column.name]) });
  return {
    classes: lists[column.list].map(coloured),
    pieces: byRoute(routes, (route) => read(name, route).map(shown)),
  };
}

/** Return a choice with a colour and pattern to tell it from the others, its own if it has one. */
export function coloured(choice, place) {
  if (choice.colour) return choice;
  const pattern = PATTERNS[Math.floor(place / PALETTE.length) % PATTERNS.length];
  return { ...choice, colour: PALETTE[place % PALETTE.length], pattern, letter: "" };
}

function byRoute(routes, pieces) {
  return new Map(routes.map((route) => [route, pieces(route)]));
}

const classed = (pieces, { code }) => pieces.map((piece) => ({ ...piece, shown: code }));
const inOrder = (pieces) => pieces.sort((a, b) => a.from_cm - b.from_cm);

/** Return the runs of one class along each route, which is what the map draws. */
export function drawn({ pieces }) {
  return new Map([...pieces].map(([route, list]) => [route, runs(list, ({ shown }) => shown)]));
}

/** Return the classes that occur, in their order, with the centimetres of each. */
export function legend({ classes, pieces }) {
  const lengths = lengthBy([...pieces.values()].flat(), ({ shown }) => shown);
  const found = classes.filter(({ code }) => lengths.has(code));
  return found.map((one) => ({ ...one, length_cm: lengths.get(one.code) }));
}
