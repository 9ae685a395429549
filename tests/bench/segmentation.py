"""Twelve layers of 5,000 facts laid over each other: every stretch on which none of them changes."""

from itertools import pairwise

import numpy as np

from apps.geo.segmentation import Event, segmentation
from tests.bench.border import LENGTH_CM
from tests.bench.timing import goal, say, tell, timed, title

LAYERS, FACTS = 12, 5_000
STATUSES = ("planned", "cleared", "built", "accepted")


def run(*, full: bool) -> None:
    length_cm = LENGTH_CM["LV-RU"]
    title(f"Full segmentation of {LAYERS} layers of {FACTS:,} facts on {length_cm / 100_000:.1f} km")
    layers = {f"layer {n}": facts(n, length_cm) for n in range(LAYERS)}
    found = timed(lambda: segmentation(layers, 0, length_cm), runs=7)
    tell("segmentation", found, f"{len(found.answer):,} homogeneous stretches")
    check(layers, found.answer)
    goal("segmentation", found.median_ms / 1_000, 0.3, "s")


def facts(seed: int, length_cm: int) -> list[Event]:
    """Return facts without holes or overlaps; neighbours always differ, so that every end is a break."""
    random = np.random.default_rng(seed)
    ends = np.sort(random.choice(length_cm - 1, FACTS - 1, replace=False) + 1).tolist()
    return [(a, b, STATUSES[n % len(STATUSES)]) for n, (a, b) in enumerate(pairwise([0, *ends, length_cm]))]


def check(layers: dict[str, list[Event]], answer: list) -> None:
    """Compare with the plainest count: one stretch for each different end of any fact."""
    ends = {end for events in layers.values() for event in events for end in event[:2]}
    if len(answer) != len(ends) - 1 or sum(row.to_cm - row.from_cm for row in answer) != max(ends):
        raise AssertionError(f"{len(answer)} stretches, but {len(ends) - 1} by counting ends")
    say("as many stretches as there are different ends, together the whole route")
