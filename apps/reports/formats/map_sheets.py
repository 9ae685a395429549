"""Map sheets at true scale: which stretch goes on which sheet, and each sheet drawn as SVG in millimetres of paper.

Everything is told by shape as well as by colour: a black and white print reads the same.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import shapely
from django.template.loader import render_to_string
from django.utils.translation import get_language
from numpy.typing import NDArray

from apps.border.locate import CalibratedLine
from apps.geo.coverage import NOT_YET
from apps.geo.measures import CM_PER_KM, MeasureSet
from apps.geo.snapping import line_between, point_at
from apps.reports.formats.ground import countries, settlements
from apps.reports.formats.map_labels import FRAME_MM, LETTER_MM, Box, Labels, haloed, is_whole, square

MARGIN_SHARE = 0.08
OVERVIEW, DETAIL = 50_000, 10_000
GRID_M = {OVERVIEW: 2_000, DETAIL: 500}
TICK_KM, LABELLED_KM = {OVERVIEW: 1, DETAIL: 1}, {OVERVIEW: 5, DETAIL: 1}
STEP_CM = 20_000
SMOOTHED_MM = 0.05
EDGE_MM = 3.0
"""What lies this near outside a map is drawn too: a wide line would end short of the frame."""
HOME = "LV"
MOST_NAMED = 150
"""More sensors than these on one sheet stand there without their codes; the workbook has them all."""
CABLE_MM = 2.2
"""How far beside the border a fibre or cable is drawn."""
SPOT_MM, BESIDE_MM = 1.5, 3.4
"""Sensors nearer to each other than the first are drawn side by side, the second apart."""
SIGN_MM, END_MM = 1.7, 1.75
"""How far the sign of a sensor, and of the start of a section, reach from their middle."""
GRID_EDGE_MM = 8.0
"""No name of a grid line so near to the edge that it would be cut off."""
CIRCLE = "c0 -.72 .58 -1.3 1.3 -1.3c.72 0 1.3 .58 1.3 1.3c0 .72 -.58 1.3 -1.3 1.3c-.72 0 -1.3 -.58 -1.3 -1.3z"
"""Four quarters, 2.6 mm across, from its west on: the typesetter draws an arc as something with corners."""

Row = dict[str, Any]
Lines = Mapping[str, CalibratedLine]


@dataclass(frozen=True)
class Sheet:
    """One sheet: its scale, the south-west corner of its map in metres (NATIONAL_SRID), and what it is of."""

    scale: int
    west_m: float
    south_m: float
    section: str
    route: str
    from_cm: int
    to_cm: int

    @property
    def size_m(self) -> tuple[float, float]:
        return tuple(side / 1000 * self.scale for side in FRAME_MM)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        width, height = self.size_m
        return self.west_m, self.south_m, self.west_m + width, self.south_m + height

    def paper(self, points: NDArray) -> NDArray:
        """Return x and y in metres as millimetres from the top left corner of the map."""
        mm = (np.asarray(points, dtype=float)[:, :2] - (self.west_m, self.south_m)) * (1000 / self.scale)
        return np.column_stack((mm[:, 0], FRAME_MM[1] - mm[:, 1]))


def sheets_of(pieces: Iterable, lines: Lines, scale: int = OVERVIEW) -> list[Sheet]:
    """Return the sheets that show each piece of each section whole, as few as a walk along the line gives."""
    return [
        sheet
        for piece in pieces
        if piece.route in lines
        for sheet in _along(piece, lines[piece.route], scale)
    ]


def _along(piece, line: CalibratedLine, scale: int) -> Iterator[Sheet]:
    """Go along a piece and begin a new sheet where the next step would leave the map."""
    most = np.array(FRAME_MM) / 1000 * scale * (1 - 2 * MARGIN_SHARE)
    start = piece.from_cm
    while start < piece.to_cm:
        stops = np.append(np.arange(start + STEP_CM, piece.to_cm, STEP_CM), piece.to_cm)
        points = line_between(line.points, start, piece.to_cm)
        low = np.minimum.accumulate(points[:, :2], axis=0)
        high = np.maximum.accumulate(points[:, :2], axis=0)
        inside = points[(high - low <= most).all(axis=1), 2]
        fits = stops[stops <= inside.max()] if inside.size else stops[:1]
        end = int(fits[-1]) if fits.size else int(stops[0])
        yield _centred(piece, line, start, end, scale)
        start = end


def _centred(piece, line: CalibratedLine, from_cm: int, to_cm: int, scale: int) -> Sheet:
    points = line_between(line.points, from_cm, to_cm)[:, :2]
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    west, south = middle - np.array(FRAME_MM) / 2000 * scale
    return Sheet(scale, float(west), float(south), piece.section, piece.route, from_cm, to_cm)


@dataclass(frozen=True)
class Shown:
    """What the sheets show, in the ruler's terms: bands of coverage and gaps by route, things with their places."""

    lines: Lines
    bands: Mapping[tuple[str, str], MeasureSet]
    assets: Sequence[Row] = ()
    section_starts: Sequence[tuple[str, int, str]] = field(default_factory=tuple)


def drawn(sheet: Sheet, shown: Shown, title: str) -> str:
    """Return the map of a sheet as SVG; `title` is what readers are told who do not see it."""
    lines = {route: _parts_inside(sheet, line.points) for route, line in shown.lines.items()}
    labels = Labels([part for parts in lines.values() for part in parts])
    spots = _spots(sheet, shown.assets)
    labels.keep_clear_of([*(_box_of(spot) for spot in spots), *_end_boxes(sheet, shown)])
    on_top = [_section_ends(sheet, shown, labels), _cables(sheet, shown, labels), _assets(spots, labels)]
    parts = [
        _ground(sheet),
        _grid(sheet),
        *(_route(sheet, shown, route, lines[route]) for route in sorted(shown.lines)),
        *(_ticks(sheet, line, labels) for line in shown.lines.values()),
        _places(sheet, labels),
        *on_top,
    ]
    _country_names(sheet, labels)
    width, height = FRAME_MM
    name = f"map-{sheet.scale}-{sheet.route}-{sheet.from_cm}"
    inside = f'<g clip-path="url(#{name})">{"".join(parts)}{labels.svg()}</g>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" role="img" width="{width}mm" height="{height}mm"'
        f' viewBox="0 0 {width} {height}"><title>{escape(title)}</title>{style()}{_clip(name)}{inside}'
        f'<rect class="frame" x="0.2" y="0.2" width="{width - 0.4}" height="{height - 0.4}"/>'
        f"{_grid_labels(sheet)}</svg>"
    )


def _clip(name: str) -> str:
    return (
        f'<defs><clipPath id="{name}"><rect width="{FRAME_MM[0]}" height="{FRAME_MM[1]}"/></clipPath></defs>'
    )


@cache
def style() -> str:
    """Return the style sheet that stands inside each drawing of the map."""
    return f"<style>{render_to_string('reports/paper/map_sheet.css')}</style>"


RULE, CLASSES, CLASS_NAME = (
    re.compile(r"([^{}]+)\{[^}]*\}"),
    re.compile(r'class="([^"]*)"'),
    re.compile(r"\.([\w-]+)"),
)


def with_style(svg: str) -> str:
    """Return a small drawing after the rules for its own classes: a whole style sheet in each key takes its time."""
    known = {name for names in CLASSES.findall(svg) for name in names.split()}
    rules = (
        rule
        for rule in RULE.finditer(style())
        if (used := set(CLASS_NAME.findall(rule[1]))) and used <= known
    )
    return f"<style>{''.join(rule[0].removeprefix('<style>') for rule in rules)}</style>{svg}"


def _ground(sheet: Sheet) -> str:
    found = []
    for code, _name, part in _countries_on(sheet):
        rings = [ring for polygon in shapely.get_parts(part) for ring in _rings(polygon)]
        if rings:
            path = "".join(_path(sheet.paper(ring)) + "Z" for ring in rings)
            found.append(f'<path class="{"home" if code == HOME else "abroad"}" d="{path}"/>')
    return "".join(found)


def _countries_on(sheet: Sheet) -> Iterator[tuple[str, str, shapely.Geometry]]:
    """Yield code, name and part of each country that a sheet shows."""
    for code, names, area in countries():
        part = shapely.clip_by_rect(area, *sheet.bounds)
        yield (
            code,
            names[get_language() or HOME.lower()],
            shapely.simplify(part, sheet.scale * SMOOTHED_MM / 1000),
        )


def _country_names(sheet: Sheet, labels: Labels) -> None:
    """Write each country's name where there is most room for it."""
    for _code, name, part in _countries_on(sheet):
        if not part.is_empty:
            radius = shapely.maximum_inscribed_circle(part, tolerance=sheet.scale / 1000)
            at = sheet.paper(shapely.get_coordinates(radius)[:1])[0]
            text = name.upper()
            labels.add(at - (len(text) * LETTER_MM[0] / 2, 0), text, "country-name", away=0)


def _rings(polygon: shapely.Geometry) -> list[NDArray]:
    if polygon.geom_type != "Polygon" or polygon.is_empty:
        return []
    return [shapely.get_coordinates(ring) for ring in (polygon.exterior, *polygon.interiors)]


def _path(points: NDArray) -> str:
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points)


def _grid_lines(sheet: Sheet) -> tuple[NDArray, NDArray]:
    """Return the eastings and northings of the grid lines on a sheet, in metres."""
    step = GRID_M[sheet.scale]
    west, south, east, north = sheet.bounds
    return (
        np.arange(np.ceil(west / step) * step, east, step),
        np.arange(np.ceil(south / step) * step, north, step),
    )


def _grid(sheet: Sheet) -> str:
    eastings, northings = _grid_lines(sheet)
    across = "".join(f"M{x:.2f} 0V{FRAME_MM[1]}" for x in (eastings - sheet.west_m) * 1000 / sheet.scale)
    along = "".join(
        f"M0 {y:.2f}H{FRAME_MM[0]}" for y in FRAME_MM[1] - (northings - sheet.south_m) * 1000 / sheet.scale
    )
    return f'<path class="grid" d="{across}{along}"/>'


def _grid_labels(sheet: Sheet) -> str:
    """Return the kilometres of the national grid inside the edge of the map: east at the foot, north at the left."""
    eastings, northings = _grid_lines(sheet)
    per_m = 1000 / sheet.scale
    texts = [
        haloed(f"{easting / 1000:g}", "grid-label", (easting - sheet.west_m) * per_m + 0.6, FRAME_MM[1] - 1)
        for easting in eastings
        if easting < sheet.bounds[2] - GRID_EDGE_MM / per_m
    ]
    texts += [
        haloed(
            f"{northing / 1000:g}", "grid-label", 0.8, FRAME_MM[1] - (northing - sheet.south_m) * per_m - 0.6
        )
        for northing in northings
        if northing < sheet.bounds[3] - GRID_EDGE_MM / per_m
    ]
    return "".join(texts)


def _places(sheet: Sheet, labels: Labels) -> str:
    west, south, east, north = sheet.bounds
    found = []
    for name, _population, (x, y) in settlements():
        if west < x < east and south < y < north:
            at = sheet.paper(np.array([[x, y]]))[0]
            found.append(f'<circle class="place" cx="{at[0]:.2f}" cy="{at[1]:.2f}" r="0.8"/>')
            labels.add(at, name, "place-name")
    return "".join(found)


BANDS = ("none", "one", "two_or_more", "both_families")


def _route(sheet: Sheet, shown: Shown, route: str, parts: Iterable[NDArray]) -> str:
    line, found = shown.lines[route], []
    for part in parts:
        found.append(f'<path class="border" d="{_path(part)}"/>')
    for band in BANDS:
        for from_cm, to_cm in shown.bands.get((route, band), MeasureSet()).pairs():
            shown_parts = _parts_inside(sheet, line_between(line.points, from_cm, to_cm))
            if path := "".join(_path(part) for part in shown_parts):
                found.append(f'<path class="band {band}" d="{path}"/>')
    return "".join(found)


def _around_sheet(sheet: Sheet) -> Box:
    west, south, east, north = sheet.bounds
    edge = EDGE_MM * sheet.scale / 1000
    return west - edge, south - edge, east + edge, north + edge


def _parts_inside(sheet: Sheet, line: NDArray | shapely.Geometry) -> list[NDArray]:
    """Return what of a line (or of x and y in metres first) is on a sheet, in millimetres of paper."""
    whole = shapely.linestrings(line[:, :2]) if isinstance(line, np.ndarray) else line
    clipped = shapely.clip_by_rect(whole, *_around_sheet(sheet))
    smooth = shapely.simplify(clipped, sheet.scale * SMOOTHED_MM / 1000)
    return [
        sheet.paper(shapely.get_coordinates(part)) for part in shapely.get_parts(smooth) if not part.is_empty
    ]


def _ticks(sheet: Sheet, line: CalibratedLine, labels: Labels) -> str:
    """Mark the kilometres of a route that lie on the sheet; label some of them."""
    west, south, east, north = sheet.bounds
    near = line.points[
        (line.points[:, 0] > west)
        & (line.points[:, 0] < east)
        & (line.points[:, 1] > south)
        & (line.points[:, 1] < north)
    ]
    if not near.size:
        return ""
    first, last = np.ceil(near[0, 2] / CM_PER_KM), np.floor(near[-1, 2] / CM_PER_KM)
    found = []
    for number in np.arange(first, last + 1, TICK_KM[sheet.scale]):
        at = sheet.paper(np.array([point_at(line.points, number * CM_PER_KM)]))[0]
        found.append(f'<circle class="tick" cx="{at[0]:.2f}" cy="{at[1]:.2f}" r="0.7"/>')
        if number % LABELLED_KM[sheet.scale] == 0:
            labels.add(at, f"km {number:g}", "km")
    return "".join(found)


def _starts(sheet: Sheet, shown: Shown) -> Iterator[tuple[NDArray, str]]:
    """Yield where sections start on the sheet, in millimetres of paper, with their names."""
    for route, cm, name in shown.section_starts:
        if route in shown.lines:
            at = sheet.paper(np.array([point_at(shown.lines[route].points, cm)]))[0]
            if is_whole(square(at, END_MM)):
                yield at, name


def _end_boxes(sheet: Sheet, shown: Shown) -> list[Box]:
    return [square(at, END_MM) for at, _name in _starts(sheet, shown)]


def _section_ends(sheet: Sheet, shown: Shown, labels: Labels) -> str:
    found = []
    for at, name in _starts(sheet, shown):
        found.append(
            f'<rect class="section-end" x="{at[0] - 1.5:.2f}" y="{at[1] - 1.5:.2f}" width="3" height="3"/>'
        )
        labels.add(at, name, "section-name", away=2.4, even_on_signs=True)
    return "".join(found)


def _cables(sheet: Sheet, shown: Shown, labels: Labels) -> str:
    """Draw the fibres and cables beside the border, on the side of Latvia: on it they would hide how it is covered."""
    found = []
    for row in shown.assets:
        paths = []
        for one in row["stretches_km"]:
            if one["route"] in shown.lines:
                ends = (round(one[end] * CM_PER_KM) for end in ("from_km", "to_km"))
                paths += _parts_inside(
                    sheet, _beside(sheet, line_between(shown.lines[one["route"]].points, *ends))
                )
        if paths:
            found.append(
                f'<path class="cable {standing(row)}" d="{"".join(_path(part) for part in paths)}"/>'
            )
            longest = max(paths, key=lambda part: shapely.length(shapely.linestrings(part)))
            labels.add(longest[len(longest) // 2], row["code"], "asset-name", even_on_signs=True)
    return "".join(found)


def _beside(sheet: Sheet, points: NDArray) -> shapely.Geometry:
    """Return a line moved off the border far enough to be told from it on paper, to the side of Latvia."""
    near = shapely.clip_by_rect(shapely.linestrings(points[:, :2]), *_around_sheet(sheet))
    if near.is_empty:
        return near
    smooth = shapely.simplify(near, sheet.scale * SMOOTHED_MM / 1000)
    sides = [shapely.offset_curve(smooth, side * CABLE_MM * sheet.scale / 1000) for side in (1, -1)]
    home = [part for code, _name, part in _countries_on(sheet) if code == HOME]
    return max(sides, key=lambda side: sum(shapely.intersection(side, part).length for part in home))


@dataclass(frozen=True)
class _Spot:
    """Sensors that share a spot on paper, side by side from `at` on."""

    at: NDArray
    assets: Sequence[Row]

    @property
    def places(self) -> list[NDArray]:
        return [self.at + np.array((n * BESIDE_MM, 0)) for n in range(len(self.assets))]


def _box_of(spot: _Spot) -> Box:
    first, last = square(spot.places[0], SIGN_MM), square(spot.places[-1], SIGN_MM)
    return first[0], first[1], last[2], last[3]


def _spots(sheet: Sheet, assets: Sequence[Row]) -> list[_Spot]:
    """Return the sensors at a place by the spot that they share on paper; what the frame would cut is left out."""
    west, south, east, north = sheet.bounds
    cells: dict[tuple[int, int], list[tuple[NDArray, Row]]] = {}
    for row in assets:
        if row["easting_m"] is None or row["stretches_km"]:
            continue
        if west < row["easting_m"] < east and south < row["northing_m"] < north:
            at = sheet.paper(np.array([[row["easting_m"], row["northing_m"]]]))[0]
            cells.setdefault((round(at[0] / SPOT_MM), round(at[1] / SPOT_MM)), []).append((at, row))
    found = [_Spot(cell[0][0], [row for _at, row in cell]) for cell in cells.values()]
    return [spot for spot in found if is_whole(_box_of(spot))]


def _assets(spots: Sequence[_Spot], labels: Labels) -> str:
    drawn_as: dict[str, list[str]] = {}
    is_named = sum(len(spot.assets) for spot in spots) <= MOST_NAMED
    for spot in spots:
        for row, (x, y) in zip(spot.assets, spot.places, strict=True):
            drawn_as.setdefault(standing(row), []).append(outline(row["family"], x, y))
        if is_named:
            codes = ", ".join(row["code"] for row in spot.assets)
            labels.add(spot.places[-1], codes, "asset-name", away=2.2, even_on_signs=True)
    return "".join(f'<path class="asset {kind}" d="{"".join(paths)}"/>' for kind, paths in drawn_as.items())


def standing(row: Row) -> str:
    """Return how a sensor is drawn: joined to a centre, at its place but not joined, or not yet at work."""
    if row["integrated"]:
        return "fed"
    return "planned" if row["state"] in NOT_YET else "unfed"


def symbol(family: str, x: float, y: float) -> str:
    """Return the sign of a sensor by itself, as the legend shows it."""
    return f'<path d="{outline(family, x, y)}"/>'


def outline(family: str, x: float, y: float) -> str:
    """Return the path of the sign of a sensor: a triangle for observation, a circle for presence detection."""
    if family == "observation":
        return f"M{x:.2f} {y - 1.7:.2f}l1.6 2.9h-3.2z"
    return f"M{x - 1.3:.2f} {y:.2f}{CIRCLE}"
