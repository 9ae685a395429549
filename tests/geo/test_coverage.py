import pytest

from apps.geo.coverage import Closers, Gap, Means, Rule, coverage, gaps, integrated, without_heights_cm
from apps.geo.errors import SightError
from apps.geo.measures import EMPTY, MeasureSet
from apps.geo.network import DATA, POWER, Link, Network, Node
from apps.geo.sight import Sight

KM = 100_000
NETWORK = Network.of(
    [
        Node("centre", "command", "national"),
        Node("mast", "site"),
        Node("lone", "site"),
        Node("plant", "power"),
    ],
    [Link("fibre", DATA, ("centre", "mast"))],
)

RULE = Rule()


def km(*pairs) -> MeasureSet:
    return MeasureSet.of(*((round(a * KM), round(b * KM)) for a, b in pairs))


def sees(uid, *pairs, hidden=(), family="observation", state="operational", site="mast", **options) -> Means:
    seen = km(*pairs)
    return Means(uid, family, state, site, {"LV-RU": Sight(seen | km(*hidden), seen)}, **options)


def covered(*means, rule=RULE, network=NETWORK):
    return coverage(means, network, rule, ["LV-RU", "LV-BY"])["LV-RU"]


def causes(*means, rule=RULE, network=NETWORK, out_of_scope=EMPTY, km_long=10):
    found = gaps(means, network, rule, {"LV-RU": km_long * KM}, {"LV-RU": out_of_scope})
    return [(gap.from_cm / KM, gap.to_cm / KM, gap.cause) for gap in found]


def test_what_two_sensors_cover_is_counted_once():
    found = covered(sees("a", (0, 4)), sees("b", (3, 6)))
    assert found.integrated == found.counted == km((0, 6))
    assert found.twice == km((3, 4))


def test_integrated_is_operational_and_joined():
    planned, alone = sees("planned", (1, 2), state="planned"), sees("alone", (3, 4), site="lone")
    tested, works = sees("tested", (5, 6), state="in_test"), sees("works", (7, 8))
    found = covered(planned, alone, tested, works)
    assert found.installed == km((3, 4), (5, 6), (7, 8))
    assert found.operational == km((3, 4), (7, 8))
    assert found.integrated == km((7, 8))


def test_a_sensor_without_a_site_is_not_integrated():
    assert integrated([sees("a", (0, 1), site=None)], NETWORK, RULE) == []


def test_families_and_hours():
    found = covered(
        sees("camera", (0, 4), by_night=False), sees("radar", (2, 6), family="presence", by_day=False)
    )
    assert found.both_families == km((2, 4))
    assert (found.by_day, found.by_night) == (km((0, 4)), km((2, 6)))


def test_the_rule_tells_what_counts():
    camera, radar, more = sees("a", (0, 4)), sees("b", (2, 6), family="presence"), sees("c", (3, 8))
    assert covered(camera, radar, more, rule=Rule(families=("presence",))).counted == km((2, 6))
    assert covered(camera, radar, more, rule=Rule(depth=2)).counted == km((2, 6))
    assert covered(camera, radar, more, rule=Rule(each_family=True)).counted == km((2, 6))
    assert covered(camera, radar, more, rule=Rule(depth=3)).counted == km((3, 4))


def test_a_degraded_sensor_counts_if_the_rule_says_so():
    weak = sees("a", (0, 4), state="degraded")
    assert covered(weak).counted == EMPTY
    assert covered(weak, rule=Rule(states=("operational", "degraded"))).counted == km((0, 4))


@pytest.mark.parametrize("options", [{"depth": 0}, {"families": ()}, {"families": ("smell",)}])
def test_a_rule_without_sense_is_refused(options):
    with pytest.raises(SightError):
        Rule(**options)


def test_every_gap_has_the_first_cause_that_holds():
    powered = Network.of(
        NETWORK.nodes.values(), [*NETWORK.links, Link("cable", POWER, ("plant", "lone"), works=False)]
    )
    found = causes(
        sees("planned", (1, 4), state="planned"),
        sees("damaged", (1, 5), state="damaged"),
        sees("faulty", (1, 6), state="out_of_service"),
        sees("dark", (1, 7), site="lone"),
        sees("far", (1, 8), site=None),
        sees("works", (9, 10), hidden=[(1, 9)]),
        out_of_scope=km((1, 2)),
        network=powered,
        km_long=12,
    )
    assert found == [
        (0, 1, "out_of_range"),
        (1, 2, "out_of_scope"),
        (2, 4, "not_built"),
        (4, 5, "damage"),
        (5, 6, "equipment_fault"),
        (6, 7, "no_power"),
        (7, 8, "no_link"),
        (8, 9, "terrain"),
        (10, 12, "out_of_range"),
    ]


def test_what_is_seen_clearly_but_too_few_times_is_not_hidden():
    """One sensor sees km 0 to 4, one sees 3 to 6 and is hidden from 6 to 7: two are asked for."""
    means = [sees("a", (0, 4)), sees("b", (3, 6), hidden=[(6, 7)])]
    assert causes(*means, rule=Rule(depth=2), km_long=8) == [
        (0, 3, "too_few"),
        (4, 6, "too_few"),
        (6, 7, "terrain"),
        (7, 8, "out_of_range"),
    ]


def test_what_only_one_family_sees_is_seen_by_too_few_where_each_has_to():
    camera, radar = sees("a", (0, 4)), sees("b", (2, 3), family="presence")
    assert causes(camera, radar, rule=Rule(each_family=True), km_long=5) == [
        (0, 2, "too_few"),
        (3, 4, "too_few"),
        (4, 5, "out_of_range"),
    ]


def test_where_a_second_sensor_is_hidden_terrain_is_the_cause():
    means = [sees("a", (0, 4)), sees("b", (3, 4), hidden=[(0, 3)])]
    assert causes(*means, rule=Rule(depth=2), km_long=4) == [(0, 3, "terrain")]


def test_a_mast_out_of_service_is_a_fault_of_equipment():
    assert causes(sees("a", (0, 4)), network=NETWORK.without("mast"), km_long=4) == [
        (0, 4, "equipment_fault")
    ]


@pytest.mark.parametrize(
    ("state", "cause"),
    [
        ("damaged", "damage"),
        ("decommissioned", "not_built"),
        ("planned", "not_built"),
        ("degraded", "equipment_fault"),
    ],
)
def test_what_stands_on_a_mast_shares_its_cause(state, cause):
    mast = Node("mast", "site", works=False, state=state)
    network = Network.of([NETWORK.nodes["centre"], mast], NETWORK.links)
    assert causes(sees("a", (0, 4)), network=network, km_long=4) == [(0, 4, cause)]
    gone = sees("a", (0, 4), state="decommissioned")
    assert causes(gone, network=network, km_long=4) == [(0, 4, "out_of_range")]


@pytest.mark.parametrize("failed", ["fibre", "plant"])
def test_terrain_hides_from_a_working_sensor_without_link_or_power_too(failed):
    """It sees km 0 to 2; a hill hides 2 to 4, so that no link or power would cover them."""
    links = [*NETWORK.links, Link("cable", POWER, ("plant", "mast"))]
    network = Network.of(NETWORK.nodes.values(), links).without(failed)
    cause = {"fibre": "no_link", "plant": "no_power"}[failed]
    found = causes(sees("a", (0, 2), hidden=[(2, 4)]), network=network, km_long=5)
    assert found == [(0, 2, cause), (2, 4, "terrain"), (4, 5, "out_of_range")]
    broken = causes(sees("a", (0, 2), hidden=[(2, 4)], state="out_of_service"), network=network, km_long=5)
    assert broken == [(0, 2, "equipment_fault"), (2, 5, "out_of_range")]


def test_behind_a_dark_mast_power_is_what_is_wanting_before_a_link_is():
    """The far mast's own data pass over the near one, whose power has failed; the lone one has no link at all."""
    nodes = [*NETWORK.nodes.values(), Node("far", "site")]
    links = [*NETWORK.links, Link("on", DATA, ("mast", "far")), Link("cable", POWER, ("plant", "mast"))]
    network = Network.of(nodes, links)
    means = [sees("a", (0, 4), site="far"), sees("b", (4, 6), site="lone")]
    assert causes(*means, network=network, km_long=6) == [(4, 6, "no_link")]
    assert causes(*means, network=network.without("plant"), km_long=6) == [
        (0, 4, "no_power"),
        (4, 6, "no_link"),
    ]


def test_what_is_gone_for_good_explains_nothing():
    assert causes(sees("a", (0, 4), state="decommissioned"), km_long=4) == [(0, 4, "out_of_range")]


def test_a_route_without_any_sensor_is_one_gap():
    assert gaps([], NETWORK, RULE, {"LV-BY": 5 * KM}) == [Gap("LV-BY", 0, 5 * KM, "not_built")]


def test_a_gap_names_the_sensors_that_would_close_it():
    broken, other = sees("broken", (0, 4), state="damaged"), sees("other", (6, 8), state="damaged")
    closers = Closers([broken, other])
    assert closers.of(Gap("LV-RU", 0, 100_000, "damage")) == [broken]
    assert closers.of(Gap("LV-RU", 4 * KM, 7 * KM, "damage")) == [other]
    assert closers.of(Gap("LV-BY", 0, 100_000, "damage")) == []


def test_a_gap_names_each_sensor_once_in_their_order():
    wide, blinking = sees("z", (0, 9), state="damaged"), sees("a", (0, 1), (2, 3), state="damaged")
    assert Closers([wide, blinking]).of(Gap("LV-RU", 0, 9 * KM, "damage")) == [wide, blinking]


def test_what_is_not_known_for_want_of_heights_is_not_hidden():
    """In reach of km 0 to 6, seen to 2, unknown from 4 to 5; another one, not working, knows nothing of 6 to 8."""
    working = Sight(km((0, 6)), km((0, 2)), km((4, 5)))
    broken = Sight(km((6, 8)), km((6, 7)), km((7, 8)))
    means = [
        Means("a", "observation", "operational", "mast", {"LV-RU": working}),
        Means("b", "observation", "degraded", "mast", {"LV-RU": broken}),
    ]
    assert causes(*means, km_long=8) == [
        (2, 4, "terrain"),
        (4, 5, "no_heights"),
        (5, 6, "terrain"),
        (6, 7, "equipment_fault"),
        (7, 8, "out_of_range"),
    ]
    assert without_heights_cm(means) == {"a": KM, "b": KM}
