"""The strategy's figures as of a day: read the evidence, apply the rule of the definition in force, say from what.

Each figure is a share of two sets of metres, kept as sets, so any metre can be explained.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.border.lookups import RefersTo
from apps.border.models import Exclusion, Route
from apps.construction.models import Requirement, Work, WorkStatus
from apps.deployments.rules import in_force
from apps.geo.errors import NotFound, gettext_noop
from apps.geo.measures import CM_PER_KM, Share
from apps.indicators.built import BuiltEvidence, ElementProgress, built_share, left_out, progress
from apps.indicators.counted import COUNTING_RULES, Counted
from apps.indicators.covered import COVERED_SHARE, Covered
from apps.indicators.models import Definition, Indicator, Target

OK, NO_DATA, NOT_APPLICABLE = "ok", "no_data", "not_applicable"
NOT_COUNTABLE = "not_countable"
"""The version of the definition in force makes no sense: no other figure suffers, and the reason is told."""
STATE_NAMES = {
    OK: _("counted"),
    NO_DATA: _("no data"),
    NOT_APPLICABLE: _("not applicable"),
    NOT_COUNTABLE: _("cannot be counted"),
}
CENT = Decimal("0.01")


def percent_of(part_cm: int | None, whole_cm: int | None) -> float | None:
    """Return the share in percent, rounded half up to two decimals; None where there is nothing to share."""
    if not whole_cm:
        return None
    return float((Decimal(100 * part_cm) / whole_cm).quantize(CENT, ROUND_HALF_UP))


@dataclass(frozen=True)
class Figure:
    """One figure of one route, or of all (`route` None), as of a day. Lengths are centimetres of official measure."""

    code: str
    route: str | None
    as_of: date
    unit: str
    state: str
    target: Decimal | None = None
    definition_version: int | None = None
    numerator_cm: int | None = None
    denominator_cm: int | None = None
    value: float | None = None
    units: int | None = None
    planned: int | None = None
    reason: str = ""

    @property
    def percent(self) -> float | None:
        """The share in percent, rounded half up to two decimals; None where there is nothing to share."""
        return percent_of(self.numerator_cm, self.denominator_cm)

    @property
    def number(self) -> float | None:
        """What the figure says in its unit, a share or a count."""
        return self.percent if self.value is None else self.value

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "route": self.route,
            "as_of": self.as_of.isoformat(),
            "numerator_km": _km(self.numerator_cm),
            "denominator_km": _km(self.denominator_cm),
            "percent": self.percent,
            "value": self.number,
            "unit": self.unit,
            "state": self.state,
            "target": None if self.target is None else float(self.target),
            "definition_version": self.definition_version,
            **({} if self.units is None else {"units": self.units}),
            **({} if self.planned is None else {"planned": self.planned}),
            **({"reason": self.reason} if self.reason else {}),
        }


@dataclass(frozen=True)
class RouteShare:
    """A share with what stands behind it on one route; None if the register has no data for it."""

    share: Share | None
    left_out: dict[str, Any]
    elements: dict[str, ElementProgress]


def figures(
    *, as_of: date, route: str | None = None, code: str | None = None, covered: Covered | None = None
) -> list[Figure]:
    """Return each figure for all routes together, then route by route; or for one route only.

    The strategy's targets are for all routes together, so they stand beside those figures only.
    """
    return figures_on([as_of], route=route, code=code, covered=covered)


def figures_on(
    days: list[date],
    *,
    route: str | None = None,
    code: str | None = None,
    covered: Covered | None = None,
    counted: Counted | None = None,
) -> list[Figure]:
    """Return the figures of several days, the register read once; `covered` and `counted` if read already."""
    routes = _routes(route)
    rules, targets = Rulebook(code), _targets()
    evidence = built_evidence(days, routes)
    counted, covered = counted or Counted(), covered or Covered()
    found = []
    for day in days:
        for indicator, definition in rules.on(day):
            target = targets.on(indicator.code, day)
            if definition and definition.rule in COUNTING_RULES:
                found += [_counted(indicator, definition, day, counted, target)] if route is None else []
                continue
            shares = shares_of(definition, day, routes, evidence[day], covered)
            wanted = [None, *routes] if route is None else [route]
            found += [
                _figure(indicator, definition, name, day, shares, None if name else target) for name in wanted
            ]
    return found


def behind(
    *, as_of: date, route: str | None = None, code: str = "K1", covered: Covered | None = None
) -> dict[str, RouteShare]:
    """Return what stands behind a share figure on each route: sets of metres, exclusions, elements."""
    routes = _routes(route)
    evidence = built_evidence([as_of], routes, accepted=True)[as_of]
    [(_indicator, definition)] = Rulebook(code).on(as_of) or [(None, None)]
    if definition and definition.rule in COUNTING_RULES:
        raise NotFound(gettext_noop("%(code)s counts days: no metres stand behind it."), "code", code=code)
    if definition and definition.rule == COVERED_SHARE:
        shares = (covered or Covered()).shares(definition, as_of, routes)
        return {name: RouteShare(share, {}, {}) for name, share in shares.items()}
    return {name: _behind(definition, evidence.get(name)) for name in routes}


def built_evidence(
    days: list[date], routes: Iterable[str], *, accepted: bool = False
) -> dict[date, dict[str, BuiltEvidence]]:
    """Return for each day and route where elements are required and built; routes without data are absent.

    No share counts what is accepted, so it is read only if it is asked for.
    """
    names = list(routes)
    on_routes = RefersTo("route", Route.objects.filter(code__in=names))
    works, exclusions = Work.objects.filter(on_routes), Exclusion.objects.filter(on_routes, indicator="K1")
    of_element = ("route__code", "element__code")
    sets = {
        "required": _by_day(Requirement.objects.filter(on_routes), of_element, days),
        "excluded": _by_day(exclusions, ("route__code", "reason__code"), days),
        "built": _by_day(works.filter(_in_status(counts_built=True)), of_element, days),
    }
    if accepted:
        sets["accepted"] = _by_day(works.filter(_in_status(counts_accepted=True)), of_element, days)
    return {
        day: {
            name: BuiltEvidence(**{side: _of_route(by_day[day], name) for side, by_day in sets.items()})
            for name in names
            if any(route == name for route, _ in sets["required"][day])
        }
        for day in days
    }


def _in_status(**flags: bool) -> RefersTo:
    return RefersTo("status", WorkStatus.objects.filter(**flags))


def _by_day(events, columns: tuple[str, ...], days: list[date]) -> dict[date, dict[tuple, Any]]:
    if len(days) == 1:
        return {days[0]: events.as_of(days[0]).sets(*columns)}
    history = events.history(*columns)
    on_days = {day: {key: past.as_of(day) for key, past in history.items()} for day in days}
    return {day: {key: metres for key, metres in sets.items() if metres} for day, sets in on_days.items()}


def _of_route(sets: dict[tuple, Any], route: str) -> dict[str, Any]:
    return {name: metres for (code, name), metres in sets.items() if code == route}


def _routes(route: str | None) -> list[str]:
    codes = list(Route.objects.values_list("code", flat=True))
    if route is not None and route not in codes:
        raise NotFound(gettext_noop("There is no route %(code)s."), "route", code=route)
    return codes if route is None else [route]


class Rulebook:
    """The definitions of the figures and the periods in which each version is the rule."""

    def __init__(self, code: str | None = None):
        self._indicators = list(Indicator.objects.filter(code=code) if code else Indicator.objects.all())
        if code and not self._indicators:
            raise NotFound(gettext_noop("There is no figure %(code)s."), "code", code=code)
        self._versions = defaultdict(list)
        for definition in Definition.objects.filter(indicator__in=self._indicators):
            self._versions[definition.indicator_id].append(definition)

    def days(self) -> set[date]:
        """Return the days on which a version becomes the rule."""
        return {one.valid.lower for versions in self._versions.values() for one in versions}

    def on(self, day: date) -> list[tuple[Indicator, Definition | None]]:
        """Return each figure with the version in force on a day.

        A day before the first version is counted by the first one.
        """
        return [(indicator, in_force(self._versions[indicator.pk], day)) for indicator in self._indicators]


class Targets:
    """The aims of each figure and year, with the period in which each was the aim in force."""

    def __init__(self, targets: Iterable[Target]):
        self._by_year = defaultdict(list)
        for target in targets:
            self._by_year[target.indicator.code, target.year].append(target)

    def on(self, code: str, day: date) -> Decimal | None:
        """Return the aim for the end of the day's year, as it stood on that day or was first set after it."""
        aims = sorted(self._by_year[code, day.year], key=lambda one: one.valid.lower)
        known = [one for one in aims if one.valid.lower <= day] or aims[:1]
        return known[-1].value if known else None


def _targets() -> Targets:
    return Targets(Target.objects.select_related("indicator"))


def _built_share(definition: Definition, evidence: BuiltEvidence) -> Share:
    return built_share(evidence, definition.parameters["elements"])


RULES: dict[str, Callable[[Definition, BuiltEvidence], Share]] = {"built_share": _built_share}


def share_of(definition: Definition | None, evidence: BuiltEvidence | None) -> Share | None:
    rule = RULES.get(definition.rule) if definition and not definition.fault else None
    return rule(definition, evidence) if rule and evidence else None


def shares_of(
    definition: Definition | None,
    day: date,
    routes: list[str],
    evidence: dict[str, BuiltEvidence],
    covered: Covered,
) -> dict[str, Share | None]:
    """Return what a definition counts of each route on a day; None for a route without data."""
    if definition and definition.rule == COVERED_SHARE:
        return covered.shares(definition, day, routes)
    return {name: share_of(definition, evidence.get(name)) for name in routes}


def _behind(definition: Definition | None, evidence: BuiltEvidence | None) -> RouteShare:
    share = share_of(definition, evidence)
    if share is None:
        return RouteShare(None, {}, progress(evidence) if evidence else {})
    return RouteShare(share, left_out(evidence, definition.parameters["elements"]), progress(evidence))


def _figure(
    indicator: Indicator,
    definition: Definition | None,
    route: str | None,
    day: date,
    shares: dict[str, Share | None],
    target: Decimal | None,
) -> Figure:
    known = [share for name, share in shares.items() if share is not None and route in (None, name)]
    version = definition.version if definition else None
    if definition and definition.fault:
        return _not_countable(indicator, definition, route, day, target)
    if not known:
        return Figure(indicator.code, route, day, indicator.unit, NO_DATA, target, version)
    part, whole = (sum(getattr(share, side).length_cm for share in known) for side in ("part", "whole"))
    state = OK if whole else NOT_APPLICABLE
    return Figure(indicator.code, route, day, indicator.unit, state, target, version, part, whole)


def _not_countable(
    indicator: Indicator, definition: Definition, route: str | None, day: date, target: Decimal | None
) -> Figure:
    named = (indicator.code, route, day, indicator.unit)
    return Figure(*named, NOT_COUNTABLE, target, definition.version, reason=definition.fault)


def _counted(
    indicator: Indicator, definition: Definition, day: date, counted: Counted, target: Decimal | None
) -> Figure:
    """Return a figure that has no line behind it, for the whole border only."""
    if definition.fault:
        return _not_countable(indicator, definition, None, day, target)
    known = counted.value(definition, day)
    named = (indicator.code, None, day, indicator.unit)
    if known is None:
        return Figure(*named, NO_DATA, target, definition.version)
    values = {"value": known.value, "units": known.units, "planned": known.planned}
    return Figure(*named, OK, target, definition.version, **values)


def _km(length_cm: int | None) -> float | None:
    return None if length_cm is None else length_cm / CM_PER_KM
