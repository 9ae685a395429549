"""The register read for readiness: what every route and element is required, held, cleared, designed and contracted."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from apps.border.lookups import RefersTo
from apps.border.models import Exclusion, Route
from apps.construction.models import ContractTerms, Lot, LotElement, LotStretch, Requirement, Work, WorkStatus
from apps.construction.readiness import Ground
from apps.geo.measures import EMPTY, MeasureSet, union
from apps.land.models import LandCase, LandRight, LandStatus, ParcelStretch

LEFT_OUT_OF = "K1"
BUILDS = (Lot.Kind.WORKS, Lot.Kind.DESIGN_BUILD)

Sets = dict[tuple, MeasureSet]


def grounds(
    day: date, *, route: str | None = None, element: str | None = None
) -> dict[tuple[str, str], Ground]:
    """Return the ground of each route and element that is required there on a day, sorted by code."""
    routes = RefersTo("route", Route.objects.filter(code=route) if route else Route.objects.all())
    required = _sets(Requirement, day, routes, "route__code", "element__code")
    works = {
        side: _sets(Work, day, routes, "route__code", "element__code", **{f"counts_{side}": True})
        for side in ("built", "begun", "cleared", "designed")
    }
    cleared = _by_route(works["cleared"])
    left_out = _by_route(_left_out(day, routes))
    land_held = _sets(LandRight, day, routes, "route__code", counts_cleared=True)
    pending, lots, contracts = _pending(day), *_lots(day)
    return {
        key: Ground(
            required=metres,
            left_out=left_out.get(key[0], EMPTY),
            built=works["built"].get(key, EMPTY),
            begun=works["begun"].get(key, EMPTY),
            land_held=land_held.get(key[:1], EMPTY),
            pending=pending.get(key[0], EMPTY),
            cleared=cleared.get(key[0], EMPTY),
            designed=works["designed"].get(key, EMPTY),
            in_lot=lots.get(key, EMPTY),
            contracted=contracts.get(key, EMPTY),
        )
        for key, metres in sorted(required.items())
        if element in (None, key[1])
    }


def _sets(model, day: date, routes: RefersTo, *by: str, **status: bool) -> Sets:
    events = model.objects.filter(routes).as_of(day)
    if status:
        statuses = LandStatus if model is LandRight else WorkStatus
        events = events.filter(RefersTo("status", statuses.objects.filter(**status)))
    return events.sets(*by)


def _left_out(day: date, routes: RefersTo) -> Sets:
    return Exclusion.objects.filter(routes, indicator=LEFT_OUT_OF).as_of(day).sets("route__code")


def _by_route(sets: Sets) -> dict[str, MeasureSet]:
    found = defaultdict(list)
    for (route, *_rest), metres in sets.items():
        found[route].append(metres)
    return {route: union(*metres) for route, metres in found.items()}


def _pending(day: date) -> dict[str, MeasureSet]:
    """Return the metres of land units whose case does not let works begin; a unit without a case blocks nothing."""
    waiting = LandCase.objects.as_of(day).filter(status__counts_cleared=False).values("parcel")
    return _by_route(ParcelStretch.objects.as_of(day).filter(parcel__in=waiting).sets("route__code"))


def _lots(day: date) -> tuple[Sets, Sets]:
    """Return the metres of each route and element in lots that build it, and in those of them under contract."""
    elements = elements_of_lots(day, kinds=BUILDS)
    in_force = set(
        ContractTerms.objects.as_of(day)
        .filter(state=ContractTerms.State.IN_FORCE)
        .values_list("contract__lot__code", flat=True)
    )
    lots, contracted = defaultdict(list), defaultdict(list)
    for (route, lot), metres in LotStretch.objects.as_of(day).sets("route__code", "lot__code").items():
        for element in elements.get(lot, ()):
            lots[route, element].append(metres)
            if lot in in_force:
                contracted[route, element].append(metres)
    return _united(lots), _united(contracted)


def elements_of_lots(day: date, kinds: Iterable[str] | None = None) -> dict[str, list[str]]:
    """Return the codes of the elements that each lot builds on a day."""
    rows = LotElement.objects.as_of(day).order_by("lot", "element__order")
    rows = rows if kinds is None else rows.filter(lot__kind__in=kinds)
    found = defaultdict(list)
    for lot, element in rows.values_list("lot__code", "element__code"):
        found[lot].append(element)
    return dict(found)


def _united(sets: dict[tuple, list[MeasureSet]]) -> Sets:
    return {key: union(*metres) for key, metres in sets.items()}
