"""Cost against percent as a drawing: points in the units of its view box, with the ticks of both axes."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

WIDTH, HEIGHT = 560, 260
LEFT, RIGHT, TOP, BOTTOM = 48, 16, 12, 40
TICKS = 5
ROUND = (1, 2, 5, 10)


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    text: str = ""


@dataclass(frozen=True)
class CurveChart:
    """The line from today's percentage at no cost on, its points, and where the axes are marked."""

    line: str
    points: list[Point]
    costs: list[Point]
    percents: list[Point]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = HEIGHT - BOTTOM


def curve_chart(curve: Sequence[dict[str, Any]], percent_before: float) -> CurveChart:
    costs = [0.0, *(one["cost"] for one in curve)]
    percents = [percent_before, *(one["percent"] for one in curve)]
    least, most, dearest = min(percents), max(percents), max(costs) or 1
    span = (most - least) or 1

    def at(cost: float, percent: float, text: str = "") -> Point:
        x = LEFT + (WIDTH - LEFT - RIGHT) * cost / dearest
        y = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (percent - least) / span
        return Point(round(x, 1), round(y, 1), text)

    points = [at(cost, percent) for cost, percent in zip(costs, percents, strict=True)]
    return CurveChart(
        line=" ".join(f"{point.x},{point.y}" for point in points),
        points=points,
        costs=[at(cost, least, f"{cost:g}") for cost in ticks(0, dearest)],
        percents=[at(0, percent, f"{percent:g}") for percent in ticks(least, most)],
    )


def ticks(least: float, most: float) -> list[float]:
    """Return round numbers from one to the other, about five."""
    rough = ((most - least) or 1) / TICKS
    power = 10 ** floor(log10(rough))
    step = next(power * one for one in ROUND if power * one >= rough)
    return [round(step * n, 6) for n in range(ceil(least / step), floor(most / step) + 1)]
