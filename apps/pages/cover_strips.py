"""Stretches of a route as bars of a drawing: places in thousandths of the route."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    x: float
    width: float
    kind: str


def bars(stretches: Iterable[tuple[float, float, str]], length: float) -> list[Bar]:
    """Return a bar for each (from, to, kind), in whatever unit the length has."""
    return [
        Bar(round(1000 * start / length, 3), round(1000 * (end - start) / length, 3), kind)
        for start, end, kind in stretches
    ]
