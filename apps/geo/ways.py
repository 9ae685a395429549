"""The way from a site to the nearest command centre: over working links if there is one, else where it breaks."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from apps.geo.network import COMMAND, DATA, LEVELS, POWER, Link, LinkKind, Network


@dataclass(frozen=True)
class Step:
    """A node or link on the way."""

    uid: str
    is_link: bool
    works: bool


def way(network: Network, site: str, kind: LinkKind, level: str) -> list[Step]:
    """Return the steps from a site to the command centre that fewest failures keep it from, the site first.

    Of ways with equally few failures the one with fewest links is taken. Empty if no links lead there at
    all, or the site is no node.
    """
    ends = _ends(network, level)
    if site not in network.nodes:
        return []
    return _steps(network, *_search(network, _links_at(network, kind), site, ends))


def broken_on_ways(network: Network, level: str) -> dict[str, tuple[str, ...]]:
    """Return of each node what is broken between it and its command centre, on the data way with fewest failures.

    What is nearest to the node comes first; behind a dark node stands what keeps power from it. A node from which
    no links lead to a centre at all is left out.
    """
    found = _broken(network, DATA, _ends(network, level), lambda uid: _works(network, uid))
    unlit = _broken_on_power(network)
    return {
        node: tuple(dict.fromkeys(one for uid in broken for one in (uid, *unlit.get(uid, ()))))
        for node, broken in found.items()
    }


def _broken_on_power(network: Network) -> dict[str, tuple[str, ...]]:
    """Return of each dark node what is broken between it and a source of power."""
    sources = {uid for uid, node in network.nodes.items() if node.kind == POWER}
    found = _broken(network, POWER, sources, lambda uid: network.nodes[uid].works)
    return {uid: broken for uid, broken in found.items() if uid in network.dark}


def _broken(
    network: Network, kind: LinkKind, ends: Iterable[str], works: Callable[[str], bool]
) -> dict[str, tuple[str, ...]]:
    """Return of each node that links of the kind join to an end what is broken between, on the best way."""
    rings: dict[int, deque] = defaultdict(deque)
    links = _links_at(network, kind)
    for uid in ends:
        broken = () if works(uid) else (uid,)
        rings[len(broken)].append((uid, broken))
    found: dict[str, tuple[str, ...]] = {}
    failures = 0
    while any(rings.values()):
        if not rings[failures]:
            failures += 1
            continue
        here, broken = rings[failures].popleft()
        if here in found:
            continue
        found[here] = broken
        for link in links[here]:
            [there] = [end for end in link.ends if end != here]
            more = [*([] if works(there) else [there]), *([] if link.works else [link.uid])]
            rings[failures + len(more)].append((there, (*more, *broken)))
    return found


def _links_at(network: Network, kind: LinkKind) -> dict[str, list[Link]]:
    """Return the links of the kind, working or not, by each of their ends."""
    found: dict[str, list[Link]] = defaultdict(list)
    for link in network.links:
        if link.kind == kind:
            for end in link.ends:
                found[end].append(link)
    return found


def _ends(network: Network, level: str) -> set[str]:
    wanted = LEVELS[LEVELS.index(level) :]
    return {uid for uid, node in network.nodes.items() if node.kind == COMMAND and node.level in wanted}


def _search(
    network: Network, links: dict[str, list[Link]], site: str, ends: set[str]
) -> tuple[str | None, dict[str, tuple[str, Link] | None]]:
    """Return the end that was reached first and how each node was come to; failures in rising order."""
    come: dict[str, tuple[str, Link] | None] = {}
    rings: dict[int, deque] = defaultdict(deque)
    rings[not _works(network, site)].append((site, None))
    failures = 0
    while any(rings.values()):
        if not rings[failures]:
            failures += 1
            continue
        here, by = rings[failures].popleft()
        if here in come:
            continue
        come[here] = by
        if here in ends:
            return here, come
        for link in links[here]:
            [there] = [end for end in link.ends if end != here]
            broken = (not link.works) + (not _works(network, there))
            rings[failures + broken].append((there, (here, link)))
    return None, come


def _steps(network: Network, end: str | None, come: dict[str, tuple[str, Link] | None]) -> list[Step]:
    if end is None:
        return []
    steps, by = [_node(network, end)], come[end]
    while by is not None:
        before, link = by
        steps += [Step(link.uid, True, link.works), _node(network, before)]
        by = come[before]
    return steps[::-1]


def _node(network: Network, uid: str) -> Step:
    return Step(uid, False, _works(network, uid))


def _works(network: Network, uid: str) -> bool:
    """Tell whether data pass: a node for which power is registered needs it."""
    return network.nodes[uid].works and uid not in network.dark
