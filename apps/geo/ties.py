"""Which candidates links could join: to the network that stands, and through one another.

A chosen candidate counts only if links lead from it, over other chosen ones, to the network. A group of chosen
that nothing joins is *loose*: each of it asks for one of the candidates beside the group.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

NONE: frozenset[int] = frozenset()


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

    def loose(self, chosen: Collection[int]) -> list[tuple[set[int], set[int]]]:
        """Return each group of chosen that nothing joins, with the candidates beside it."""
        left, found = set(chosen) - self.joined(chosen), []
        while left:
            group = Ties(frozenset([min(left)]), self.beside).joined(left)
            left -= group
            near = set().union(*(self.beside.get(one, NONE) for one in group)) - group
            found.append((group, near))
        return found

    def may_follow(self, one: int, chosen: Collection[int]) -> bool:
        """Tell whether a candidate is joined once these are, which all are."""
        return one in self.rooted or not self.beside.get(one, NONE).isdisjoint(chosen)
