"""The countries that host slots in a year, for one SVG map: outlines from open data, person-days from the log."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.conf import settings

from apps.deployments.counting import by_slot_and_rules
from apps.deployments.models import HostCountry
from apps.deployments.rules import Rulings

OUTLINES = settings.BASE_DIR / "spatial_data/host_countries.json"
SHADES = 4


@dataclass(frozen=True)
class Country:
    """One outline with what it hosts; shade 0 hosts nothing, the darkest hosts most."""

    code: str
    path: str
    name: str
    days: int
    slots: int
    shade: int
    label: tuple[int, int]


@dataclass(frozen=True)
class HostMap:
    width: int
    height: int
    source: str
    countries: list[Country]
    hosts: list[Country]


@cache
def outlines() -> dict:
    return json.loads(OUTLINES.read_text(encoding="utf-8"))


def host_map(year: int) -> HostMap:
    days, slots = defaultdict(int), defaultdict(int)
    rules = Rulings().of_year(year)
    for one in by_slot_and_rules(date(year, 1, 1), date(year, 12, 31), rules):
        host = one.slot.operation.host.code
        days[host] += one.days
        slots[host] += 1
    names = {one.code: one.name for one in HostCountry.objects.all()}
    most = max(days.values(), default=0)
    known = outlines()
    countries = [
        Country(
            code,
            path_of(rings),
            names.get(code, code),
            days[code],
            slots[code],
            -(-SHADES * days[code] // most) if most else 0,
            middle(rings),
        )
        for code, rings in known["countries"].items()
    ]
    hosts = sorted((one for one in countries if one.days), key=lambda one: -one.days)
    return HostMap(known["width"], known["height"], known["source"], countries, hosts)


def path_of(rings: list[list[list[int]]]) -> str:
    """Return rings as the path of an SVG."""
    return " ".join("M" + "L".join(f"{x},{y}" for x, y in ring) + "Z" for ring in rings)


def middle(rings: list[list[list[int]]]) -> tuple[int, int]:
    """Return the middle of the ring with most points: where a label may stand."""
    ring = max(rings, key=len)
    return sum(x for x, _ in ring) // len(ring), sum(y for _, y in ring) // len(ring)
