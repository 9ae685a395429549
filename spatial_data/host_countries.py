"""Outlines of the countries that can host operations, for a small map: derived from Natural Earth, public domain.

``npm pack world-atlas@2.0.2`` brings Natural Earth 4.1 as TopoJSON, WGS 84; this keeps the countries around Europe,
clips them to a window in EPSG:3035 (equal area), simplifies them together so that neighbours still meet, and
writes EPSG:3035 metres: the page draws them as they are.

    python -m spatial_data.host_countries world-atlas/countries-50m.json
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry import Polygon

TARGET = Path(__file__).parent / "host_countries.json"
WINDOW_M = (2_550_000, 1_350_000, 6_450_000, 5_350_000)
NEAR = shapely.box(-32, 27, 70, 80)  # degrees: what projects well into EPSG:3035
SIMPLIFIED_BY_M = 4_000
SMALLEST_KM2 = 250
SOURCE = "Natural Earth 4.1 (public domain), world-atlas 2.0.2, 1:50m"
# ISO 3166-1 numeric to alpha-2
CODES = {
    "008": "AL", "040": "AT", "056": "BE", "070": "BA", "100": "BG", "112": "BY", "191": "HR", "196": "CY",
    "203": "CZ", "208": "DK", "233": "EE", "246": "FI", "250": "FR", "276": "DE", "300": "GR", "348": "HU",
    "352": "IS", "372": "IE", "380": "IT", "428": "LV", "438": "LI", "440": "LT", "442": "LU", "470": "MT",
    "498": "MD", "499": "ME", "528": "NL", "578": "NO", "616": "PL", "620": "PT", "642": "RO", "643": "RU",
    "688": "RS", "703": "SK", "705": "SI", "724": "ES", "752": "SE", "756": "CH", "792": "TR", "804": "UA",
    "807": "MK", "826": "GB", "504": "MA", "012": "DZ", "788": "TN",
}  # fmt: skip


def arcs(topology: dict) -> list[NDArray]:
    """Return the arcs of a quantized topology as arrays of longitude and latitude."""
    scale, shift = (np.array(topology["transform"][name]) for name in ("scale", "translate"))
    return [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]]


def ring(numbers: list[int], lines: list[NDArray]) -> NDArray:
    """Return a ring sewn of arcs; a negative number is an arc walked backwards.

    What lies beyond the antimeridian, the far east of Russia, goes on east of 180 degrees.
    """
    parts = [lines[n] if n >= 0 else lines[~n][::-1] for n in numbers]
    sewn = np.vstack([parts[0], *(part[1:] for part in parts[1:])])
    return np.column_stack((np.where(sewn[:, 0] < -150, sewn[:, 0] + 360, sewn[:, 0]), sewn[:, 1]))


def polygons(shape: dict, lines: list[NDArray]) -> Iterator[Polygon]:
    groups = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    for rings in groups:
        outer, *holes = (ring(numbers, lines) for numbers in rings)
        yield Polygon(outer, holes)


def areas(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the polygons of a shape without the points and lines that cutting leaves."""
    parts = [one for one in shapely.get_parts(shape) if one.geom_type == "Polygon"]
    return shapely.multipolygons(parts)


def countries(topology: dict) -> dict[str, shapely.Geometry]:
    """Return the countries of the list in EPSG:3035, clipped to the window, neighbours still meeting."""
    lines = arcs(topology)
    to_grid = Transformer.from_crs(4326, 3035, always_xy=True).transform
    found = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        code = CODES.get(shape.get("id"))
        if code:
            whole = shapely.multipolygons([one for one in polygons(shape, lines) if one.intersects(NEAR)])
            whole = shapely.intersection(shapely.make_valid(whole), NEAR)
            planar = shapely.transform(whole, lambda xy: np.column_stack(to_grid(*xy.T)))
            found[code] = areas(shapely.clip_by_rect(shapely.make_valid(planar), *WINDOW_M))
    kept = {code: shape for code, shape in found.items() if not shape.is_empty}
    simple = shapely.coverage_simplify(np.array(list(kept.values())), SIMPLIFIED_BY_M)
    return dict(zip(kept, simple, strict=True))


def rings(shape) -> list[list[list[int]]]:
    """Return the outer rings of the larger parts, whole kilometres from the window's north-west corner."""
    parts = [one for one in getattr(shape, "geoms", [shape]) if one.geom_type == "Polygon"]
    largest = max(parts, key=lambda one: one.area)
    kept = [one for one in parts if one is largest or one.area >= SMALLEST_KM2 * 1e6]
    west, north = WINDOW_M[0], WINDOW_M[3]
    return [
        [[round((x - west) / 1000), round((north - y) / 1000)] for x, y in one.exterior.coords]
        for one in kept
    ]


def main(path: str) -> None:
    topology = json.loads(Path(path).read_text(encoding="utf-8"))
    width, height = (round((WINDOW_M[n + 2] - WINDOW_M[n]) / 1000) for n in (0, 1))
    shown = {code: rings(shape) for code, shape in sorted(countries(topology).items())}
    document = {
        "source": SOURCE,
        "crs": "EPSG:3035, kilometres from the north-west corner of the window",
        "width": width,
        "height": height,
        "countries": shown,
    }
    TARGET.write_text(json.dumps(document, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
