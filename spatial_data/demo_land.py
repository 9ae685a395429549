"""Land units of the demo: how many were the State's in which year is published, everything else is invented.

The source gives four numbers each for LV-RU, LV-BY and border roads, of 2018 to 2022; they are read as the ends of
2018 to 2021. Designations begin with 99, which no territory of the cadastre has.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from apps.geo.measures import MeasureSet
from apps.ledger.commands import Add, Command
from spatial_data.code_lists import LAND_STATUSES
from spatial_data.demo_places import LV_BY, LV_RU, ROUTES, Pair, RoutePlan, cm, segments, uneven
from spatial_data.demo_progress import BEGIN, SOURCES
from spatial_data.demo_register import INVENTED_NOTE, REVIEWS, STEPS_A_REVIEW, DemoSet, land_status, put

YEARS = (2018, 2019, 2020, 2021)
PUBLISHED = {
    "LV-RU": dict(zip(YEARS, (265, 289, 325, 328), strict=True)),
    "LV-BY": dict(zip(YEARS, (30, 97, 150, 158), strict=True)),
    "road": dict(zip(YEARS, (11, 98, 189, 199), strict=True)),
}
"""Land units with the State's title at the end of each year (S11)."""

LATER = {
    "LV-RU": {2023: 334, 2025: 338},
    "LV-BY": {2022: 169, 2023: 186, 2024: 201, 2025: 209},
    "road": {2023: 214, 2025: 228},
}
"""Invented: how it went on."""

RECORDED = {"LV-RU": 341, "LV-BY": 215, "road": 236}
TERRITORY = {"LV-RU": 9901, "LV-BY": 9902, "road": 9903}
STRIP_M, ROAD_M = 12, 8
SQUARE_M_A_HA = 10_000
EUR_A_HA = 1_450
ROAD_KM = 0.35


@dataclass(frozen=True)
class Unit:
    """A land unit of the demo: which series it is counted in, where it lies along the border."""

    code: str
    series: str
    route: str
    place: Pair

    @property
    def purpose(self) -> str:
        return "road" if self.series == "road" else "strip"

    @property
    def area_ha(self) -> str:
        from_cm, to_cm = self.place
        width_m = ROAD_M if self.purpose == "road" else STRIP_M
        return f"{(to_cm - from_cm) / 100 * width_m / SQUARE_M_A_HA:.4f}"

    @property
    def amount_eur(self) -> str:
        return f"{float(self.area_ha) * EUR_A_HA:.2f}"


def change_sets() -> list[DemoSet]:
    """Return the land units and, year by year, which of them became the State's."""
    source = f"skaits publicēts ({SOURCES['S11']}), zemes vienības un to vieta izdomātas"
    begun = DemoSet(BEGIN, f"Zemes vienības: {INVENTED_NOTE}", tuple(brought_in()))
    return [
        begun,
        *(DemoSet(date(year, 12, 31), f"Valsts īpašumā: {source}", tuple(titled(year))) for year in YEARS),
        *(
            DemoSet(date(year, 12, 31), f"Valsts īpašumā: {INVENTED_NOTE}", tuple(titled(year)))
            for year in sorted({year for years in LATER.values() for year in years})
        ),
    ]


def units(series: str) -> list[Unit]:
    """Return the units of a series in the order in which they become the State's."""
    placed = road_units() if series == "road" else strip_units(LV_RU if series == "LV-RU" else LV_BY)
    held_back = {plan.code: last_uncleared(plan) for plan in ROUTES}
    thrown = dict(zip((unit.code for unit in placed), uneven(len(placed)).tolist(), strict=True))
    return sorted(placed, key=lambda one: (_middle(one.place) in held_back[one.route], thrown[one.code]))


def strip_units(plan: RoutePlan) -> list[Unit]:
    """Return land units of uneven width that fill a route."""
    count = RECORDED[plan.code]
    ends = np.cumsum(0.3 + 1.4 * uneven(count))
    measures = [0, *np.rint(ends / ends[-1] * plan.length_cm).astype(int).tolist()]
    return [
        Unit(_code(plan.code, n), plan.code, plan.code, (measures[n], measures[n + 1])) for n in range(count)
    ]


def road_units() -> list[Unit]:
    """Return land units under border roads, every other one on each route."""
    found = []
    for n in range(RECORDED["road"]):
        plan = ROUTES[n % 2]
        start = round((n // 2) * (plan.length_cm - cm(ROAD_KM)) / (RECORDED["road"] // 2))
        found.append(Unit(_code("road", n), "road", plan.code, (start, start + cm(ROAD_KM))))
    return found


def _code(series: str, n: int) -> str:
    return f"{TERRITORY[series]}{n // 100 + 1:03d}{n % 100 + 1:04d}"


def _middle(place: Pair) -> int:
    return sum(place) // 2


@cache
def last_uncleared(plan: RoutePlan) -> MeasureSet:
    """Return the metres where the last review of land rights does not let works begin."""
    lets_begin = {status.code for status in LAND_STATUSES if status.counts["cleared"]}
    pairs = [pair for _code, pair in segments(plan)]
    last, steps = len(REVIEWS[plan.code]) - 1, STEPS_A_REVIEW[plan.code]
    thrown = uneven(len(pairs)).tolist()
    found = [
        pair
        for lot, pair in zip(thrown, pairs, strict=True)
        if land_status(lot, last, steps) not in lets_begin
    ]
    return MeasureSet.from_pairs(found)


def brought_in() -> Iterator[Command]:
    """Yield every unit with its place, and the case that was opened on each."""
    for series in RECORDED:
        for unit in units(series):
            yield Add("parcel", unit.code, {"purpose": unit.purpose, "area_ha": unit.area_ha})
            key = {"route": unit.route, "parcel": unit.code}
            yield put("parcel_stretch", key, {"note": INVENTED_NOTE}, BEGIN, unit.place)
            yield put(
                "land_case", {"parcel": unit.code}, {"status": "identified", "note": INVENTED_NOTE}, BEGIN
            )


def titled(year: int) -> Iterator[Command]:
    """Yield what became the State's in a year, by an order of that spring."""
    for series in RECORDED:
        counts = {**PUBLISHED[series], **LATER[series]}
        if year not in counts:
            continue
        before = max((count for earlier, count in counts.items() if earlier < year), default=0)
        for unit in units(series)[before : counts[year]]:
            yield from bought(unit, year)


def bought(unit: Unit, year: int) -> Iterator[Command]:
    key = {"parcel": unit.code}
    order = {"cabinet_order": f"MK rīkojums {year} ({INVENTED_NOTE})", "amount_eur": unit.amount_eur}
    if year > BEGIN.year:
        yield put("land_case", key, {"status": "cabinet_order", **order}, date(year, 3, 15))
        order = {}
    yield put("land_case", key, {"status": "registered", **order}, date(year, 12, 31))
