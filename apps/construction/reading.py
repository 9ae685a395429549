"""Readiness, contracts, acceptance acts and structures as of a day, as rows to show."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.border.locate import degrees_of
from apps.construction.ground import grounds
from apps.construction.models import Acceptance, Contract, ContractTerms, Payment, StructureStanding
from apps.construction.readiness import (
    BUILT,
    LAND_RIGHT,
    LAND_UNIT,
    LEFT_OUT,
    NO_CONTRACT,
    NO_DESIGN,
    NO_LOT,
    NOT_CLEARED,
    READY,
    UNDER_WAY,
    readiness,
)
from apps.geo.measures import CM_PER_KM, MeasureSet

Within = Mapping[str, MeasureSet] | None
"""The metres of each route that somebody may read; None for all of them."""

COLUMNS = ("route", "element", "from_km", "to_km", "from_day", "to_day", "status")


class StateClass(NamedTuple):
    """A state as a legend shows it."""

    code: str
    name: Promise
    colour: str
    pattern: str
    letter: str


CLASSES = (
    StateClass(READY, _("ready to be built"), "#00875f", "solid", "G"),
    StateClass(UNDER_WAY, _("works under way"), "#a87400", "diagonal", "B"),
    StateClass(BUILT, _("built"), "#0072b2", "solid", "I"),
    StateClass(LAND_RIGHT, _("no right to the land"), "#d55e00", "cross", "Z"),
    StateClass(LAND_UNIT, _("a land unit is still in its case"), "#bf5f95", "back_diagonal", "V"),
    StateClass(NOT_CLEARED, _("not cleared"), "#9c6b45", "dots", "A"),
    StateClass(NO_DESIGN, _("no design"), "#8a63b8", "back_diagonal", "P"),
    StateClass(NO_LOT, _("in no lot"), "#64808f", "horizontal", "D"),
    StateClass(NO_CONTRACT, _("no contract in force"), "#7d7f1f", "vertical", "L"),
    StateClass(LEFT_OUT, _("left out: nothing can be built here"), "#808080", "grid", "X"),
)
"""The states in the order of a legend."""


def classes() -> list[dict[str, str]]:
    """Return the legend as the API shows it, in the reader's language."""
    return [{**one._asdict(), "name": str(one.name)} for one in CLASSES]


def readiness_rows(
    day: date, *, route: str | None = None, element: str | None = None, within: Within = None
) -> list[list[Any]]:
    """Return a row for each stretch of one state, in the order of `COLUMNS`; it is worked out for the day alone."""
    rows = []
    for (route_code, element_code), ground in grounds(day, route=route, element=element).items():
        states = readiness(ground)
        pairs = [
            (*pair, state) for state, metres in states.items() for pair in _own(metres, route_code, within)
        ]
        place = (route_code, element_code)
        rows += [
            [*place, from_cm / CM_PER_KM, to_cm / CM_PER_KM, day.isoformat(), None, state]
            for from_cm, to_cm, state in sorted(pairs)
        ]
    return rows


def _own(metres: MeasureSet, route: str, within: Within) -> list[tuple[int, int]]:
    kept = metres if within is None else metres & within.get(route, MeasureSet())
    return kept.pairs()


def contracts(
    day: date, *, lot: str | None = None, lots: Iterable[str] | None = None
) -> list[dict[str, Any]]:
    """Return the contracts with their terms of a day and what is paid; of the given lots only."""
    found = Contract.objects.select_related("lot", "contractor").order_by("lot__code", "code")
    found = found.filter(lot__code=lot) if lot else found
    found = found if lots is None else found.filter(lot__code__in=set(lots))
    terms = {one.contract_id: one for one in ContractTerms.objects.as_of(day)}
    paid = dict(Payment.objects.as_of(day).values_list("contract", "paid_eur"))
    return [_contract(one, terms.get(one.pk), paid.get(one.pk)) for one in found]


def _contract(contract: Contract, terms: ContractTerms | None, paid) -> dict[str, Any]:
    contractor = contract.contractor
    return {
        "code": contract.code,
        "number": contract.number,
        "lot": contract.lot.code,
        "contractor": contractor and contractor.code,
        "contractor_name": contractor.name if contractor else "",
        "signed_on": contract.signed_on,
        "state": terms and terms.state,
        "amount_eur": terms and terms.amount_eur,
        "paid_eur": paid,
        "complete_by": terms and terms.complete_by,
        "project": terms.project if terms else "",
        "fund_share_pct": terms and _number(terms.fund_share_pct),
        "change_order": terms.change_order if terms else "",
        "note": terms.note if terms else "",
    }


def acceptances(
    day: date, *, route: str | None = None, lot: str | None = None, within: Within = None
) -> list[dict[str, Any]]:
    """Return the acts of acceptance of a day, along the routes."""
    found = Acceptance.objects.as_of(day).select_related("route", "element", "lot")
    found = found.filter(route__code=route) if route else found
    found = found.filter(lot__code=lot) if lot else found
    return [
        _acceptance(one, *pair)
        for one in found.order_by("route__code", "element__order", "from_cm")
        for pair in _own(MeasureSet.of((one.from_cm, one.to_cm)), one.route.code, within)
    ]


def _acceptance(act: Acceptance, from_cm: int, to_cm: int) -> dict[str, Any]:
    return {
        "route": act.route.code,
        "element": act.element.code,
        "element_name": act.element.name,
        "from_km": from_cm / CM_PER_KM,
        "to_km": to_cm / CM_PER_KM,
        "verdict": act.verdict,
        "act": act.act,
        "act_on": act.act_on,
        "lot": act.lot and act.lot.code,
        "change_order": act.change_order,
        "note": act.note,
    }


def structures(
    day: date,
    *,
    route: str | None = None,
    kind: str | None = None,
    lot: str | None = None,
    lots: Iterable[str] | None = None,
) -> list[dict[str, Any]]:
    """Return the structures that stand, or are to stand, on a day; of the given lots only."""
    found = StructureStanding.objects.as_of(day).select_related("structure__kind", "route", "status", "lot")
    asked = {"route__code": route, "structure__kind__code": kind, "lot__code": lot}
    found = found.filter(**{column: value for column, value in asked.items() if value})
    found = found if lots is None else found.filter(lot__code__in=set(lots))
    return [_structure(one) for one in found.order_by("route__code", "measure_cm", "structure__code")]


def _structure(standing: StructureStanding) -> dict[str, Any]:
    structure, status = standing.structure, standing.status
    return {
        "code": structure.code,
        "name": structure.name,
        "kind": structure.kind.code,
        "kind_name": structure.kind.name,
        "length_m": _number(structure.length_m),
        "route": standing.route.code,
        "km": None if standing.measure_cm is None else standing.measure_cm / CM_PER_KM,
        **degrees_of(standing.point),
        "status": status.code,
        "status_name": status.name,
        "built": status.counts_built,
        "accepted": status.counts_accepted,
        "lot": standing.lot and standing.lot.code,
        "note": standing.note,
    }


def _number(value) -> float | None:
    return None if value is None else float(value)


def structure_counts(day: date) -> dict[tuple[str, str], dict[str, Any]]:
    """Return for each route and type how many structures are recorded, built and accepted."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for one in structures(day):
        none_yet = {"kind": one["kind"], "name": one["kind_name"], "recorded": 0, "built": 0, "accepted": 0}
        counted = found.setdefault((one["route"], one["kind"]), none_yet)
        counted["recorded"] += 1
        counted["built"] += one["built"]
        counted["accepted"] += one["accepted"]
    return dict(sorted(found.items()))
