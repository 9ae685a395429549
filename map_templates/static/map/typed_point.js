/** A point as the read-out writes it: WGS 84 degrees, latitude first, or metres of LKS-92, X being north. */

import { fromLks } from "./grid.js";

const WGS = /^(?:WGS\s*84\s*:?\s*)?(\d{1,2}[.,]\d+)\s*°?\s*[,;\s]\s*(\d{1,2}[.,]\d+)\s*°?$/iu;
const LKS = /^(?:LKS(?:-?92)?\s*:?\s*)?X\s*=?\s*(\d[\d\s.,]*?)\s*[,;]?\s*Y\s*=?\s*(\d[\d\s.,]*)$/iu;
const THOUSANDS = /[\s,](?=\d{3}(?!\d))/gu;
/** Latvia and what lies beside it: two numbers from elsewhere are no point that anybody meant. */
const [WEST, SOUTH, EAST, NORTH] = [20, 55, 29, 59];

/** Return `[longitude, latitude]` of a typed point; null if the text is none, or one far from Latvia. */
export function typedPoint(text) {
  const typed = text.trim();
  const lonlat = degrees(WGS.exec(typed)) ?? metres(LKS.exec(typed));
  return lonlat && isNear(lonlat) ? lonlat : null;
}

function degrees(found) {
  return found ? [decimal(found[2]), decimal(found[1])] : null;
}

function metres(found) {
  if (!found) return null;
  const [northing, easting] = found.slice(1).map((digits) => decimal(digits.trim().replace(THOUSANDS, "")));
  return fromLks([easting, northing]);
}

const decimal = (digits) => Number(digits.replace(",", "."));

const isNear = ([longitude, latitude]) =>
  longitude >= WEST && longitude <= EAST && latitude >= SOUTH && latitude <= NORTH;
