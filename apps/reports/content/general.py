"""A report for wider readers: kilometres and counts by section; no positions, no gaps, ends rounded."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from apps.border.wording import rounded
from apps.geo.coverage import INSTALLED
from apps.geo.measures import CM_PER_KM
from apps.reports.content.quality import IN_SCOPE, verified

TENTHS = 1
SECTION_KEPT = (
    "section",
    "agency_id",
    "name",
    "kind",
    "units",
    "impact",
    "sensors",
    "built_pct",
)
ROUNDED = (
    "length_km",
    "to_build_km",
    "built_km",
    "installed_km",
    "operational_km",
    "integrated_km",
    "counted_km",
)
PERCENTS = ("built_pct", "installed_pct", "operational_pct", "integrated_pct", "counted_pct")

Row = dict[str, Any]


def generalised(full: Row) -> Row:
    """Return the content of a full report without what a general reader must not know."""
    return {
        "schema": full["schema"],
        "header": full["header"],
        "warnings": full["warnings"],
        "scope": _scope(full["scope"]),
        "totals": _covered(full["totals"]),
        "attention": [
            {
                **row,
                "uncovered_km": round(row["uncovered_km"], TENTHS),
                "covered_pct": _pct(row["covered_pct"]),
            }
            for row in full["attention"]
        ],
        "sections": [_section(row, _last_km(full)) for row in full["sections"]],
        "assets": {"counts": _counts(full["assets"]["counts"])},
        "impact_by_coverage": [
            {name: value if name == "impact" else round(value, TENTHS) for name, value in row.items()}
            for row in full["impact_by_coverage"]
        ],
        "changes": _changes(full["changes"], _last_km(full)),
        "environment": full["environment"],
        "quality": _quality(full),
        "figures": [_share(row) for row in full["figures"]],
        "labels": {name: words for name, words in full["labels"].items() if name != "need"},
    }


def _share(row: Row) -> Row:
    """Return a figure of kilometres rounded as every other length: a sum to the centimetre tells where a gap ends."""
    cm = {name: _tenths_cm(row[name]) for name in ("numerator_cm", "denominator_cm")}
    return {**row, **cm, "value": _tenths(row["value"], row["unit"])}


def _tenths_cm(length_cm: int | None) -> int | None:
    return None if length_cm is None else round(round(length_cm / CM_PER_KM, TENTHS) * CM_PER_KM)


def _tenths(value: str | None, unit: str) -> str | None:
    """Return a share in tenths of a percent; whatever else it counts stays."""
    is_share = value is not None and unit == "%"
    return str(rounded(Decimal(value), TENTHS)) if is_share else value


def _scope(scope: Row) -> Row:
    lengths: dict[tuple[str, str, str, str], float] = {}
    for row in scope["excluded"]:
        name = row["route"], row["figure"], row["reason"], row["effect"]
        lengths[name] = lengths.get(name, 0) + row["length_km"]
    excluded = [
        {
            "route": route,
            "figure": figure,
            "reason": reason,
            "effect": effect,
            "length_km": round(length, TENTHS),
        }
        for (route, figure, reason, effect), length in lengths.items()
    ]
    routes = [{**one, "inside_km": round(one["inside_km"], TENTHS)} for one in scope["routes"]]
    return {**scope, "length_km": round(scope["length_km"], TENTHS), "routes": routes, "excluded": excluded}


def _covered(row: Row) -> Row:
    lengths = {name: round(row[name], TENTHS) for name in ROUNDED if name in row}
    return {**lengths, **{name: _pct(row[name]) for name in PERCENTS if name in row}}


def _pct(value: float | None) -> float | None:
    return None if value is None else round(value, TENTHS)


def _last_km(full: Row) -> dict[str, int]:
    """Return the last whole kilometre of each route: no end that is rounded lies beyond it."""
    return {one["route"]: int(one["official_length_km"]) for one in full["scope"]["routes"]}


def _whole_km(km: float, last_km: int | None) -> int:
    nearest = int(rounded(Decimal(str(km)), 0))
    return nearest if last_km is None else min(nearest, last_km)


def _section(row: Row, last_km: Mapping[str, int]) -> Row:
    return {
        **{name: row[name] for name in SECTION_KEPT},
        **_covered(row),
        "stretches": [
            {
                "route": one["route"],
                "neighbour": one["neighbour"],
                **_whole_ends(one, last_km),
            }
            for one in row["stretches"]
        ],
        "units": [{**one, "km": round(one["km"], TENTHS)} for one in row["units"]],
        "left_out_km": {reason: round(length, TENTHS) for reason, length in row["left_out_km"].items()},
    }


def _whole_ends(one: Row, last_km: Mapping[str, int]) -> Row:
    last = last_km.get(one["route"])
    return {end: _whole_km(one[end], last) for end in ("from_km", "to_km")}


def _counts(counts: list[Row]) -> list[Row]:
    """Return how many of each class stand: how each does, and what is planned, is for readers of positions and gaps."""
    found: dict[tuple[str, str], int] = {}
    for row in (one for one in counts if one["state"] in INSTALLED):
        name = row["family"], row["class"]
        found[name] = found.get(name, 0) + row["count"]
    return [{"family": family, "class": kind, "count": count} for (family, kind), count in found.items()]


def _changes(changes: Row, last_km: Mapping[str, int]) -> Row:
    return {
        "since": changes["since"],
        "sections": [
            {
                "section": one["section"],
                **{
                    side: [{"route": each["route"], **_whole_ends(each, last_km)} for each in one[side]]
                    for side in ("before", "after")
                },
                **{name: round(one[name], TENTHS) for name in ("before_km", "after_km")},
            }
            for one in changes["sections"]
        ],
        "figures": [
            {
                **one,
                **{side: _tenths(one[side], one["unit"]) for side in ("told", "before", "after")},
                "reasons": [{**reason, "km": round(reason["km"], TENTHS)} for reason in one["reasons"]],
            }
            for one in changes["figures"]
        ],
    }


def _quality(full: Row) -> Row:
    """Return the quality of the data; of the sensors only of those that stand, so no count of all that is planned."""
    quality = full["quality"]
    standing = [one for one in full["assets"]["list"] if one["state"] in INSTALLED]
    told = {
        **quality["data"],
        "assets": len(standing),
        **verified(standing, date.fromisoformat(full["header"]["as_of"])),
    }
    data = {name: value for name, value in told.items() if name != "assets_without_place"}
    inconsistent = [
        {**one, "km": _pct(one["km"])} for one in quality["inconsistent"] if one["within"] == IN_SCOPE
    ]
    return {
        "data": {**data, "assets_without_place_count": len(quality["data"]["assets_without_place"])},
        "inconsistent": inconsistent,
    }
