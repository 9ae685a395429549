"""Every metre of a route in one class: which families see it, how many sensors, why none that counts does.

Seen is meant by integrated means, as in `apps.geo.coverage`; the classes of one layer never overlap, and with
those that nobody sees they are the whole route.
"""

from collections.abc import Iterable, Mapping

from apps.geo.coverage import FAMILIES, Means, Rule, gaps, integrated, seen_by
from apps.geo.measures import EMPTY, MeasureSet, at_least, union
from apps.geo.network import Network

Classes = dict[str, MeasureSet]

NONE, BOTH = "none", "both"
FAMILY_CLASSES = (BOTH, *FAMILIES, NONE)
DEPTH_CLASSES = ("0", "1", "2", "3")
"""How many sensors see a metre; the last one means so many or more."""


def by_family(
    means: Iterable[Means], network: Network, rule: Rule, lengths_cm: Mapping[str, int]
) -> dict[str, Classes]:
    """Return the metres of each route that presence detection, observation, both or neither see."""
    joined = integrated(means, network, rule)
    found = {}
    for route, length_cm in lengths_cm.items():
        presence, observation = (
            union(*seen_by([one for one in joined if one.family == family], route)) for family in FAMILIES
        )
        parts = (
            presence & observation,
            presence - observation,
            observation - presence,
            MeasureSet.of((0, length_cm)) - presence - observation,
        )
        found[route] = _there(FAMILY_CLASSES, parts)
    return found


def by_depth(
    means: Iterable[Means], network: Network, rule: Rule, lengths_cm: Mapping[str, int]
) -> dict[str, Classes]:
    """Return the metres of each route that no, one, two, or three and more sensors see."""
    joined = integrated(means, network, rule)
    found = {}
    for route, length_cm in lengths_cm.items():
        seen, whole = seen_by(joined, route), MeasureSet.of((0, length_cm))
        deep = [whole, *(at_least(depth, *seen) for depth in (1, 2, 3)), EMPTY]
        parts = [deep[depth] - deep[depth + 1] for depth in range(len(DEPTH_CLASSES))]
        found[route] = _there(DEPTH_CLASSES, parts)
    return found


def by_cause(
    means: Iterable[Means],
    network: Network,
    rule: Rule,
    lengths_cm: Mapping[str, int],
    out_of_scope: Mapping[str, MeasureSet] | None = None,
) -> dict[str, Classes]:
    """Return the metres of each route that the rule does not count as covered, by cause."""
    pairs: dict[str, dict[str, list[tuple[int, int]]]] = {route: {} for route in lengths_cm}
    for gap in gaps(means, network, rule, lengths_cm, out_of_scope):
        pairs[gap.route].setdefault(gap.cause, []).append((gap.from_cm, gap.to_cm))
    return {
        route: {cause: MeasureSet.from_pairs(some) for cause, some in causes.items()}
        for route, causes in pairs.items()
    }


def _there(names: Iterable[str], parts: Iterable[MeasureSet]) -> Classes:
    return {name: part for name, part in zip(names, parts, strict=True) if part}
