"""Structures of the demo: how many towers and bridges is published, where and when the others came is invented."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class StructurePlan:
    """Structures of one type on one route, with the days on which all of them took a status."""

    prefix: str
    kind: str
    name_lv: str
    name_en: str
    route: str
    kms: tuple[float, ...]
    steps: tuple[tuple[date, str, str | None], ...]


def every(first_km: float, step_km: float, count: int) -> tuple[float, ...]:
    return tuple(round(first_km + step_km * n, 3) for n in range(count))


STRUCTURES = (
    StructurePlan(
        "T-BY",
        "tower",
        "Daugavas tornis",
        "Daugava tower",
        "LV-BY",
        every(96.5, 3, 6),
        (
            (date(2023, 9, 1), "design", None),
            (date(2024, 8, 1), "works", None),
            (date(2025, 11, 30), "built", "S44"),
            (date(2026, 4, 30), "accepted", None),
        ),
    ),
    StructurePlan(
        "B-BY",
        "bridge",
        "tilts",
        "bridge",
        "LV-BY",
        (11.3, 37.9, 74.2, 124.6),
        (
            (date(2021, 11, 24), "design", "S12"),
            (date(2024, 5, 1), "works", None),
            (date(2025, 10, 31), "built", None),
        ),
    ),
    StructurePlan(
        "B-RU",
        "bridge",
        "tilts",
        "bridge",
        "LV-RU",
        (26.4, 88.1, 152.7),
        ((date(2018, 1, 1), "built", None), (date(2019, 6, 30), "accepted", None)),
    ),
    StructurePlan(
        "I-BY",
        "suspended_footbridge",
        "iekārtais gājēju tilts",
        "suspended footbridge",
        "LV-BY",
        (9.8, 72.6, 123.4),
        (
            (date(2024, 5, 1), "design", None),
            (date(2025, 6, 1), "works", None),
            (date(2026, 8, 31), "built", None),
        ),
    ),
    StructurePlan(
        "A-BY",
        "culvert",
        "caurteka",
        "culvert",
        "LV-BY",
        every(2.4, 4.6, 14),
        ((date(2023, 3, 1), "works", None), (date(2024, 9, 30), "built", None)),
    ),
    StructurePlan(
        "A-RU",
        "culvert",
        "caurteka",
        "culvert",
        "LV-RU",
        every(5.2, 11.7, 22),
        ((date(2018, 1, 1), "built", None), (date(2021, 12, 31), "accepted", None)),
    ),
    StructurePlan(
        "Y-RU",
        "animal_passage",
        "dzīvnieku pāreja",
        "animal passage",
        "LV-RU",
        every(40.5, 48, 5),
        ((date(2024, 9, 1), "design", None), (date(2026, 5, 1), "works", None)),
    ),
    StructurePlan(
        "D-RU",
        "rail_crossing",
        "dzelzceļa šķērsojums",
        "railway crossing",
        "LV-RU",
        (146.2, 231.8),
        ((date(2024, 9, 1), "design", None),),
    ),
    StructurePlan(
        "D-BY",
        "rail_crossing",
        "dzelzceļa šķērsojums",
        "railway crossing",
        "LV-BY",
        (88.6,),
        ((date(2024, 2, 1), "works", None), (date(2024, 12, 31), "built", None)),
    ),
    StructurePlan(
        "V-BY",
        "boat_launch",
        "laivu nolaišanas vieta",
        "boat launch",
        "LV-BY",
        (98.2, 107.9),
        ((date(2024, 8, 1), "works", None), (date(2025, 6, 30), "accepted", None)),
    ),
)
