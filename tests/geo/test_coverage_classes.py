"""A camera sees km 0 to 4, a radar km 2 to 6, both joined to a centre; the route is 10 km long."""

from dataclasses import replace

import pytest

from apps.geo.coverage import Means, Rule, cause_of, integrated
from apps.geo.coverage_classes import by_cause, by_depth, by_family
from apps.geo.errors import NetworkError
from apps.geo.measures import MeasureSet
from apps.geo.network import Link, Network, Node
from apps.geo.sight import Sight
from apps.geo.switched_off import switched_off
from apps.geo.ways import Step, broken_on_ways, way

KM = 100_000
LENGTHS = {"R": 10 * KM}


def means(uid: str, family: str, from_km: float, to_km: float, site: str = "mast") -> Means:
    seen = MeasureSet.of((round(from_km * KM), round(to_km * KM)))
    return Means(uid, family, "operational", site, {"R": Sight(seen, seen)})


CAMERA, RADAR = means("C", "observation", 0, 4), means("R", "presence", 2, 6)
NETWORK = Network.of(
    [Node("mast", "site"), Node("hut", "data"), Node("centre", "command", "national")],
    [Link("a", "data", ("mast", "hut")), Link("b", "data", ("hut", "centre"))],
)


def km(classes: dict[str, MeasureSet]) -> dict[str, list[tuple[float, float]]]:
    return {name: [(a / KM, b / KM) for a, b in metres.pairs()] for name, metres in classes.items()}


def test_each_metre_is_in_one_class_of_family():
    assert km(by_family([CAMERA, RADAR], NETWORK, Rule(), LENGTHS)["R"]) == {
        "observation": [(0, 2)],
        "both": [(2, 4)],
        "presence": [(4, 6)],
        "none": [(6, 10)],
    }


def test_three_and_more_sensors_are_one_class_of_depth():
    many = [CAMERA, RADAR, means("D", "observation", 3, 4), means("E", "observation", 3, 3.5)]
    assert km(by_depth(many, NETWORK, Rule(), LENGTHS)["R"]) == {
        "0": [(6, 10)],
        "1": [(0, 2), (4, 6)],
        "2": [(2, 3)],
        "3": [(3, 4)],
    }


def test_what_is_not_covered_has_one_cause():
    no_link = NETWORK.without("b")
    assert km(by_cause([CAMERA, RADAR], no_link, Rule(), LENGTHS)["R"]) == {
        "no_link": [(0, 6)],
        "out_of_range": [(6, 10)],
    }


def test_a_sensor_that_is_switched_off_is_a_fault_and_the_others_stay():
    left = switched_off([CAMERA, RADAR], NETWORK, ["C"])
    assert km(by_cause(*left, Rule(), LENGTHS)["R"]) == {
        "equipment_fault": [(0, 2)],
        "out_of_range": [(6, 10)],
    }


def test_a_mast_takes_what_stands_on_it_along():
    left = switched_off([CAMERA, means("R", "presence", 2, 6, site="centre")], NETWORK, ["mast"])
    assert km(by_family(*left, Rule(), LENGTHS)["R"]) == {"presence": [(2, 6)], "none": [(0, 2), (6, 10)]}


def test_what_is_switched_off_covers_nothing_in_whatever_state_the_rule_counts():
    rule = Rule(states=("operational", "out_of_service"))
    left, network = switched_off([CAMERA, RADAR], NETWORK, ["C"])
    assert [one.uid for one in integrated(left, network, rule)] == ["R"]
    assert cause_of(left[0], network, rule) == "equipment_fault"


def test_what_is_planned_stays_planned_when_it_is_switched_off():
    planned = replace(CAMERA, state="planned")
    [left], network = switched_off([planned], NETWORK, ["C"])
    assert cause_of(left, network, Rule()) == "not_built"


def test_only_what_is_there_can_be_switched_off():
    with pytest.raises(NetworkError, match="moon"):
        switched_off([CAMERA], NETWORK, ["moon"])


def steps(network: Network, site: str = "mast") -> list[tuple[str, bool]]:
    return [(step.uid, step.works) for step in way(network, site, "data", "national")]


def test_the_way_to_the_centre_is_told_node_by_node():
    assert way(NETWORK, "mast", "data", "national")[:2] == [Step("mast", False, True), Step("a", True, True)]
    assert steps(NETWORK) == [(uid, True) for uid in ("mast", "a", "hut", "b", "centre")]


def test_a_longer_way_that_works_is_better_than_a_short_broken_one():
    around = Network.of(
        [*NETWORK.nodes.values(), Node("far", "data")],
        [*NETWORK.links, Link("c", "data", ("mast", "far")), Link("d", "data", ("far", "hut"))],
    )
    assert [uid for uid, _works in steps(around.without("a"))] == [
        "mast",
        "c",
        "far",
        "d",
        "hut",
        "b",
        "centre",
    ]


def test_where_nothing_works_the_way_says_what_is_broken():
    assert steps(NETWORK.without("b", "hut")) == [
        ("mast", True),
        ("a", True),
        ("hut", False),
        ("b", False),
        ("centre", True),
    ]


def test_a_dark_node_on_the_way_does_not_work():
    power = Network.of(
        [*NETWORK.nodes.values(), Node("plant", "power")],
        [*NETWORK.links, Link("p", "power", ("plant", "hut"))],
    )
    assert [uid for uid, works in steps(power) if not works] == []
    assert [uid for uid, works in steps(power.without("p")) if not works] == ["hut"]
    assert cause_of(CAMERA, power.without("p"), Rule()) == "no_power"
    assert cause_of(CAMERA, power, Rule()) is None


def test_without_links_there_is_no_way():
    assert way(Network.of(NETWORK.nodes.values()), "mast", "data", "national") == []
    assert way(NETWORK, "moon", "data", "national") == []


def test_a_site_that_is_a_centre_is_its_own_way():
    assert steps(NETWORK, "centre") == [("centre", True)]


def test_what_is_broken_on_the_way_of_each_node():
    """From the mast over the hut to the centre; the lone one has no link at all."""
    network = Network.of([*NETWORK.nodes.values(), Node("lone", "site")], NETWORK.links)
    assert broken_on_ways(network, "national") == {"centre": (), "hut": (), "mast": ()}
    assert broken_on_ways(network.without("b"), "national")["mast"] == ("b",)
    cut = broken_on_ways(network.without("a", "hut", "centre"), "national")
    assert cut == {"centre": ("centre",), "hut": ("hut", "centre"), "mast": ("a", "hut", "centre")}


def test_behind_a_dark_node_stands_what_keeps_power_from_it():
    """Two plants light the hut: the nearer one over a cut cable, the other one stands still."""
    nodes = [*NETWORK.nodes.values(), Node("plant", "power"), Node("far", "power"), Node("pole", "site")]
    links = [
        *NETWORK.links,
        Link("p", "power", ("plant", "hut")),
        Link("q", "power", ("pole", "hut")),
        Link("r", "power", ("far", "pole")),
    ]
    network = Network.of(nodes, links).without("p", "far", "r")
    assert broken_on_ways(network, "national")["mast"] == ("hut", "p")
    assert broken_on_ways(network.without("a"), "national")["mast"] == ("a", "hut", "p")


def test_of_two_ways_the_one_with_fewer_failures_is_told():
    links = [*NETWORK.links, Link("c", "data", ("mast", "centre"))]
    network = Network.of(NETWORK.nodes.values(), links).without("a", "b", "c")
    assert broken_on_ways(network, "national")["mast"] == ("c",)
