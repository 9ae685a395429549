"""What is lost when a mast, a node or a link fails: all single failures at once, any set of them on demand.

Links are vertices too, and a sink is joined to all command centres (for power: to all power nodes). A
vertex *cuts* another off if every way from the sink to it leads through it; those that cut off one vertex
are its ancestors in the dominator tree. Without directions that tree is read off one depth-first search. A
piece of the route is lost with ``v`` if ``v`` is an ancestor of the site of every sensor that covers it: of
the first and the last of them in the tree's order, that is. Lost is what no integrated sensor of the rule's
families covers any more.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.geo.coverage import Means, Rule, integrated
from apps.geo.errors import NetworkError, gettext_noop
from apps.geo.measures import MeasureSet, union
from apps.geo.network import DATA, POWER, LinkKind, Network
from apps.geo.pieces import Pieces

SINK = 0


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

    uids: tuple[str, ...]
    parents: NDArray[np.int64]
    ends: NDArray[np.int64]

    @property
    def places(self) -> dict[str, int]:
        return {uid: n for n, uid in enumerate(self.uids)}


def single_failures(means: Iterable[Means], network: Network, rule: Rule) -> list[Loss]:
    """Return each node and link whose failure alone loses something, most metres first.

    Raises
    ------
    NetworkError
        The network has no working command centre of the level that the rule asks for.
    """
    if not network.centres(rule.level):
        message = gettext_noop("The network has no working command centre of the level %(level)s.")
        raise NetworkError(message, "level", level=rule.level)
    joined = [one for one in integrated(means, network, rule) if one.family in rule.families]
    pieces = Pieces.of([{route: sight.seen for route, sight in one.sights.items()} for one in joined])
    sites = [one.site for one in joined]
    data = _Failures.of(dominators(network, DATA, network.centres(rule.level)), sites, pieces)
    power = _Failures.of(dominators(network, POWER, network.sources), sites, pieces)
    depth, links = pieces.depth(), {link.uid for link in network.links}
    losses = [_loss(uid, uid in links, data, power, pieces, depth) for uid in {*data.places, *power.places}]
    return sorted((loss for loss in losses if loss.sensors), key=lambda loss: (-loss.lost_cm, loss.uid))


def lost(
    means: Iterable[Means], network: Network, rule: Rule, failed: Sequence[str]
) -> dict[str, MeasureSet]:
    """Return what of each route is no longer covered when all of the given nodes and links fail together.

    Raises
    ------
    NetworkError
        One of them is not in the network.
    """
    known = {*network.nodes, *(link.uid for link in network.links)}
    for uid in failed:
        if uid not in known:
            raise NetworkError(gettext_noop("The network has no node or link %(uid)s."), "failed", uid=uid)
    means = list(means)
    before, after = (_covered(means, one, rule) for one in (network, network.without(*failed)))
    return {
        route: gone for route, metres in before.items() if (gone := metres - after.get(route, MeasureSet()))
    }


def dominators(network: Network, kind: LinkKind, starts: Iterable[str]) -> Tree:
    """Return the dominator tree of the working nodes and links of one kind from a sink joined to `starts`."""
    neighbours: dict[str | None, list[str]] = defaultdict(list, {None: list(starts)})
    for link in network.working_links(kind):
        for end in link.ends:
            neighbours[end].append(link.uid)
            neighbours[link.uid].append(end)
    order, above, lows = _search(neighbours)
    return _as_tree(order, _cut_off_by(above, lows))


def _search(neighbours: Mapping[str | None, list[str]]) -> tuple[list[str | None], list[int], list[int]]:
    """Search depth first from the sink: vertices in order, what each was found from, how far back it goes."""
    places: dict[str | None, int] = {None: SINK}
    order, above, lows = [None], [SINK], [SINK]
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
            lows.append(SINK if there in neighbours[None] else places[there])
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


def _as_tree(order: list[str | None], cut_off_by: list[int]) -> Tree:
    """Number the dominator tree depth first."""
    below = defaultdict(list)
    for n, parent in enumerate(cut_off_by[1:], 1):
        below[parent].append(n)
    uids, parents, ends, places = [], [], [0] * len(order), {}
    waiting = [SINK]
    while waiting:
        n = waiting.pop()
        if n < 0:
            ends[places[~n]] = len(uids)
            continue
        places[n] = len(uids)
        uids.append(order[n] or "")
        parents.append(places.get(cut_off_by[n], SINK))
        waiting += [~n, *below[n]]
    return Tree(tuple(uids), np.array(parents), np.array(ends))


@dataclass(frozen=True)
class _Failures:
    """A tree with the place of each sensor's site (the sink if nothing cuts it off) and the metres lost."""

    tree: Tree
    places: Mapping[str, int]
    sensors: NDArray[np.int64]
    lost_cm: NDArray[np.int64]

    @classmethod
    def of(cls, tree: Tree, sites: Sequence[str], pieces: Pieces) -> "_Failures":
        places = tree.places
        sensors = np.array([places.get(site, SINK) for site in sites], dtype=np.int64)
        first, last = pieces.lowest(sensors), pieces.highest(sensors)
        lost_cm = np.zeros(len(tree.uids), dtype=np.int64)
        covered = first >= 0
        np.add.at(lost_cm, _common(tree, first[covered], last[covered]), pieces.lengths_cm[covered])
        for n in range(len(lost_cm) - 1, SINK, -1):
            lost_cm[tree.parents[n]] += lost_cm[n]
        return cls(tree, {uid: n for uid, n in places.items() if n != SINK}, sensors, lost_cm)

    def below(self, uid: str) -> NDArray[np.bool_]:
        """Mark the sensors that the failure of a vertex cuts off."""
        n = self.places.get(uid)
        if n is None:
            return np.zeros(self.sensors.size, dtype=bool)
        return (n <= self.sensors) & (self.sensors < self.tree.ends[n])

    def metres(self, uid: str) -> int:
        return int(self.lost_cm[self.places[uid]]) if uid in self.places else 0


def _common(tree: Tree, first: NDArray, last: NDArray) -> NDArray[np.int64]:
    """Return for each pair of vertices their nearest common ancestor."""
    found = first.copy()
    while (apart := tree.ends[found] <= last).any():
        found[apart] = tree.parents[found[apart]]
    return found


def _loss(
    uid: str, is_link: bool, data: _Failures, power: _Failures, pieces: Pieces, depth: NDArray[np.int64]
) -> Loss:
    data_cm, power_cm = data.metres(uid), power.metres(uid)
    cut_off, dark = data.below(uid), power.below(uid)
    both = cut_off | dark
    if (both == cut_off).all():
        lost_cm = data_cm
    elif (both == dark).all():
        lost_cm = power_cm
    else:
        lost_cm = pieces.only_in_cm(both, depth)
    return Loss(uid, is_link, data_cm, power_cm, lost_cm, int(both.sum()))


def _covered(means: Iterable[Means], network: Network, rule: Rule) -> dict[str, MeasureSet]:
    sets = defaultdict(list)
    for one in integrated(means, network, rule):
        if one.family in rule.families:
            for route, sight in one.sights.items():
                sets[route].append(sight.seen)
    return {route: union(*seen) for route, seen in sets.items()}
