from hypothesis import given
from hypothesis import strategies as st

from apps.geo.coverage import Means, Rule, coverage, gaps
from apps.geo.measures import MeasureSet
from apps.geo.network import DATA, POWER, Link, Network, Node
from apps.geo.outage import single_failures
from apps.geo.sight import Sight
from tests.geo.outages import lost

LENGTH_CM = 60
ROUTES = ["LV-BY", "LV-RU"]
STATES = [
    "operational",
    "operational",
    "operational",
    "planned",
    "damaged",
    "out_of_service",
    "decommissioned",
]

kinds = st.sampled_from(["site", "site", "site", "data", "power", "command"])
sets = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 10)), max_size=3).map(
    lambda pairs: MeasureSet.from_pairs([(a, a + length) for a, length in pairs])
)
sights = st.builds(lambda seen, more: Sight(seen | more, seen), sets, sets)


@st.composite
def networks(draw):
    size = draw(st.integers(1, 8))
    works = st.sampled_from([True, True, True, True, False])
    nodes = [Node("n0", "command", "national")]
    nodes += [Node(f"n{n}", draw(kinds), "national", draw(works)) for n in range(1, size)]
    uids = st.integers(0, size - 1).map("n{}".format)
    ends = st.tuples(uids, uids).filter(lambda pair: pair[0] != pair[1])
    pairs = (
        draw(st.lists(st.tuples(ends, st.sampled_from([DATA, DATA, POWER]), works), max_size=14))
        if size > 1
        else []
    )
    return Network.of(nodes, [Link(f"l{n}", kind, ends, on) for n, (ends, kind, on) in enumerate(pairs)])


@st.composite
def situations(draw):
    network = draw(networks())
    site = st.sampled_from(sorted(network.nodes))
    family, state = st.sampled_from(["presence", "observation"]), st.sampled_from(STATES)
    routes = st.dictionaries(st.sampled_from(ROUTES), sights, max_size=2)
    means = draw(st.lists(st.tuples(family, state, site, routes), max_size=8))
    return [Means(str(n), *one) for n, one in enumerate(means)], network


rules = st.sampled_from(
    [
        Rule(),
        Rule(families=("presence",)),
        Rule(depth=2),
        Rule(each_family=True),
        Rule(depth=2, each_family=True),
    ]
)


@given(situations(), rules)
def test_all_single_failures_at_once_are_each_failure_alone(situation, rule):
    means, network = situation
    found = {loss.uid: loss.lost_cm for loss in single_failures(means, network, rule)}
    for uid in [*network.nodes, *(link.uid for link in network.links)]:
        gone = lost(means, network, rule, [uid])
        assert found.get(uid, 0) == sum(metres.length_cm for metres in gone.values())


@given(situations(), rules, sets)
def test_gaps_and_what_is_counted_make_up_the_route_and_never_overlap(situation, rule, out_of_scope):
    means, network = situation
    lengths = dict.fromkeys(ROUTES, LENGTH_CM)
    counted = coverage(means, network, rule, ROUTES)
    found = gaps(means, network, rule, lengths, {"LV-RU": out_of_scope})
    for route in ROUTES:
        holes = [MeasureSet.of((gap.from_cm, gap.to_cm)) for gap in found if gap.route == route]
        parts = [*holes, counted[route].counted]
        assert sum(part.length_cm for part in parts) == LENGTH_CM
        assert MeasureSet.from_pairs([pair for part in parts for pair in part.pairs()]) == MeasureSet.of(
            (0, LENGTH_CM)
        )
