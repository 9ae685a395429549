"""The coverage report, EUROSUR-aligned: everything that its files show, as plain values, from one reading.

Nothing here depends on the clock or on who asks, so the same register, day and parameters give the same content.
No text of the European Union defines a coverage report.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.border.models import Exclusion
from apps.geo.coverage import CAUSES
from apps.geo.measures import CM_PER_KM, MeasureSet
from apps.indicators.surveillance import Surveillance
from apps.reports.content.access import built_ways
from apps.reports.content.asked import Asked, Sources
from apps.reports.content.assets import Assets
from apps.reports.content.changes import changes_since
from apps.reports.content.header import header
from apps.reports.content.labels import labels, warned
from apps.reports.content.mitigation import planned_by_section
from apps.reports.content.quality import data_quality, environment, inconsistent, service_quality
from apps.reports.content.scope import Scope, km
from apps.reports.content.sections import section_rows, segment_rows
from apps.reports.content.shares import SHARES, shares
from apps.reports.content.surveyed import (
    BAND,
    coverage_sets,
    covered_row,
    gap_rows,
    high_impact_low_coverage,
    impact_by_band,
    impacts,
    longest_gaps_m,
)
from apps.reports.content.validity import SEEN

SCHEMA = "coverage-report-1"
GAPS_OF = "K2"
"""The figure that counts what is excluded as a gap, out of scope; the others leave it out of the whole."""
NAMED_IN_NUMBER = 3
NAMED_AT_MOST = 10
METHOD = 6
"""Goes up whenever the same register may give another report."""

Row = dict[str, Any]


def coverage_report(asked: Asked, sources: Sources) -> Row:
    """Return the content of a report for readers of positions and gaps; the language in force is that of its names.

    Raises
    ------
    NotFound
        A section that was asked for is not there on the day.
    """
    scope, surveillance = Scope(asked.as_of, asked.sections), Surveillance(asked.as_of)
    coverage = coverage_sets(surveillance)
    ways = built_ways(asked.as_of)
    gaps, assets = gap_rows(scope, surveillance, ways), Assets(scope, surveillance)
    levels = impacts(asked.as_of)
    sections = section_rows(
        scope,
        coverage,
        impacts=levels,
        classes=assets.classes_by_section(),
        longest_gap_m=longest_gaps_m(gaps, scope),
        ways=ways,
        planned_on=planned_by_section(gaps, scope.sections),
    )
    changes = changes_since(sources, scope)
    return {
        "schema": SCHEMA,
        "header": header(asked, sources, number(asked, sources), title(asked.sections), METHOD, SEEN, SHARES),
        "warnings": [
            *warned(is_ahead=asked.ahead),
            *warnings(surveillance, assets, sections),
            *moved(changes),
        ],
        "scope": _scope(scope),
        "totals": _totals(scope, coverage),
        "attention": high_impact_low_coverage(sections),
        "sections": sections,
        "segments": segment_rows(scope, coverage, gaps),
        "assets": {"counts": assets.counts(), "list": assets.rows},
        "bands": bands_json(scope, coverage),
        "gaps": gaps,
        "gaps_by_cause": _by_cause(gaps),
        "impact_by_coverage": impact_by_band(scope, scope.by_section(coverage), levels),
        "changes": changes,
        "environment": environment(surveillance),
        "quality": {
            "data": data_quality(scope, surveillance, assets.rows),
            "service": service_quality(asked.as_of, assets.rows),
            "inconsistent": inconsistent(scope, surveillance),
        },
        "figures": shares(sources.sealed, scope.asked_metres),
        "labels": labels(),
    }


def title(sections: Sequence[str] = ()) -> str:
    if not sections:
        return _("Coverage report of the external land border (EUROSUR-aligned)")
    if len(sections) > NAMED_IN_NUMBER:
        message = _("Coverage report of %(count)s border sections (EUROSUR-aligned)")
        return message % {"count": len(sections)}
    message = ngettext(
        "Coverage report of border section %(sections)s (EUROSUR-aligned)",
        "Coverage report of border sections %(sections)s (EUROSUR-aligned)",
        len(sections),
    )
    return message % {"sections": ", ".join(sections)}


def number(asked: Asked, sources: Sources) -> str:
    scope = _scope_code(asked.sections) if asked.sections else "LV"
    known = sources.sealed["ledger"]["number"]
    return f"COV-{scope}-{asked.as_of:%Y%m%d}-{known}-{asked.audience}-{asked.language}-{asked.version}"


def _scope_code(sections: Sequence[str]) -> str:
    """Return the sections in a report's number: by their codes if few, else by how many and a hash of them."""
    if len(sections) <= NAMED_IN_NUMBER:
        return "-".join(sections)
    digest = hashlib.sha256(" ".join(sections).encode()).hexdigest()[:8]
    return f"{len(sections)}S{digest}"


def warnings(surveillance: Surveillance, assets: Assets, sections: list[Row]) -> list[str]:
    """Return what a reader has to know of how far the figures reach, in words."""
    found = []
    terrain = surveillance.terrain_json()
    if terrain is None:
        found.append(
            _("No terrain model is loaded: coverage is by range and sector only, as on flat ground.")
        )
    elif terrain["synthetic"]:
        found.append(_("The terrain is synthetic: coverage over it is an example, not a finding."))
    if without_cm := sum(metres.length_cm for metres in surveillance.without_heights.values()):
        found.append(
            _(
                "The terrain has no heights on %(km).2f km of the border line:"
                " cameras and radars do not count there."
            )
            % {"km": without_cm / CM_PER_KM}
        )
    if not assets.rows:
        found.append(_("No sensor stands inside the scope of this report."))
    if missing := [row["section"] for row in sections if row["impact"]["since"] is None]:
        names = ", ".join(missing[:NAMED_AT_MOST]) + (" …" if len(missing) > NAMED_AT_MOST else "")
        found.append(_("No impact level is attributed to: %(sections)s.") % {"sections": names})
    return found


def moved(changes: Row) -> list[str]:
    """Return that sections lie elsewhere than in the last report, in words."""
    if not changes["sections"]:
        return []
    told = [
        _("%(section)s (%(before).1f km, now %(after).1f km)")
        % {"section": one["section"], "before": one["before_km"], "after": one["after_km"]}
        for one in changes["sections"][:NAMED_AT_MOST]
    ]
    more = " …" if len(changes["sections"]) > NAMED_AT_MOST else ""
    message = _(
        "The ends of sections changed since the last report: %(sections)s."
        " What it said of them was of other metres; part H compares today's."
    )
    return [message % {"sections": ", ".join(told) + more}]


def _scope(scope: Scope) -> Row:
    excluded = Exclusion.objects.as_of(scope.day)
    effects = {GAPS_OF: "gap"}
    sets = scope.inside(excluded.sets("route__code", "indicator", "reason__code"))
    return {
        "whole_border": not scope.names,
        "length_km": km(scope.length_cm),
        "routes": [
            {
                "route": code,
                "name": scope.routes[code].name,
                "neighbour": scope.routes[code].neighbour,
                "official_length_km": km(scope.routes[code].official_length_cm),
                "inside_km": km(metres.length_cm),
            }
            for code, metres in sorted(scope.metres.items())
        ],
        "excluded": [
            {
                "route": route,
                "figure": figure,
                "reason": reason,
                "effect": effects.get(figure, "left_out"),
                "from_km": km(from_cm),
                "to_km": km(to_cm),
                "length_km": km(to_cm - from_cm),
            }
            for (route, figure, reason), metres in sorted(sets.items())
            for from_cm, to_cm in metres.pairs()
        ],
    }


def _totals(scope: Scope, coverage) -> Row:
    lengths: dict[tuple, int] = {}
    for (_route, name), metres in scope.inside(coverage).items():
        lengths[name,] = lengths.get((name,), 0) + metres.length_cm
    return {"length_km": km(scope.length_cm), **covered_row(lengths, scope.length_cm)}


def bands_json(scope: Scope, coverage: Mapping[tuple, MeasureSet]) -> list[Row]:
    """Return where each band of coverage lies, in kilometres."""
    inside = scope.inside({name: metres for name, metres in coverage.items() if name[1].startswith(BAND)})
    return [
        {
            "route": route,
            "band": name.removeprefix(BAND),
            "length_km": km(metres.length_cm),
            "stretches_km": [[km(from_cm), km(to_cm)] for from_cm, to_cm in metres.pairs()],
        }
        for (route, name), metres in inside.items()
    ]


def _by_cause(gaps: list[Row]) -> list[Row]:
    lengths = dict.fromkeys(CAUSES, 0.0)
    counts = dict.fromkeys(CAUSES, 0)
    for gap in gaps:
        lengths[gap["cause"]] += gap["length_km"]
        counts[gap["cause"]] += 1
    return [
        {"cause": cause, "length_km": round(lengths[cause], 5), "count": counts[cause]}
        for cause in CAUSES
        if counts[cause]
    ]
