"""Data quality: where the register is silent, old or contradicts itself on a day, and where that is mended.

Each check is a function from a reading of the register to findings. A reading asks each table once, so the number
of queries does not grow with the register.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import shapely
from django.conf import settings
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.border.locate import lines_on
from apps.border.models import Exclusion, Route, SectionStretch, Segment
from apps.construction.models import Element, Requirement, StructureStanding, Work
from apps.documents.models import DocumentTie
from apps.geo.calibration import difference_pct
from apps.geo.errors import NotFound
from apps.geo.measures import CM_PER_KM, CM_PER_M, EMPTY, MeasureSet, union
from apps.land.models import LandCase, ParcelStretch
from apps.ledger.register import layers
from apps.pages.layers import NAMES
from apps.pages.reading import route_layers
from apps.pages.reference_rows import key_of
from apps.surveillance.models import LinkStanding, NodeStanding, SensorStanding
from apps.surveillance.situation import WORKING, History, Situation

FIGURE = "K1"
"""The figure whose exclusions say that nothing is asked of these metres."""
MOST_DIFFERENCE_PCT = 0.5
Sets = Mapping[tuple, MeasureSet]


@dataclass(frozen=True)
class Finding:
    """One thing to mend: metres of a layer, or a thing.

    `note` says what is odd about it, `column` which one is to be told, `at_cm` where a segment is to be split.
    """

    layer: str
    key: Mapping[str, Any] = field(default_factory=dict)
    from_cm: int | None = None
    to_cm: int | None = None
    note: str = ""
    column: str = ""
    at_cm: int | None = None

    @property
    def route(self) -> str | None:
        return self.key.get("route")

    @property
    def length_cm(self) -> int:
        return 0 if self.from_cm is None else self.to_cm - self.from_cm


class Look:
    """The register as it is on a day, each table read once; a situation of that day may be read already."""

    def __init__(self, day: date, situation: Situation | None = None):
        self.day = day
        self._situation = situation
        self.lengths = dict(Route.objects.values_list("code", "official_length_cm"))

    @cached_property
    def required(self) -> Sets:
        return Requirement.objects.as_of(self.day).sets("route__code", "element__code")

    @cached_property
    def works(self) -> Sets:
        return Work.objects.as_of(self.day).sets("route__code", "element__code")

    @cached_property
    def excluded(self) -> Sets:
        return Exclusion.objects.as_of(self.day).filter(indicator=FIGURE).sets("route__code")

    @cached_property
    def elements(self) -> dict[str, str]:
        return {element.code: element.name for element in Element.objects.all()}

    @cached_property
    def situation(self) -> Situation:
        return self._situation or History().on(self.day)

    @cached_property
    def lines(self):
        return lines_on(self.day)

    def whole(self, route: str) -> MeasureSet:
        return MeasureSet.of((0, self.lengths[route]))


def no_requirement(look: Look) -> Iterator[Finding]:
    """Metres of which nothing says what has to be built there."""
    for route in look.lengths:
        asked = [metres for (code, _element), metres in look.required.items() if code == route]
        silent = look.whole(route) - union(*asked) - look.excluded.get((route,), EMPTY)
        yield from _on("requirement", {"route": route}, silent)


def no_status(look: Look) -> Iterator[Finding]:
    """Metres where an element is required and nothing says how far its work has come."""
    for (route, element), metres in sorted(look.required.items()):
        silent = metres - look.works.get((route, element), EMPTY) - look.excluded.get((route,), EMPTY)
        key = {"route": route, "element": element}
        yield from _on("work", key, silent, look.elements[element])


def slivers(look: Look) -> Iterator[Finding]:
    """Pieces so short that they are a slip of typing or of an import rather than a fact."""
    shortest_cm = settings.QUALITY_SLIVER_M * CM_PER_M
    for layer in route_layers():
        references = [column.name for column in layer.key_columns if column.is_reference]
        rows = layer.model.objects.as_of(look.day).filter(to_cm__lt=F("from_cm") + shortest_cm)
        for row in rows.select_related(*references).order_by("route__code", "from_cm"):
            name = str(NAMES.get(layer.name, layer.name))
            yield Finding(layer.name, key_of(layer, row), row.from_cm, row.to_cm, name)


def stale(look: Look) -> Iterator[Finding]:
    """What stands on the ground and was never verified, or too long ago."""
    months = settings.QUALITY_STALE_MONTHS
    old = Q(verified_on__lt=months_before(look.day, months))
    there = Q(status__counts_cleared=True) | Q(status__counts_built=True)
    for condition, note in ((Q(verified_on=None), _("never verified")), (old, _("verified too long ago"))):
        rows = Work.objects.as_of(look.day).filter(there & condition)
        for (route, element), metres in sorted(rows.sets("route__code", "element__code").items()):
            key = {"route": route, "element": element}
            yield from _on("work", key, metres, f"{look.elements[element]}, {note}", "verified_on")
    for name, model, thing in STANDINGS:
        rows = model.objects.as_of(look.day).filter(Q(verified_on=None) | old).order_by(f"{thing}__code")
        for code, verified_on in rows.values_list(f"{thing}__code", "verified_on"):
            note = _("verified too long ago") if verified_on else _("never verified")
            yield Finding(name, {thing: code}, note=note)


def months_before(day: date, months: int) -> date:
    """Return the same day of the month so many months earlier, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


STANDINGS = (
    ("sensor_standing", SensorStanding, "sensor"),
    ("node_standing", NodeStanding, "node"),
    ("link_standing", LinkStanding, "link"),
)


def no_document(look: Look) -> Iterator[Finding]:
    """Metres that are accepted into operation and on which no document lies."""
    papers = defaultdict(list)
    ties = DocumentTie.objects.exclude(route=None).order_by("route__code", "from_cm")
    for route, *stretch in ties.values_list("route__code", "from_cm", "to_cm"):
        papers[route].append(stretch)
    proven = {route: MeasureSet.from_pairs(pairs) for route, pairs in papers.items()}
    accepted = Work.objects.as_of(look.day).filter(status__counts_accepted=True)
    for (route, element), metres in sorted(accepted.sets("route__code", "element__code").items()):
        key = {"route": route, "element": element}
        yield from _on("work", key, metres - proven.get(route, EMPTY), look.elements[element])


def no_land_case(look: Look) -> Iterator[Finding]:
    """Land units on the line of which nothing says how far the State has come with them."""
    known = LandCase.objects.as_of(look.day).values("parcel")
    rows = ParcelStretch.objects.as_of(look.day).exclude(parcel__in=known)
    for code in rows.order_by("parcel__code").values_list("parcel__code", flat=True).distinct():
        yield Finding("land_case", {"parcel": code}, note=_("no land case"))


def no_location(look: Look) -> Iterator[Finding]:
    """Things that the map cannot show: without a place, or so far off that the place is a slip."""
    lines = [shapely.LineString(line.points[:, :2]) for line in look.lines.values()]
    for sensor in look.situation.sensors:
        if sensor.stretches:
            continue
        note = _("laid along no stretch") if sensor.is_linear else _misplaced(sensor.point, lines)
        if sensor.is_linear and sensor.row.state == WORKING:
            note = _("in operation along no stretch: it sees nothing")
        elif not sensor.is_linear and sensor.point is None and sensor.row.state == WORKING:
            note = _("in operation without a place: it sees nothing")
        if note:
            layer = "sensor_stretch" if sensor.is_linear else "sensor_standing"
            yield Finding(layer, {"sensor": sensor.code}, note=note)
    nodes = NodeStanding.objects.as_of(look.day).select_related("node").order_by("node__code")
    for row in nodes:
        note = _misplaced(row.point and row.point.coords, lines if row.node.kind == "site" else [])
        if note:
            yield Finding("node_standing", {"node": row.node.code}, note=note)

    structures = StructureStanding.objects.as_of(look.day).exclude(point=None)
    for row in structures.select_related("structure").order_by("structure__code"):
        note = _misplaced(row.point.coords, lines)
        if note:
            yield Finding("structure_standing", {"structure": row.structure.code}, note=note)


def _misplaced(point: tuple[float, float] | None, lines: Iterable[shapely.LineString]) -> str:
    if point is None:
        return _("no place")
    distances_m = [shapely.distance(shapely.Point(point), line) for line in lines]
    if distances_m and min(distances_m) > settings.QUALITY_FAR_KM * 1000:
        return _("%(km)s km from the line") % {"km": round(min(distances_m) / 1000)}
    return ""


def no_line(look: Look) -> Iterator[Finding]:
    """Routes that have no alignment on the day: nothing on them can be drawn or located."""
    for route in look.lengths:
        if route not in look.lines:
            yield from _on("segment", {"route": route}, look.whole(route), _("no alignment"))


def partition_gaps(look: Look) -> Iterator[Finding]:
    """Metres that belong to no segment, no section or no unit, each of which should cover the whole route."""
    for layer in layers():
        if layer.partition:
            covered = layer.model.objects.as_of(look.day).sets("route__code")
            for route in look.lengths:
                free = look.whole(route) - covered.get((route,), EMPTY)
                yield from _on(layer.name, {"route": route}, free, str(NAMES.get(layer.name, layer.name)))


def segments_across(look: Look) -> Iterator[Finding]:
    """Segments that lie in two sections at once: their works cannot be told apart by section."""
    borders = defaultdict(list)
    starts = SectionStretch.objects.as_of(look.day).values_list("route__code", "from_cm")
    for route, from_cm in starts.order_by("from_cm"):
        borders[route].append(from_cm)
    segments = Segment.objects.as_of(look.day).order_by("route__code", "from_cm")
    for route, code, from_cm, to_cm in segments.values_list("route__code", "code", "from_cm", "to_cm"):
        inside = [border for border in borders[route] if from_cm < border < to_cm]
        if inside:
            yield Finding("segment", {"route": route}, from_cm, to_cm, code, at_cm=inside[0])


def length_differs(look: Look) -> Iterator[Finding]:
    """Routes whose alignment is longer or shorter than the official length by more than half a percent."""
    for route, line in look.lines.items():
        more_pct = difference_pct(line.geodesic_m, look.lengths[route])
        if abs(more_pct) > MOST_DIFFERENCE_PCT:
            note = f"{more_pct:+.2f} %"
            yield from _on("segment", {"route": route}, look.whole(route), note)


def _on(
    layer: str, key: Mapping[str, Any], metres: MeasureSet, note: str = "", column: str = ""
) -> Iterator[Finding]:
    for from_cm, to_cm in metres.pairs():
        yield Finding(layer, key, from_cm, to_cm, note, column)


@dataclass(frozen=True)
class Check:
    code: str
    title: Promise
    why: Promise
    find: Callable[[Look], Iterable[Finding]]


CHECKS = (
    Check(
        "no_requirement",
        gettext_lazy("No requirement"),
        gettext_lazy("Nothing says what has to be built on these metres, so no figure counts them."),
        no_requirement,
    ),
    Check(
        "no_status",
        gettext_lazy("Required, no status"),
        gettext_lazy("An element is required here and nothing says how far its work has come."),
        no_status,
    ),
    Check(
        "slivers",
        gettext_lazy("Slivers"),
        gettext_lazy("Pieces so short that they are a slip of typing or of an import."),
        slivers,
    ),
    Check(
        "stale",
        gettext_lazy("Not verified lately"),
        gettext_lazy("It stands on the ground, and nobody has verified it, or not for a long time."),
        stale,
    ),
    Check(
        "no_document",
        gettext_lazy("Accepted, no document"),
        gettext_lazy("It is accepted into operation, and no document lies on these metres."),
        no_document,
    ),
    Check(
        "no_land_case",
        gettext_lazy("Land units without a case"),
        gettext_lazy("The land unit lies on the line, and nothing says how far the State has come with it."),
        no_land_case,
    ),
    Check(
        "no_location",
        gettext_lazy("No place, or far off"),
        gettext_lazy(
            "Sensors, nodes and structures without a place, or so far from the line that the place is a slip."
        ),
        no_location,
    ),
    Check(
        "no_line",
        gettext_lazy("No alignment"),
        gettext_lazy("The route has no line on this day, so nothing on it can be drawn or located."),
        no_line,
    ),
    Check(
        "partition_gaps",
        gettext_lazy("Gaps in segments, sections or units"),
        gettext_lazy("Each of these should cover the whole route; these metres belong to none."),
        partition_gaps,
    ),
    Check(
        "segments_across",
        gettext_lazy("Segments in two sections"),
        gettext_lazy("A border of two sections lies inside the segment: split it there."),
        segments_across,
    ),
    Check(
        "length_differs",
        gettext_lazy("Length differs"),
        gettext_lazy("The line is longer or shorter than the official length by more than 0.5 %."),
        length_differs,
    ),
)


@dataclass(frozen=True)
class Checked:
    """A check and what it found."""

    check: Check
    findings: list[Finding]

    @property
    def length_cm(self) -> int:
        """The metres found; those found twice, such as for two elements, count twice."""
        return sum(one.length_cm for one in self.findings)

    def counts(self) -> dict[str, Any]:
        return {
            "code": self.check.code,
            "title": str(self.check.title),
            "why": str(self.check.why),
            "count": len(self.findings),
            "km": self.length_cm / CM_PER_KM,
        }


def checked(day: date, situation: Situation | None = None) -> list[Checked]:
    look = Look(day, situation)
    return [Checked(check, list(check.find(look))) for check in CHECKS]


def checked_one(code: str, day: date) -> Checked:
    """Return what one check finds; NotFound if there is no such check."""
    check = next((one for one in CHECKS if one.code == code), None)
    if check is None:
        raise NotFound(_("There is no check %(code)s."), "code", code=code)
    return Checked(check, list(check.find(Look(day))))
