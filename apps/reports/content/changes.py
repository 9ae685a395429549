"""What has changed since the last report: kilometres gained and lost of each figure, and why; ends of sections."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from apps.geo.measures import MeasureSet, union
from apps.indicators.snapshot_difference import (
    FigureDifference,
    counted_before,
    figures_explained,
)
from apps.ledger.replay import layer_known_at
from apps.reports.content.asked import Sources
from apps.reports.content.scope import Scope, km
from apps.reports.content.shares import SHARES, total_pct

Row = dict[str, Any]
Ends = Mapping[str, Mapping[str, MeasureSet]]
"""The metres of sections, by section and route."""


def changes_since(sources: Sources, scope: Scope) -> Row:
    """Return what changed between the reading of the last report and this one's, inside the scope."""
    earlier = sources.earlier
    if earlier is None:
        return {"since": None, "sections": [], "figures": [], "stretches": []}
    readings = earlier, sources.known_later, sources.sealed
    found = figures_explained(readings, counted_before(sources.earlier_day))
    shares = [one for one in found if one.code in SHARES]
    stretches = [row for one in shares for row in _stretches(one, scope)]
    ends = ends_then(sources)
    then = _inside(ends, scope)
    return {
        "since": {"as_of": earlier["as_of"], "ledger_number": earlier["ledger"]["number"]},
        "sections": _changed_ends(ends, scope),
        "figures": [
            {
                **_figure(one, stretches),
                "told": total_pct(earlier, then, one.code),
                "before": total_pct(earlier, scope.asked_metres, one.code),
                "after": total_pct(sources.sealed, scope.asked_metres, one.code),
            }
            for one in shares
        ],
        "stretches": stretches,
    }


def ends_then(sources: Sources) -> Ends:
    """Return where each section lay on the day of the last report, as that report knew it."""
    found: dict[str, dict[str, MeasureSet]] = defaultdict(lambda: defaultdict(MeasureSet))
    rows = layer_known_at(sources.earlier["ledger"]["number"], "section_stretch", sources.earlier_day)
    for key, row in rows:
        route, section = key["route"], dict(row.values)["section"]
        found[section][route] = union(found[section][route], MeasureSet.of((row.from_cm, row.to_cm)))
    return found


def _inside(ends: Ends, scope: Scope) -> Mapping[str, MeasureSet] | None:
    """Return the metres that the last report was of, if it was of these sections; None: of the whole border."""
    if not scope.names:
        return None
    found: dict[str, MeasureSet] = defaultdict(MeasureSet)
    for name in scope.names:
        for route, metres in ends.get(name, {}).items():
            found[route] = union(found[route], metres)
    return found


def _changed_ends(ends: Ends, scope: Scope) -> list[Row]:
    """Return the sections that lie elsewhere than then; of the whole border, also those that are no more."""
    names = scope.names or sorted({*ends, *scope.sections})
    return [row for row in (_ends_row(name, ends, scope) for name in names) if row["before"] != row["after"]]


def _ends_row(name: str, ends: Ends, scope: Scope) -> Row:
    then, now = ends.get(name, {}), scope.of_section(name)
    return {
        "section": name,
        "before": _places(then),
        "before_km": km(sum(metres.length_cm for metres in then.values())),
        "after": _places(now),
        "after_km": km(sum(metres.length_cm for metres in now.values())),
    }


def _places(metres: Mapping[str, MeasureSet]) -> list[Row]:
    return [
        {"route": route, "from_km": km(from_cm), "to_km": km(to_cm)}
        for route in sorted(metres)
        for from_cm, to_cm in metres[route].pairs()
    ]


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
