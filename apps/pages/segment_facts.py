"""What the register says of each segment on a day. Every function reads its layers once for all of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Q

from apps.border.locate import CalibratedLine, lines_on
from apps.border.models import Section, SectionImpact, SectionStretch, Unit, UnitStretch
from apps.construction.models import Requirement, Work
from apps.geo.coverage import INSTALLED
from apps.geo.measures import CM_PER_KM, MeasureSet, union
from apps.geo.snapping import nearest_along
from apps.geo.stationing import answering_cm
from apps.indicators.covered import Covered
from apps.indicators.figures import Rulebook, built_evidence, percent_of, shares_of
from apps.land.models import LandRight
from apps.pages.lengths import Lengths, OnRoute, Sets, Stretches
from apps.surveillance.situation import History, Placed

MIXED = "mixed"
SHARES = ("K1", "K2")
FAR_M = 100_000
"""Farther from every line than this a sensor belongs to no segment."""

Facts = dict[str, Any]
LengthsCm = dict[str, int]


def facts_of(stretches: Sequence[OnRoute], day: date, element: str | None = None) -> Iterator[Facts]:
    """Return what is known of each stretch, in order; with `element`, only that one counts as construction.

    One stretch's facts are made at a time: thousands at once keep the garbage collector busy.
    """
    on = Stretches(stretches)
    routes = sorted({one.route for one in stretches})
    columns = (
        constructions(on, day, element),
        land_rights(stretches, on, day),
        shares(on, routes, day),
        sensors(on, day),
        units(on, day),
        sections(on, day),
    )
    return map(_joined, zip(*columns, strict=True))


def _joined(parts: Sequence[Facts]) -> Facts:
    return {name: fact for part in parts for name, fact in part.items()}


def one_or_mixed(found: Collection[str | None]) -> str | None:
    """Return the one value that holds everywhere, else `mixed`; None among them is ground without a value."""
    distinct = set(found) or {None}
    return distinct.pop() if len(distinct) == 1 else MIXED


def constructions(on: Stretches, day: date, element: str | None) -> Iterator[Facts]:
    works, required = Work.objects.as_of(day), Requirement.objects.as_of(day)
    if element:
        works, required = works.filter(element__code=element), required.filter(element__code=element)
    recorded = works.sets("route__code", "element__code", "status__code")
    needed = required.sets("route__code", "element__code")
    columns = (on.each(recorded), on.each(needed), on.each(_unrecorded(needed, recorded)))
    return (_construction(*lengths) for lengths in zip(*columns, strict=True))


def _unrecorded(needed: Sets, recorded: Sets) -> Sets:
    """Return where an element is required and the register has no work on it."""
    return {
        place: metres - union(*(one for (*other, _status), one in recorded.items() if tuple(other) == place))
        for place, metres in needed.items()
    }


def _construction(recorded: Lengths, needed: Lengths, unrecorded: Lengths) -> Facts:
    statuses: dict[str, LengthsCm] = {
        name: {} for name in sorted({name for name, *_ in (*recorded, *needed)})
    }
    for (name, status), length in recorded.items():
        statuses[name][status] = length
    elements = {
        name: _element(found, needed.get((name,), 0), unrecorded.get((name,), 0))
        for name, found in statuses.items()
    }
    found = [status for found in statuses.values() for status in found] + [None] * bool(unrecorded)
    return {"construction_status": one_or_mixed(found), "construction": elements}


def _element(statuses: LengthsCm, required_cm: int, unrecorded_cm: int) -> Facts:
    return {
        "status": one_or_mixed([*statuses, *[None] * bool(unrecorded_cm)]),
        "km": {status: length / CM_PER_KM for status, length in statuses.items()},
        "required_km": required_cm / CM_PER_KM,
        "unrecorded_km": unrecorded_cm / CM_PER_KM,
    }


def land_rights(stretches: Sequence[OnRoute], on: Stretches, day: date) -> Iterator[Facts]:
    recorded = on.each(LandRight.objects.as_of(day).sets("route__code", "status__code"))
    return (_land(one.to_cm - one.from_cm, lengths) for one, lengths in zip(stretches, recorded, strict=True))


def _land(length_cm: int, recorded: Lengths) -> Facts:
    unrecorded_cm = length_cm - sum(recorded.values())
    found = [status for (status,) in recorded] + ([None] if unrecorded_cm else [])
    return {
        "land_status": one_or_mixed(found),
        "land_km": {status: length / CM_PER_KM for (status,), length in recorded.items()},
        "land_unrecorded_km": unrecorded_cm / CM_PER_KM,
    }


def shares(on: Stretches, routes: Sequence[str], day: date) -> Iterator[Facts]:
    """Return K1 and K2 of each stretch: by the definitions in force, over the metres of their denominators."""
    evidence, covered = built_evidence([day], routes)[day], Covered()
    known = {
        (route, indicator.code): share
        for indicator, definition in Rulebook().on(day)
        if indicator.code in SHARES
        for route, share in shares_of(definition, day, routes, evidence, covered).items()
        if share is not None
    }
    sides = ("part", "whole")
    lengths = on.each(
        {(*name, side): getattr(share, side) for name, share in known.items() for side in sides}
    )
    return map(_shares, lengths)


def _shares(lengths: Lengths) -> Facts:
    built, to_build, covered, whole = (
        lengths.get((code, side), 0) for code in SHARES for side in ("part", "whole")
    )
    return {
        "built_km": built / CM_PER_KM,
        "to_build_km": to_build / CM_PER_KM,
        "built_pct": percent_of(built, to_build),
        "surveillance_km": covered / CM_PER_KM if whole else None,
        "surveillance_pct": percent_of(covered, whole),
    }


def sensors(on: Stretches, day: date) -> Iterator[Facts]:
    """Return how many sensors stand nearest to each stretch or run along it; None before the first is registered."""
    history = History()
    if history.begins_after(day):
        return ({"sensors": None} for _one in range(len(on)))
    lines = lines_on(day)
    installed = [one for one in history.on(day).sensors if one.row.state in INSTALLED]
    beside = _beside([one for one in installed if one.point is not None and not one.stretches], lines)
    sets = {
        (route, one.code): metres
        for one in installed
        for route, metres in (one.stretches or beside.get(one.code, {})).items()
    }
    return ({"sensors": len(lengths)} for lengths in on.each(sets))


def _beside(
    sensors: Sequence[Placed], lines: Mapping[str, CalibratedLine]
) -> dict[str, dict[str, MeasureSet]]:
    """Return for sensors that stand at a point the one centimetre of a route that is nearest; none if all are far."""
    if not sensors or not lines:
        return {}
    routes, points = list(lines), np.array([one.point for one in sensors])
    measures_cm, distances_m = (
        np.array(one)
        for one in zip(*(nearest_along(lines[route].points, points) for route in routes), strict=True)
    )
    found = {}
    for n, (sensor, nearest) in enumerate(zip(sensors, np.argmin(distances_m, axis=0), strict=True)):
        if distances_m[nearest, n] <= FAR_M:
            route = routes[nearest]
            cm = answering_cm(round(measures_cm[nearest, n]), round(lines[route].points[-1, 2]))
            found[sensor.code] = {route: MeasureSet.of((cm, cm + 1))}
    return found


def units(on: Stretches, day: date) -> Iterator[Facts]:
    known = {
        unit.code: {"code": unit.code, "name": unit.name, "board": (unit.board or unit).code}
        for unit in Unit.objects.select_related("board")
    }
    lengths = on.each(UnitStretch.objects.as_of(day).sets("route__code", "unit__code"))
    return (_unit(_parts(known, found)) for found in lengths)


def _unit(parts: list[Facts]) -> Facts:
    return {
        "unit": one_or_mixed([part["code"] for part in parts]),
        "board": one_or_mixed([part["board"] for part in parts]),
        "units": parts,
    }


def sections(on: Stretches, day: date) -> Iterator[Facts]:
    impacts = dict(SectionImpact.objects.as_of(day).values_list("section__code", "level__code"))
    known = {
        one.code: {"code": one.code, "name": one.name, "kind": one.kind, "impact": impacts.get(one.code)}
        for one in Section.objects.all()
    }
    lengths = on.each(SectionStretch.objects.as_of(day).sets("route__code", "section__code"))
    return (_section(_parts(known, found)) for found in lengths)


def _section(parts: list[Facts]) -> Facts:
    return {
        "section": one_or_mixed([part["code"] for part in parts]),
        "section_impact": one_or_mixed([part["impact"] for part in parts]),
        "sections": parts,
    }


def _parts(known: Mapping[str, Facts], lengths: Lengths) -> list[Facts]:
    """Return what is known of each part of a partition that the stretch lies in, the longest first."""
    ordered = sorted(
        ((code, length) for (code,), length in lengths.items()), key=lambda pair: (-pair[1], pair[0])
    )
    return [{**known[code], "km": length / CM_PER_KM} for code, length in ordered]


def of_unit(code: str) -> Q:
    """Return the condition that a stretch is a unit's own, or one of a board's units'."""
    return Q(unit__code=code) | Q(unit__board__code=code)
