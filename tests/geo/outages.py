"""What is lost when some things fail together, by counting twice: the slow way, to compare with."""

from collections.abc import Iterable, Sequence

from apps.geo.coverage import Means, Rule, coverage
from apps.geo.measures import MeasureSet
from apps.geo.network import Network
from apps.geo.switched_off import switched_off


def lost(
    means: Iterable[Means], network: Network, rule: Rule, failed: Sequence[str]
) -> dict[str, MeasureSet]:
    """Return what of each route the rule counts no longer."""
    means = list(means)
    routes = dict.fromkeys(route for one in means for route in one.sights)
    before = coverage(means, network, rule, routes)
    after = coverage(*switched_off(means, network, failed), rule, routes)
    gone = {route: before[route].counted - after[route].counted for route in routes}
    return {route: metres for route, metres in gone.items() if metres}
