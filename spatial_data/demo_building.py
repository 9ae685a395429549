"""Lots, contracts, acts of acceptance and structures of the demo.

Kilometres of lots are published where a source stands beside them. Where on the line a lot lies, who builds it, every
contract number, amount, payment and act is invented, and says so; one amount is published: that of the tower project.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise

from apps.ledger.commands import Add, Command
from spatial_data.code_lists import STRIPS
from spatial_data.demo_places import (
    LV_RU_BOGS,
    LV_RU_DRY,
    Pair,
    cm,
    part_of,
    stretches,
)
from spatial_data.demo_progress import BEGIN, SOURCES
from spatial_data.demo_register import INVENTED_NOTE, DemoSet, put, reason_of
from spatial_data.demo_structures import STRUCTURES, StructurePlan

RU_FENCE_ORDER = LV_RU_DRY + LV_RU_BOGS
BY_ELEMENTS = (*STRIPS, "fence", "patrol_path", "footbridge", "pontoon")


@dataclass(frozen=True)
class LotPlan:
    """One lot: where it lies, what it builds, and from when; without a source its kilometres are invented."""

    code: str
    name_lv: str
    name_en: str
    route: str
    places: tuple[Pair, ...]
    elements: tuple[str, ...]
    day: date
    source: str | None = None
    kind: str = "design_build"

    @property
    def note(self) -> str:
        return f"km publicēti ({SOURCES[self.source]}), vieta izdomāta" if self.source else INVENTED_NOTE


def along(order: tuple[Pair, ...], from_km: float, to_km: float) -> tuple[Pair, ...]:
    return tuple(part_of(order, cm(from_km), cm(to_km)))


def parts_of_six() -> Iterator[LotPlan]:
    """Yield the six parts of 66.71 km; that there were six is published, how long each was is not."""
    ends = [0, *accumulate([11.12] * 5 + [11.11])]
    for number, (start, end) in enumerate(pairwise(ends), start=1):
        yield LotPlan(
            f"RU-3.{number}",
            f"LV–RU žogs, pēdējās daļas {number}. posms",
            f"LV–RU fence, last lot, part {number}",
            "LV-RU",
            along(RU_FENCE_ORDER, round(183.46 + start, 2), round(183.46 + end, 2)),
            ("fence",),
            date(2024, 2, 20),
            "S18",
        )


BY_DAY, RU_DAY = date(2022, 6, 1), date(2024, 2, 6)
LOTS = (
    LotPlan(
        "BY-1",
        "LV–BY 1. daļa",
        "LV–BY lot 1",
        "LV-BY",
        stretches((0, 85.8)),
        BY_ELEMENTS,
        BY_DAY,
        "S18",
    ),
    LotPlan(
        "BY-2",
        "LV–BY 2. daļa",
        "LV–BY lot 2",
        "LV-BY",
        stretches((85.8, 95.5), (112.5, 162.23), (168.4, 172.9)),
        BY_ELEMENTS,
        BY_DAY,
        "S18",
    ),
    LotPlan(
        "BY-3",
        "LV–BY 3. daļa, Daugava",
        "LV–BY lot 3, the Daugava",
        "LV-BY",
        stretches((95.5, 112.2)),
        ("tower",),
        BY_DAY,
        "S18",
    ),
    LotPlan(
        "BY-4",
        "LV–BY 4. daļa, Riču ezers",
        "LV–BY lot 4, Riču ezers",
        "LV-BY",
        stretches((162.8, 167.8)),
        STRIPS,
        date(2026, 3, 1),
        "S18",
    ),
    LotPlan(
        "RU-0",
        "LV–RU žogs, agrākais darbu veicējs",
        "LV–RU fence, earlier contractor",
        "LV-RU",
        along(RU_FENCE_ORDER, 0, 99),
        ("fence",),
        BEGIN,
        "S22",
        "works",
    ),
    LotPlan(
        "RU-1",
        "LV–RU žogs, 64,94 km",
        "LV–RU fence, 64.94 km",
        "LV-RU",
        along(RU_FENCE_ORDER, 99, 163.94),
        ("fence",),
        RU_DAY,
        "S18",
    ),
    LotPlan(
        "RU-2",
        "LV–RU žogs, bruņotie spēki",
        "LV–RU fence, the armed forces",
        "LV-RU",
        along(RU_FENCE_ORDER, 163.94, 183.46),
        ("fence",),
        RU_DAY,
        "S18",
        "works",
    ),
    *parts_of_six(),
    LotPlan(
        "RU-4",
        "LV–RU žogs un pontoni purvos",
        "LV–RU fence and pontoons in bogs",
        "LV-RU",
        along(RU_FENCE_ORDER, 250.17, 280),
        ("fence", "pontoon"),
        date(2025, 1, 15),
    ),
    LotPlan(
        "RU-5",
        "LV–RU pārējie darbi, 41,26 km",
        "LV–RU other works, 41.26 km",
        "LV-RU",
        along(LV_RU_DRY, 188.74, 230),
        ("patrol_path",),
        date(2025, 12, 29),
        "S22",
    ),
    LotPlan(
        "RU-6",
        "LV–RU joslas, pirmais posms",
        "LV–RU strips, first stage",
        "LV-RU",
        along(RU_FENCE_ORDER, 230, 268),
        STRIPS,
        RU_DAY,
    ),
    LotPlan(
        "RU-7",
        "LV–RU joslas, otrais posms",
        "LV–RU strips, second stage",
        "LV-RU",
        along(RU_FENCE_ORDER, 268, 283.6),
        STRIPS,
        date(2025, 3, 1),
    ),
)

CONTRACTORS = {
    "DEMO-A": ("Demo būvnieks A (izdomāts)", "Demo builder A (invented)"),
    "DEMO-B": ("Demo būvnieks B (izdomāts)", "Demo builder B (invented)"),
    "DEMO-C": ("Demo būvnieks C (izdomāts)", "Demo builder C (invented)"),
    "NBS": ("Nacionālie bruņotie spēki", "National Armed Forces"),
}
TOWERS_EUR, TOWERS_PROJECT = "3633924.00", "NVA/RPVP/2023/1"


@dataclass(frozen=True)
class Agreement:
    """A contract: what its terms became on which day, and what was paid by when, in euros; all invented."""

    lot: str
    contractor: str
    terms: tuple[tuple[date, dict], ...]
    paid: tuple[tuple[date, str], ...] = ()

    @property
    def code(self) -> str:
        return f"L-{self.lot}"


def signed(day: date, amount_eur: str, complete_by: str, **more: str) -> tuple[date, dict]:
    return day, {"state": "in_force", "amount_eur": amount_eur, "complete_by": complete_by, **more}


def order(day: date, number: int, **terms: str) -> tuple[date, dict]:
    return day, {"change_order": f"Grozījumi Nr. {number} ({INVENTED_NOTE})", **terms}


DONE = {"state": "completed"}
AGREEMENTS = (
    Agreement(
        "BY-1",
        "DEMO-A",
        (
            signed(date(2022, 7, 1), "61000000", "2024-12-31"),
            order(date(2024, 10, 1), 1, amount_eur="66500000", complete_by="2026-12-31"),
        ),
        (
            (date(2023, 12, 31), "18500000"),
            (date(2024, 12, 31), "37000000"),
            (date(2025, 12, 31), "55200000"),
        ),
    ),
    Agreement(
        "BY-2",
        "DEMO-B",
        (
            signed(date(2022, 7, 1), "45500000", "2024-12-31"),
            order(date(2024, 11, 15), 1, complete_by="2026-12-31"),
        ),
        (
            (date(2023, 12, 31), "12400000"),
            (date(2024, 12, 31), "29000000"),
            (date(2025, 12, 31), "39800000"),
        ),
    ),
    Agreement(
        "BY-3",
        "DEMO-C",
        (
            signed(
                date(2023, 9, 1),
                TOWERS_EUR,
                "2025-11-30",
                project=TOWERS_PROJECT,
                fund_share_pct="75",
                note="projekta summa un fonda daļa publicētas (nva.iem.gov.lv); vai tas ir par šo daļu, izdomāts",
            ),
            (date(2025, 12, 15), DONE),
        ),
        ((date(2024, 12, 31), "1700000"), (date(2025, 12, 31), TOWERS_EUR)),
    ),
    Agreement("BY-4", "DEMO-B", ((date(2026, 3, 1), {"state": "tender"}),)),
    Agreement(
        "RU-0",
        "DEMO-C",
        (signed(date(2018, 1, 1), "21000000", "2021-12-31"), (date(2023, 1, 31), {"state": "terminated"})),
        ((date(2021, 12, 31), "19600000"),),
    ),
    Agreement(
        "RU-1",
        "DEMO-A",
        (signed(date(2024, 2, 6), "17800000", "2024-12-31"), (date(2025, 6, 30), DONE)),
        ((date(2024, 12, 31), "15100000"), (date(2025, 12, 31), "17800000")),
    ),
    Agreement(
        "RU-2",
        "NBS",
        (signed(date(2024, 2, 6), "4100000", "2024-12-31"), (date(2025, 3, 31), DONE)),
        ((date(2024, 12, 31), "4100000"),),
    ),
    *(
        Agreement(
            f"RU-3.{number}",
            "DEMO-B" if number % 2 else "DEMO-C",
            (signed(date(2024, 2, 20), "3050000", "2024-12-31"), (date(2025, 6, 30), DONE)),
            ((date(2024, 12, 31), "2600000"), (date(2025, 12, 31), "3050000")),
        )
        for number in range(1, 7)
    ),
    Agreement(
        "RU-4",
        "DEMO-A",
        (
            signed(date(2025, 1, 15), "14900000", "2025-12-31"),
            order(date(2025, 11, 20), 1, complete_by="2026-06-30"),
        ),
        ((date(2025, 12, 31), "11300000"),),
    ),
    Agreement(
        "RU-5",
        "DEMO-C",
        (signed(date(2025, 12, 29), "12700000", "2027-12-31"),),
        ((date(2026, 10, 31), "2200000"),),
    ),
    Agreement(
        "RU-6",
        "DEMO-A",
        (signed(date(2024, 2, 6), "8900000", "2025-12-31"), (date(2026, 2, 28), DONE)),
        ((date(2025, 12, 31), "8100000"), (date(2026, 3, 31), "8900000")),
    ),
    Agreement(
        "RU-7",
        "DEMO-B",
        (signed(date(2025, 3, 1), "3700000", "2027-06-30"),),
        ((date(2026, 10, 31), "1900000"),),
    ),
)


@dataclass(frozen=True)
class Act:
    """An act of acceptance on a part of the order of building: kilometres published, its number invented."""

    day: date
    verdict: str
    from_km: float
    to_km: float
    number: str


ACTS = (
    Act(date(2024, 12, 31), "defects", 0, 99, "DEMO-1/2024"),
    Act(date(2025, 12, 29), "accepted", 0, 72, "DEMO-7/2025"),
    Act(date(2025, 12, 29), "submitted", 72, 99, ""),
)
ACTS_SOURCE = "S22"


def change_sets() -> list[DemoSet]:
    """Return lots, then what refers to them: contracts, acts and structures."""
    return [
        DemoSet(BEGIN, f"Darbu veicēji: {INVENTED_NOTE}", tuple(contractors())),
        *map(lot_set, LOTS),
        *map(agreement_set, AGREEMENTS),
        *acts(),
        *structures(),
    ]


def contractors() -> Iterator[Command]:
    for code, (name_lv, name_en) in CONTRACTORS.items():
        yield Add("contractor", code, {"name_lv": name_lv, "name_en": name_en})


def lot_set(lot: LotPlan) -> DemoSet:
    return DemoSet(lot.day, f"Iepirkuma daļa {lot.code}: {lot.note}", tuple(lot_commands(lot)))


def agreement_set(one: Agreement) -> DemoSet:
    reason = f"Līgums {one.code}: numurs, izpildītājs un maksājumi {INVENTED_NOTE}"
    return DemoSet(one.terms[0][0], reason, tuple(agreed(one)))


def lot_commands(lot: LotPlan) -> Iterator[Command]:
    yield Add("lot", lot.code, {"name_lv": lot.name_lv, "name_en": lot.name_en, "kind": lot.kind})
    key = {"route": lot.route, "lot": lot.code}
    yield from (put("lot_stretch", key, {"note": lot.note}, lot.day, pair) for pair in lot.places)
    for element in lot.elements:
        yield put("lot_element", {"lot": lot.code, "element": element}, {"note": INVENTED_NOTE}, lot.day)


def agreed(one: Agreement) -> Iterator[Command]:
    key, (first, values) = {"contract": one.code}, one.terms[0]
    is_signed = values["state"] != "tender"
    timeless = {"number": f"DEMO-{one.lot}", "lot": one.lot}
    timeless |= {"contractor": one.contractor, "signed_on": str(first)} if is_signed else {}
    yield Add("contract", one.code, timeless)
    for day, terms in one.terms:
        yield put("contract_terms", key, {"note": INVENTED_NOTE, **terms} if day == first else terms, day)
    for day, paid_eur in one.paid:
        yield put("payment", key, {"paid_eur": paid_eur, "source": INVENTED_NOTE}, day)


def acts() -> Iterator[DemoSet]:
    """Yield the acts on the fence of the earlier contractor: published kilometres, invented numbers."""
    for day in sorted({act.day for act in ACTS}):
        commands = tuple(command for act in ACTS if act.day == day for command in act_puts(act))
        yield DemoSet(day, reason_of("Pieņemšanas akti", ACTS_SOURCE), commands)


def act_puts(act: Act) -> Iterator[Command]:
    key = {"route": "LV-RU", "element": "fence"}
    values = {
        "verdict": act.verdict,
        "act": act.number,
        "act_on": str(act.day) if act.number else None,
        "lot": "RU-0",
        "note": f"km publicēti ({ACTS_SOURCE}), akta numurs un vieta izdomāti",
    }
    pairs = along(RU_FENCE_ORDER, act.from_km, act.to_km)
    yield from (put("acceptance", key, values, act.day, pair) for pair in pairs)


def structures() -> Iterator[DemoSet]:
    """Yield the structures, a set for each type on a route."""
    for plan in STRUCTURES:
        sources = sorted({SOURCES[source] for _day, _status, source in plan.steps if source})
        told = f"skaits publicēts ({', '.join(sources)}), vieta izdomāta" if sources else INVENTED_NOTE
        reason = f"Būves {plan.prefix}, {plan.name_lv}: {told}"
        yield DemoSet(plan.steps[0][0], reason, tuple(structure_commands(plan, told)))


def structure_commands(plan: StructurePlan, note: str) -> Iterator[Command]:
    for number, km in enumerate(plan.kms, start=1):
        code = f"{plan.prefix}-{number}"
        names = {"name_lv": f"{plan.name_lv} {number}", "name_en": f"{plan.name_en} {number}"}
        yield Add("structure", code, {**names, "kind": plan.kind})
        for day, status, _source in plan.steps:
            values = {
                "route": plan.route,
                "measure_cm": cm(km),
                "status": status,
                "lot": lot_at(plan.route, cm(km), day),
                "note": note,
            }
            yield put("structure_standing", {"structure": code}, values, day)


def lot_at(route: str, measure_cm: int, day: date) -> str | None:
    """Return the lot of design and works that has a measure on a day, the first of the list; None if none has."""
    return next(
        (
            lot.code
            for lot in LOTS
            if lot.route == route
            and lot.day <= day
            and any(from_cm <= measure_cm < to_cm for from_cm, to_cm in lot.places)
        ),
        None,
    )
