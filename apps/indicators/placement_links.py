"""How candidates would be joined to the network: how far a link may lead, and over what ground a radio one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import hypot, inf
from time import monotonic
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from apps.geo import placement as exact
from apps.geo.errors import PlacementError, SightError
from apps.geo.network import NOT_YET, Network
from apps.geo.sight import HIDDEN, SEEN, UNKNOWN, Eye, states
from apps.geo.ties import Ties
from apps.indicators.placement_sites import Site, degrees
from apps.indicators.surveillance import Surveillance

RADIO, MEDIA = "radio", ("radio", "fibre", "cable")
RADIO_M = 20_000.0
"""Longest radio link unless K2's definition or the question says otherwise. At 7 GHz and 20 km the ray asks for 6 m
for the bulge of the Earth and 9 m for its Fresnel zone: half of a mast of 30 m, the rest is left for trees."""
SAME_MAST_M = 1.0
TOO_FAR, BEHIND, NO_HEIGHTS, NO_NODE = "too_far", "hidden", "no_heights", "no_node"
DARK = "no_power"
LINK = ("link_to", "link_m", "link_lon", "link_lat")
"""Which node or other site a chosen site would be linked to, how far off, and where that stands."""
LINK_WITH = "link_with"
"""Which other chosen one, on the same site, has the link already."""


@dataclass(frozen=True)
class End:
    """Where a link may end: a joined node or a candidate; its height is None where no mast is known.

    Candidates on one registered site share its node, and so the link of that.
    """

    code: str
    x: float
    y: float
    mast_m: float | None
    node: str = ""

    def far_m(self, other: "End") -> float:
        return hypot(self.x - other.x, self.y - other.y)


@dataclass(frozen=True)
class Apart:
    """A candidate that cannot be joined, and why.

    With the nearest joined node and its distance, if any has a place, or with its own site that does not work.
    """

    code: str
    reason: str
    node: str | None
    distance_m: int | None


@dataclass(frozen=True)
class Links:
    """What links of a question are: their medium, and how long a radio one may be; None: as K2's definition says."""

    medium: str = RADIO
    radio_m: float | None = None


class Linking:
    """Which links are possible between candidates and the network of a day.

    A radio link is at most `radio_m` long, and a ray between the tops of both masts stays above the terrain, if one
    is loaded. A node at which no sensor stands is taken to have a mast as high as the candidate's. Fibre and cable
    may lead anywhere. A candidate's site that is not in operation yet is taken to work as planned; on one without
    power, or damaged, or taken away, no sensor would be joined, whatever links lead there.
    """

    def __init__(
        self,
        surveillance: Surveillance,
        sites: Sequence[Site],
        medium: str = RADIO,
        radio_m: float | None = None,
        listen: exact.Listen = exact.deaf,
    ):
        if medium not in MEDIA:
            raise PlacementError(
                _("A link is radio, fibre or cable, not %(medium)s.") % {"medium": medium}, "medium"
            )
        self.surveillance, self.sites, self.medium, self._listen = surveillance, sites, medium, listen
        self.most_m = longest_m(surveillance, radio_m) if medium == RADIO else inf
        self._heard = monotonic()
        self._found: dict[tuple[str, str], bool] = {}
        self._scenery = surveillance.situation.scenery

    def _hear(self) -> None:
        if monotonic() - self._heard >= exact.LISTEN_EVERY_S:
            self._listen()
            self._heard = monotonic()

    @cached_property
    def joined(self) -> frozenset[str]:
        """Codes of the nodes that are joined to a command centre and have power."""
        network, rule = self.surveillance.network, self.surveillance.rule
        return frozenset(network.joined(rule.level) & network.powered())

    @cached_property
    def nodes(self) -> list[End]:
        """The joined nodes that have a place."""
        situation = self.surveillance.situation
        masts: dict[str, float] = {}
        for sensor in situation.sensors:
            if sensor.row.site:
                code = sensor.row.site.code
                masts[code] = max(masts.get(code, 0.0), float(sensor.row.mast_m))
        places = {code: place for code, place in situation.points.items() if code in self.joined}
        return [End(code, x, y, masts.get(code) or None) for code, (x, y) in sorted(places.items())]

    @cached_property
    def ends(self) -> list[End]:
        points = self.surveillance.situation.points
        return [
            End(site.code, *points.get(site.site, (site.x, site.y)), site.mast_m, site.site or site.code)
            for site in self.sites
        ]

    @cached_property
    def unfit(self) -> dict[int, str]:
        """The candidates on registered sites that do not work, each with what is wrong there."""
        found = {n: self._wrong_with(site.site) for n, site in enumerate(self.sites) if site.site}
        return {n: reason for n, reason in found.items() if reason}

    def _wrong_with(self, site: str) -> str | None:
        node = self.surveillance.network.nodes[site]
        if node.state in NOT_YET:
            return DARK if site in self._as_planned.dark else None
        if not node.works:
            return node.state
        return DARK if site in self.surveillance.network.dark else None

    @cached_property
    def _as_planned(self) -> Network:
        return self.surveillance.network.as_planned()

    @cached_property
    def rooted(self) -> frozenset[int]:
        """The candidates that stand on the network or could be linked to it as it is."""
        return frozenset(
            n
            for n, (site, end) in enumerate(zip(self.sites, self.ends, strict=True))
            if n not in self.unfit and (site.site in self.joined or self._reached(end, self.nodes))
        )

    @cached_property
    def ties(self) -> Ties:
        """Which candidates could be linked to the network, and which of the others to one another."""
        beside: dict[int, set[int]] = {n: set() for n in range(len(self.ends))}
        others = [n for n in beside if n not in self.rooted and n not in self.unfit]
        for n in others:
            near = [m for m in beside if m in self.rooted or (m > n and m not in self.unfit)]
            for m in self._reached(self.ends[n], [self.ends[m] for m in near], near):
                beside[n].add(m)
                beside[m].add(n)
        return Ties(self.rooted, {n: frozenset(found) for n, found in beside.items()})

    @cached_property
    def connectable(self) -> list[int]:
        return sorted(self.ties.joined(range(len(self.sites))))

    @cached_property
    def ties_of_connectable(self) -> Ties:
        """The ties of those that can be joined, numbered by their order among themselves."""
        new = {old: n for n, old in enumerate(self.connectable)}
        beside = {new[n]: frozenset(new[m] for m in self.ties.beside[n]) for n in self.connectable}
        return Ties(frozenset(new[n] for n in self.rooted), beside)

    def apart(self) -> list[Apart]:
        """Return the candidates that cannot be joined, even over all the others, each with its reason."""
        there = set(self.connectable)
        return [self._apart(n, end) for n, end in enumerate(self.ends) if n not in there]

    def _apart(self, n: int, end: End) -> Apart:
        if n in self.unfit:
            return Apart(end.code, self.unfit[n], end.node, None)
        if not self.nodes:
            return Apart(end.code, NO_NODE, None, None)
        nearest = min(self.nodes, key=end.far_m)
        far_m = end.far_m(nearest)
        if far_m > self.most_m:
            return Apart(end.code, TOO_FAR, nearest.code, round(far_m))
        reason = BEHIND if self._state(end, nearest) == HIDDEN else NO_HEIGHTS
        return Apart(end.code, reason, nearest.code, round(far_m))

    def links(self, chosen: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Return which link each chosen site needs: the shortest ones that join them all to the network.

        A chosen site may be joined by way of another one; sites that are joined already need none, and of several
        sensors on one site the first alone has the link.
        """
        wanted = set(chosen)
        links = {code: dict.fromkeys((*LINK, LINK_WITH)) for code in wanted}
        waiting = {
            end.code: end
            for site, end in zip(self.sites, self.ends, strict=True)
            if end.code in wanted and site.site not in self.joined
        }
        there = [*self.nodes, *(end for end in self.ends if end.code in wanted - waiting.keys())]
        while waiting:
            possible = [
                (end.far_m(other), code, other)
                for code, end in waiting.items()
                for other in self._nearest(end, there)
            ]
            if not possible:
                break
            far_m, code, other = min(possible, key=lambda one: one[:2])
            lon, lat = degrees(other.x, other.y)
            links[code] |= zip(LINK, (other.code, round(far_m), lon, lat), strict=True)
            there.append(waiting.pop(code))
            for sharing in [one for one, end in waiting.items() if end.node == there[-1].node]:
                links[sharing][LINK_WITH] = code
                del waiting[sharing]
        return links

    def _nearest(self, end: End, others: Sequence[End]) -> list[End]:
        """Return the nearest of the others that a link can reach; nothing if none."""
        for other in sorted(others, key=end.far_m):
            if end.far_m(other) > self.most_m:
                break
            key = (end.code, other.code)
            if key not in self._found:
                self._found[key] = bool(self._reached(end, [other]))
            if self._found[key]:
                return [other]
        return []

    def _state(self, end: End, other: End) -> int:
        reached = self._states(end, [other])
        return int(reached[0])

    def _reached(self, end: End, others: Sequence[End], names: Sequence[int] | None = None) -> list[int]:
        """Return those of the others, by their number or name, that a link from here can reach."""
        if not others:
            return []
        names = range(len(others)) if names is None else names
        far_m = np.hypot(*(np.array([(one.x, one.y) for one in others]) - (end.x, end.y)).T)
        near = np.flatnonzero(far_m <= self.most_m)
        found = self._states(end, [others[n] for n in near])
        found[far_m[near] < SAME_MAST_M] = SEEN
        return [names[n] for n, state in zip(near, found, strict=True) if state == SEEN]

    def _states(self, end: End, others: Sequence[End]) -> np.ndarray:
        """Return how the top of each of the other masts is seen from the top of this one; a stop is heard before."""
        self._hear()
        found = np.full(len(others), SEEN)
        if self.medium != RADIO or not self._scenery.terrain.is_loaded or not others:
            return found
        reach_m = max(end.far_m(other) for other in others) + 1
        terrain = self._scenery.terrain.around(end.x, end.y, reach_m)
        if terrain is None:
            return np.full(len(others), UNKNOWN)
        tops_m = np.array([end.mast_m if one.mast_m is None else one.mast_m for one in others], dtype=float)
        eye = Eye(end.x, end.y, range_m=reach_m, mast_m=end.mast_m or 0.0)
        for top_m in np.unique(tops_m):
            mine = np.flatnonzero(tops_m == top_m)
            places = [(others[n].x, others[n].y) for n in mine]
            conditions = replace(self._scenery.conditions, target_m=float(top_m))
            try:
                found[mine] = states(eye, places, terrain, conditions)
            except SightError:
                found[mine] = UNKNOWN
        return found


def longest_m(surveillance: Surveillance, asked: float | None = None) -> float:
    """Return how long a radio link may be: as asked, else by K2's definition, else by default."""
    parameters: Mapping[str, Any] = surveillance.definition.parameters if surveillance.definition else {}
    return float(asked or parameters.get("radio_m") or RADIO_M)


def reason_text(one: Apart | Mapping[str, Any]) -> str:
    """Return in words why no link can join a candidate."""
    found = one if isinstance(one, Mapping) else vars(one)
    words = {
        TOO_FAR: _(
            "the nearest joined node, %(node)s, is %(distance_m)s m away, farther than a radio link reaches"
        ),
        BEHIND: _(
            "no line of sight to a joined node within reach of a radio link; the nearest is %(node)s, %(distance_m)s m"
        ),
        NO_HEIGHTS: _("the terrain has no heights on the way to %(node)s, %(distance_m)s m"),
        NO_NODE: _("no node that is joined to a command centre has a place"),
        DARK: _("its site, %(node)s, has no power"),
        "damaged": _("its site, %(node)s, is damaged"),
        "decommissioned": _("its site, %(node)s, is decommissioned"),
        "out_of_service": _("its site, %(node)s, is out of service"),
        "degraded": _("its site, %(node)s, is degraded, so nothing passes it"),
    }
    return words[found["reason"]] % found
