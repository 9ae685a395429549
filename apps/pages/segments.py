"""Planners' segments as of a day: those asked for, as GeoJSON, and what became of a code that is gone."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from apps.border.locate import metres_inside
from apps.border.models import AlignmentPiece, Route, SectionStretch, Segment, UnitStretch
from apps.construction.models import Requirement, Work
from apps.geo.bbox import BBox
from apps.geo.errors import NotFound
from apps.geo.measures import CM_PER_KM, MeasureSet
from apps.land.models import LandRight
from apps.ledger.commands import piece_from_json
from apps.ledger.models import Operation
from apps.pages.lengths import Sets, Stretches
from apps.pages.segment_facts import facts_of, of_unit

CURRENT, VANISHED, NOT_YET = "current", "vanished", "not_yet"


@dataclass(frozen=True)
class Labelled:
    """One stretch that bears a segment's code."""

    route_id: int
    route: str
    code: str
    from_cm: int
    to_cm: int


@dataclass(frozen=True)
class Asked:
    """What narrows the segments; None narrows nothing. With `element`, only its works count."""

    route: str | None = None
    code: str | None = None
    section: str | None = None
    unit: str | None = None
    element: str | None = None
    status: str | None = None
    land_status: str | None = None
    bbox: BBox | None = None


@dataclass(frozen=True)
class Bookmark:
    """What a segment's code stands for on a day: itself, or the segments on its last or first stretch."""

    code: str
    state: str
    stretches: list[Labelled]
    segments: list[Labelled]


def labelled(day: date, **narrowed: Any) -> list[Labelled]:
    """Return the stretches of the segments of a day, along the routes."""
    found = Segment.objects.as_of(day).filter(**narrowed).order_by("route", "from_cm")
    return _labelled(found)


def _labelled(segments) -> list[Labelled]:
    return [
        Labelled(*row) for row in segments.values_list("route", "route__code", "code", "from_cm", "to_cm")
    ]


def segments(day: date, asked: Asked) -> list[Labelled]:
    """Return the segments of a day of which at least one metre is what every filter asks for."""
    narrowed = {"route__code": asked.route, "code__icontains": asked.code}
    found = labelled(day, **{name: value for name, value in narrowed.items() if value})
    keeps = _keeps(found, day, asked)
    return [one for one, kept in zip(found, keeps, strict=True) if kept]


def _keeps(found: Sequence[Labelled], day: date, asked: Asked) -> NDArray[np.bool_]:
    on = Stretches(found)
    keeps = np.ones(len(on), dtype=bool)
    for sets in _filters(day, asked):
        keeps &= on.meeting(sets)
    return keeps


def _filters(day: date, asked: Asked) -> Iterable[Sets]:
    if asked.section:
        yield SectionStretch.objects.as_of(day).filter(section__code=asked.section).sets("route__code")
    if asked.unit:
        yield UnitStretch.objects.as_of(day).filter(of_unit(asked.unit)).sets("route__code")
    if asked.element or asked.status:
        yield _worked_on(day, asked.element, asked.status)
    if asked.land_status:
        yield LandRight.objects.as_of(day).filter(status__code=asked.land_status).sets("route__code")
    if asked.bbox:
        yield {(route,): metres for route, metres in metres_inside(asked.bbox, day).items()}


def _worked_on(day: date, element: str | None, status: str | None) -> Sets:
    """Return where the status stands, or without one, where the element is required or has been worked on."""
    works = Work.objects.as_of(day)
    works = works.filter(element__code=element) if element else works
    if status:
        return works.filter(status__code=status).sets("route__code", "element__code")
    required = Requirement.objects.as_of(day).filter(element__code=element)
    by_layer = (works.sets("route__code"), required.sets("route__code"))
    return {
        (route, layer): metres for layer, sets in enumerate(by_layer) for (route,), metres in sets.items()
    }


def features(chosen: Sequence[Labelled], day: date, element: str | None = None) -> list[str]:
    """Return GeoJSON features as text; PostGIS writes the geometries, null without a line that day."""
    lines = AlignmentPiece.objects.lines([(one.route_id, one.from_cm, one.to_cm) for one in chosen], day)
    properties = zip(chosen, facts_of(chosen, day, element), strict=True)
    return [_feature(one, lines.get(n, "null"), facts) for n, (one, facts) in enumerate(properties)]


def _feature(one: Labelled, geometry: str, facts: dict[str, Any]) -> str:
    properties = {"code": one.code, **place_json(one), **facts}
    head = f'"type":"Feature","id":{_json(one.code)}'
    return f'{{{head},"geometry":{geometry},"properties":{_json(properties)}}}'


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def collection(members: dict[str, Any], found: Sequence[str]) -> str:
    """Return a GeoJSON FeatureCollection as text, with members of its own beside the features."""
    head = _json({"type": "FeatureCollection", **members})[:-1]
    return f'{head},"features":[{",".join(found)}]}}'


def place_json(one: Labelled) -> dict[str, Any]:
    return {
        "route": one.route,
        "from_km": one.from_cm / CM_PER_KM,
        "to_km": one.to_cm / CM_PER_KM,
        "length_km": (one.to_cm - one.from_cm) / CM_PER_KM,
    }


def bookmark(code: str, day: date) -> Bookmark:
    """Return what a code stands for on a day.

    Raises
    ------
    NotFound
        No segment ever bore that code.
    """
    code = _as_written(code)
    state, stretches = _borne(code, day)
    if state == CURRENT:
        return Bookmark(code, state, stretches, stretches)
    there = labelled(day)
    sets = {(one.route, n): _metres(one) for n, one in enumerate(stretches)}
    on = Stretches(there).meeting(sets)
    return Bookmark(code, state, stretches, [one for one, meets in zip(there, on, strict=True) if meets])


def _as_written(code: str) -> str:
    """Return a code as the register writes it, in capitals or not."""
    alike = Segment.objects.filter(code__iexact=code).order_by("code").values_list("code", flat=True)
    return code if code in alike else next(iter(alike), code)


def _metres(one: Labelled) -> MeasureSet:
    return MeasureSet.of((one.from_cm, one.to_cm))


def _borne(code: str, day: date) -> tuple[str, list[Labelled]]:
    """Return whether a code is in use on a day, and its stretches: that day's, else the last or the first."""
    rows = Segment.objects.filter(code=code).order_by("route", "from_cm")
    periods = list(rows.values_list("valid", flat=True))
    if any(day in valid for valid in periods):
        return CURRENT, _labelled(rows.as_of(day))
    if ended := [valid.upper for valid in periods if valid.upper and valid.upper <= day]:
        return VANISHED, _labelled(rows.filter(valid__endswith=max(ended)))
    if periods:
        return NOT_YET, _labelled(rows.filter(valid__startswith=min(valid.lower for valid in periods)))
    return VANISHED, _last_in_ledger(code)


def _last_in_ledger(code: str) -> list[Labelled]:
    """Return where a code lay that a correction has taken out of every day."""
    operations = Operation.objects.applied().filter(target="segment", before__contains=[[{"code": code}]])
    last = operations.last()
    if last is None:
        raise NotFound(_("There is no segment %(code)s and there never was.") % {"code": code}, "code")
    route = Route.objects.named(last.key["route"])
    pieces = [piece_from_json(piece) for piece in last.before]
    borne = [piece for piece in pieces if dict(piece.values)["code"] == code]
    latest = max(piece.end for piece in borne)
    return [Labelled(route.pk, route.code, code, *piece[:2]) for piece in borne if piece.end == latest]
