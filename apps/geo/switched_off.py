"""What the means and the network would be if some masts, nodes, links or sensors failed together."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from apps.geo.coverage import Means
from apps.geo.errors import NetworkError, gettext_noop
from apps.geo.network import Network


def switched_off(
    means: Iterable[Means], network: Network, failed: Sequence[str]
) -> tuple[list[Means], Network]:
    """Return means and network without what failed; a mast takes what stands on it along.

    Raises
    ------
    NetworkError
        One of them is no node, link or sensor.
    """
    means, gone = list(means), set(failed)
    known = {*network.nodes, *(link.uid for link in network.links), *(one.uid for one in means)}
    for uid in failed:
        if uid not in known:
            raise NetworkError(gettext_noop("There is no node, link or sensor %(uid)s."), "fail", uid=uid)
    left = [replace(one, works=False) if one.uid in gone else one for one in means]
    return left, network.without(*gone)
