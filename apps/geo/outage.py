"""What is lost when a mast, a node or a link fails: all single failures at once.

Links are vertices too, and a sink is joined to all command centres (for power: to all power nodes). A
vertex *cuts* another off if every way from the sink to it leads through it; those that cut off one vertex
are its ancestors in the dominator tree. Without directions that tree is read off one depth-first search.
A failure takes the vertex itself out of the data network, and with it the nodes that it leaves dark; where
these are several that no single one cuts off, the data network is searched once more without them. Lost is
what the rule counts no longer without the sensors that are cut off, whatever depth and families it asks.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from apps.geo.coverage import Means, Rule, integrated
from apps.geo.errors import NetworkError, gettext_noop
from apps.geo.failures import lost_cm, reached
from apps.geo.network import DATA, POWER, LinkKind, Network
from apps.geo.pieces import Pieces

SINK = 0
NO_CENTRE = {
    "local": gettext_noop("The network has no working command centre at all."),
    "regional": gettext_noop("The network has no working regional or national command centre."),
    "national": gettext_noop("The network has no working national command centre."),
}
NODE, LINK = False, True
Vertex = tuple[bool, str]
"""Whether it is a link, and its uid: a node and a link may have the same."""


@dataclass(frozen=True)
class Loss:
    """What the failure of one node or link takes away, in cm: for want of data, of power, and in all."""

    uid: str
    is_link: bool
    data_cm: int
    power_cm: int
    lost_cm: int
    sensors: int


@dataclass(frozen=True)
class Tree:
    """A dominator tree: vertices in depth-first order, the sink first.

    ``parents[n]`` comes before ``n``; the vertices below ``n`` are those from ``n`` up to ``ends[n]`` (out).
    """

    vertices: tuple[Vertex | None, ...]
    parents: NDArray[np.int64]
    ends: NDArray[np.int64]

    @cached_property
    def places(self) -> dict[Vertex, int]:
        return {vertex: n for n, vertex in enumerate(self.vertices) if vertex is not None}

    def below(self, vertex: Vertex) -> tuple[Vertex | None, ...]:
        """Return a vertex and all that its failure cuts off; nothing if it is not in the tree."""
        n = self.places.get(vertex)
        return () if n is None else self.vertices[n : self.ends[n]]


def single_failures(means: Iterable[Means], network: Network, rule: Rule) -> list[Loss]:
    """Return each node and link whose failure alone cuts a sensor off, most metres first.

    Raises
    ------
    NetworkError
        The network has no working command centre of the level that the rule asks for.
    """
    if not network.centres(rule.level):
        raise NetworkError(NO_CENTRE[rule.level], "level", level=rule.level)
    joined = [one for one in integrated(means, network, rule) if one.family in rule.families]
    failures = _Failures.of(network, rule.level, [one.site for one in joined])
    cuts = {vertex: failures.cuts(vertex) for vertex in failures.vertices}
    groups = list(dict.fromkeys(group for three in cuts.values() for group in three))
    costs = dict(zip(groups, _costs(failures, groups, joined, rule), strict=True))
    losses = [
        Loss(uid, is_link, *(costs[group] for group in cut), failures.count(cut[-1]))
        for (is_link, uid), cut in cuts.items()
    ]
    return sorted((loss for loss in losses if loss.sensors), key=lambda loss: (-loss.lost_cm, loss.uid))


def dominators(network: Network, kind: LinkKind, starts: Iterable[str]) -> Tree:
    """Return the dominator tree of the working nodes and links of one kind from a sink joined to `starts`."""
    neighbours = _neighbours(network, kind, starts)
    order, above, lows = _search(neighbours)
    return _as_tree(order, _cut_off_by(above, lows))


def _neighbours(network: Network, kind: LinkKind, starts: Iterable[str]) -> dict[Vertex | None, list[Vertex]]:
    """Return what each vertex is joined to; None is the sink."""
    found = defaultdict(list, {None: [(NODE, uid) for uid in starts]})
    for link in network.working_links(kind):
        for end in link.ends:
            found[NODE, end].append((LINK, link.uid))
            found[LINK, link.uid].append((NODE, end))
    return found


def _search(
    neighbours: Mapping[Vertex | None, list[Vertex]],
) -> tuple[list[Vertex | None], list[int], list[int]]:
    """Search depth first from the sink: vertices in order, what each was found from, how far back it goes."""
    places: dict[Vertex | None, int] = {None: SINK}
    order, above, lows = [None], [SINK], [SINK]
    starts = set(neighbours[None])
    waiting = [(SINK, iter(neighbours[None]))]
    while waiting:
        here, ways = waiting[-1]
        there = next(ways, None)
        if there is None:
            waiting.pop()
            lows[above[here]] = min(lows[above[here]], lows[here])
        elif there not in places:
            places[there] = len(order)
            order.append(there)
            above.append(here)
            # A start is also joined to the sink, which no list of neighbours tells.
            lows.append(SINK if there in starts else places[there])
            waiting.append((places[there], iter(neighbours[there])))
        elif places[there] != above[here]:
            lows[here] = min(lows[here], places[there])
    return order, above, lows


def _cut_off_by(above: list[int], lows: list[int]) -> list[int]:
    """Return the nearest vertex that cuts each one off: the one before it, unless a way leads round that."""
    cut_off_by = [SINK]
    for n in range(1, len(above)):
        before = above[n]
        cut_off_by.append(before if lows[n] >= before else cut_off_by[before])
    return cut_off_by


def _as_tree(order: list[Vertex | None], cut_off_by: list[int]) -> Tree:
    """Number the dominator tree depth first."""
    below = defaultdict(list)
    for n, parent in enumerate(cut_off_by[1:], 1):
        below[parent].append(n)
    vertices, parents, ends, places = [], [], [0] * len(order), {}
    waiting = [SINK]
    while waiting:
        n = waiting.pop()
        if n < 0:
            ends[places[~n]] = len(vertices)
            continue
        places[n] = len(vertices)
        vertices.append(order[n])
        parents.append(places.get(cut_off_by[n], SINK))
        waiting += [~n, *below[n]]
    return Tree(tuple(vertices), np.array(parents), np.array(ends))


Group = tuple[int, ...]
"""Which sensors are cut off: those below these places of the data tree, and what hangs on them together."""


@dataclass(frozen=True)
class _Failures:
    """The trees of data and power, and the place in the data tree of each sensor's site."""

    data: Tree
    power: Tree
    with_power: frozenset[str]
    neighbours: Mapping[Vertex | None, list[Vertex]]
    sensors: NDArray[np.int64]

    @classmethod
    def of(cls, network: Network, level: str, sites: Sequence[str]) -> "_Failures":
        starts = network.starts(level)
        data = dominators(network, DATA, starts)
        power = dominators(network, POWER, network.sources)
        places = np.array([data.places[NODE, site] for site in sites], dtype=np.int64)
        neighbours = _neighbours(network, DATA, starts)
        return cls(data, power, network.with_power_registered, neighbours, places)

    @property
    def vertices(self) -> list[Vertex]:
        return list({**self.data.places, **self.power.places})

    def cuts(self, vertex: Vertex) -> tuple[Group, Group, Group]:
        """Return whom its failure cuts off: for want of data, of power, in all."""
        dark = [
            below
            for below in self.power.below(vertex)
            if below is not None and below[0] == NODE and below[1] in self.with_power
        ]
        return self._group([vertex]), self._group(dark), self._group([vertex, *dark])

    def count(self, group: Group) -> int:
        return self._members(group).size

    def members(self, groups: Sequence[Group]) -> tuple[NDArray, NDArray, NDArray]:
        """Return sensors, and where among them those of each group begin and end."""
        found = [self._members(group) for group in groups]
        ends = np.cumsum([one.size for one in found], dtype=np.int64)
        begins = ends - np.array([one.size for one in found], dtype=np.int64)
        return np.concatenate([*found, np.zeros(0, dtype=np.int64)]), begins, ends

    def _group(self, vertices: Iterable[Vertex]) -> Group:
        """Return the places of these vertices, but not of those that another one cuts off anyway."""
        places = sorted({self.data.places[one] for one in vertices if one in self.data.places})
        top: list[int] = []
        for place in places:
            if not top or place >= self.data.ends[top[-1]]:
                top.append(place)
        return tuple(top)

    def _members(self, group: Group) -> NDArray[np.int64]:
        if not group:
            return np.zeros(0, dtype=np.int64)
        if len(group) == 1:
            bounds = np.searchsorted(self._in_order, (group[0], self.data.ends[group[0]]))
            return self._order[slice(*bounds)]
        firsts, neighbours, starts = self._graph
        gone = np.zeros(firsts.size - 1, dtype=bool)
        gone[list(group)] = True
        return np.flatnonzero(~reached(firsts, neighbours, starts, gone)[self.sensors])

    @cached_property
    def _order(self) -> NDArray[np.int64]:
        return np.argsort(self.sensors, kind="stable")

    @cached_property
    def _in_order(self) -> NDArray[np.int64]:
        return self.sensors[self._order]

    @cached_property
    def _graph(self) -> tuple[NDArray, NDArray, NDArray]:
        """The data network by the tree's places: where each one's neighbours begin, these, and the starts."""
        places = self.data.places
        lists = [[places[one] for one in self.neighbours[vertex]] for vertex in self.data.vertices]
        firsts = np.cumsum([0, *map(len, lists)], dtype=np.int64)
        joined = np.array([place for one in lists for place in one], dtype=np.int64)
        return firsts, joined, np.array(lists[SINK], dtype=np.int64)


def _costs(failures: _Failures, groups: Sequence[Group], joined: Sequence[Means], rule: Rule) -> list[int]:
    """Return how many centimetres each group of sensors that is cut off takes away."""
    pieces = Pieces.of([{route: sight.seen for route, sight in one.sights.items()} for one in joined])
    families = np.array([rule.families.index(one.family) for one in joined], dtype=np.int64)
    counts = np.array([pieces.depth(families == n) for n in range(len(rule.families))])
    members, begins, ends = failures.members(groups)
    order = np.argsort(pieces.owners, kind="stable")
    stretches_of = np.searchsorted(pieces.owners[order], np.arange(len(joined) + 1))
    stretches = (pieces.firsts[order], pieces.lasts[order])
    found = lost_cm(
        members, begins, ends, stretches_of, *stretches, families, counts, pieces.lengths_cm, rule.depth,
        rule.each_family,
    )  # fmt: skip
    return found.tolist()
