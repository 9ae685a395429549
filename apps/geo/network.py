"""How sensors are joined to command centres: nodes and links of data and power, as they work on one day.

A sensor is *joined* if working data links lead from its site, over working nodes, to a working command
centre of the level asked for or a higher one. Where a power link ends at the site, power is registered
there: then working power links must also lead to a working power node. Links have no direction.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from apps.geo.errors import NetworkError, gettext_noop

LinkKind = Literal["data", "power"]
DATA: LinkKind = "data"
POWER: LinkKind = "power"
COMMAND = "command"
LEVELS = ("local", "regional", "national")


@dataclass(frozen=True)
class Node:
    """A site with its mast, a data node, a source of power, or a command centre of a level."""

    uid: str
    kind: str
    level: str | None = None
    works: bool = True


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

    def joined(self, level: str) -> set[str]:
        """Return the nodes joined by data links to a command centre."""
        return self._reached(DATA, self.centres(level))

    def powered(self) -> set[str]:
        """Return the nodes that have power, or for which none is registered."""
        reached = self._reached(POWER, self.sources)
        return {uid for uid in self.nodes if uid in reached or uid not in self.with_power_registered}

    def working_links(self, kind: LinkKind) -> list[Link]:
        """Return the working links between working nodes."""
        return [
            link
            for link in self.links
            if link.kind == kind and link.works and all(self.nodes[end].works for end in link.ends)
        ]

    def _reached(self, kind: LinkKind, starts: Iterable[str]) -> set[str]:
        neighbours = defaultdict(list)
        for link in self.working_links(kind):
            for here, there in (link.ends, link.ends[::-1]):
                neighbours[here].append(there)
        reached, waiting = set(starts), list(starts)
        while waiting:
            found = [uid for uid in neighbours[waiting.pop()] if uid not in reached]
            reached.update(found)
            waiting.extend(found)
        return reached


def _failed(thing):
    return type(thing)(**{**vars(thing), "works": False})
