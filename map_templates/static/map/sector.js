/** Where a sensor looks, as points of a map: degrees, on a sphere; good to some metres at the ranges of sensors. */

const EARTH_M = 6_371_008.8;
const STEP_DEG = 5;
const radians = (degrees) => (degrees * Math.PI) / 180;
const degrees = (angle) => (angle * 180) / Math.PI;

/** Return `[longitude, latitude]` of the point so far off in a direction from true north. */
export function pointAway([longitude, latitude], azimuth_deg, distance_m) {
  const [angle, lat, turn] = [distance_m / EARTH_M, radians(latitude), radians(azimuth_deg)];
  const north = Math.sin(lat) * Math.cos(angle) + Math.cos(lat) * Math.sin(angle) * Math.cos(turn);
  const east = Math.atan2(
    Math.sin(turn) * Math.sin(angle) * Math.cos(lat),
    Math.cos(angle) - Math.sin(lat) * north,
  );
  return [longitude + degrees(east), degrees(Math.asin(north))];
}

/** Return the closed outline of a sector: the whole circle, or from the sensor along the arc and back. */
export function outline(at, { azimuth_deg, sector_deg, range_m }) {
  const steps = Math.max(2, Math.ceil(sector_deg / STEP_DEG));
  const first = azimuth_deg - sector_deg / 2;
  const arc = Array.from({ length: steps + 1 }, (_, n) =>
    pointAway(at, first + (sector_deg * n) / steps, range_m),
  );
  return sector_deg >= 360 ? arc : [at, ...arc, at];
}
