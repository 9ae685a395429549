import assert from "node:assert/strict";
import { test } from "node:test";

import { outline, pointAway } from "../../map_templates/static/map/sector.js";

const AT = [27.5, 57];
const DEGREE_M = 111_195;

test("a degree north is a degree of latitude, and east is no other latitude", () => {
  const [lon, lat] = pointAway(AT, 0, DEGREE_M);
  assert.ok(Math.abs(lon - 27.5) < 1e-9 && Math.abs(lat - 58) < 1e-5);
  const [east, same] = pointAway(AT, 90, 1_000);
  assert.ok(east > 27.5 && Math.abs(same - 57) < 1e-4);
});

test("a sector begins and ends at the sensor", () => {
  const ring = outline(AT, { azimuth_deg: 0, sector_deg: 90, range_m: 5_000 });
  assert.deepEqual([ring[0], ring.at(-1)], [AT, AT]);
  assert.ok(ring[1][0] < 27.5 && ring.at(-2)[0] > 27.5);
});

test("a sensor that looks all around has a circle without its middle", () => {
  const ring = outline(AT, { azimuth_deg: 40, sector_deg: 360, range_m: 5_000 });
  assert.ok(ring.every(([lon, lat]) => lon !== AT[0] || lat !== AT[1]));
  assert.ok(Math.abs(ring[0][0] - ring.at(-1)[0]) < 1e-9);
});
