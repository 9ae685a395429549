"""Overlapping sets of measures cut into pieces: between two neighbours at least one set begins or ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.geo.measures import MeasureSet

ROUTE_APART_CM = 1 << 40


@dataclass(frozen=True)
class Pieces:
    """The pieces of some sets: their lengths, and as ranges of pieces the stretches of each set.

    ``firsts[n]`` up to ``lasts[n]`` (out) are the pieces of one stretch of the set ``owners[n]``.
    """

    lengths_cm: NDArray[np.int64]
    owners: NDArray[np.int64]
    firsts: NDArray[np.int64]
    lasts: NDArray[np.int64]

    @classmethod
    def of(cls, sets: Sequence[Mapping[str, MeasureSet]]) -> "Pieces":
        """Return the pieces of sets that are given route by route."""
        routes = {route: n for n, route in enumerate(dict.fromkeys(route for one in sets for route in one))}
        parts = [(n, routes[route], metres) for n, one in enumerate(sets) for route, metres in one.items()]
        if not any(metres for _, _, metres in parts):
            none = np.zeros(0, dtype=np.int64)
            return cls(none, none, none, none)
        starts = np.concatenate([metres.starts + route * ROUTE_APART_CM for _, route, metres in parts])
        ends = np.concatenate([metres.ends + route * ROUTE_APART_CM for _, route, metres in parts])
        owners = np.repeat([n for n, _, _ in parts], [len(metres) for _, _, metres in parts])
        breaks = np.unique(np.concatenate((starts, ends)))
        return cls(np.diff(breaks), owners, np.searchsorted(breaks, starts), np.searchsorted(breaks, ends))

    def depth(self, chosen: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
        """Return how many of the sets, or of the chosen ones, lie over each piece."""
        mine = slice(None) if chosen is None else chosen[self.owners]
        return _depth(self.lengths_cm.size, self.firsts[mine], self.lasts[mine])


def _depth(count: int, firsts: NDArray, lasts: NDArray) -> NDArray[np.int64]:
    steps = np.bincount(firsts, minlength=count + 1) - np.bincount(lasts, minlength=count + 1)
    return np.cumsum(steps)[:count]
