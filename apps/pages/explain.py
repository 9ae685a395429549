"""Why a metre counts or not: its facts, what is required and missing, each figure's verdict, its history."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from apps.border import locate
from apps.border.api import GRID, address_json, place_json
from apps.border.models import ExclusionReason, Route, Section, SectionImpact, Unit
from apps.construction.models import Element, WorkStatus
from apps.geo.facts import Row
from apps.geo.measures import CM_PER_KM, Share
from apps.indicators.built import BuiltEvidence, left_out
from apps.indicators.covered import COVERED_SHARE, Covered
from apps.indicators.figures import Rulebook, built_evidence, shares_of
from apps.indicators.models import Definition, Indicator
from apps.indicators.surveillance_layers import computed_json
from apps.indicators.surveillance_words import CAUSE_NAMES
from apps.ledger.commands import piece_from_json
from apps.ledger.models import ChangeSet, Operation
from apps.ledger.reading import row_json
from apps.pages.reading import facts, route_layers

MOST_OPERATIONS = 200
NO_DATA, NOT_BY_METRE = "no_data", "not_by_metre"
LEFT_OUT, NOT_REQUIRED, MISSING, COUNTS = BY_METRE = ("left_out", "not_required", "missing", "counts")


@dataclass(frozen=True)
class Fact:
    """What one layer says of the metre."""

    layer: str
    key: Mapping[str, Any]
    row: Row

    @property
    def values(self) -> dict[str, Any]:
        return dict(self.row.values)


@dataclass(frozen=True)
class Verdict:
    """Whether the metre counts for a figure, and why in words."""

    state: str
    why: str

    @property
    def in_denominator(self) -> bool | None:
        return self.state in (MISSING, COUNTS) if self.state in BY_METRE else None

    @property
    def in_numerator(self) -> bool | None:
        return self.state == COUNTS if self.state in BY_METRE else None


class Metre:
    """One centimetre of a route on a day, and what the register says of it."""

    def __init__(self, route: Route, cm: int, day: date):
        self.route, self.cm, self.day = route, cm, day

    @cached_property
    def facts(self) -> list[Fact]:
        """The fact of every layer that has one there, in the order of the register."""
        return [
            Fact(layer.name, key, row)
            for layer in route_layers()
            for key, row in facts(layer, self.route, self.day, self.cm)
        ]

    def of(self, layer: str) -> list[Fact]:
        return [fact for fact in self.facts if fact.layer == layer]

    def label(self, layer: str, column: str) -> str | None:
        """Return what a partition says of the metre; None where it has a hole."""
        return next((fact.values[column] for fact in self.of(layer)), None)

    @cached_property
    def works(self) -> dict[str, str]:
        """The status of the work on each element that has one."""
        return {fact.key["element"]: fact.values["status"] for fact in self.of("work")}

    @cached_property
    def evidence(self) -> BuiltEvidence | None:
        return built_evidence([self.day], [self.route.code])[self.day].get(self.route.code)

    @cached_property
    def elements(self) -> dict[str, Element]:
        return {element.code: element for element in Element.objects.all()}

    @cached_property
    def statuses(self) -> dict[str, WorkStatus]:
        return {status.code: status for status in WorkStatus.objects.all()}

    def in_words(self, elements: Iterable[str]) -> str:
        return ", ".join(map(self.work_in_words, elements))

    def is_built(self, element: str) -> bool:
        return element in self.works and self.statuses[self.works[element]].counts_built

    def work_in_words(self, element: str) -> str:
        """Return `patrol strip (in works)`, or that nothing is recorded of it."""
        status = self.statuses.get(self.works.get(element))
        said = status.name if status else _("nothing recorded")
        return f"{self.elements[element].name} ({said})"


def explain(route: Route, cm: int, day: date) -> dict[str, Any]:
    """Return everything that the register says of one centimetre of a route on a day, as the API shows it."""
    metre, number = Metre(route, cm, day), ChangeSet.objects.number()
    required = [_requirement(metre, fact) for fact in metre.of("requirement")]
    return {
        "as_of": day.isoformat(),
        "ledger": number,
        "address": _address(metre),
        "segment": metre.label("segment", "code"),
        "section": _section(metre),
        "unit": _unit(metre),
        "facts": [_fact(fact) for fact in metre.facts],
        "required": required,
        "missing": [one["element"] for one in required if not one["built"]],
        "figures": [_figure(metre, indicator, definition) for indicator, definition in Rulebook().on(day)],
        "operations": list(islice(_history(metre), MOST_OPERATIONS)),
    }


def _address(metre: Metre) -> dict[str, Any]:
    address = locate.address_at(metre.route, metre.cm, metre.day)
    line = locate.lines_on(metre.day).get(metre.route.code)
    if line is None:
        return {
            **address_json(address),
            **dict.fromkeys(("lon", "lat", "easting_m", "northing_m")),
            "grid": GRID,
        }
    return place_json(locate.place_at(address, line))


def _section(metre: Metre) -> dict[str, Any] | None:
    section = Section.objects.filter(code=metre.label("section_stretch", "section")).first()
    if section is None:
        return None
    impact = SectionImpact.objects.as_of(metre.day).filter(section=section).select_related("level").first()
    return {"code": section.code, "name": section.name, "impact": impact and impact.level.code}


def _unit(metre: Metre) -> dict[str, Any] | None:
    unit = Unit.objects.select_related("board").filter(code=metre.label("unit_stretch", "unit")).first()
    return unit and {"code": unit.code, "name": unit.name, "board": (unit.board or unit).code}


def _fact(fact: Fact) -> dict[str, Any]:
    shown = row_json(fact.row)
    return {"layer": fact.layer, "key": fact.key, **shown}


def _requirement(metre: Metre, fact: Fact) -> dict[str, Any]:
    code = fact.key["element"]
    status = metre.statuses.get(metre.works.get(code))
    return {
        "element": code,
        "name": metre.elements[code].name,
        "rule": fact.values["rule"],
        "width_m": _number(fact.values["width_m"]),
        "status": status and status.code,
        "built": bool(status and status.counts_built),
        "accepted": bool(status and status.counts_accepted),
    }


def _number(text: str | None) -> float | None:
    return None if text is None else float(text)


def _figure(metre: Metre, indicator: Indicator, definition: Definition | None) -> dict[str, Any]:
    verdict = verdict_on(metre, definition)
    return {
        "code": indicator.code,
        "name": indicator.name,
        "definition_version": definition and definition.version,
        "state": verdict.state,
        "in_numerator": verdict.in_numerator,
        "in_denominator": verdict.in_denominator,
        "why": verdict.why,
    }


def verdict_on(metre: Metre, definition: Definition | None) -> Verdict:
    """Return whether the metre counts for a figure by the definition in force, and why."""
    if definition is None:
        return Verdict(NO_DATA, _("No definition of this figure is in force on that day."))
    if definition.fault:
        return Verdict(NO_DATA, definition.fault)
    if definition.rule not in VERDICTS:
        return Verdict(NOT_BY_METRE, _("This figure does not count metres."))
    evidence, route = {metre.route.code: metre.evidence}, metre.route.code
    share = shares_of(definition, metre.day, [route], evidence, Covered())[route]
    return VERDICTS[definition.rule](metre, definition, share)


def _on_built_share(metre: Metre, definition: Definition, share: Share | None) -> Verdict:
    if share is None:
        return Verdict(NO_DATA, _("Nothing is recorded as required on this route on that day."))
    counted = definition.parameters["elements"]
    required = [one.key["element"] for one in metre.of("requirement") if one.key["element"] in counted]
    reasons = [reason for reason, metres in left_out(metre.evidence, counted).items() if metre.cm in metres]
    if reasons:
        said = ", ".join(reason.name for reason in ExclusionReason.objects.filter(code__in=reasons))
        return Verdict(LEFT_OUT, _("Left out of the length to be built: %(reasons)s.") % {"reasons": said})
    if metre.cm not in share.whole:
        return Verdict(NOT_REQUIRED, _("Nothing that this figure counts is required here."))
    if metre.cm in share.part:
        said = metre.in_words(required)
        return Verdict(COUNTS, _("All that is required here is built: %(works)s.") % {"works": said})
    said = metre.in_words(element for element in required if not metre.is_built(element))
    return Verdict(MISSING, _("Required here but not built: %(works)s.") % {"works": said})


def _on_covered_share(metre: Metre, definition: Definition, share: Share | None) -> Verdict:
    if share is None:
        return Verdict(NO_DATA, _("No sensor was registered by that day."))
    if metre.cm in share.part:
        return Verdict(COUNTS, _("Working sensors that are joined to a command centre see this metre."))
    cause = _cause_of_gap(metre) if definition.indicator.code == "K2" else None
    if cause is None:
        return Verdict(
            MISSING, _("Too few working sensors that are joined to a command centre see this metre.")
        )
    said = _(
        "Too few working sensors that are joined to a command centre see this metre; the cause: %(cause)s."
    )
    return Verdict(MISSING, said % {"cause": str(CAUSE_NAMES[cause]).lower()})


def _cause_of_gap(metre: Metre) -> str | None:
    for route, *ends_km, cause in computed_json("gap", metre.day)["rows"]:
        from_cm, to_cm = (round(km * CM_PER_KM) for km in ends_km)
        if route == metre.route.code and from_cm <= metre.cm < to_cm:
            return cause
    return None


VERDICTS: dict[str, Callable[[Metre, Definition, Share | None], Verdict]] = {
    "built_share": _on_built_share,
    COVERED_SHARE: _on_covered_share,
}


def _history(metre: Metre) -> Iterator[dict[str, Any]]:
    """Yield what the ledger did to the metre on that day, newest first."""
    operations = Operation.objects.applied().on_metre(metre.route.code, metre.cm, metre.day)
    for operation in operations.reverse().select_related("change_set__author").iterator(MOST_OPERATIONS):
        before, after = (_values_at(metre, side) for side in (operation.before, operation.after))
        if before != after:
            yield {
                **_change_set(operation.change_set),
                **_target(operation),
                "before": before,
                "after": after,
            }


def _values_at(metre: Metre, pieces: Iterable[list]) -> dict[str, Any] | None:
    rows = map(piece_from_json, pieces)
    here = (row for row in rows if row.from_cm <= metre.cm < row.to_cm and row.start <= metre.day < row.end)
    return next((dict(row.values) for row in here), None)


def _change_set(change_set: ChangeSet) -> dict[str, Any]:
    return {
        "number": change_set.seq,
        "uid": str(change_set.uid),
        "by": change_set.author.display_name,
        "at": change_set.applied_at.isoformat(),
        "reason": change_set.reason,
        "kind": change_set.kind,
    }


def _target(operation: Operation) -> dict[str, Any]:
    key = {name: value for name, value in operation.key.items() if name != "route"}
    return {"target": operation.target, "key": key}


def as_text(found: Mapping[str, Any]) -> str:
    """Return an explanation as lines for a console."""
    parts = {
        _("Facts"): [_fact_line(fact) for fact in found["facts"]],
        _("Required"): [f"{one['name']}: {one['status'] or '-'}" for one in found["required"]],
        _("Figures"): [f"{figure['code']}: {figure['why']}" for figure in found["figures"]],
        _("History"): [_operation_line(operation) for operation in found["operations"]],
    }
    lines = [_place_line(found)]
    for title, told in parts.items():
        lines += [title, *(f"  {line}" for line in told or ["-"])]
    return "\n".join(lines)


def _place_line(found: Mapping[str, Any]) -> str:
    address, sign = found["address"], found["address"]["sign"]
    named = [
        f"{address['route']} km {address['km']:.5f} = {address['stationing']}",
        sign and f"{_('sign')} {sign['label']} + {sign['offset_m']:.10g} m",
        found["segment"],
        found["section"] and found["section"]["name"],
        found["unit"] and found["unit"]["name"],
        found["as_of"],
    ]
    return ", ".join(filter(None, named))


def _last_included(until_day: str | None) -> str:
    """Return the last day of a period as people read it; nothing if it has no end."""
    return (date.fromisoformat(until_day) - timedelta(days=1)).isoformat() if until_day else ""


def _fact_line(fact: Mapping[str, Any]) -> str:
    about = " ".join([fact["layer"], *map(str, fact["key"].values())])
    days = f"{fact['from_day']} .. {_last_included(fact['until_day'])}".strip()
    return f"{about}: {_told(fact['values'])} (km {fact['from_km']:.10g} .. {fact['to_km']:.10g}, {days})"


def _operation_line(operation: Mapping[str, Any]) -> str:
    about = " ".join([operation["target"], *map(str, operation["key"].values())])
    change = f"{_told(operation['before'])} -> {_told(operation['after'])}"
    written = f"{operation['number']} {operation['at'][:16]} {operation['by']}: {operation['reason']}"
    return f"{written}; {about}: {change}"


def _told(values: Mapping[str, Any] | None) -> str:
    if values is None:
        return "-"
    return ", ".join(f"{name}={value}" for name, value in values.items() if value not in (None, "")) or _(
        "recorded"
    )
