"""Many stretches of many routes, and how much of each set of metres lies on each of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from apps.geo.measures import MeasureSet

Sets = Mapping[tuple, MeasureSet]
"""Sets of metres by route code and name: ``("LV-RU", "fence", "built")``."""

Lengths = dict[tuple, int]
"""Centimetres by name: ``("fence", "built")``."""


class OnRoute(Protocol):
    route: str
    from_cm: int
    to_cm: int


class Stretches:
    """Stretches to measure on, all at once."""

    def __init__(self, stretches: Sequence[OnRoute]):
        self._starts = np.array([one.from_cm for one in stretches], dtype=np.int64)
        self._ends = np.array([one.to_cm for one in stretches], dtype=np.int64)
        routes = np.array([one.route for one in stretches])
        self._places = {str(route): np.flatnonzero(routes == route) for route in np.unique(routes)}

    def __len__(self) -> int:
        return self._starts.size

    def meeting(self, sets: Sets) -> NDArray[np.bool_]:
        """Mark the stretches on which any of the sets lies."""
        return sum(self._lengths(sets).values(), np.zeros(len(self), dtype=np.int64)) > 0

    def each(self, sets: Sets) -> list[Lengths]:
        """Return for each stretch how many centimetres of each named set lie on it, without the noughts."""
        found: list[Lengths] = [{} for _ in range(len(self))]
        for name, lengths in self._lengths(sets).items():
            on = np.flatnonzero(lengths)
            for place, length in zip(on.tolist(), lengths[on].tolist(), strict=True):
                found[place][name] = length
        return found

    def _lengths(self, sets: Sets) -> dict[tuple, NDArray[np.int64]]:
        found = defaultdict(lambda: np.zeros(len(self), dtype=np.int64))
        for (route, *name), metres in sets.items():
            on = self._places.get(route)
            if on is not None:
                inside = metres.length_below(self._ends[on]) - metres.length_below(self._starts[on])
                found[tuple(name)][on] += inside
        return found
