"""The pages of building: progress by route and element, the lots, one lot, the land units."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.accounts.permissions import may_write
from apps.construction.ground import grounds
from apps.construction.models import Acceptance, ContractTerms, Element
from apps.construction.readiness import BLOCKED, LEFT_OUT, STATES, readiness
from apps.construction.reading import CLASSES, acceptances
from apps.geo.measures import CM_PER_KM, MeasureSet
from apps.indicators.building import Building, LotLine, land_total, money
from apps.indicators.building_api import reads_lot
from apps.indicators.lot_history import history
from apps.land.models import LandStatus, Parcel
from apps.land.reading import LandUnits, parcels
from apps.ledger.register import BY_NAME
from apps.pages.documents import documents_of_thing
from apps.pages.reference_rows import facts_address, object_address, workspace_address
from apps.pages.scoreboard import as_of_a_day

COLOURS = {one.code: one.colour for one in CLASSES} | {"lot": "currentColor"}
UNITS_A_PAGE = 50
SERIES_FROM = 2018
STRIP_WIDTH = 1000


STRIP_HEIGHT = 30


@dataclass(frozen=True)
class Bar:
    """A piece of a strip, in thousandths of it; told by its height as well as by its colour."""

    x: float
    width: float
    state: str

    @property
    def colour(self) -> str:
        return COLOURS[self.state]

    @property
    def height(self) -> int:
        """What is built or can be is tall, what is held up is low, what is left out is a line."""
        if self.state in BLOCKED:
            return STRIP_HEIGHT // 2
        return STRIP_HEIGHT // 6 if self.state == LEFT_OUT else STRIP_HEIGHT

    @property
    def y(self) -> int:
        return STRIP_HEIGHT - self.height


@require_GET
@as_of_a_day
def board(request: HttpRequest, day: date) -> HttpResponse:
    building = Building(day)
    lines = building.lots
    shown = {
        "tabs": tabs(request),
        "day": day,
        "figures": [one for one in building.k1() if one.route is None],
        "money": money(lines),
        "routes": [_route(building, route, fully=request.user.reads_fully) for route in building.routes],
        "legend": CLASSES,
        "lots": [lot_row(one, request) for one in lines],
        "structures": structure_table(building),
        "series": land_series(day, building.codes),
        "units": land_total(building.land_units.counted()),
        "may_add": request.user.reads_fully and may_write(request.user, "lot"),
    }
    return render(request, "construction/board.html", shown)


def tabs(request: HttpRequest) -> list[dict[str, Any]]:
    pages = [(reverse("construction:board"), _("Progress and lots"))]
    if request.user.reads_fully:
        pages.append((reverse("construction:land"), _("Land units")))
    return [
        {"address": address, "label": label, "is_here": address == request.path} for address, label in pages
    ]


def _route(building: Building, route, *, fully: bool) -> dict[str, Any]:
    found = grounds(building.day, route=route.code)
    states = {element: readiness(ground) for (_code, element), ground in found.items()}
    window = [(0, route.official_length_cm)]
    bars = {element: in_place(one, window) if fully else by_amount(one) for element, one in states.items()}
    lines = building.of_route(route.code)
    return {
        "route": route,
        "lines": lines,
        "strips": [
            {"name": building.elements[code].name, "bars": bars[code], "lengths": lengths(states[code])}
            for code in building.elements
            if code in states
        ],
    }


def lengths(states: dict[str, MeasureSet]) -> list[int]:
    """Return the length of each state in the order of the legend, in centimetres."""
    return [states[code].length_cm for code in COLOURS if code in states]


def in_place(states: dict[str, MeasureSet], window: list[tuple[int, int]]) -> list[Bar]:
    """Return the bars of a strip that shows each stretch where it lies."""
    start, end = window[0][0], window[-1][1]
    scale = STRIP_WIDTH / (end - start)
    return [
        Bar(round((from_cm - start) * scale, 3), round((to_cm - from_cm) * scale, 3), state)
        for state, metres in states.items()
        for from_cm, to_cm in metres.pairs()
    ]


def by_amount(states: dict[str, MeasureSet]) -> list[Bar]:
    """Return the bars of a strip that shows how much there is of each state, and not where."""
    whole, reached, bars = sum(metres.length_cm for metres in states.values()), 0.0, []
    for state in reversed(STATES):
        width = STRIP_WIDTH * states[state].length_cm / whole if whole else 0
        bars += [Bar(round(reached, 3), round(width, 3), state)] if width else []
        reached += width
    return bars


def lot_row(line: LotLine, request: HttpRequest) -> dict[str, Any]:
    totals = {name: line.total(f"{name}_cm") for name in ("required", "built", "accepted", "missing")}
    may_open = reads_lot(request.user, line.lot.code)
    return {
        "line": line,
        **totals,
        "routes": ", ".join(sorted(line.metres)),
        "units": land_total(line.land_units),
        "structures": line.as_json()["structures"],
        "address": reverse("construction:lot", args=[line.lot.code]) if may_open else "",
    }


def structure_table(building: Building) -> list[dict[str, Any]]:
    """Return a row for each type of structure, with the counts of all routes."""
    rows: dict[str, dict[str, Any]] = {}
    for one in building.structures.values():
        row = rows.setdefault(one["kind"], {"name": one["name"], "recorded": 0, "built": 0, "accepted": 0})
        for name in ("recorded", "built", "accepted"):
            row[name] += one[name]
    return list(rows.values())


def land_series(day: date, routes: list[str]) -> dict[str, Any]:
    """Return the land units under the State's title at the end of each year, and on the day itself."""
    ends = [date(year, 12, 31) for year in range(SERIES_FROM, day.year)]
    return {"routes": routes, "rows": [(end, _titled(end, routes)) for end in [*ends, day]]}


def _titled(day: date, routes: list[str]) -> list[int]:
    """Return how many are titled under the strips of each route, then under border roads."""
    counted = LandUnits(day).counted()
    strips = {one["route"]: one["titled"] for one in counted if one["purpose"] == Parcel.Purpose.STRIP}
    roads = sum(one["titled"] for one in counted if one["purpose"] == Parcel.Purpose.ROAD)
    return [*(strips.get(route, 0) for route in routes), roads]


# ---- one lot


@require_GET
@as_of_a_day
def lot(request: HttpRequest, day: date, code: str) -> HttpResponse:
    """Show a lot: its strip, elements, contracts, acts, structures and history."""
    return lot_page(request, day, code)


def lot_page(
    request: HttpRequest, day: date, code: str, forms: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Return the page of a lot; `forms` is what a refused form said, by the form's name."""
    if not reads_lot(request.user, code):
        raise PermissionDenied(_("Lot %(code)s is not among those granted to you.") % {"code": code})
    building = Building(day)
    line = building.lot(code)
    shown = {
        "forms": forms or {},
        "day": day,
        "line": line,
        "row": lot_row(line, request),
        "strips": [_lot_strip(building, line, route) for route in sorted(line.metres)],
        "legend": CLASSES,
        "stretches": list(_stretches(line, day)),
        "contracts": [_contract_row(one) for one in line.contracts],
        "acts": [_act_row(one) for one in acceptances(day, lot=code)],
        "structures": [
            {**one, "address": object_address(BY_NAME["structure"], one["code"])} for one in line.structures
        ],
        "history": history(code),
        "amend": object_address(BY_NAME["lot"], code),
        "routes": building.routes,
        "verdicts": Acceptance.Verdict.choices,
        "elements": Element.objects.all(),
        "may_write": request.user.reads_fully and may_write(request.user, "lot_stretch"),
        **documents_of_thing(BY_NAME["lot"], code, request.user, reverse("construction:lot", args=[code])),
    }
    return render(request, "construction/lot.html", shown, status=400 if forms else 200)


def _lot_strip(building: Building, line: LotLine, route: str) -> dict[str, Any]:
    metres, found = line.metres[route], grounds(building.day, route=route)
    pairs, lanes = metres.pairs(), []
    for element in (one.element for one in line.elements):
        if ground := found.get((route, element.code)):
            states = {state: some & metres for state, some in readiness(ground).items()}
            lanes.append({"name": element.name, "bars": in_place(states, pairs)})
    return {
        "route": route,
        "from_cm": pairs[0][0],
        "to_cm": pairs[-1][1],
        "extent": in_place({"lot": metres}, pairs),
        "lanes": lanes,
    }


def _stretches(line: LotLine, day: date) -> Iterable[dict[str, Any]]:
    layer = BY_NAME["work"]
    for route, metres in sorted(line.metres.items()):
        for from_cm, to_cm in metres.pairs():
            key = {"route": route, **({"element": line.elements[0].element.code} if line.elements else {})}
            yield {
                "route": route,
                "from_cm": from_cm,
                "to_cm": to_cm,
                "length_cm": to_cm - from_cm,
                "address": workspace_address(layer, key, from_cm, to_cm, day),
            }


def _contract_row(one: dict[str, Any]) -> dict[str, Any]:
    key = {"contract": one["code"]}
    return {
        **one,
        "state_name": dict(ContractTerms.State.choices).get(one["state"], ""),
        "address": object_address(BY_NAME["contract"], one["code"]),
        "terms": facts_address(BY_NAME["contract_terms"], key),
        "payments": facts_address(BY_NAME["payment"], key),
    }


def _act_row(one: dict[str, Any]) -> dict[str, Any]:
    place = (BY_NAME["acceptance"], {"route": one["route"], "element": one["element"]})
    ends = (round(one[name] * CM_PER_KM) for name in ("from_km", "to_km"))
    return {
        **one,
        "verdict_name": dict(Acceptance.Verdict.choices)[one["verdict"]],
        "address": workspace_address(*place, *ends),
    }


# ---- land units


@require_GET
@as_of_a_day
def land(request: HttpRequest, day: date) -> HttpResponse:
    """List the land units as of a day, narrowed by route, purpose, status and designation."""
    asked = {name: request.GET.get(name, "") for name in ("route", "purpose", "status", "q")}
    found = parcels(day, **{name: asked[name] or None for name in ("route", "purpose", "status")})
    found = [one for one in found if asked["q"].strip() in one["code"]]
    building = Building(day)
    page = Paginator(found, UNITS_A_PAGE).get_page(request.GET.get("page"))
    for one in page:
        one["address"] = facts_address(BY_NAME["land_case"], {"parcel": one["code"]})
    shown = {
        "tabs": tabs(request),
        "day": day,
        "asked": asked,
        "page": page,
        "titled": sum(one["titled"] for one in found),
        "routes": building.routes,
        "purposes": Parcel.Purpose.choices,
        "statuses": LandStatus.objects.all(),
        "series": land_series(day, building.codes),
    }
    return render(request, "construction/land.html", shown)
