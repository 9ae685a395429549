"""The way from a site to the nearest command centre: over working links if there is one, else where it breaks."""

from collections import defaultdict, deque
from dataclasses import dataclass

from apps.geo.network import COMMAND, LEVELS, Link, LinkKind, Network


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
    ends = {
        uid
        for uid, node in network.nodes.items()
        if node.kind == COMMAND and node.level in LEVELS[LEVELS.index(level) :]
    }
    if site not in network.nodes:
        return []
    links: dict[str, list[Link]] = defaultdict(list)
    for link in network.links:
        if link.kind == kind:
            for end in link.ends:
                links[end].append(link)
    return _steps(network, *_search(network, links, site, ends))


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
