"""How good the data behind a report are, and how well the service ran: what is missing, old, or out of order."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from statistics import median
from typing import Any

from apps.border.locate import lines_on
from apps.border.models import Alignment, SectionStretch, UnitStretch
from apps.construction.models import Requirement
from apps.geo.calibration import difference_pct
from apps.geo.coverage import INSTALLED, NOT_YET, OPERATIONAL
from apps.geo.measures import EMPTY, MeasureSet
from apps.indicators.figures import percent_of
from apps.indicators.surveillance import Surveillance
from apps.pages.quality import Finding, checked
from apps.reports.content.scope import Scope, km
from apps.surveillance.models import LinkStanding, NodeStanding

STALE_DAYS = 365
IN_SCOPE, IN_REGISTER = "scope", "register"
"""Where what a check finds is: in what the report is of, or anywhere."""

Row = dict[str, Any]


def data_quality(scope: Scope, surveillance: Surveillance, assets: list[Row]) -> Row:
    """Return what share of the length is known, how exact the line is, and how old the verifications are."""
    return {
        "completeness": [
            {"layer": layer, "pct": percent_of(scope.total_cm(metres), scope.length_cm)}
            for layer, metres in _known(scope.day).items()
        ],
        "alignments": _alignments(scope),
        "assets": len(assets),
        "assets_without_place": surveillance.situation.standing_nowhere,
        **verified(assets, scope.day),
    }


def _known(day: date) -> dict[str, dict[str, MeasureSet]]:
    layers = {
        "section": SectionStretch.objects,
        "unit": UnitStretch.objects,
        "requirement": Requirement.objects,
    }
    return {
        name: {route: metres for (route,), metres in objects.as_of(day).sets("route__code").items()}
        for name, objects in layers.items()
    }


def _alignments(scope: Scope) -> list[Row]:
    """Return each route's line: its source, stated accuracy, and how its geodesic length differs from the official."""
    lines = lines_on(scope.day)
    rows = Alignment.objects.published().as_of(scope.day).select_related("route")
    return [
        {
            "route": row.route.code,
            "source": row.source,
            "accuracy_m": None if row.accuracy_m is None else float(row.accuracy_m),
            "difference_pct": round(
                difference_pct(lines[row.route.code].geodesic_m, row.route.official_length_cm), 3
            ),
        }
        for row in sorted(rows, key=lambda row: row.route.code)
        if row.route.code in scope.metres
    ]


def verified(assets: list[Row], day: date) -> Row:
    """Return how many of these sensors were never verified or too long ago, and how old verifications are."""
    days = sorted(date.fromisoformat(one["verified_on"]) for one in assets if one["verified_on"])
    ages = [(day - one).days for one in days]
    return {
        "never_verified": len(assets) - len(days),
        "stale": sum(age > STALE_DAYS for age in ages),
        "stale_after_days": STALE_DAYS,
        "oldest_verification": days[0].isoformat() if days else None,
        "median_age_days": round(median(ages)) if ages else None,
    }


def service_quality(day: date, assets: list[Row]) -> Row:
    """Return how many nodes and links are out of order on the day, and the mean availability of the sensors."""
    known = [one["availability_30d_pct"] for one in assets if one["availability_30d_pct"] is not None]
    nodes = Counter(NodeStanding.objects.as_of(day).values_list("state", flat=True))
    links = Counter(LinkStanding.objects.as_of(day).values_list("state", flat=True))
    return {
        "nodes": _working(nodes),
        "links": _working(links),
        "outages": _outages(day),
        "mean_availability_30d_pct": round(sum(known) / len(known), 2) if known else None,
    }


def _outages(day: date) -> list[Row]:
    """Return the nodes and links that were built and do not work, with their state and since when."""
    found = []
    for kind, rows, code in (
        ("node", NodeStanding.objects, "node__code"),
        ("link", LinkStanding.objects, "link__code"),
    ):
        broken = rows.as_of(day).filter(state__in=INSTALLED - NOT_YET - {OPERATIONAL}).order_by(code)
        for uid, state, valid in broken.values_list(code, "state", "valid"):
            found.append({"kind": kind, "code": uid, "state": state, "since": valid.lower.isoformat()})
    return found


def inconsistent(scope: Scope, surveillance: Surveillance) -> list[Row]:
    """Return what each check of the register's quality found of each layer or element.

    Metres are those inside the scope; things are counted wherever they are, for many have no place.
    """
    return [
        row
        for one in checked(scope.day, surveillance.situation)
        for row in _found_rows(
            one.check.code, [each for each in one.findings if _speaks_of(each, scope)], scope
        )
    ]


def _found_rows(check: str, findings: list[Finding], scope: Scope) -> Iterator[Row]:
    by_what: dict[tuple[str, str | None, bool], list[Finding]] = defaultdict(list)
    for one in findings:
        by_what[one.layer, one.key.get("element"), one.from_cm is not None].append(one)
    for (layer, element, is_along), found in by_what.items():
        yield {
            "check": check,
            "layer": layer,
            "element": element,
            "within": IN_SCOPE if is_along else IN_REGISTER,
            "count": len(found),
            "km": _km(found, scope) if is_along else None,
        }


def _speaks_of(finding: Finding, scope: Scope) -> bool:
    return finding.from_cm is None or _inside(finding, scope).length_cm > 0


def _inside(finding: Finding, scope: Scope) -> MeasureSet:
    return scope.metres.get(finding.route, EMPTY).within(finding.from_cm, finding.to_cm)


def _km(found: list[Finding], scope: Scope) -> float:
    return km(sum(_inside(one, scope).length_cm for one in found))


def _working(states: Counter[str]) -> Row:
    return {
        "count": sum(states.values()),
        "working": states[OPERATIONAL],
        "by_state": dict(sorted(states.items())),
    }


def environment(surveillance: Surveillance) -> Row:
    """Return what the computation of coverage assumed."""
    conditions, terrain = surveillance.parameters.conditions, surveillance.situation.scenery.terrain
    return {
        "terrain": surveillance.terrain_json(),
        "vegetation": ", ".join(one.name for one in terrain.surfaces) or None,
        "target_height_m": conditions.target_m,
        "refraction": conditions.refraction,
        "visibility": "nominal",
        "season": "not_modelled",
    }
