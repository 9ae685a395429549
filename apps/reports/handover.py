"""A map to hand over: one HTML file by folium that needs no network, no server and no other file."""

import base64
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import folium
import numpy as np
import shapely
from branca.element import Element, MacroElement
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from folium.template import Template

from apps.accounts.models import User
from apps.border.codes import CodeList
from apps.border.days import today
from apps.border.locate import TO_DEGREES, CalibratedLine, lines_on
from apps.border.models import BorderSign, SectionStretch, Segment, UnitStretch
from apps.construction.models import Element as Built
from apps.construction.models import Work, WorkStatus
from apps.geo.errors import FactError, NotPermitted
from apps.geo.measures import CM_PER_KM, EMPTY, MeasureSet, union
from apps.indicators.surveillance import Surveillance
from apps.land.models import LandRight, LandStatus
from apps.ledger.models import ChangeSet
from apps.pages.templatetags.pages import day as day_shown
from apps.reports.content.labels import bands, causes, markings, warned
from apps.reports.content.surveyed import BAND, coverage_sets
from apps.reports.handover_classes import Layer, Named, Value, class_of, nested, told_apart
from apps.reports.handover_colours import BANDS, DASHES, IN_TURN, SEGMENTS
from apps.reports.services import require_known
from apps.surveillance.situation import Placed

VENDOR = settings.BASE_DIR / "map_templates/static/vendor/leaflet"
SIMPLIFIED_M, GROUND_M = 2.0, 60.0
DEGREE_DECIMALS = 6

TITLES = {
    "sections": gettext_lazy("Border sections"),
    "units": gettext_lazy("Units"),
    "segments": gettext_lazy("Segments"),
    "land": gettext_lazy("Land rights"),
    "coverage": gettext_lazy("Coverage"),
    "gaps": gettext_lazy("Gaps in surveillance"),
    "sensors": gettext_lazy("Sensors"),
    "signs": gettext_lazy("Border signs"),
}


def _coded(codes: type[CodeList], sets: Mapping[tuple, MeasureSet]) -> list[Value]:
    known = {one.code: one for one in codes.objects.all()}
    found = []
    for code, one in known.items():
        mine = {route: metres for (route, value), metres in sets.items() if value == code}
        if mine:
            found.append(class_of(one.name, one.colour, DASHES.get(one.pattern, ""), mine))
    return found


def _parted(sets: Mapping[tuple, MeasureSet]) -> list[Value]:
    """Return parts of a route, coloured in turn."""
    parts = sorted({value for _route, value in sets})
    return [
        class_of(
            value,
            *IN_TURN,
            {route: metres for (route, part), metres in sets.items() if part == value},
        )
        for value in parts
    ]


def sections(day: date) -> Layer:
    sets = SectionStretch.objects.as_of(day).sets("route__code", "section__code")
    return Layer("sections", str(TITLES["sections"]), _parted(sets))


def units(day: date) -> Layer:
    return Layer(
        "units",
        str(TITLES["units"]),
        _parted(UnitStretch.objects.as_of(day).sets("route__code", "unit__code")),
    )


def segments(day: date) -> Layer:
    """Return the segments as one line, for there are too many for a legend; a click names them."""
    rows = Segment.objects.as_of(day).order_by("route", "from_cm")
    named: dict[str, Named] = {}
    for route, code, from_cm, to_cm in rows.values_list("route__code", "code", "from_cm", "to_cm"):
        one = named.setdefault(route, Named())
        one.starts.append(from_cm)
        one.ends.append(to_cm)
        one.names.append(code)
    sets = {route: MeasureSet(one.starts, one.ends) for route, one in named.items()}
    whole = class_of(_("Segments"), SEGMENTS, "1 6", sets)
    return Layer("segments", str(TITLES["segments"]), [whole], named=named)


def land(day: date) -> Layer:
    found = _coded(LandStatus, LandRight.objects.as_of(day).sets("route__code", "status__code"))
    return Layer("land", str(TITLES["land"]), found)


def construction(element: str) -> Callable[[date], Layer]:
    def layer(day: date) -> Layer:
        one = Built.objects.filter(code=element).first()
        if one is None:
            raise FactError(_("There is no element %(code)s.") % {"code": element}, "layers")
        works = Work.objects.as_of(day).filter(element=one)
        return Layer(
            f"work:{element}", one.name, _coded(WorkStatus, works.sets("route__code", "status__code"))
        )

    return layer


def coverage(day: date) -> Layer:
    words = bands()
    sets = coverage_sets(Surveillance(day))
    found = [
        class_of(words[band], colour, "6 5" if band == "none" else "", _band(sets, band))
        for band, colour in BANDS.items()
    ]
    return Layer("coverage", str(TITLES["coverage"]), [one for one in found if one.km])


def _band(sets: Mapping[tuple, MeasureSet], band: str) -> dict[str, MeasureSet]:
    return {route: metres for (route, name), metres in sets.items() if name == f"{BAND}{band}"}


def gaps(day: date) -> Layer:
    words, found = causes(), {}
    for gap in Surveillance(day).gaps():
        found.setdefault(gap.gap.cause, {}).setdefault(gap.gap.route, []).append(
            (gap.gap.from_cm, gap.gap.to_cm)
        )
    classes = [class_of(words[cause], *IN_TURN, _sets(routes)) for cause, routes in sorted(found.items())]
    return Layer("gaps", str(TITLES["gaps"]), classes)


def _sets(routes: Mapping[str, Iterable[tuple[int, int]]]) -> dict[str, MeasureSet]:
    return {route: MeasureSet.from_pairs(pairs) for route, pairs in routes.items()}


def sensors(day: date) -> Layer:
    """Return the sensors that stand at a place as points; fibres and cables as lines by state, told by a click."""
    everything = Surveillance(day).situation.sensors
    points = [
        [*_degrees(one.point), one.code, one.row.get_state_display()]
        for one in everything
        if one.point is not None and not one.is_linear
    ]
    laid = [one for one in everything if one.is_linear and one.stretches]
    return Layer("sensors", str(TITLES["sensors"]), _cables(laid), points, named=_named_cables(laid))


def _cables(laid: Iterable[Placed]) -> list[Value]:
    states: dict[str, dict[str, MeasureSet]] = {}
    for one in laid:
        sets = states.setdefault(one.row.get_state_display(), {})
        for route, metres in one.stretches.items():
            sets[route] = union(sets.get(route, EMPTY), metres)
    return [
        class_of(_("Fibres and cables: %(state)s") % {"state": state}, *IN_TURN, sets)
        for state, sets in sorted(states.items())
    ]


def _named_cables(laid: Iterable[Placed]) -> dict[str, "Named"]:
    found: dict[str, Named] = {}
    for one in laid:
        for route, metres in one.stretches.items():
            for from_cm, to_cm in metres.pairs():
                here = found.setdefault(route, Named())
                here.starts.append(from_cm)
                here.ends.append(to_cm)
                here.names.append(f"{one.code} · {one.row.get_state_display()}")
    return found


def signs(day: date) -> Layer:
    rows = BorderSign.objects.as_of(day).order_by("route", "ordinal")
    points = [[*_degrees(one.point.coords), one.label, ""] for one in rows]
    return Layer("signs", str(TITLES["signs"]), points=points)


LAYERS: dict[str, Callable[[date], Layer]] = {
    "sections": sections,
    "units": units,
    "segments": segments,
    "land": land,
    "coverage": coverage,
    "gaps": gaps,
    "sensors": sensors,
    "signs": signs,
}
DEFAULT = ("sections", "land", "work:fence", "work:border_strip")
FULL_ONLY = frozenset({"coverage", "gaps", "sensors"})
"""Positions and gaps: on a map for those who read them only."""
PUBLIC = "public"
PUBLIC_LAYERS = ("sections",)
"""What a public map may show: border, places and sections, their ends rounded; it is kilometres by section at most."""


def maker_of(name: str) -> Callable[[date], Layer]:
    """Return what reads a layer: one of `LAYERS`, or `work:` and an element.

    Raises
    ------
    FactError
        There is no such layer.
    """
    kind, _colon, element = name.partition(":")
    if kind == "work" and element:
        return construction(element)
    if name not in LAYERS:
        known = ", ".join([*LAYERS, "work:<element>"])
        raise FactError(
            _("There is no layer %(name)s; there are %(known)s.") % {"name": name, "known": known}, "layers"
        )
    return LAYERS[name]


@dataclass(frozen=True)
class Marked:
    """What stands on the map beside its layers: the day, who may have it, and what it was made from."""

    title: str
    marking: str
    as_of: str
    ledger: str
    warnings: list[str] = field(default_factory=list)


def handover_map(*, names: Iterable[str], day: date, by: User, marking: str = "internal") -> str:
    """Return the map as one HTML text, in the language in force.

    Raises
    ------
    NotPermitted
        A layer shows positions or gaps, which this person does not read.
    FactError
        There is no such layer, or it is not for the public that the marking names.
    PeriodError
        The register does not know the day.
    """
    names = list(dict.fromkeys(names))
    require_known(day)
    if marking == PUBLIC:
        require_public(names)
    if FULL_ONLY.intersection(names) and not by.reads_fully:
        raise NotPermitted(_("Your reading level is general: kilometres and counts, no positions."), "layers")
    number, head = ChangeSet.objects.head()
    marked = Marked(
        title=_("External land border as of %(day)s") % {"day": day_shown(day)},
        marking=markings()[marking],
        as_of=day.isoformat(),
        ledger=_("number %(number)s, head %(head)s") % {"number": number, "head": head},
        warnings=warned(is_ahead=day > today()),
    )
    layers, lines = nested(told_apart([maker_of(name)(day) for name in names])), lines_on(day)
    if marking == PUBLIC:
        layers = [replace(layer, classes=[rounded(one, lines) for one in layer.classes]) for layer in layers]
    return drawn(layers, lines, marked)


def require_public(names: Iterable[str]) -> None:
    """Refuse a public map of what is not for the public.

    Raises
    ------
    FactError
        A layer shows more than kilometres by section.
    """
    if kept_back := [name for name in names if name not in PUBLIC_LAYERS]:
        message = _("A public map shows border sections only; for official use only: %(layers)s.")
        raise FactError(message, "layers", layers=", ".join(kept_back))


def rounded(one: Value, lines: Mapping[str, CalibratedLine]) -> Value:
    """Return a value with its ends at whole kilometres, but for those of the border itself."""
    stretches = {
        route: [_rounded_cm(cm, round(lines[route].points[-1, 2])) for cm in ends]
        for route, ends in one.stretches.items()
        if route in lines
    }
    return replace(one, km=round(one.km, 1), stretches=stretches)


def _rounded_cm(cm: int, length_cm: int) -> int:
    return cm if cm == length_cm else min(round(cm / CM_PER_KM) * CM_PER_KM, length_cm)


def drawn(layers: Iterable[Layer], lines: Mapping[str, CalibratedLine], marked: Marked) -> str:
    data = {
        "language": get_language(),
        "lines": {route: _line(line) for route, line in lines.items()},
        "layers": [asdict(layer) for layer in layers],
        "ground": _ground(),
    }
    bounds = [one.degrees[:, :2] for one in lines.values()]
    low, high = np.vstack(bounds).min(axis=0), np.vstack(bounds).max(axis=0)
    page = OneFile(tiles=None, prefer_canvas=True, attr="", zoom_control=True)
    page.fit_bounds([low[::-1].tolist(), high[::-1].tolist()])
    page.add_child(Drawn(data, marked))
    figure = page.get_root()
    figure.title = marked.title
    figure.header.add_child(Inline("<style>", _style(), "</style>"), name="style")
    figure.header.add_child(Inline("<script>", _leaflet(), "</script>"), name="leaflet")
    return figure.render()


class OneFile(folium.Map):
    """A map of folium's that links to nothing: what it needs stands in its own head."""

    default_js: list = []
    default_css: list = []


class Inline(Element):
    """Text of a style sheet or a program, between its tags."""

    _template = Template("{{ this.start }}{{ this.text }}{{ this.end }}")

    def __init__(self, start: str, text: str, end: str):
        super().__init__()
        self.start, self.text, self.end = start, text, end


class Drawn(MacroElement):
    """The layers, the legend and the marking on the map."""

    _template = Template(
        "{% macro html(this, kwargs) %}"
        '{{ this.html }}<script type="application/json" id="drawn">{{ this.data }}</script>'
        "{% endmacro %}"
        "{% macro script(this, kwargs) %}"
        "({{ this.code }})({{ this._parent.get_name() }}, "
        'JSON.parse(document.getElementById("drawn").textContent));'
        "{% endmacro %}"
    )

    def __init__(self, data: dict[str, Any], marked: Marked):
        super().__init__()
        self._name = "Drawn"
        self.html = render_to_string("handover/frame.html", {"marked": marked, "language": get_language()})
        self.code = render_to_string("handover/draw.js").strip().removesuffix(";")
        self.data = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _line(line: CalibratedLine) -> list[list[float]]:
    """Return a line as longitudes, latitudes and measures (cm), its bends below two metres left out."""
    drawn_line = shapely.linestrings(line.points[:, :2])
    kept = shapely.get_coordinates(shapely.simplify(drawn_line, SIMPLIFIED_M))
    at = _where(line.points[:, :2], kept)
    degrees = np.round(line.degrees[at, :2], DEGREE_DECIMALS)
    return [degrees[:, 0].tolist(), degrees[:, 1].tolist(), np.round(line.points[at, 2]).astype(int).tolist()]


def _where(points: np.ndarray, kept: np.ndarray) -> list[int]:
    """Return the places of the kept vertices among all, in order."""
    found, place = [], 0
    for vertex in kept:
        while not (points[place] == vertex).all():
            place += 1
        found.append(place)
        place += 1
    return found


def _degrees(point: tuple[float, float]) -> list[float]:
    return [round(value, DEGREE_DECIMALS) for value in TO_DEGREES.transform(*point)]


@cache
def _ground() -> dict[str, Any]:
    """Return the open areas and places under the border, coarser than on the pages."""
    areas = json.loads((settings.BASE_DIR / "spatial_data/country_areas.geojson").read_text(encoding="utf-8"))
    places = json.loads((settings.BASE_DIR / "spatial_data/places.geojson").read_text(encoding="utf-8"))
    shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in areas["features"]]
    coarse = shapely.coverage_simplify(np.array(shapes), GROUND_M / 111_000)
    rounded = shapely.transform(coarse, lambda points: np.round(points, 4))
    return {
        "areas": [
            {"home": one["id"] == "LV", "shape": json.loads(shapely.to_geojson(shape))}
            for one, shape in zip(areas["features"], rounded, strict=True)
        ],
        "places": [
            [*one["geometry"]["coordinates"], one["properties"]["name"], one["properties"]["population"] or 0]
            for one in places["features"]
        ],
    }


@cache
def _leaflet() -> str:
    return _read("leaflet.js").replace("</script", "<\\/script")


@cache
def _style() -> str:
    """Return Leaflet's style sheet with its pictures within itself, and ours."""
    own = render_to_string("handover/style.css")
    return re.sub(r"url\(images/([\w.-]+)\)", _picture, _read("leaflet.css")) + own


def _picture(found: re.Match) -> str:
    encoded = base64.b64encode((VENDOR / "images" / found[1]).read_bytes()).decode()
    return f"url(data:image/png;base64,{encoded})"


def _read(name: str) -> str:
    return Path(VENDOR / name).read_text(encoding="utf-8")
