"""How sensors are joined to command centres: nodes and links of data and power, as they work on one day.

Where a power link ends at a node, power is registered there: the node is *dark* unless working power links
lead to it, over working nodes, from a working power node. A sensor is *joined* if working data links lead
from its site, over working nodes that are not dark, to such a command centre of the level asked for or a
higher one. Links have no direction.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from apps.geo.errors import NetworkError, gettext_noop

LinkKind = Literal["data", "power"]
DATA: LinkKind = "data"
POWER: LinkKind = "power"
COMMAND = "command"
LEVELS = ("local", "regional", "national")
OPERATIONAL = "operational"
NOT_YET = frozenset({"planned", "procured", "installed", "in_test"})


@dataclass(frozen=True)
class Node:
    """A site with its mast, a data node, a source of power, or a command centre of a level.

    Its state is what is recorded; one that is switched off for a question keeps it.
    """

    uid: str
    kind: str
    level: str | None = None
    works: bool = True
    state: str = OPERATIONAL


@dataclass(frozen=True)
class Link:
    """A way for data or power between two nodes.

    Raises
    ------
    NetworkError
        Both ends are the same node.
    """

    uid: str
    kind: LinkKind
    ends: tuple[str, str]
    works: bool = True
    state: str = OPERATIONAL

    def __post_init__(self):
        if self.ends[0] == self.ends[1]:
            message = gettext_noop("The link %(link)s leads from %(node)s to itself.")
            raise NetworkError(message, "ends", link=self.uid, node=self.ends[0])


@dataclass(frozen=True)
class Network:
    """The nodes and links of one day.

    Raises
    ------
    NetworkError
        A link ends at a node that is not there.
    """

    nodes: Mapping[str, Node] = field(default_factory=dict)
    links: tuple[Link, ...] = ()

    def __post_init__(self):
        for link in self.links:
            for end in link.ends:
                if end not in self.nodes:
                    message = gettext_noop("The link %(link)s ends at %(node)s, which is not there.")
                    raise NetworkError(message, "ends", link=link.uid, node=end)

    @classmethod
    def of(cls, nodes: Iterable[Node], links: Iterable[Link] = ()) -> "Network":
        return cls({node.uid: node for node in nodes}, tuple(links))

    def without(self, *uids: str) -> "Network":
        """Return the network in which some nodes and links have failed."""
        failed = set(uids)
        nodes = {uid: _failed(node) if uid in failed else node for uid, node in self.nodes.items()}
        return Network(nodes, tuple(_failed(link) if link.uid in failed else link for link in self.links))

    def as_planned(self) -> "Network":
        """Return the network in which all that is not in operation yet works."""
        nodes = {uid: _begun(node) for uid, node in self.nodes.items()}
        return Network(nodes, tuple(_begun(link) for link in self.links))

    def centres(self, level: str) -> list[str]:
        """Return the working command centres of a level or a higher one.

        Raises
        ------
        NetworkError
            There is no such level.
        """
        if level not in LEVELS:
            message = gettext_noop("No level of command centres: %(level)s.")
            raise NetworkError(message, "level", level=level)
        wanted = LEVELS[LEVELS.index(level) :]
        centres = [node for node in self.nodes.values() if node.kind == COMMAND and node.level in wanted]
        return [node.uid for node in centres if node.works]

    @property
    def sources(self) -> list[str]:
        """The working power nodes."""
        return [node.uid for node in self.nodes.values() if node.kind == POWER and node.works]

    @cached_property
    def with_power_registered(self) -> frozenset[str]:
        """The nodes at which a power link ends, working or not."""
        return frozenset(end for link in self.links if link.kind == POWER for end in link.ends)

    @cached_property
    def dark(self) -> frozenset[str]:
        """The nodes for which power is registered and that have none."""
        return self.with_power_registered - _reached(self.working_links(POWER), self.sources)

    def starts(self, level: str) -> list[str]:
        """Return the command centres of a level or a higher one that work and are not dark."""
        return [uid for uid in self.centres(level) if uid not in self.dark]

    def joined(self, level: str) -> set[str]:
        """Return the nodes joined by data links to a command centre, over nodes that have power."""
        return _reached(self.working_links(DATA), self.starts(level))

    def joined_to_each(self) -> dict[str, set[str]]:
        """Return for each command centre that works and is not dark the nodes joined to it by data links."""
        links = self.working_links(DATA)
        return {uid: _reached(links, [uid]) for uid in sorted(self.starts(LEVELS[0]))}

    def joined_if_powered(self, level: str) -> set[str]:
        """Return the nodes that would be joined if power were everywhere."""
        return _reached(self._between_working(DATA), self.centres(level))

    def powered(self) -> set[str]:
        """Return the nodes that have power, or for which none is registered."""
        return self.nodes.keys() - self.dark

    def working_links(self, kind: LinkKind) -> list[Link]:
        """Return the working links between working nodes; no data pass over a dark node."""
        found = self._between_working(kind)
        if kind == POWER or not self.dark:
            return found
        return [link for link in found if self.dark.isdisjoint(link.ends)]

    def _between_working(self, kind: LinkKind) -> list[Link]:
        return [
            link
            for link in self.links
            if link.kind == kind and link.works and all(self.nodes[end].works for end in link.ends)
        ]


def _reached(links: Iterable[Link], starts: Iterable[str]) -> set[str]:
    neighbours = defaultdict(list)
    for link in links:
        for here, there in (link.ends, link.ends[::-1]):
            neighbours[here].append(there)
    reached, waiting = set(starts), list(starts)
    while waiting:
        found = [uid for uid in neighbours[waiting.pop()] if uid not in reached]
        reached.update(found)
        waiting.extend(found)
    return reached


def _failed(thing):
    return replace(thing, works=False)


def _begun(thing):
    return replace(thing, works=True) if thing.state in NOT_YET else thing
