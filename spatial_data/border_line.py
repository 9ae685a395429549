"""The external land border of Latvia, derived from the pinned OpenStreetMap time zones (ODbL 1.0).

Here the borders of time zones are the state borders, vertex for vertex. Both packages stay pinned: a later
release of the boundaries changes the line, and the ground under every measure of the demo register with it.

``python -m spatial_data.border_line`` writes `BORDER_FILE` again, byte for byte, or says what differs.
It needs ``requirements-data.txt``; the register itself only reads the file.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from pyproj import Geod

BORDER_FILE = Path(__file__).parent / "latvia_external_border.geojson"

PINNED = {"timezonefinder": "9.0.0", "timezonefinder-data": "3.2026.3.post1"}
ATTRIBUTION = "© OpenStreetMap contributors"
LICENCE = "ODbL-1.0"
SOURCE = "OpenStreetMap via timezone-boundary-builder 2026c (timezonefinder-data 3.2026.3.post1)"
DECIMALS = 7

LonLat = tuple[float, float]
Ring = list[LonLat]


class DerivationError(Exception):
    """The pinned source did not give the line that the register was built on."""


@dataclass(frozen=True)
class BorderSpec:
    """What one derived line must be: its ends (zones that meet there), its neighbour and its known size."""

    code: str
    name: str
    neighbour: str
    zone: str
    start_zones: frozenset[str]
    end_zones: frozenset[str]
    start: str
    end: str
    vertices: int
    length_km: float


BORDERS = (
    BorderSpec(
        code="LV-RU",
        name="Latvia–Russia state border",
        neighbour="RU",
        zone="Europe/Moscow",
        start_zones=frozenset({"Europe/Tallinn", "Europe/Moscow"}),
        end_zones=frozenset({"Europe/Moscow", "Europe/Minsk"}),
        start="EE-LV-RU tripoint",
        end="LV-RU-BY tripoint",
        vertices=8175,
        length_km=284.222,
    ),
    BorderSpec(
        code="LV-BY",
        name="Latvia–Belarus state border",
        neighbour="BY",
        zone="Europe/Minsk",
        start_zones=frozenset({"Europe/Moscow", "Europe/Minsk"}),
        end_zones=frozenset({"Europe/Minsk", "Europe/Vilnius"}),
        start="LV-RU-BY tripoint",
        end="LV-BY-LT tripoint",
        vertices=6255,
        length_km=173.749,
    ),
)
HOME = "Europe/Riga"
NEIGHBOURS = ("Europe/Moscow", "Europe/Minsk", "Europe/Tallinn", "Europe/Vilnius")


def check_versions() -> None:
    """Raise DerivationError unless the two source packages are the pinned ones."""
    for package, wanted in PINNED.items():
        if (found := version(package)) != wanted:
            raise DerivationError(f"{package} is {found}; the line is derived from {wanted}")


def outer_rings(zone: str) -> list[Ring]:
    """Return the outer rings of a time zone, longitude first, without the closing vertex."""
    from timezonefinder import TimezoneFinder  # 32 MB that only the derivation needs

    polygons = TimezoneFinder().get_geometry(tz_name=zone, coords_as_pairs=True)
    return [opened([rounded(vertex) for vertex in rings[0]]) for rings in polygons]


def rounded(vertex: Sequence[float]) -> LonLat:
    return round(vertex[0], DECIMALS), round(vertex[1], DECIMALS)


def opened(ring: Ring) -> Ring:
    return ring[:-1] if ring[0] == ring[-1] else ring


def tripoint(ring: Ring, vertices: dict[str, set[LonLat]], zones: Iterable[str]) -> LonLat:
    """Return the one vertex of `ring` that lies on all `zones`."""
    found = [vertex for vertex in ring if all(vertex in vertices[zone] for zone in zones)]
    if len(found) != 1:
        raise DerivationError(
            f"{' and '.join(sorted(zones))} meet the line at {len(found)} vertices, not one"
        )
    return found[0]


def walk(ring: Ring, start: LonLat, end: LonLat) -> Ring:
    """Return the vertices met on the ring from `start` to `end`, both included."""
    at = ring.index(start)
    turned = ring[at:] + ring[:at]
    return turned[: turned.index(end) + 1]


def shared_line(ring: Ring, start: LonLat, end: LonLat, neighbour: set[LonLat]) -> Ring:
    """Return the walk from `start` to `end` all of whose vertices the neighbour has too."""
    for direction in (ring, ring[::-1]):
        line = walk(direction, start, end)
        if neighbour.issuperset(line):
            return line
    raise DerivationError(f"no way round from {start} to {end} that the neighbour shares")


def geodesic_km(line: Ring) -> float:
    """Return the length on the WGS 84 ellipsoid."""
    return Geod(ellps="WGS84").line_length(*zip(*line, strict=True)) / 1000


def check(spec: BorderSpec, line: Ring) -> None:
    """Raise DerivationError unless the line has its known vertices and geodesic length."""
    if len(line) != spec.vertices:
        raise DerivationError(f"{spec.code} has {len(line)} vertices, not {spec.vertices}")
    if (length_km := round(geodesic_km(line), 3)) != spec.length_km:
        raise DerivationError(f"{spec.code} is {length_km} km long, not {spec.length_km} km")


def border_line(spec: BorderSpec, home: Ring, vertices: dict[str, set[LonLat]]) -> Ring:
    """Return one checked border of the `home` ring, from its start to its end.

    `vertices` holds, by zone, every vertex of the neighbours.
    """
    start = tripoint(home, vertices, spec.start_zones)
    end = tripoint(home, vertices, spec.end_zones)
    line = shared_line(home, start, end, vertices[spec.zone])
    check(spec, line)
    return line


def derive_border() -> dict[str, Ring]:
    """Return the two border lines by code; raise DerivationError if they are not the known ones."""
    check_versions()
    home = max(outer_rings(HOME), key=len)
    vertices = {zone: {vertex for ring in outer_rings(zone) for vertex in ring} for zone in NEIGHBOURS}
    return {spec.code: border_line(spec, home, vertices) for spec in BORDERS}


def as_feature(spec: BorderSpec, line: Ring) -> dict:
    return {
        "type": "Feature",
        "id": spec.code,
        "properties": {
            "code": spec.code,
            "name": spec.name,
            "neighbour": spec.neighbour,
            "start": spec.start,
            "end": spec.end,
            "vertices": spec.vertices,
            "geodesic_length_km": spec.length_km,
            "source": SOURCE,
            "licence": LICENCE,
            "attribution": ATTRIBUTION,
        },
        "geometry": {"type": "LineString", "coordinates": line},
    }


def as_geojson(lines: dict[str, Ring]) -> dict:
    """Return the lines as a GeoJSON FeatureCollection in EPSG:4326, longitude first."""
    features = [as_feature(spec, lines[spec.code]) for spec in BORDERS]
    return {"type": "FeatureCollection", "name": "latvia_external_border", "features": features}


def main() -> None:
    try:
        lines = derive_border()
    except DerivationError as error:
        sys.exit(f"not derived: {error}")
    BORDER_FILE.write_text(json.dumps(as_geojson(lines), ensure_ascii=False, separators=(",", ":")) + "\n")
    for spec in BORDERS:
        print(f"{spec.code}: {spec.vertices} vertices, {spec.length_km} km")


if __name__ == "__main__":
    main()
