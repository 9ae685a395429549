"""Overlapping sets of measures cut into pieces: between two neighbours at least one set begins or ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
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

    def depth(self) -> NDArray[np.int64]:
        """Return how many sets lie over each piece."""
        return _depth(self.lengths_cm.size, self.firsts, self.lasts)

    def lowest(self, ranks: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return for each piece the lowest rank among its sets, -1 where there is none.

        Parameters
        ----------
        ranks : (n,) array of int, 0 or above
            One for each set.
        """
        order = np.argsort(ranks[self.owners], kind="stable")
        ordered = ranks[self.owners[order]]
        return _painted(self.lengths_cm.size, self.firsts[order], self.lasts[order], ordered)

    def highest(self, ranks: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return for each piece the highest rank among its sets, -1 where there is none."""
        top = int(ranks.max(initial=0))
        found = self.lowest(top - ranks)
        return np.where(found < 0, -1, top - found)

    def only_in_cm(self, chosen: NDArray[np.bool_], depth: NDArray[np.int64]) -> int:
        """Return the length of the pieces in chosen sets and in no other; `depth` is that of all sets."""
        mine = chosen[self.owners]
        inside = _depth(self.lengths_cm.size, self.firsts[mine], self.lasts[mine])
        return int(self.lengths_cm[(inside > 0) & (inside == depth)].sum())


def _depth(count: int, firsts: NDArray, lasts: NDArray) -> NDArray[np.int64]:
    steps = np.bincount(firsts, minlength=count + 1) - np.bincount(lasts, minlength=count + 1)
    return np.cumsum(steps)[:count]


@njit(cache=True, nogil=True)
def _painted(count, firsts, lasts, ranks):
    """Paint ranges one after the other, each only what is bare yet; skip what is painted by union-find."""
    colours = np.full(count, -1, dtype=np.int64)
    bare = np.arange(count + 1)
    for n in range(firsts.size):
        at = firsts[n]
        while True:
            root = at
            while bare[root] != root:
                root = bare[root]
            while bare[at] != root:
                bare[at], at = root, bare[at]
            if root >= lasts[n]:
                break
            colours[root] = ranks[n]
            bare[root] = root + 1
            at = root + 1
    return colours
