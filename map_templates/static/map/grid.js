/** The Latvian grid (LKS-92 / Latvia TM, EPSG:3059) from WGS 84, by Krüger's series: to a millimetre. */

const SEMI_MAJOR_M = 6_378_137;
const FLATTENING = 1 / 298.257222101;
const SCALE = 0.9996;
const CENTRAL_MERIDIAN = 24;
const FALSE_EASTING_M = 500_000;
const FALSE_NORTHING_M = -6_000_000;
const DEGREE_M = 111_300;
/** Each turn leaves about a tenth of the error that it found. */
const TURNS = 12;

const n = FLATTENING / (2 - FLATTENING);
const RECTIFYING_M = (SEMI_MAJOR_M / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64);
const ALPHA = [
  n / 2 - (2 * n ** 2) / 3 + (5 * n ** 3) / 16,
  (13 * n ** 2) / 48 - (3 * n ** 3) / 5,
  (61 * n ** 3) / 240,
];

/** Return `[easting, northing]` in metres of a longitude and latitude in degrees. */
export function toLks([longitude, latitude]) {
  const phi = (latitude * Math.PI) / 180;
  const lambda = ((longitude - CENTRAL_MERIDIAN) * Math.PI) / 180;
  const t = conformalTangent(phi);
  const xi = Math.atan2(t, Math.cos(lambda));
  const eta = Math.atanh(Math.sin(lambda) / Math.hypot(1, t));
  const east = series(eta, (j) => Math.cos(2 * j * xi) * Math.sinh(2 * j * eta));
  const north = series(xi, (j) => Math.sin(2 * j * xi) * Math.cosh(2 * j * eta));
  const metres = SCALE * RECTIFYING_M;
  return [FALSE_EASTING_M + metres * east, FALSE_NORTHING_M + metres * north];
}

/** Return `[longitude, latitude]` of metres in the grid: the forward way, mended by what it misses until it fits. */
export function fromLks([easting, northing]) {
  let [longitude, latitude] = [CENTRAL_MERIDIAN, 57];
  for (let turn = 0; turn < TURNS; turn += 1) {
    const [east, north] = toLks([longitude, latitude]);
    const along_m = DEGREE_M * Math.cos((latitude * Math.PI) / 180);
    [longitude, latitude] = [longitude + (easting - east) / along_m, latitude + (northing - north) / DEGREE_M];
  }
  return [longitude, latitude];
}

function conformalTangent(phi) {
  const eccentricity = (2 * Math.sqrt(n)) / (1 + n);
  const sine = Math.sin(phi);
  return Math.sinh(Math.atanh(sine) - eccentricity * Math.atanh(eccentricity * sine));
}

function series(start, term) {
  return ALPHA.reduce((sum, alpha, place) => sum + alpha * term(place + 1), start);
}
