from itertools import pairwise

import pytest

from apps.geo.errors import NetworkError
from apps.geo.network import DATA, POWER, Link, Network, Node

CENTRE = Node("centre", "command", "national")
LOCAL = Node("post", "command", "local")
MASTS = [Node(f"mast {n}", "site") for n in range(3)]
PLANT = Node("plant", "power")


def chain(*uids: str, kind=DATA) -> list[Link]:
    return [Link(f"{kind} {a}-{b}", kind, (a, b)) for a, b in pairwise(uids)]


NETWORK = Network.of([CENTRE, LOCAL, PLANT, *MASTS], chain("centre", "mast 0", "mast 1", "post"))


def test_sites_are_joined_over_other_sites():
    assert NETWORK.joined("national") == {"centre", "mast 0", "mast 1", "post"}


def test_a_higher_centre_serves_for_a_lower_one_but_not_the_other_way_round():
    alone = Network.of([LOCAL, MASTS[0]], chain("post", "mast 0"))
    assert NETWORK.joined("local") == NETWORK.joined("national")
    assert alone.joined("local") == {"post", "mast 0"}
    assert alone.joined("national") == set()


def test_a_link_or_a_node_that_fails_cuts_off_what_lies_behind():
    assert NETWORK.without("data mast 0-mast 1").joined("national") == {"centre", "mast 0"}
    assert NETWORK.without("mast 0").joined("national") == {"centre"}
    assert NETWORK.without("centre").joined("national") == set()


def test_power_is_asked_only_where_it_is_registered():
    wired = Network.of([*NETWORK.nodes.values()], [*NETWORK.links, *chain("plant", "mast 0", kind=POWER)])
    assert wired.powered() == set(NETWORK.nodes)
    assert wired.without("plant").powered() == set(NETWORK.nodes) - {"plant", "mast 0"}


def test_data_do_not_pass_over_a_dark_node():
    wired = Network.of([*NETWORK.nodes.values()], [*NETWORK.links, *chain("plant", "mast 0", kind=POWER)])
    assert wired.joined("national") == NETWORK.joined("national")
    dark = wired.without("plant")
    assert dark.dark == {"mast 0", "plant"}
    assert dark.joined("national") == {"centre"}
    assert dark.joined_if_powered("national") == NETWORK.joined("national")


def test_power_passes_from_node_to_node():
    wired = Network.of(
        [*NETWORK.nodes.values()], [*NETWORK.links, *chain("plant", "mast 0", "mast 2", kind=POWER)]
    )
    assert wired.dark == frozenset()
    assert wired.without("mast 0").dark == {"mast 0", "mast 2"}


def test_a_command_centre_without_power_joins_nobody():
    wired = Network.of([*NETWORK.nodes.values()], [*NETWORK.links, *chain("plant", "centre", kind=POWER)])
    assert wired.without("plant").joined("national") == set()


def test_power_links_carry_no_data():
    assert "mast 0" not in Network.of([CENTRE, *MASTS], chain("centre", "mast 0", kind=POWER)).joined(
        "national"
    )


def test_a_link_to_itself_is_refused():
    with pytest.raises(NetworkError, match="leads from mast 0 to itself"):
        Link("loop", DATA, ("mast 0", "mast 0"))


def test_a_link_to_nowhere_is_refused():
    with pytest.raises(NetworkError, match="ends at nowhere"):
        Network.of([CENTRE], chain("centre", "nowhere"))


def test_an_unknown_level_is_refused():
    with pytest.raises(NetworkError, match="No level of command centres: galactic"):
        NETWORK.joined("galactic")
