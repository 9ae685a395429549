"""What the surveillance means of one day cover, what of it counts as integrated, and why the rest is a gap.

All sets are measures of a route, by its code. What a sensor sees is computed by `apps.geo.sight`, or it is
the stretch of a fibre or a fence cable.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from apps.geo.errors import SightError, gettext_noop
from apps.geo.measures import EMPTY, MeasureSet, at_least, union
from apps.geo.network import NOT_YET, OPERATIONAL, Network
from apps.geo.sight import Sight

PRESENCE, OBSERVATION = FAMILIES = ("presence", "observation")
INSTALLED = frozenset({"installed", "in_test", "operational", "degraded", "out_of_service", "damaged"})
FAULTY = frozenset({"degraded", "out_of_service"})
DAMAGED, DECOMMISSIONED = "damaged", "decommissioned"
UNBUILT = NOT_YET | {DECOMMISSIONED}

CAUSES = (
    "out_of_scope",
    "not_built",
    "damage",
    "equipment_fault",
    "no_power",
    "no_link",
    "no_heights",
    "terrain",
    "too_few",
    "out_of_range",
)
"""Why a metre is not covered: the first of these that holds."""
NEITHER_BROKEN = (None, "no_power", "no_link")
"""What may keep a sensor that works itself from covering: the ground hides from it all the same."""

Sets = Mapping[str, MeasureSet]


@dataclass(frozen=True)
class Means:
    """A sensor on one day: its family, its state, the site it stands on, what it sees of each route.

    One that does not work is switched off for a question, whatever its state is.
    """

    uid: str
    family: str
    state: str
    site: str | None
    sights: Mapping[str, Sight] = field(default_factory=dict)
    by_day: bool = True
    by_night: bool = True
    works: bool = True

    def works_by(self, rule: "Rule") -> bool:
        return self.works and self.state in rule.states


@dataclass(frozen=True)
class Rule:
    """What counts as covered by integrated means: a parameter of the definition's version.

    Parameters
    ----------
    level : str
        Level of the command centre that a sensor has to be joined to.
    depth : int
        How many sensors have to see a metre.
    families : tuple of str
        Which families count.
    each_family : bool
        Whether a metre needs every one of them, `depth` times.
    states : tuple of str
        In which states a sensor works.

    Raises
    ------
    SightError
        A depth below 1, no family or an unknown one.
    """

    level: str = "national"
    depth: int = 1
    families: tuple[str, ...] = FAMILIES
    each_family: bool = False
    states: tuple[str, ...] = (OPERATIONAL,)

    def __post_init__(self):
        if not (self.depth >= 1 and self.families and set(self.families) <= set(FAMILIES)):
            message = gettext_noop("A rule of coverage needs a depth of 1 or more and known families.")
            raise SightError(message, "parameters")


@dataclass(frozen=True)
class Coverage:
    """One route on one day. All but `installed` and `operational` are covered by integrated means."""

    installed: MeasureSet = EMPTY
    operational: MeasureSet = EMPTY
    integrated: MeasureSet = EMPTY
    twice: MeasureSet = EMPTY
    both_families: MeasureSet = EMPTY
    by_day: MeasureSet = EMPTY
    by_night: MeasureSet = EMPTY
    counted: MeasureSet = EMPTY
    """What the rule counts."""


@dataclass(frozen=True)
class Gap:
    """A stretch that no integrated means cover, for one cause."""

    route: str
    from_cm: int
    to_cm: int
    cause: str

    @property
    def length_cm(self) -> int:
        return self.to_cm - self.from_cm


def integrated(means: Iterable[Means], network: Network, rule: Rule) -> list[Means]:
    """Return the means that work, are joined to a command centre and have power where it is registered."""
    joined = network.joined(rule.level)
    return [one for one in means if one.works_by(rule) and one.site in joined]


def coverage(
    means: Iterable[Means], network: Network, rule: Rule, routes: Iterable[str]
) -> dict[str, Coverage]:
    """Return what is covered of each route."""
    means = list(means)
    of_day = {
        "installed": [one for one in means if one.state in INSTALLED],
        "operational": [one for one in means if one.works_by(rule)],
        "integrated": integrated(means, network, rule),
    }
    return {route: _on_route(route, of_day, rule) for route in routes}


def gaps(
    means: Iterable[Means],
    network: Network,
    rule: Rule,
    lengths_cm: Mapping[str, int],
    out_of_scope: Sets | None = None,
) -> list[Gap]:
    """Return the stretches that the rule does not count as covered, in order, with one cause each.

    Where no sensor is recorded at all, none is built.

    Parameters
    ----------
    lengths_cm : mapping of str to int
        Official length of each route.
    out_of_scope : mapping of str to MeasureSet, optional
        Where surveillance is not asked for.
    """
    means = list(means)
    covered = coverage(means, network, rule, lengths_cm)
    by_cause = _would_cover(means, network, rule)
    found = []
    for route, length_cm in lengths_cm.items():
        scope = {"out_of_scope": (out_of_scope or {}).get(route, EMPTY)}
        left = MeasureSet.of((0, length_cm)) - covered[route].counted
        unbuilt = {} if means else {"not_built": left}
        found += _with_causes(route, left, {**by_cause.get(route, {}), **unbuilt, **scope})
    return found


class Closers:
    """Means that would close gaps if they worked and were joined; thousands of them, asked gap by gap."""

    def __init__(self, means: Iterable[Means]):
        self._means = list(means)
        self._seen: dict[str, tuple[NDArray, NDArray, NDArray]] = {}

    def of(self, gap: Gap) -> list[Means]:
        """Return the means that see some of a gap, in the order in which they were given."""
        starts, ends, whose = self._on(gap.route)
        met = np.unique(whose[(starts < gap.to_cm) & (ends > gap.from_cm)])
        return [self._means[n] for n in met.tolist()]

    def _on(self, route: str) -> tuple[NDArray, NDArray, NDArray]:
        """Return what is seen of a route: starts, ends, and by which of the means."""
        if route not in self._seen:
            seen = {n: one.sights[route].seen for n, one in enumerate(self._means) if route in one.sights}
            counts = [len(metres) for metres in seen.values()]
            starts, ends = (
                np.concatenate([EMPTY.starts, *(getattr(metres, side) for metres in seen.values())])
                for side in ("starts", "ends")
            )
            self._seen[route] = starts, ends, np.repeat(np.array(list(seen), dtype=np.int64), counts)
        return self._seen[route]


def cause_of(one: Means, network: Network, rule: Rule) -> str | None:
    """Return why the means cover nothing; None if they do, or are gone for good."""
    return _cause(one, network, rule, network.joined(rule.level), network.joined_if_powered(rule.level))


def causes_of(means: Iterable[Means], network: Network, rule: Rule) -> dict[str, str]:
    """Return why each of the means that the rule counts covers nothing; those that do, or are gone, are left out."""
    joined, if_powered = network.joined(rule.level), network.joined_if_powered(rule.level)
    found = {
        one.uid: _cause(one, network, rule, joined, if_powered)
        for one in means
        if one.family in rule.families
    }
    return {uid: cause for uid, cause in found.items() if cause is not None}


def without_heights_cm(means: Iterable[Means]) -> dict[str, int]:
    """Return of how many centimetres nobody can tell whether one of the means sees them, for want of heights."""
    lengths = {one.uid: sum(sight.unknown.length_cm for sight in one.sights.values()) for one in means}
    return {uid: length_cm for uid, length_cm in lengths.items() if length_cm}


def seen_by(means: Iterable[Means], route: str) -> list[MeasureSet]:
    """Return what each of the means sees of a route, nothing left out."""
    return [one.sights[route].seen for one in means if route in one.sights]


def _on_route(route: str, of_day: Mapping[str, list[Means]], rule: Rule) -> Coverage:
    joined = [one for one in of_day["integrated"] if route in one.sights]
    families = [union(*seen_by(_of_family(joined, name), route)) for name in FAMILIES]
    return Coverage(
        installed=union(*seen_by(of_day["installed"], route)),
        operational=union(*seen_by(of_day["operational"], route)),
        integrated=union(*families),
        twice=at_least(2, *seen_by(joined, route)),
        both_families=families[0] & families[1],
        by_day=union(*seen_by([one for one in joined if one.by_day], route)),
        by_night=union(*seen_by([one for one in joined if one.by_night], route)),
        counted=_counted(joined, route, rule),
    )


def _counted(joined: list[Means], route: str, rule: Rule) -> MeasureSet:
    families = [seen_by(_of_family(joined, name), route) for name in rule.families]
    if not rule.each_family:
        return at_least(rule.depth, *[seen for family in families for seen in family])
    covered = at_least(rule.depth, *families[0])
    for family in families[1:]:
        covered = covered & at_least(rule.depth, *family)
    return covered


def _of_family(means: Iterable[Means], family: str) -> list[Means]:
    return [one for one in means if one.family == family]


def _would_cover(means: list[Means], network: Network, rule: Rule) -> dict[str, dict[str, MeasureSet]]:
    """Return for each route what each cause keeps from being covered, in the order of causes."""
    sets: dict[str, dict[str, list[MeasureSet]]] = defaultdict(lambda: defaultdict(list))
    joined, if_powered = network.joined(rule.level), network.joined_if_powered(rule.level)
    for one in means:
        if one.family not in rule.families:
            continue
        cause = _cause(one, network, rule, joined, if_powered)
        for route, sight in one.sights.items():
            if cause is not None:
                sets[route][cause].append(sight.seen)
            elif one.works_by(rule):
                sets[route]["too_few"].append(sight.seen)
            if cause in NEITHER_BROKEN and one.works_by(rule):
                sets[route]["no_heights"].append(sight.unknown)
                sets[route]["terrain"].append(sight.hidden)
    return {
        route: {cause: union(*found) for cause, found in causes.items()} for route, causes in sets.items()
    }


def _cause(one: Means, network: Network, rule: Rule, joined: set[str], if_powered: set[str]) -> str | None:
    """Return why the means cover nothing; None if they do, or are gone for good.

    For want of power is also what a dark node on the way to the centre keeps apart.
    """
    if one.state == DECOMMISSIONED:
        return None
    site = network.nodes.get(one.site)
    if one.state in NOT_YET - set(rule.states) or (site and site.state in UNBUILT):
        return "not_built"
    if one.state == DAMAGED or (site and site.state == DAMAGED):
        return "damage"
    if one.state in FAULTY - set(rule.states) or not one.works or (site and not site.works):
        return "equipment_fault"
    if one.state not in rule.states:
        return None
    if one.site in joined:
        return None
    return "no_power" if one.site in network.dark or one.site in if_powered else "no_link"


def _with_causes(route: str, left: MeasureSet, by_cause: Sets) -> list[Gap]:
    found = []
    for cause in CAUSES:
        held = left if cause == CAUSES[-1] else left & by_cause.get(cause, EMPTY)
        found += [Gap(route, from_cm, to_cm, cause) for from_cm, to_cm in held.pairs()]
        left = left - held
    return sorted(found, key=lambda gap: gap.from_cm)
