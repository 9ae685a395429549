"""What the register says of each segment on a day. Every function reads its layers once for all of them."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from apps.border.models import Section, SectionImpact, SectionStretch, Unit, UnitStretch
from apps.construction.models import Requirement, Work
from apps.geo.measures import CM_PER_KM, union
from apps.indicators.figures import Rulebook, built_evidence, percent_of, share_of
from apps.land.models import LandRight
from apps.pages.lengths import Lengths, OnRoute, Sets, Stretches

MIXED = "mixed"
NO_SURVEILLANCE = {"surveillance_pct": None, "sensors": None}
Facts = dict[str, Any]


def facts_of(stretches: Sequence[OnRoute], day: date, element: str | None = None) -> list[Facts]:
    """Return what is known of each stretch; with `element`, only that one counts as its construction."""
    on = Stretches(stretches)
    routes = sorted({one.route for one in stretches})
    columns = (
        constructions(on, day, element),
        land_rights(stretches, on, day),
        built_shares(on, routes, day),
        units(on, day),
        sections(on, day),
    )
    return [_joined(parts) for parts in zip(*columns, strict=True)]


def _joined(parts: Sequence[Facts]) -> Facts:
    # Nothing is known of surveillance until its layers stand; null is not 0.
    return {name: fact for part in (*parts, NO_SURVEILLANCE) for name, fact in part.items()}


def one_or_mixed(found: Collection[str | None]) -> str | None:
    """Return the one value that holds everywhere, else `mixed`; None among them is ground without a value."""
    distinct = set(found) or {None}
    return distinct.pop() if len(distinct) == 1 else MIXED


def constructions(on: Stretches, day: date, element: str | None) -> list[Facts]:
    works, required = Work.objects.as_of(day), Requirement.objects.as_of(day)
    if element:
        works, required = works.filter(element__code=element), required.filter(element__code=element)
    recorded = works.sets("route__code", "element__code", "status__code")
    needed = required.sets("route__code", "element__code")
    columns = (on.each(recorded), on.each(needed), on.each(_unrecorded(needed, recorded)))
    return [_construction(*lengths) for lengths in zip(*columns, strict=True)]


def _unrecorded(needed: Sets, recorded: Sets) -> Sets:
    """Return where an element is required and the register has no work on it."""
    return {
        place: metres - union(*(one for (*other, _status), one in recorded.items() if tuple(other) == place))
        for place, metres in needed.items()
    }


def _construction(recorded: Lengths, needed: Lengths, unrecorded: Lengths) -> Facts:
    names = sorted({name for name, *_ in (*recorded, *needed)})
    statuses = {name: [status for element, status in recorded if element == name] for name in names}
    for (name,) in unrecorded:
        statuses[name].append(None)
    elements = {
        name: {
            "status": one_or_mixed(statuses[name]),
            "km": {status: recorded[name, status] / CM_PER_KM for status in statuses[name] if status},
            "required_km": needed.get((name,), 0) / CM_PER_KM,
            "unrecorded_km": unrecorded.get((name,), 0) / CM_PER_KM,
        }
        for name in names
    }
    overall = one_or_mixed([status for found in statuses.values() for status in found])
    return {"construction_status": overall, "construction": elements}


def land_rights(stretches: Sequence[OnRoute], on: Stretches, day: date) -> list[Facts]:
    recorded = on.each(LandRight.objects.as_of(day).sets("route__code", "status__code"))
    return [_land(one.to_cm - one.from_cm, lengths) for one, lengths in zip(stretches, recorded, strict=True)]


def _land(length_cm: int, recorded: Lengths) -> Facts:
    unrecorded_cm = length_cm - sum(recorded.values())
    found = [status for (status,) in recorded] + ([None] if unrecorded_cm else [])
    return {
        "land_status": one_or_mixed(found),
        "land_km": {status: length / CM_PER_KM for (status,), length in recorded.items()},
        "land_unrecorded_km": unrecorded_cm / CM_PER_KM,
    }


def built_shares(on: Stretches, routes: Sequence[str], day: date) -> list[Facts]:
    """Return K1 of each stretch: by the definition in force, over the metres of its denominator."""
    definition = next((rule for indicator, rule in Rulebook().on(day) if indicator.code == "K1"), None)
    shares = {route: share_of(definition, found) for route, found in built_evidence([day], routes)[day].items()}
    known = {route: share for route, share in shares.items() if share is not None}
    sets = {(route, side): getattr(share, side) for route, share in known.items() for side in ("part", "whole")}
    return [_built(lengths.get(("part",), 0), lengths.get(("whole",), 0)) for lengths in on.each(sets)]


def _built(part_cm: int, whole_cm: int) -> Facts:
    return {
        "built_km": part_cm / CM_PER_KM,
        "to_build_km": whole_cm / CM_PER_KM,
        "built_pct": percent_of(part_cm, whole_cm),
    }


def units(on: Stretches, day: date) -> list[Facts]:
    known = {unit.code: unit for unit in Unit.objects.select_related("board")}
    lengths = on.each(UnitStretch.objects.as_of(day).sets("route__code", "unit__code"))
    return [_unit(known, found) for found in lengths]


def _unit(known: dict[str, Unit], lengths: Lengths) -> Facts:
    found = [(known[code], length) for code, length in _longest_first(lengths)]
    boards = [(unit.board or unit).code for unit, _ in found]
    return {
        "unit": one_or_mixed([unit.code for unit, _ in found]),
        "board": one_or_mixed(boards),
        "units": [
            {"code": unit.code, "name": unit.name, "board": board, "km": length / CM_PER_KM}
            for (unit, length), board in zip(found, boards, strict=True)
        ],
    }


def sections(on: Stretches, day: date) -> list[Facts]:
    known = {section.code: section for section in Section.objects.all()}
    impacts = dict(SectionImpact.objects.as_of(day).values_list("section__code", "level__code"))
    lengths = on.each(SectionStretch.objects.as_of(day).sets("route__code", "section__code"))
    return [_section(known, impacts, found) for found in lengths]


def _section(known: dict[str, Section], impacts: dict[str, str], lengths: Lengths) -> Facts:
    found = [(known[code], length) for code, length in _longest_first(lengths)]
    levels = [impacts.get(section.code) for section, _ in found]
    return {
        "section": one_or_mixed([section.code for section, _ in found]),
        "section_impact": one_or_mixed(levels),
        "sections": [
            {
                "code": section.code,
                "name": section.name,
                "kind": section.kind,
                "impact": level,
                "km": length / CM_PER_KM,
            }
            for (section, length), level in zip(found, levels, strict=True)
        ],
    }


def _longest_first(lengths: Lengths) -> list[tuple[str, int]]:
    return sorted(((code, length) for (code,), length in lengths.items()), key=lambda pair: (-pair[1], pair[0]))


def of_unit(code: str) -> Q:
    """Return the condition that a stretch is a unit's own, or one of a board's units'."""
    return Q(unit__code=code) | Q(unit__board__code=code)
