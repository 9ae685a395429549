"""What surveillance gives a report: covered kilometres by section, gaps, and impact level against coverage."""

from collections import defaultdict
from datetime import date
from typing import Any

from apps.border.models import SectionImpact
from apps.geo.coverage import Coverage
from apps.geo.measures import EMPTY, MeasureSet
from apps.indicators.figures import percent_of
from apps.indicators.surveillance import GapFound, Surveillance
from apps.pages.lengths import Sets
from apps.reports.content.mitigation import NAMED_AT_MOST, CutGap, mitigations
from apps.reports.content.scope import Scope, km, nearest_m

COVERED = (
    "installed",
    "operational",
    "integrated",
    "twice",
    "both_families",
    "by_day",
    "by_night",
    "counted",
)
BANDS = ("none", "one", "two_or_more", "both_families")
"""How a metre is covered by integrated means; each metre is in one band, the last that holds."""
BAND = "band:"
NOT_ATTRIBUTED = "not_attributed"
HIGH = ("high", "critical")

Row = dict[str, Any]


def coverage_sets(surveillance: Surveillance) -> dict[tuple, MeasureSet]:
    """Return the sets of metres of each kind of coverage by route and kind, and the bands beside them."""
    found = {}
    for route, covered in surveillance.coverage.items():
        whole = MeasureSet.of((0, surveillance.lengths_cm[route]))
        found |= {(route, name): getattr(covered, name) for name in COVERED}
        found |= {(route, f"{BAND}{band}"): metres for band, metres in bands(covered, whole).items()}
    return found


def bands(covered: Coverage, whole: MeasureSet) -> dict[str, MeasureSet]:
    both, twice = covered.both_families, covered.twice | covered.both_families
    return {
        "none": whole - covered.integrated,
        "one": covered.integrated - twice,
        "two_or_more": twice - both,
        "both_families": both,
    }


def covered_row(lengths: dict[tuple, int], length_cm: int) -> Row:
    """Return kilometres and percent of each kind of coverage, of a length."""
    found: Row = {}
    for name in COVERED:
        found[f"{name}_km"] = km(lengths.get((name,), 0))
        found[f"{name}_pct"] = percent_of(lengths.get((name,), 0), length_cm)
    return found


def gap_rows(scope: Scope, surveillance: Surveillance, ways: Sets) -> list[Row]:
    """Return the gaps inside the scope, cut at its ends, in the order of the route."""
    cut = [
        CutGap(gap, from_cm, to_cm)
        for gap in surveillance.gaps()
        for from_cm, to_cm in scope.metres.get(gap.gap.route, EMPTY)
        .within(gap.gap.from_cm, gap.gap.to_cm)
        .pairs()
    ]
    eased = mitigations(cut, surveillance, ways)
    return [
        {**_gap_row(one.found, one.from_cm, one.to_cm), **more} for one, more in zip(cut, eased, strict=True)
    ]


def _gap_row(found: GapFound, from_cm: int, to_cm: int) -> Row:
    return {
        "route": found.gap.route,
        "from_km": km(from_cm),
        "to_km": km(to_cm),
        "length_km": km(to_cm - from_cm),
        "cause": found.gap.cause,
        "sections": list(found.sections),
        "impact": found.impact or NOT_ATTRIBUTED,
        "nearest_sites": [{"site": code, "distance_m": metres} for code, metres in found.nearest],
        "closed_by": sorted(found.closed_by)[:NAMED_AT_MOST],
        "closed_by_count": len(found.closed_by),
    }


def longest_gaps_m(gaps: list[Row], scope: Scope) -> dict[str, int]:
    """Return the longest uncovered run in each section, in whole metres: neighbours of two causes are one gap."""
    runs: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for gap in gaps:
        runs[gap["route"]].append((round(gap["from_km"] * 100_000), round(gap["to_km"] * 100_000)))
    bare = {route: MeasureSet.from_pairs(pairs) for route, pairs in runs.items()}
    longest: dict[str, int] = defaultdict(int)
    for piece in scope.pieces:
        inside = bare.get(piece.route, EMPTY).within(piece.from_cm, piece.to_cm)
        for from_cm, to_cm in inside.pairs():
            longest[piece.section] = max(longest[piece.section], nearest_m(to_cm - from_cm))
    return longest


def impacts(day: date) -> dict[str, Row]:
    """Return the impact level of each section on a day, since when, and by which source."""
    rows = SectionImpact.objects.as_of(day).select_related("level", "section")
    return {
        row.section.code: {
            "level": row.level.code,
            "since": row.valid.lower.isoformat(),
            "source": row.source,
        }
        for row in rows
    }


def impact_by_band(scope: Scope, sums: dict[str, dict[tuple, int]], levels: dict[str, Row]) -> list[Row]:
    """Return kilometres by impact level and band of coverage, the highest level first."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(BANDS, 0))
    for code in scope.sections:
        level = levels.get(code, {}).get("level", NOT_ATTRIBUTED)
        for band in BANDS:
            found[level][band] += sums[code].get((f"{BAND}{band}",), 0)
    order = ("critical", "high", "medium", "low", NOT_ATTRIBUTED)
    return [
        {
            "impact": level,
            "length_km": km(sum(found[level].values())),
            **{f"{band}_km": km(length) for band, length in found[level].items()},
        }
        for level in sorted(found, key=lambda one: order.index(one) if one in order else -1)
    ]


def high_impact_low_coverage(sections: list[Row]) -> list[Row]:
    """Return the sections of high impact that are not wholly covered, the most uncovered kilometres first."""
    found = [
        {
            "section": row["section"],
            "name": row["name"],
            "impact": row["impact"]["level"],
            "uncovered_km": round(row["length_km"] - row["counted_km"], 5),
            "covered_pct": row["counted_pct"],
        }
        for row in sections
        if row["impact"]["level"] in HIGH and row["counted_km"] < row["length_km"]
    ]
    return sorted(found, key=lambda row: -row["uncovered_km"])
