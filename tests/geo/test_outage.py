from dataclasses import replace

import pytest

from apps.geo.coverage import Means, Rule
from apps.geo.errors import NetworkError
from apps.geo.measures import MeasureSet
from apps.geo.network import DATA, POWER, Link, Network, Node
from apps.geo.outage import single_failures
from apps.geo.sight import Sight
from tests.geo.outages import lost

KM = 100_000
CENTRE = Node("centre", "command", "national")


def km(a, b) -> MeasureSet:
    return MeasureSet.of((a * KM, b * KM))


def sees(uid, a, b, site) -> Means:
    return Means(uid, "observation", "operational", site, {"LV-RU": Sight(km(a, b), km(a, b))})


def link(a: str, b: str, kind=DATA) -> Link:
    return Link(f"{a}-{b}", kind, (a, b))


def sites(*uids: str) -> list[Node]:
    return [Node(uid, "site") for uid in uids]


def table(means, network):
    return {loss.uid: loss.lost_cm // KM for loss in single_failures(means, network, Rule())}


CHAIN = Network.of([CENTRE, *sites("a", "b")], [link("centre", "a"), link("a", "b")])
SENSORS = [sees("one", 0, 4, "a"), sees("two", 3, 9, "b")]


def test_in_a_chain_everything_behind_is_lost():
    """The two see 9 km, the first alone 4, the second 6; losing the second loses 5."""
    assert table(SENSORS, CHAIN) == {"centre": 9, "centre-a": 9, "a": 9, "a-b": 5, "b": 5}


def test_worst_comes_first_with_its_kind_and_sensors():
    losses = single_failures(SENSORS, CHAIN, Rule())
    assert [loss.uid for loss in losses] == ["a", "centre", "centre-a", "a-b", "b"]
    assert [(loss.is_link, loss.sensors) for loss in losses] == [
        (False, 2),
        (False, 2),
        (True, 2),
        (True, 1),
        (False, 1),
    ]


def test_a_ring_loses_only_what_hangs_on_the_mast_that_fails():
    ring = Network.of(CHAIN.nodes.values(), [*CHAIN.links, link("b", "centre")])
    assert table(SENSORS, ring) == {"centre": 9, "a": 3, "b": 5}


def test_what_another_mast_sees_too_is_not_lost():
    ring = Network.of(CHAIN.nodes.values(), [*CHAIN.links, link("b", "centre")])
    assert table([sees("one", 0, 4, "a"), sees("two", 0, 4, "b")], ring) == {"centre": 4, "a": 0, "b": 0}


def test_of_two_centres_either_may_fail():
    two = Network.of(
        [*CHAIN.nodes.values(), Node("reserve", "command", "national")], [*CHAIN.links, link("b", "reserve")]
    )
    assert table(SENSORS, two) == {"a": 3, "b": 5}


def test_power_is_lost_apart_from_data():
    wired = Network.of(
        [*CHAIN.nodes.values(), Node("plant", "power")],
        [*CHAIN.links, link("plant", "b", POWER)],
    )
    found = {
        loss.uid: (loss.data_cm // KM, loss.power_cm // KM, loss.lost_cm // KM)
        for loss in single_failures(SENSORS, wired, Rule())
    }
    assert found["plant"] == found["plant-b"] == (0, 5, 5)
    assert found["b"] == (5, 5, 5)
    assert found["a"] == (9, 0, 9)


def test_a_mast_that_carries_data_for_one_and_power_for_another_loses_both():
    """Both see the same 4 km, one over the hub's data, one by its power: a dark hub carries no data either."""
    network = Network.of(
        [CENTRE, Node("plant", "power"), *sites("hub", "x", "y")],
        [
            link("centre", "hub"),
            link("hub", "x"),
            link("centre", "y"),
            link("plant", "hub", POWER),
            link("hub", "y", POWER),
        ],
    )
    [hub] = [
        loss
        for loss in single_failures([sees("one", 0, 4, "x"), sees("two", 0, 4, "y")], network, Rule())
        if loss.uid == "hub"
    ]
    assert (hub.data_cm, hub.power_cm, hub.lost_cm) == (0, 4 * KM, 4 * KM)


def test_a_dark_mast_takes_along_what_lies_behind_it():
    """The plant feeds the first mast of the chain, over which the second one's data pass."""
    fed = Network.of(
        [*CHAIN.nodes.values(), Node("plant", "power")], [*CHAIN.links, link("plant", "a", POWER)]
    )
    found = {loss.uid: loss for loss in single_failures(SENSORS, fed, Rule())}
    assert (found["plant"].data_cm, found["plant"].power_cm, found["plant"].lost_cm) == (0, 9 * KM, 9 * KM)
    assert found["plant"].sensors == 2
    assert lost(SENSORS, fed, Rule(), ["plant"]) == {"LV-RU": km(0, 9)}


def test_several_dark_masts_together_cut_off_what_none_of_them_does_alone():
    """A ring with a mast at its far side: with both of its neighbours dark it is cut off."""
    nodes = [CENTRE, Node("plant", "power"), *sites("left", "right", "far")]
    ring = [link("centre", "left"), link("left", "far"), link("far", "right"), link("right", "centre")]
    fed = Network.of(nodes, [*ring, link("plant", "left", POWER), link("plant", "right", POWER)])
    means = [sees("one", 0, 4, "far")]
    assert {loss.uid: loss.lost_cm // KM for loss in single_failures(means, fed, Rule())} == {
        "centre": 4,
        "far": 4,
        "plant": 4,
    }


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Rule(), {"centre": 9, "a": 3, "b": 5}),
        (Rule(depth=2), {"centre": 1, "a": 1, "b": 1}),
        (Rule(each_family=True), {"centre": 1, "a": 1, "b": 1}),
        (Rule(families=("presence",)), {"centre": 6, "b": 6}),
    ],
    ids=["one sensor", "two sensors", "both families", "presence"],
)
def test_lost_is_what_the_rule_counts_no_longer(rule, expected):
    """The two overlap on one kilometre; on a ring only the masts themselves fail."""
    ring = Network.of(CHAIN.nodes.values(), [*CHAIN.links, link("b", "centre")])
    means = [SENSORS[0], replace(SENSORS[1], family="presence")]
    found = {loss.uid: loss.lost_cm // KM for loss in single_failures(means, ring, rule)}
    assert found == expected


def test_a_node_and_a_link_of_the_same_code_are_two():
    twins = Network.of(CHAIN.nodes.values(), [Link("a", DATA, ("centre", "a")), link("a", "b")])
    found = {(loss.uid, loss.is_link): loss.lost_cm // KM for loss in single_failures(SENSORS, twins, Rule())}
    assert found[("a", True)] == found[("a", False)] == 9


def test_without_a_command_centre_nothing_can_be_said():
    with pytest.raises(NetworkError, match="no working national command centre"):
        single_failures(SENSORS, CHAIN.without("centre"), Rule())


def test_two_failures_on_demand():
    ring = Network.of(CHAIN.nodes.values(), [*CHAIN.links, link("b", "centre")])
    assert lost(SENSORS, ring, Rule(), ["centre-a"]) == {}
    assert lost(SENSORS, ring, Rule(), ["centre-a", "b-centre"]) == {"LV-RU": km(0, 9)}


def test_only_what_is_in_the_network_can_fail():
    with pytest.raises(NetworkError, match="no node, link or sensor moon"):
        lost(SENSORS, CHAIN, Rule(), ["moon"])
