"""The committee report and the public summary: how far the building has come, and the strategy's figures.

Kilometres by route and element, land units, structures, lots, money and forecasts against the targets. Nothing
in it tells where a sensor stands or where none looks.
"""

from django.utils.translation import gettext as _

from apps.border.codes import CodeList
from apps.construction.models import Element
from apps.geo.measures import CM_PER_KM
from apps.indicators.building import Building
from apps.indicators.models import Observation
from apps.indicators.scoreboard import Line, scoreboard
from apps.indicators.snapshot_difference import counted_before, figures_explained
from apps.land.models import Parcel
from apps.reports.content.asked import Asked, Row, Sources
from apps.reports.content.header import header
from apps.reports.content.labels import (
    audiences,
    lights,
    markings,
    readiness_words,
    units_of_figures,
    warned,
    whys,
)
from apps.reports.content.validity import BUILT

TOLD = "told"
"""The rule of figures whose values are told as published, and not counted from the register."""
COMMITTEE_SCHEMA, PUBLIC_SCHEMA = "committee-report-1", "public-summary-1"
METHOD = 5


def committee_report(asked: Asked, sources: Sources) -> Row:
    """Return the content of the committee report; the language in force is that of its names."""
    built = Building(asked.as_of).as_json()
    return {
        "schema": COMMITTEE_SCHEMA,
        "header": header(
            asked,
            sources,
            number("COM", asked, sources),
            _("Building of the external land border: report to the committee"),
            METHOD,
            BUILT,
        ),
        "warnings": warned(is_ahead=asked.ahead),
        "figures": figure_rows(asked),
        "routes": [_with_sums(one) for one in built["routes"]],
        "lots": built["lots"],
        "money": built["money"],
        "changes": _changes(sources),
        "labels": {**labels(), "audience": {"general": _("the committee: kilometres, counts and sums")}},
    }


def public_summary(asked: Asked, sources: Sources) -> Row:
    """Return what anybody may know: figures without notes, whole kilometres by route and element, counts; no lots."""
    built = Building(asked.as_of).as_json()
    return {
        "schema": PUBLIC_SCHEMA,
        "header": header(
            asked,
            sources,
            number("PUB", asked, sources),
            _("Building of the external land border: summary"),
            METHOD,
            BUILT,
        ),
        "warnings": warned(is_ahead=asked.ahead),
        "figures": [{**one, "note": ""} for one in figure_rows(asked)],
        "routes": [_rounded(_with_sums(one)) for one in built["routes"]],
        "money": {name: round(value, -5) for name, value in built["money"].items()},
        "labels": {**labels(), "audience": {"general": _("everybody: whole kilometres and counts")}},
    }


def number(prefix: str, asked: Asked, sources: Sources) -> str:
    known = sources.sealed["ledger"]["number"]
    return f"{prefix}-LV-{asked.as_of:%Y%m%d}-{known}-{asked.audience}-{asked.language}-{asked.version}"


def figure_rows(asked: Asked) -> list[Row]:
    """Return the strategy's figures with target, forecast and light."""
    told = {one.indicator_id: one for one in Observation.objects.as_of(asked.as_of)}
    return [_figure(line, told.get(line.indicator.pk)) for line in scoreboard(as_of=asked.as_of).lines]


def _figure(line: Line, told: Observation | None) -> Row:
    actual, target = line.actual.as_json(), line.target
    return {
        "code": line.indicator.code,
        "name": line.indicator.name,
        "unit": line.indicator.unit,
        "value": actual["value"],
        "units": line.actual.units,
        "state": line.actual.state,
        "numerator_km": actual["numerator_km"],
        "denominator_km": actual["denominator_km"],
        "target": target and float(target.value),
        "target_units": target and target.units,
        "target_year": target and target.year,
        "forecast": line.forecast and line.forecast.value,
        "forecast_units": line.forecast_units,
        "forecast_rule": line.forecast.rule if line.forecast else "",
        "light": line.light,
        "responsible": line.indicator.responsible,
        "note": line.note or "",
        "told": _told(told) if line.definition and line.definition.rule == TOLD else None,
    }


def _told(told: Observation | None) -> Row:
    """Return who told a value that the register does not count itself, and from which day on it holds."""
    if told is None:
        return {"source": "", "evidence": "", "since": None}
    return {"source": told.source, "evidence": told.evidence, "since": told.valid.lower.isoformat()}


def _with_sums(route: Row) -> Row:
    """Add the counts of structures and land units of all kinds of one route."""
    return {
        **route,
        "structures_total": _sums(route["structures"], ("recorded", "built", "accepted")),
        "land_total": _sums(route["land_units"], ("recorded", "cleared", "titled")),
    }


def _sums(rows: list[Row], names: tuple[str, ...]) -> Row:
    return {name: sum(row[name] for row in rows) for name in names}


def _rounded(route: Row) -> Row:
    """Return a route in whole kilometres, without what lies where."""
    elements = [
        {name: round(value) if name.endswith("_km") else value for name, value in one.items()}
        for one in route["elements"]
    ]
    kept = ("route", "name", "official_length_km", "structures_total", "land_total")
    return {**{name: route[name] for name in kept}, "elements": elements}


def _changes(sources: Sources) -> list[Row]:
    """Return kilometres that K1 gained and lost since the last report, by reason."""
    if sources.earlier is None:
        return []
    readings = sources.earlier, sources.known_later, sources.sealed
    found = [
        one for one in figures_explained(readings, counted_before(sources.earlier_day)) if one.code == "K1"
    ]
    return [
        {
            "figure": one.code,
            "route": change.route,
            "why": change.why,
            "counts_now": change.counts_now,
            "km": change.metres.length_cm / CM_PER_KM,
        }
        for one in found
        for change in one.metres
    ]


def labels() -> Row:
    return {
        "element": _names(Element),
        "readiness": readiness_words(),
        "light": lights(),
        "unit": units_of_figures(),
        "marking": markings(),
        "audience": audiences(),
        "why": whys(),
        "purpose": {value: str(label) for value, label in Parcel.Purpose.choices},
    }


def _names(codes: type[CodeList]) -> dict[str, str]:
    return {one.code: one.name for one in codes.objects.all()}
