"""What was built when: published kilometres with their source, and invented ones that say so.

A programme is one element on one route. Its ``order`` is the invented order of building its kilometres,
so that a published *22.5 km* becomes stretches of the route. A step sets a status on a part of that order.
"""

from dataclasses import dataclass
from datetime import date

from apps.geo.measures import CM_PER_KM
from spatial_data.code_lists import STRIPS
from spatial_data.demo_places import (
    LV_BY_BOGS,
    LV_BY_FLOATING,
    LV_BY_LAND,
    LV_RU_BOGS,
    LV_RU_DRY,
    RICU_LAKE,
    ROUTES,
    Pair,
    cm,
    part_of,
    without,
)

SOURCES = {
    "S10": "multinews.lv, Iekšlietu ministrijas ziņojums, 2022. gada augusts",
    "S11": "iem.gov.lv, statistika, 2018.–2022. gads",
    "S12": "iem.gov.lv, 2021. gada 30. novembris un 2023. gada 28. februāris",
    "S13": "likumi.lv 327646, Ārējās sauszemes robežas infrastruktūras izbūves likums",
    "S14": "ludzaszeme.lv, 2016. gads (Daugava 17 km)",
    "S16": "jauns.lv 685242, 2025. gada 2. decembris",
    "S17": "iem.gov.lv, 2023. gada 3. novembris",
    "S18": "iem.gov.lv, 2024. gada 6. un 20. februāris; vni.lv",
    "S19": "Valsts kontrole, 2020.–2021. gads",
    "S20": "baltic-course.com 136841 (LV–RU 283,6 km, 648 robežzīmes)",
    "S21": "Wikipedia, Belarus–Latvia border (172,9 km)",
    "S22": "lasi.lv, 2025. gada 29. decembris; jauns.lv 685232",
    "S23": "imag.one un delfi.lv, 2022. gada novembris",
    "S44": "Iekšlietu ministrijas un VNI paziņojums, 2025. gads",
    "S48": "nva.iem.gov.lv, projekts NVA/RPVP/2023/1",
    "strategy": "Iekšlietu nozares stratēģija 2023.–2027. gadam",
}


@dataclass(frozen=True)
class Step:
    """From `day` on these kilometres of the order have a status; without a source it is invented."""

    day: date
    status: str
    from_km: float
    to_km: float
    source: str | None = None


@dataclass(frozen=True)
class Programme:
    """One element on one route: where it has to be, the order of building, what became of it."""

    route: str
    element: str
    order: tuple[Pair, ...]
    steps: tuple[Step, ...]
    designed_width_m: str | None = None

    def stretches(self, step: Step) -> list[Pair]:
        return part_of(self.order, cm(step.from_km), cm(step.to_km))


Steps = tuple[Step, ...]


def strips(route: str, order: tuple[Pair, ...], steps: Steps, ahead: Steps) -> list[Programme]:
    """Return the programmes of the three strips; the border strip is `ahead` of the others."""
    own = {"border_strip": ahead}
    return [
        Programme(route, element, order, steps + own.get(element, ()), STRIP_WIDTH_M.get(element))
        for element in STRIPS
    ]


BEGIN = date(2018, 1, 1)
STRIP_RULE = "Valsts robežas likums, III nodaļa"
FENCE_RULE = "Ārējās sauszemes robežas infrastruktūras izbūves likums"
STRIP_WIDTH_M = {"border_strip": "12"}

LV_RU_STRIP_STEPS = (
    # 44 % and 81 % of 283.6 km were published, then 230 km.
    Step(date(2018, 12, 31), "built", 0, 124.78, "S11"),
    Step(date(2020, 12, 31), "built", 124.78, 229.72, "S11"),
    Step(date(2021, 12, 31), "built", 229.72, 230, "S10"),
    Step(date(2021, 12, 31), "territory_fixed", 230, 283.6),
    Step(date(2024, 2, 20), "works", 230, 256),
    Step(date(2024, 12, 31), "built", 230, 250),
    Step(date(2025, 6, 30), "works", 256, 276),
    Step(date(2025, 12, 31), "built", 250, 268),
    Step(date(2026, 9, 15), "design", 280, 283.6),
    Step(date(2026, 10, 31), "built", 268, 276),
)
LV_BY_STRIP_STEPS = (
    Step(date(2021, 11, 24), "territory_fixed", 0, 155.9),
    Step(date(2022, 8, 31), "cleared", 0, 57, "S10"),
    Step(date(2022, 11, 30), "works", 30, 57),
    Step(date(2022, 12, 31), "built", 0, 30),
    Step(date(2023, 6, 30), "built", 30, 50),
    Step(date(2023, 9, 30), "works", 57, 126),
    Step(date(2023, 12, 31), "built", 50, 76),
    Step(date(2024, 6, 30), "built", 76, 100),
    Step(date(2024, 12, 31), "built", 100, 126),
    Step(date(2025, 3, 31), "works", 126, 151),
    Step(date(2025, 6, 30), "built", 126, 137),
    Step(date(2025, 12, 31), "built", 137, 146),
    Step(date(2026, 9, 15), "design", 153, 155.9),
    Step(date(2026, 10, 31), "built", 146, 151),
)

LV_BY_BORDER_STRIP_AHEAD = (
    Step(date(2023, 12, 31), "built", 76, 90),
    Step(date(2025, 4, 30), "built", 126, 134),
    Step(date(2026, 6, 30), "built", 146, 153),
)

FENCES = (
    Programme(
        "LV-RU",
        "fence",
        LV_RU_DRY + LV_RU_BOGS,
        (
            Step(date(2022, 8, 31), "built", 0, 95.2, "S10"),
            Step(date(2023, 6, 30), "built", 95.2, 99),
            # Contracts of February 2024: 64.94 km, 19.52 km by the army, 66.71 km.
            Step(date(2024, 2, 6), "works", 99, 163.94, "S18"),
            Step(date(2024, 2, 6), "works", 163.94, 183.46, "S18"),
            Step(date(2024, 2, 20), "works", 183.46, 250.17, "S18"),
            Step(date(2024, 12, 31), "defects", 0, 99, "S22"),
            Step(date(2024, 12, 31), "built", 99, 250, "S22"),
            Step(date(2025, 3, 31), "works", 250, 280),
            Step(date(2025, 12, 29), "accepted", 0, 72, "S22"),
            Step(date(2025, 12, 29), "submitted", 72, 99, "S22"),
            Step(date(2025, 12, 29), "built", 250, 280, "S22"),
        ),
    ),
    Programme(
        "LV-BY",
        "fence",
        LV_BY_LAND,
        (
            Step(date(2021, 11, 24), "design", 0, 134, "S12"),
            Step(date(2022, 9, 30), "works", 0, 112),
            Step(date(2022, 11, 30), "built", 0, 22.5, "S23"),
            Step(date(2023, 1, 27), "built", 22.5, 34.6, "S12"),
            Step(date(2023, 2, 28), "built", 34.6, 46.3, "S12"),
            Step(date(2023, 11, 3), "built", 46.3, 92.1, "S17"),
            Step(date(2023, 12, 31), "built", 92.1, 112, "S18"),
            Step(date(2024, 2, 20), "works", 112, 144.47),
            Step(date(2024, 7, 31), "built", 112, 144.47, "S18"),
        ),
    ),
    Programme(
        "LV-BY",
        "temporary_wire",
        LV_BY_LAND,
        (
            Step(date(2021, 11, 24), "built", 0, 36.94, "S12"),
            Step(date(2022, 6, 30), "built", 36.94, 59.7, "S12"),
        ),
    ),
)

LV_BY_FIRM = without(LV_BY_LAND, LV_BY_BOGS + LV_BY_FLOATING + RICU_LAKE)

PATHS = (
    Programme(
        "LV-BY",
        "patrol_path",
        LV_BY_FIRM,
        (
            Step(date(2023, 6, 30), "works", 0, 60),
            Step(date(2024, 6, 30), "roadbed", 0, 70),
            Step(date(2024, 12, 31), "built", 0, 48),
            Step(date(2025, 11, 30), "roadbed", 85.96, 112.8, "S44"),
            Step(date(2025, 11, 30), "built", 0, 85.96, "S44"),
        ),
    ),
    Programme(
        "LV-BY",
        "footbridge",
        LV_BY_BOGS,
        (
            Step(date(2024, 6, 30), "works", 0, 27.13),
            Step(date(2025, 11, 30), "built", 0, 22.93, "S44"),
        ),
    ),
    Programme(
        "LV-BY",
        "pontoon",
        LV_BY_FLOATING,
        (Step(date(2025, 11, 30), "built", 0, 1.75, "S44"),),
    ),
    Programme(
        "LV-RU",
        "pontoon",
        LV_RU_BOGS,
        (
            Step(date(2025, 3, 31), "works", 0, 15),
            Step(date(2025, 11, 30), "built", 0, 15, "S16"),
        ),
    ),
    Programme(
        "LV-RU",
        "patrol_path",
        LV_RU_DRY,
        (
            Step(date(2020, 12, 31), "built", 0, 150),
            Step(date(2024, 12, 31), "built", 150, 188.74),
            Step(date(2025, 12, 29), "works", 188.74, 230, "S22"),
        ),
    ),
)

PROGRAMMES: tuple[Programme, ...] = (
    *strips(
        "LV-RU",
        LV_RU_DRY + LV_RU_BOGS,
        LV_RU_STRIP_STEPS,
        ahead=(Step(date(2026, 6, 30), "built", 268, 280),),
    ),
    *strips("LV-BY", LV_BY_LAND, LV_BY_STRIP_STEPS, ahead=LV_BY_BORDER_STRIP_AHEAD),
    *FENCES,
    *PATHS,
)


@dataclass(frozen=True)
class Need:
    """From `day` on an element is required on these kilometres of an order, by a rule."""

    day: date
    route: str
    element: str
    order: tuple[Pair, ...]
    from_km: float
    to_km: float
    rule: str
    source: str | None = None
    width_m: str | None = None

    def stretches(self) -> list[Pair]:
        return part_of(self.order, cm(self.from_km), cm(self.to_km))


def strip_needs() -> list[Need]:
    """Return the three strips of the border law, asked for on the whole of both routes."""
    return [
        Need(
            day=BEGIN,
            route=plan.code,
            element=element,
            order=((0, plan.length_cm),),
            from_km=0,
            to_km=plan.length_cm / CM_PER_KM,
            rule=STRIP_RULE,
            width_m=STRIP_WIDTH_M.get(element),
        )
        for plan in ROUTES
        for element in STRIPS
    ]


ELEMENT_NEEDS: tuple[Need, ...] = (
    Need(date(2021, 11, 24), "LV-BY", "fence", LV_BY_LAND, 0, 134, FENCE_RULE, "S12"),
    Need(date(2024, 2, 20), "LV-BY", "fence", LV_BY_LAND, 134, 144.47, FENCE_RULE, "S18"),
    Need(date(2021, 11, 24), "LV-RU", "fence", LV_RU_DRY + LV_RU_BOGS, 0, 280, FENCE_RULE),
    Need(date(2023, 6, 30), "LV-BY", "patrol_path", LV_BY_FIRM, 0, 119, FENCE_RULE, "S44"),
    Need(date(2023, 6, 30), "LV-BY", "footbridge", LV_BY_BOGS, 0, 27.13, FENCE_RULE, "S44"),
    Need(date(2023, 6, 30), "LV-BY", "pontoon", LV_BY_FLOATING, 0, 1.75, FENCE_RULE, "S44"),
    Need(date(2023, 6, 30), "LV-RU", "pontoon", LV_RU_BOGS, 0, 15, FENCE_RULE, "S16"),
    Need(BEGIN, "LV-RU", "patrol_path", LV_RU_DRY, 0, 230, STRIP_RULE),
)

# The State Audit Office found strips up to 90 m wide instead of 12; the report does not say where.
WIDE_STRIP_KM = (64.2, 66.7)
WIDE_STRIP_M = "90"
