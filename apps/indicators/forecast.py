"""What a figure will be at the year's end, and how that stands to its target: rules, each told in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from apps.deployments.rules import STAGES, PeopleRule

MET, NEAR, MISSED, UNKNOWN = "met", "near", "missed", "unknown"
NEAR_FROM = 0.95
FORESEEABLE_YEARS = 30


@dataclass(frozen=True)
class Forecast:
    """A value at the year's end, with the rule that gave it in the reader's language."""

    value: float
    rule: str


def at_the_pace_of_a_year(now: float, year_ago: float, day: date) -> Forecast:
    """Return a share that goes on growing as it grew over the last twelve months, between 0 and 100 %."""
    days_left = (date(day.year, 12, 31) - day).days
    expected = now + (now - year_ago) * days_left / 365
    rule = _("The change of the last 12 months goes on at the same pace until 31 December.")
    return Forecast(round(min(max(expected, 0), 100), 2), rule)


def complete_at_the_pace_of_a_year(missing_km: float, gained_km: float, day: date) -> date | None:
    """Return the day on which what is missing will be built at the pace of the last twelve months.

    None if nothing is missing, or if it would not come within `FORESEEABLE_YEARS` at that pace.
    """
    if missing_km <= 0 or gained_km <= 0:
        return None
    days = ceil(365 * missing_km / gained_km)
    return day + timedelta(days=days) if days <= 365 * FORESEEABLE_YEARS else None


def from_the_log(at_years_end: float, parameters: Mapping[str, Any]) -> Forecast:
    """Return what the log lets expect until the year's end, told by the stages that the definition counts."""
    stages = PeopleRule.of(parameters).stages
    if stages == STAGES:
        rule = _(
            "What is deployed until 31 December, and what is agreed for the days after a slot's or item's last report,"
            " unless it ended early, as the log holds it today."
        )
    elif "deployed" in stages:
        rule = _(
            "What is deployed until 31 December, as the log holds it today; what is only agreed does not count."
        )
    else:
        rule = _("What is agreed until 31 December, as the log holds it today.")
    return Forecast(at_years_end, rule)


def unchanged(now: float) -> Forecast:
    return Forecast(now, _("The last told value stays."))


def light(expected: float | None, target: float | None) -> str:
    """Return how an expected value stands to its target: met, near (from 95 % of it), missed, or unknown."""
    if expected is None or target is None:
        return UNKNOWN
    if expected >= target:
        return MET
    return NEAR if expected >= NEAR_FROM * target else MISSED


def light_of_both(expected: tuple[float, float | None], target: tuple[float | None, int | None]) -> str:
    """Return the worse light of a value and of its units, where units are asked for."""
    lights = [light(expected[0], target[0])]
    if target[1] is not None:
        lights.append(light(expected[1], target[1]))
    return next(one for one in (UNKNOWN, MISSED, NEAR, MET) if one in lights)


def rule_of_light() -> str:
    values = {"percent": round(100 * NEAR_FROM)}
    return (
        _(
            "Green: the forecast reaches the year's target. Yellow: at least %(percent)s %% of it. Red: less."
            " Grey: there is no data or no target."
        )
        % values
    )
