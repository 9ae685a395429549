"""What stands in for a gap in surveillance and what will close it, as far as the register holds it.

Patrols, their times and mobile means on the spot are no part of the register.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Min

from apps.border.models import Section, UnitStretch
from apps.construction.models import ContractTerms, LotStretch
from apps.geo.measures import MeasureSet
from apps.indicators.surveillance import GapFound, Surveillance
from apps.pages.lengths import Lengths, Stretches
from apps.reports.content.access import access_row
from apps.reports.content.asked import Row
from apps.reports.content.scope import km
from apps.surveillance.models import SensorStanding

NAMED_AT_MOST = 5
SEEN, OUT_OF_SCOPE = "seen", "out_of_scope"


@dataclass(frozen=True)
class CutGap:
    """A gap, or the part of it that a report speaks of."""

    found: GapFound
    from_cm: int
    to_cm: int

    @property
    def route(self) -> str:
        return self.found.gap.route


def mitigations(
    cut: Sequence[CutGap], surveillance: Surveillance, ways: Mapping[tuple, MeasureSet]
) -> list[Row]:
    """Return for each gap what eases it, what it needs, and by when that is recorded to come."""
    if not cut:
        return []
    day = surveillance.day
    seen = {(route, SEEN): one.operational for route, one in surveillance.coverage.items()}
    on = Stretches(cut)
    units = on.each(UnitStretch.objects.as_of(day).sets("route__code", "unit__code"))
    lots = on.each(LotStretch.objects.as_of(day).sets("route__code", "lot__code"))
    works_from = _works_from(day, surveillance.parameters.rule.states)
    projects, kinds = _projects(day), dict(Section.objects.values_list("code", "kind"))
    return [
        {
            **access_row(lengths, one.to_cm - one.from_cm),
            "seen_km": km(lengths.get((SEEN,), 0)),
            "water": sorted({kinds[code] for code in one.found.sections} - {Section.Kind.LAND}),
            "units": _longest_first(guards),
            "needs": _needs(one.found),
            "planned_on": _planned_on(one.found, works_from),
            "lots": [{"lot": lot, "project": projects.get(lot, "")} for lot in _longest_first(of_lots)],
        }
        for one, lengths, guards, of_lots in zip(cut, on.each({**ways, **seen}), units, lots, strict=True)
    ]


def _longest_first(lengths: Lengths) -> list[str]:
    return [name for (name,), _length in sorted(lengths.items(), key=lambda pair: (-pair[1], pair[0]))]


def _needs(found: GapFound) -> list[Row]:
    """Return what keeps sensors from closing a gap; where none would close it, its own cause."""
    needs = found.by_need() or {found.gap.cause: []}
    return [
        {"need": need, "sensors": sorted(codes)[:NAMED_AT_MOST], "count": len(codes)}
        for need, codes in needs.items()
    ]


def _works_from(day: date, states: Sequence[str]) -> dict[str, date]:
    """Return from which later day a sensor is recorded to work, for each that is."""
    later = SensorStanding.objects.filter(valid__startswith__gt=day, state__in=states).order_by()
    return dict(later.values_list("sensor__code").annotate(Min("valid__startswith")))


def _planned_on(found: GapFound, works_from: Mapping[str, date]) -> str | None:
    days = [works_from[code] for code in found.closed_by if code in works_from]
    return min(days).isoformat() if days else None


def _projects(day: date) -> dict[str, str]:
    """Return the co-financing projects of each lot's contracts, those that name one."""
    rows = ContractTerms.objects.as_of(day).exclude(project="").order_by("contract__lot__code", "project")
    found: dict[str, list[str]] = {}
    for lot, project in rows.values_list("contract__lot__code", "project").distinct():
        found.setdefault(lot, []).append(project)
    return {lot: ", ".join(names) for lot, names in found.items()}


def planned_by_section(gaps: Sequence[Row], sections: Iterable[str]) -> dict[str, str | None]:
    """Return by when all gaps of each section are recorded to close; None where one of them is not."""
    days: dict[str, list[str | None]] = {code: [] for code in sections}
    for gap in gaps:
        for code in days.keys() & set(gap["sections"]):
            if gap["cause"] != OUT_OF_SCOPE:
                days[code].append(gap["planned_on"])
    return {code: max(found) if found and None not in found else None for code, found in days.items()}
