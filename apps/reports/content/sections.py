"""The section table and the segment table of a coverage report."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from apps.border.models import BorderSign, UnitStretch
from apps.geo.coverage import CAUSES
from apps.geo.measures import CM_PER_KM, EMPTY, MeasureSet
from apps.indicators.figures import behind, percent_of
from apps.pages.lengths import Sets, Stretches
from apps.pages.segment_facts import constructions, land_rights, sections
from apps.pages.segments import Labelled, labelled
from apps.reports.content.access import access_row, longest_without_path_m
from apps.reports.content.scope import Scope, km
from apps.reports.content.surveyed import NOT_ATTRIBUTED, covered_row

Row = dict[str, Any]
CM_PER_M = 100


def section_rows(
    scope: Scope,
    coverage: Mapping[tuple, MeasureSet],
    *,
    impacts: Mapping[str, Row],
    classes: Mapping[str, dict[str, int]],
    longest_gap_m: Mapping[str, int],
    ways: Sets,
    planned_on: Mapping[str, str | None],
) -> list[Row]:
    """Return one row for each section, in the order of the routes."""
    covered, built = scope.by_section(coverage), scope.by_section(_built(scope))
    guarded, along, bare_m = _units(scope), scope.by_section(ways), longest_without_path_m(scope, ways)
    lengths, signs = _lengths(scope), Signs(scope.day)
    return [
        {
            "section": code,
            "agency_id": section.agency_id,
            "name": section.name,
            "kind": section.kind,
            "stretches": [_stretch(scope, piece, signs) for piece in scope.pieces if piece.section == code],
            "length_km": km(lengths[code]),
            **_built_row(built[code]),
            "units": guarded[code],
            "impact": impacts.get(code, {"level": NOT_ATTRIBUTED, "since": None, "source": ""}),
            "sensors": classes.get(code, {}),
            **covered_row(covered[code], lengths[code]),
            "longest_gap_m": longest_gap_m.get(code, 0),
            **access_row(along[code], lengths[code]),
            "longest_without_path_m": bare_m[code],
            "planned_on": planned_on[code],
        }
        for code, section in scope.sections.items()
    ]


def _stretch(scope: Scope, piece, signs: "Signs") -> Row:
    return {
        "route": piece.route,
        "neighbour": scope.routes[piece.route].neighbour,
        "from_km": km(piece.from_cm),
        "to_km": km(piece.to_cm),
        "from_sign": signs.before(piece.route, piece.from_cm),
        "to_sign": signs.before(piece.route, piece.to_cm),
    }


class Signs:
    """The border signs of a day, by which people on the ground name a place."""

    def __init__(self, day: date):
        rows = BorderSign.objects.as_of(day).order_by("measure_cm")
        self._by_route: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for route, measure_cm, label in rows.values_list("route__code", "measure_cm", "label"):
            self._by_route[route].append((measure_cm, label))

    def before(self, route: str, cm: int) -> Row | None:
        """Return the last sign at or before a measure, and the metres from it; None if there is none."""
        known = self._by_route.get(route, [])
        place = bisect_right(known, cm, key=lambda one: one[0]) - 1
        if place < 0:
            return None
        measure_cm, label = known[place]
        return {"sign": label, "plus_m": (cm - measure_cm) / CM_PER_M}


def _lengths(scope: Scope) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for piece in scope.pieces:
        found[piece.section] += piece.to_cm - piece.from_cm
    return found


def _built(scope: Scope) -> dict[tuple, MeasureSet]:
    """Return by route what K1 counts, what there is to build, and what it leaves out by reason."""
    found: dict[tuple, MeasureSet] = {}
    for route, one in behind(as_of=scope.day, code="K1").items():
        if one.share is None:
            continue
        found |= {(route, "built"): one.share.part, (route, "to_build"): one.share.whole}
        found |= {(route, "left_out", reason): metres for reason, metres in one.left_out.items()}
    return found


def _built_row(lengths: Mapping[tuple, int]) -> Row:
    built, to_build = (lengths.get((name,), 0) for name in ("built", "to_build"))
    left_out = {name[1]: km(length) for name, length in sorted(lengths.items()) if name[0] == "left_out"}
    return {
        "to_build_km": km(to_build),
        "built_km": km(built),
        "built_pct": percent_of(built, to_build),
        "left_out_km": left_out,
    }


def _units(scope: Scope) -> dict[str, list[Row]]:
    """Return the units that guard each section with their boards and kilometres, the longest first."""
    rows = UnitStretch.objects.as_of(scope.day)
    boards = dict(rows.values_list("unit__code", "unit__board__code"))
    found = scope.by_section(rows.sets("route__code", "unit__code"))
    return {
        section: [
            {"unit": unit, "board": boards.get(unit) or unit, "km": km(length)}
            for (unit,), length in sorted(lengths.items(), key=lambda pair: (-pair[1], pair[0]))
        ]
        for section, lengths in found.items()
    }


def segment_rows(scope: Scope, coverage: Mapping[tuple, MeasureSet], gaps: list[Row]) -> list[Row]:
    """Return one row for each stretch of a segment that meets the scope, cut at its ends."""
    chosen = [
        Labelled(one.route_id, one.route, one.code, from_cm, to_cm)
        for one in labelled(scope.day)
        for from_cm, to_cm in scope.metres.get(one.route, EMPTY).within(one.from_cm, one.to_cm).pairs()
    ]
    on = Stretches(chosen)
    facts = (constructions(on, scope.day, None), land_rights(chosen, on, scope.day), sections(on, scope.day))
    rows = zip(chosen, *facts, on.each(coverage), on.each(_by_cause(gaps)), strict=True)
    return [
        _segment_row(one, {**built, **land, **within}, *lengths)
        for one, built, land, within, *lengths in rows
    ]


def _by_cause(gaps: list[Row]) -> dict[tuple, MeasureSet]:
    pairs = defaultdict(list)
    for gap in gaps:
        ends = (round(gap["from_km"] * CM_PER_KM), round(gap["to_km"] * CM_PER_KM))
        pairs[gap["route"], gap["cause"]].append(ends)
    return {name: MeasureSet.from_pairs(found) for name, found in pairs.items()}


def _segment_row(one: Labelled, facts: Row, covered: Mapping[tuple, int], causes: Mapping[tuple, int]) -> Row:
    length_cm = one.to_cm - one.from_cm
    worst = max(causes, key=lambda name: (causes[name], -CAUSES.index(name[0])), default=(None,))
    return {
        "segment": one.code,
        "route": one.route,
        "from_km": km(one.from_cm),
        "to_km": km(one.to_cm),
        "length_km": km(length_cm),
        "sections": [part["code"] for part in facts["sections"]],
        "construction": {
            element: {"status": found["status"], "required_km": found["required_km"]}
            for element, found in facts["construction"].items()
        },
        "land_status": facts["land_status"],
        "coverage": coverage_state(covered, length_cm),
        **covered_row(covered, length_cm),
        "gap_cause": worst[0],
        "gap_km": km(sum(causes.values())),
    }


def coverage_state(covered: Mapping[tuple, int], length_cm: int) -> str:
    """Return what all of a stretch has: integrated, operational or installed coverage; else part of it, or none."""
    for name in ("counted", "operational", "installed"):
        if covered.get((name,), 0) == length_cm:
            return "integrated" if name == "counted" else name
    return "part" if covered.get(("installed",), 0) else "none"
