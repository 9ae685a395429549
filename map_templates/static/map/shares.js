/** How the views share the page's height, in parts of a thousand, and what the side panel has of its width in hundredths. */

export const VIEWS = ["map", "strip", "table"];
const HEIGHTS = { map: 440, strip: 310, table: 250 };
const LEAST = 12;
const WIDTH = { least: 20, usual: 25, most: 50 };

/** Return `{map, strip, table}` of what an address says (`440-310-250`); the usual shares if it says nothing. */
export function heightsFrom(text) {
  const parts = text?.split("-").map(Number);
  return parts ? Object.fromEntries(VIEWS.map((view, place) => [view, parts[place]])) : { ...HEIGHTS };
}

/** Return the address of the shares; none for the usual ones. */
export function heightsText(heights) {
  const text = VIEWS.map((view) => heights[view]).join("-");
  return text === VIEWS.map((view) => HEIGHTS[view]).join("-") ? undefined : text;
}

/** Tell whether an address names shares that can be shown. */
export function areHeights(text) {
  const parts = text.split("-").map(Number);
  return parts.length === VIEWS.length && parts.every((part) => Number.isInteger(part) && part > 0 && part <= 1000);
}

export function areWidths(text) {
  const part = Number(text);
  return Number.isInteger(part) && part >= WIDTH.least && part <= WIDTH.most;
}

/** Return both neighbours of the bar under `view` among the views that are shown; null where there is no bar. */
export function neighbours(view, shown) {
  const below = VIEWS.slice(VIEWS.indexOf(view) + 1).find((one) => shown.has(one));
  return shown.has(view) && below ? [view, below] : null;
}

/** Return the share that the upper of two views has of both, in parts of a hundred. */
export function shareOf(heights, [upper, lower]) {
  return Math.round((100 * heights[upper]) / (heights[upper] + heights[lower]));
}

/** Return the heights with `part` of a hundred of what two views have together given to the upper one. */
export function shared(heights, [upper, lower], part) {
  const both = heights[upper] + heights[lower];
  const given = Math.round((both * clamp(part, LEAST, 100 - LEAST)) / 100);
  const first = clamp(given, 1, both - 1);
  return { ...heights, [upper]: first, [lower]: both - first };
}

export const usual = (heights, pair) => shared(heights, pair, shareOf(HEIGHTS, pair));
export const heightLimits = { least: LEAST, most: 100 - LEAST };
export const widthFrom = (text) => (text === undefined ? WIDTH.usual : Number(text));
export const widthText = (part) => (part === WIDTH.usual ? undefined : String(part));
export const widthLimits = WIDTH;
export const narrowed = (part) => Math.round(clamp(part, WIDTH.least, WIDTH.most));

function clamp(value, least, most) {
  return Math.min(most, Math.max(least, value));
}
