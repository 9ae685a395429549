"""Which candidates links could join: to the network that stands, and through one another.

A chosen candidate counts only if links lead from it, over other chosen ones, to the network. A group of chosen
that nothing joins is *loose*: each of it asks for one of the candidates beside the group.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

NONE: frozenset[int] = frozenset()
NEXT_TO_NOTHING = 1e-9
"""A sparse matrix takes 0 for no entry."""


@dataclass(frozen=True)
class Ties:
    """Candidates, by their number, that a link could join.

    Parameters
    ----------
    rooted : set of int
        Those that a link could join to the network as it stands, or that stand on it.
    beside : mapping of int to set of int
        With which others each could be linked, in both directions; not needed between two that are rooted.
    """

    rooted: frozenset[int]
    beside: Mapping[int, frozenset[int]]

    @classmethod
    def of_all(cls, count: int) -> "Ties":
        """Return the ties of candidates that are all joined by themselves."""
        return cls(frozenset(range(count)), {})

    def joined(self, chosen: Collection[int]) -> set[int]:
        """Return those of the chosen from which links over other chosen ones lead to the network."""
        chosen = set(chosen)
        reached = chosen & self.rooted
        waiting = list(reached)
        while waiting:
            found = self.beside.get(waiting.pop(), NONE) & chosen - reached
            reached |= found
            waiting += found
        return reached

    def loose(self, chosen: Collection[int]) -> list[set[int]]:
        """Return each group of chosen that nothing joins."""
        left, found = set(chosen) - self.joined(chosen), []
        while left:
            group = Ties(frozenset([min(left)]), self.beside).joined(left)
            left -= group
            found.append(group)
        return found

    def rings(self, group: Collection[int]) -> Iterator[tuple[set[int], set[int]]]:
        """Yield rings around a loose group, each with all inside of it, up to the first that holds a rooted one.

        Every way from inside a ring to the network leads through that ring.
        """
        inside, last = set(group), set(group)
        while True:
            ring = set().union(*(self.beside.get(one, NONE) for one in last)) - inside
            yield set(inside), ring
            if not ring or ring & self.rooted:
                return
            inside |= ring
            last = ring

    def ways(
        self, weights: NDArray[np.float64], chosen: Collection[int] = ()
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return the least weight that joins each candidate, with those on the way, and who comes before it.

        Those chosen already, which are joined, weigh nothing. Before the first on a way is the number of candidates.
        """
        count = weights.size
        firsts = sorted(self.rooted | set(chosen))
        near = [(one, other) for one, others in self.beside.items() for other in others]
        starts = np.array([*(one for one, _ in near), *(count for _ in firsts)], dtype=np.int64)
        ends = np.array([*(other for _, other in near), *firsts], dtype=np.int64)
        costs = np.where(np.isin(ends, list(chosen)), NEXT_TO_NOTHING, weights[ends]) if ends.size else []
        graph = csr_array((costs, (starts, ends)), shape=(count + 1, count + 1))
        least, before = dijkstra(graph, indices=count, return_predecessors=True)
        return least[:count], before[:count]
