"""How far the building of the border has come: the committee's numbers by route and element, and lot by lot.

Lengths are sets of metres, as behind every figure; what counts as built is what `figures` counts.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from apps.border.days import year_before
from apps.border.models import Route
from apps.construction.ground import elements_of_lots, grounds
from apps.construction.models import Acceptance, ContractTerms, Element, Lot, LotStretch
from apps.construction.readiness import readiness
from apps.construction.reading import contracts, structure_counts, structures
from apps.geo.errors import NotFound, gettext_noop
from apps.geo.measures import CM_PER_KM, EMPTY, MeasureSet, union
from apps.indicators.built import BuiltEvidence, ElementProgress, progress
from apps.indicators.figures import Figure, built_evidence, figures
from apps.indicators.forecast import complete_at_the_pace_of_a_year
from apps.indicators.models import Indicator
from apps.land.reading import LandUnits

CONTRACTED = (ContractTerms.State.IN_FORCE, ContractTerms.State.SUSPENDED, ContractTerms.State.COMPLETED)
"""States of a contract whose whole amount counts as contracted."""

NOTHING = ElementProgress(EMPTY, EMPTY, EMPTY)
Metres = dict[str, MeasureSet]


@dataclass
class ElementLine:
    """One element on some metres: lengths in centimetres; `complete_on` None if complete or not to be foreseen."""

    element: Element
    required_cm: int = 0
    built_cm: int = 0
    accepted_cm: int = 0
    with_act_cm: int = 0
    elsewhere_cm: int = 0
    left_out_cm: int = 0
    missing_cm: int = 0
    gained_cm: int = 0
    complete_on: date | None = None

    def as_json(self) -> dict[str, Any]:
        lengths = ("required", "built", "accepted", "with_act", "elsewhere", "left_out", "missing", "gained")
        return {
            "element": self.element.code,
            "name": self.element.name,
            **{f"{name}_km": getattr(self, f"{name}_cm") / CM_PER_KM for name in lengths},
            "complete_on": self.complete_on and self.complete_on.isoformat(),
        }


@dataclass
class LotLine:
    """One lot with what became of it; `metres` by route."""

    lot: Lot
    metres: Metres
    elements: list[ElementLine]
    contracts: list[dict[str, Any]]
    structures: list[dict[str, Any]]
    land_units: list[dict[str, Any]] = field(default_factory=list)

    @property
    def length_cm(self) -> int:
        return sum(metres.length_cm for metres in self.metres.values())

    @property
    def contracted_eur(self) -> Decimal:
        return sum(map(contracted_eur, self.contracts), Decimal(0))

    @property
    def paid_eur(self) -> Decimal:
        return sum((one["paid_eur"] for one in self.contracts if one["paid_eur"]), Decimal(0))

    @property
    def fund_eur(self) -> Decimal:
        """What the funds bear of the contracted amount."""
        shares = ((contracted_eur(one), Decimal(str(one["fund_share_pct"] or 0))) for one in self.contracts)
        return sum((amount * share / 100 for amount, share in shares), Decimal(0)).quantize(Decimal("0.01"))

    @property
    def complete_by(self) -> date | None:
        """The last planned completion among the contracts."""
        return max((one["complete_by"] for one in self.contracts if one["complete_by"]), default=None)

    @property
    def complete_on(self) -> date | None:
        """The day on which its last element will be complete; None if complete or not to be foreseen."""
        missing = [one for one in self.elements if one.missing_cm]
        days = [one.complete_on for one in missing]
        return max(days) if days and all(days) else None

    def total(self, name: str) -> int:
        """Return the sum of a length over the elements: kilometres of different elements, one after the other."""
        return sum(getattr(one, name) for one in self.elements)

    def as_json(self, *, with_places: bool = False) -> dict[str, Any]:
        return {
            "code": self.lot.code,
            "name": self.lot.name,
            "kind": self.lot.kind,
            "procurement": self.lot.procurement,
            "routes": sorted(self.metres),
            "length_km": self.length_cm / CM_PER_KM,
            "elements": [one.as_json() for one in self.elements],
            "contracts": len(self.contracts),
            "contracted_eur": float(self.contracted_eur),
            "paid_eur": float(self.paid_eur),
            "complete_by": self.complete_by and self.complete_by.isoformat(),
            "complete_on": self.complete_on and self.complete_on.isoformat(),
            "structures": counted(self.structures),
            "land_units": land_total(self.land_units),
            "stretches": stretches_km(self.metres) if with_places else None,
        }


def contracted_eur(contract: dict[str, Any]) -> Decimal:
    """Return what counts as contracted: the amount of a contract that was made, of a terminated one what was paid."""
    if contract["state"] == ContractTerms.State.TERMINATED:
        return contract["paid_eur"] or Decimal(0)
    return (contract["amount_eur"] or Decimal(0)) if contract["state"] in CONTRACTED else Decimal(0)


def counted(structures: list[dict[str, Any]]) -> dict[str, int]:
    """Return how many structures are recorded, built and accepted."""
    done = {name: sum(one[name] for one in structures) for name in ("built", "accepted")}
    return {"recorded": len(structures), **done}


def land_total(units: list[dict[str, Any]]) -> dict[str, int]:
    return {name: sum(one[name] for one in units) for name in ("recorded", "cleared", "titled")}


def stretches_km(metres: Metres) -> list[dict[str, Any]]:
    return [
        {"route": route, "from_km": from_cm / CM_PER_KM, "to_km": to_cm / CM_PER_KM}
        for route, found in sorted(metres.items())
        for from_cm, to_cm in found.pairs()
    ]


class Building:
    """The building of the border as of a day, read once; `route` narrows it to one route."""

    def __init__(self, day: date, route: str | None = None):
        self.day = day
        self.routes = list(Route.objects.filter(code=route) if route else Route.objects.all())
        if route and not self.routes:
            raise NotFound(gettext_noop("There is no route %(code)s."), "route", code=route)

    @property
    def codes(self) -> list[str]:
        return [route.code for route in self.routes]

    @cached_property
    def elements(self) -> dict[str, Element]:
        return {one.code: one for one in Element.objects.all()}

    @cached_property
    def evidence(self) -> dict[date, dict[str, dict[str, ElementProgress]]]:
        """What is required, built and accepted of each element by route, on the day and a year before it."""
        return {
            day: {route: progress(found) for route, found in by_route.items()}
            for day, by_route in self._read.items()
        }

    @cached_property
    def _read(self) -> dict[date, dict[str, BuiltEvidence]]:
        return built_evidence([year_before(self.day), self.day], self.codes, accepted=True)

    @cached_property
    def left_out(self) -> Metres:
        """The metres of each route where an exclusion of K1 says that nothing can be built."""
        return {route: union(*found.excluded.values()) for route, found in self._read[self.day].items()}

    @cached_property
    def acts(self) -> dict[tuple[str, str], MeasureSet]:
        """The metres of each route and element that an act accepts."""
        accepted = (
            Acceptance.objects.as_of(self.day).filter(verdict=Acceptance.Verdict.ACCEPTED).exclude(act="")
        )
        return accepted.sets("route__code", "element__code")

    def of_route(self, route: str) -> list[ElementLine]:
        """Return a line for each element that is required or built on a route, in the order of the list."""
        found = self.evidence[self.day].get(route, {})
        return [self._line(self.elements[code], [(route, None)]) for code in self._in_order(found)]

    def _in_order(self, codes) -> list[str]:
        return [code for code in self.elements if code in codes]

    def _line(self, element: Element, places: list[tuple[str, MeasureSet | None]]) -> ElementLine:
        line = ElementLine(element)
        for route, metres in places:
            self._add(line, route, metres)
        kilometres = line.missing_cm / CM_PER_KM, line.gained_cm / CM_PER_KM
        line.complete_on = complete_at_the_pace_of_a_year(*kilometres, self.day)
        return line

    def _add(self, line: ElementLine, route: str, metres: MeasureSet | None) -> None:
        code = line.element.code
        now, before = (
            self.evidence[day].get(route, {}).get(code, NOTHING) for day in (self.day, year_before(self.day))
        )
        act = self.acts.get((route, code), EMPTY)
        lengths = {
            "required": now.required,
            "built": now.required & now.built,
            "accepted": now.required & now.accepted,
            "with_act": now.required & now.accepted & act,
            "elsewhere": now.built - now.required,
            "left_out": now.required & self.left_out.get(route, EMPTY),
            "missing": now.required - now.built - self.left_out.get(route, EMPTY),
            "gained": (now.required & now.built) - before.built,
        }
        for name, found in lengths.items():
            inside = found if metres is None else found & metres
            setattr(line, f"{name}_cm", getattr(line, f"{name}_cm") + inside.length_cm)

    @cached_property
    def lots(self) -> list[LotLine]:
        """Return every lot that lies on one of the routes, and those that lie nowhere if all routes are asked for."""
        places = self._places()
        elements, agreed = elements_of_lots(self.day), _by_lot(contracts(self.day))
        standing = _by_lot(structures(self.day))
        everywhere = len(self.routes) == Route.objects.count()
        return [
            LotLine(
                lot=lot,
                metres=places.get(lot.code, {}),
                elements=[
                    self._line(self.elements[code], list(places.get(lot.code, {}).items()))
                    for code in elements.get(lot.code, [])
                ],
                contracts=agreed.get(lot.code, []),
                structures=standing.get(lot.code, []),
                land_units=self.land_units.counted(places.get(lot.code, {})),
            )
            for lot in Lot.objects.all()
            if lot.code in places or everywhere
        ]

    def lot(self, code: str) -> LotLine:
        """Return one lot; NotFound if there is none of that code."""
        found = next((one for one in self.lots if one.lot.code == code), None)
        if found is None:
            raise NotFound(gettext_noop("There is no lot %(code)s."), "code", code=code)
        return found

    def _places(self) -> dict[str, Metres]:
        found: dict[str, Metres] = defaultdict(dict)
        stretches = LotStretch.objects.as_of(self.day).filter(route__in=self.routes)
        for (lot, route), metres in stretches.sets("lot__code", "route__code").items():
            found[lot][route] = metres
        return dict(found)

    @cached_property
    def readiness(self) -> dict[str, dict[str, dict[str, float]]]:
        """Return the kilometres of each state that is there, by route and element."""
        found: dict[str, dict[str, dict[str, float]]] = defaultdict(dict)
        for (route, element), ground in grounds(self.day).items():
            states = readiness(ground).items()
            found[route][element] = {
                state: metres.length_cm / CM_PER_KM for state, metres in states if metres
            }
        return dict(found)

    @cached_property
    def structures(self) -> dict[tuple[str, str], dict[str, Any]]:
        """How many structures of each type stand on each route."""
        return structure_counts(self.day)

    @cached_property
    def land_units(self) -> LandUnits:
        return LandUnits(self.day)

    def as_json(self) -> dict[str, Any]:
        """Return the committee's numbers."""
        units, built = self.land_units.counted(), self.structures
        return {
            "as_of": self.day.isoformat(),
            "figures": [one.as_json() for one in self.k1()],
            "routes": [self._route(route, units, built) for route in self.routes],
            "lots": [one.as_json() for one in self.lots],
            "money": money(self.lots),
        }

    def k1(self) -> list[Figure]:
        """Return K1 for all routes together and route by route; none where the register has no such figure."""
        found = figures(as_of=self.day, code="K1") if Indicator.objects.filter(code="K1").exists() else []
        return [one for one in found if one.route is None or one.route in self.codes]

    def _route(self, route: Route, units: list[dict[str, Any]], built: dict) -> dict[str, Any]:
        return {
            "route": route.code,
            "name": route.name,
            "official_length_km": route.official_length_cm / CM_PER_KM,
            "elements": [one.as_json() for one in self.of_route(route.code)],
            "readiness": self.readiness.get(route.code, {}),
            "land_units": [_without_route(one) for one in units if one["route"] == route.code],
            "structures": [found for (code, _kind), found in built.items() if code == route.code],
        }


def money(lots: list[LotLine]) -> dict[str, float]:
    """Return what is contracted, paid, and borne by funds, in euros without VAT."""
    names = ("contracted_eur", "paid_eur", "fund_eur")
    return {name: float(sum((getattr(one, name) for one in lots), Decimal(0))) for name in names}


def _without_route(one: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if name != "route"}


def _by_lot(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found = defaultdict(list)
    for one in rows:
        found[one["lot"]].append(one)
    return dict(found)
