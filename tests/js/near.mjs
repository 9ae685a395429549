/** For tests/js/test_near.py: reads lines and positions, writes the candidates that the page finds. */

import { readFileSync } from "node:fs";

import { Alignment } from "../../map_templates/static/map/alignment.js";
import { candidatesNear } from "../../map_templates/static/map/candidates.js";

const { lines, positions, tolerance_m } = JSON.parse(readFileSync(0, "utf-8"));
const alignments = new Map(Object.entries(lines).map(([route, points]) => [route, new Alignment(points)]));
const found = positions.map((lonlat) => candidatesNear(alignments, lonlat, { tolerance_m }));
process.stdout.write(JSON.stringify(found));
