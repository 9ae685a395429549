/** One surveyed line of a route: cut, point and nearest measure. The server's locate is the truth. */

import { CM_PER_M } from "./measures.js";

const RADIUS_M = 6_371_008.8;
const RADIANS = Math.PI / 180;

const VALUES = ["longitudes", "latitudes", "measures_cm", "xs", "ys"];

export class Alignment {
  /** `points` are `[longitude, latitude, measure in metres]`, strictly increasing in measure. */
  constructor(points) {
    this.points = points;
    for (const name of VALUES) this[name] = new Float64Array(points.length);
    points.forEach(([longitude, latitude, measure_m], place) => {
      this.longitudes[place] = longitude;
      this.latitudes[place] = latitude;
      this.measures_cm[place] = Math.round(measure_m * CM_PER_M);
      this.xs[place] = (longitude + 180) / 360;
      this.ys[place] = worldY(latitude);
    });
    this.worldLength = lengthOf(this.xs, this.ys);
  }

  get length_cm() {
    return this.measures_cm.at(-1);
  }

  /** Return `[longitude, latitude]` at a measure; beyond an end, the end. */
  pointAt(cm) {
    const place = this.before(cm);
    const [from, to] = [this.measures_cm[place], this.measures_cm[place + 1]];
    const share = Math.min(1, Math.max(0, (cm - from) / (to - from)));
    return between(this.points[place], this.points[place + 1], share);
  }

  /** Yield `[from_cm, to_cm]` of neighbouring vertices between which the line may touch `[west, south, east, north]`. */
  *within([west, south, east, north]) {
    const { longitudes, latitudes, measures_cm } = this;
    for (let next = 1; next < longitudes.length; next += 1) {
      const [x1, x2, y1, y2] = [longitudes[next - 1], longitudes[next], latitudes[next - 1], latitudes[next]];
      const isBeside = Math.max(x1, x2) < west || Math.min(x1, x2) > east;
      const isAboveOrBelow = Math.max(y1, y2) < south || Math.min(y1, y2) > north;
      if (!isBeside && !isAboveOrBelow) yield [measures_cm[next - 1], measures_cm[next]];
    }
  }

  /** Return the points of a stretch, both its ends included. */
  cut(from_cm, to_cm) {
    const line = [this.pointAt(from_cm)];
    for (let place = this.before(from_cm) + 1; this.measures_cm[place] < to_cm; place += 1) {
      if (this.measures_cm[place] > from_cm) line.push(this.points[place].slice(0, 2));
    }
    line.push(this.pointAt(to_cm));
    return line;
  }

  /**
   * Return `{cm, distance_m}` of the place on the line, or between two of its vertices, that is nearest to a point.
   *
   * Asked at every move of the pointer.
   */
  nearest([longitude, latitude], first = 0, last = this.longitudes.length - 1) {
    const { longitudes, latitudes } = this;
    const east_m = RADIUS_M * RADIANS * Math.cos(latitude * RADIANS);
    const north_m = RADIUS_M * RADIANS;
    let [best, best_share, place] = [Infinity, 0, first];
    let [x, y] = [(longitudes[first] - longitude) * east_m, (latitudes[first] - latitude) * north_m];
    for (let next = first + 1; next <= last; next += 1) {
      const dx = (longitudes[next] - longitude) * east_m - x;
      const dy = (latitudes[next] - latitude) * north_m - y;
      const length = dx * dx + dy * dy;
      const share = length ? Math.min(1, Math.max(0, -(x * dx + y * dy) / length)) : 0;
      const away = (x + share * dx) ** 2 + (y + share * dy) ** 2;
      if (away < best) [best, best_share, place] = [away, share, next - 1];
      x += dx;
      y += dy;
    }
    return { cm: this.#atShare(place, best_share), distance_m: Math.sqrt(best) };
  }

  /** Return `{cm, distance_m}` of each place where the line comes near: one of every stretch within `reach_m` of a point. */
  near(lonlat, reach_m) {
    const { longitudes, latitudes } = this;
    const [longitude, latitude] = lonlat;
    const north = reach_m / (RADIUS_M * RADIANS);
    const east = north / Math.cos(latitude * RADIANS);
    const meets = (a, b, middle, reach) => Math.min(a, b) <= middle + reach && Math.max(a, b) >= middle - reach;
    const isNear = (place) =>
      meets(longitudes[place], longitudes[place + 1], longitude, east) &&
      meets(latitudes[place], latitudes[place + 1], latitude, north);
    const found = [];
    for (let place = 0; place + 1 < longitudes.length; place += 1) {
      if (!isNear(place)) continue;
      const first = place;
      while (place + 2 < longitudes.length && isNear(place + 1)) place += 1;
      const best = this.nearest(lonlat, first, place + 1);
      if (best.distance_m <= reach_m) found.push(best);
    }
    return found;
  }

  /** Return `[[south, west], [north, east]]` of a stretch, as Leaflet takes it. */
  bounds(from_cm = 0, to_cm = this.length_cm) {
    const [west, south] = this.pointAt(from_cm);
    const found = [[south, west], [south, west]];
    const hold = (longitude, latitude) => {
      found[0] = [Math.min(found[0][0], latitude), Math.min(found[0][1], longitude)];
      found[1] = [Math.max(found[1][0], latitude), Math.max(found[1][1], longitude)];
    };
    for (let place = this.before(from_cm) + 1; this.measures_cm[place] < to_cm; place += 1)
      hold(this.longitudes[place], this.latitudes[place]);
    hold(...this.pointAt(to_cm));
    return found;
  }

  /** Return the place of the last vertex at or before a measure that has a vertex after it. */
  before(cm) {
    let low = 0;
    let high = this.measures_cm.length - 2;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.measures_cm[middle] <= cm) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #atShare(place, share) {
    const [from, to] = [this.measures_cm[place], this.measures_cm[place + 1]];
    return Math.round(from + share * (to - from));
  }
}

/** Return a latitude on the square that web maps make of the world: 0 in the north, 1 in the south. */
function worldY(latitude) {
  return 0.5 - Math.log(Math.tan(Math.PI / 4 + (latitude * RADIANS) / 2)) / (2 * Math.PI);
}

function lengthOf(xs, ys) {
  let length = 0;
  for (let place = 1; place < xs.length; place += 1) {
    length += Math.hypot(xs[place] - xs[place - 1], ys[place] - ys[place - 1]);
  }
  return length;
}

function between([x1, y1], [x2, y2], share) {
  return [x1 + share * (x2 - x1), y1 + share * (y2 - y1)];
}
