"""Medians of repeated runs, and the lines that tell them."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Timing:
    """Wall-clock seconds of each run of one thing, and what it answered last."""

    seconds: list[float]
    answer: Any = field(repr=False, default=None)

    @property
    def median_ms(self) -> float:
        return 1_000 * statistics.median(self.seconds)

    @property
    def worst_ms(self) -> float:
        return 1_000 * max(self.seconds)

    @property
    def runs(self) -> int:
        return len(self.seconds)


def timed(function: Callable[[], Any], runs: int = 7, warm: int = 1) -> Timing:
    """Call `function` a few times to warm up, then time `runs` calls one by one."""
    for _ in range(warm):
        function()
    gc.collect()
    seconds = []
    for _ in range(runs):
        begun = time.perf_counter()
        answer = function()
        seconds.append(time.perf_counter() - begun)
    return Timing(seconds, answer)


def ratio(slow: Timing, fast: Timing) -> float:
    return slow.median_ms / fast.median_ms


def title(text: str) -> None:
    print(f"\n{text}", flush=True)


def tell(name: str, timing: Timing, note: str = "") -> None:
    """Print one line: name, median in milliseconds, number of runs, and what else is worth saying."""
    print(
        f"  {name:<58}{timing.median_ms:>12,.2f} ms  (n={timing.runs}){f'  {note}' if note else ''}",
        flush=True,
    )


def say(text: str) -> None:
    print(f"  {text}", flush=True)


def goal(what: str, value: float, bound: float, unit: str = "×", *, at_most: bool = True) -> None:
    """Print a measured number beside its goal, and whether it is met."""
    met = value <= bound if at_most else value >= bound
    word, sign = ("met" if met else "MISSED"), ("≤" if at_most else "≥")
    print(f"  → {what}: {value:,.2f} {unit}, goal {sign} {bound:,g} {unit}: {word}", flush=True)
