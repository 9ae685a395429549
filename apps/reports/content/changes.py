"""What has changed since the last report: kilometres gained and lost of each figure, and why."""

from collections import defaultdict
from typing import Any

from apps.indicators.snapshot_difference import (
    FigureDifference,
    counted_before,
    figures_explained,
)
from apps.reports.content.asked import Sources
from apps.reports.content.scope import Scope, km
from apps.reports.content.shares import SHARES, total_pct

Row = dict[str, Any]


def changes_since(sources: Sources, scope: Scope) -> Row:
    """Return what changed between the reading of the last report and this one's, inside the scope."""
    earlier = sources.earlier
    if earlier is None:
        return {"since": None, "figures": [], "stretches": []}
    readings = earlier, sources.known_later, sources.sealed
    found = figures_explained(readings, counted_before(sources.earlier_day))
    shares = [one for one in found if one.code in SHARES]
    stretches = [row for one in shares for row in _stretches(one, scope)]
    return {
        "since": {"as_of": earlier["as_of"], "ledger_number": earlier["ledger"]["number"]},
        "figures": [
            {
                **_figure(one, stretches),
                "before": total_pct(earlier, scope, one.code),
                "after": total_pct(sources.sealed, scope, one.code),
            }
            for one in shares
        ],
        "stretches": stretches,
    }


def _figure(one: FigureDifference, stretches: list[Row]) -> Row:
    lengths: dict[tuple[str, bool], float] = defaultdict(float)
    for row in stretches:
        if row["figure"] == one.code:
            lengths[row["why"], row["counts_now"]] += row["length_km"]
    return {
        "figure": one.code,
        "unit": one.unit,
        "definition_changed": one.definition_changed,
        "reasons": [
            {"why": why, "counts_now": counts_now, "km": round(length, 5)}
            for (why, counts_now), length in sorted(lengths.items())
        ],
    }


def _stretches(one: FigureDifference, scope: Scope) -> list[Row]:
    return [
        {
            "figure": one.code,
            "route": change.route,
            "from_km": km(from_cm),
            "to_km": km(to_cm),
            "length_km": km(to_cm - from_cm),
            "why": change.why,
            "counts_now": change.counts_now,
        }
        for change in one.metres
        if change.route in scope.metres
        for from_cm, to_cm in (change.metres & scope.metres[change.route]).pairs()
    ]
