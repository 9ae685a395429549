"""Coverage, gaps and all single failures of a large network, and placement, in memory."""

import numpy as np

from apps.geo.coverage import FAMILIES, Means, Rule, coverage, gaps
from apps.geo.measures import MeasureSet
from apps.geo.network import DATA, POWER, Link, Network, Node
from apps.geo.outage import single_failures
from apps.geo.placement import Candidate, cheapest, most_new_metres
from apps.geo.sight import Sight
from tests.bench.timing import goal, say, tell, timed, title
from tests.geo.outages import lost

SENSORS, SITES, CROSS_LINKS, POWER_LINKS, SOURCES = 20_000, 1_500, 300, 200, 50
LENGTH_CM, REACH_CM = 45_650_000, 900_000
CANDIDATES = 400


def run(*, full: bool) -> None:
    network, means = situation()
    title(f"{SENSORS:,} sensors on {SITES:,} sites, {len(network.links):,} links, 456.5 km")
    rule, lengths = Rule(), {"LV-RU": LENGTH_CM}
    steps = {
        "what is covered, seven kinds": lambda: coverage(means, network, rule, lengths),
        "gaps with causes": lambda: gaps(means, network, rule, lengths),
        "all single failures": lambda: single_failures(means, network, rule),
    }
    timings = {name: timed(step, runs=5) for name, step in steps.items()}
    for name, timing in timings.items():
        tell(name, timing)
    goal("the three together", sum(one.median_ms for one in timings.values()) / 1_000, 2, "s")
    alone = timed(lambda: lost(means, network, rule, ["s25"]), runs=3)
    failing = len(timings["all single failures"].answer)
    tell("one failure by itself", alone)
    say(f"{failing:,} failures one by one would take {failing * alone.median_ms / 1_000:,.0f} s")
    placement(means, network)


def placement(means: list[Means], network: Network) -> None:
    title(f"Placement among {CANDIDATES} candidates over half the route, exact")
    draw = np.random.default_rng(5)
    wanted = {"LV-RU": MeasureSet.of((0, LENGTH_CM))}
    covered = {"LV-RU": MeasureSet.of((0, LENGTH_CM // 2))}
    candidates = [
        Candidate(
            str(n), {"LV-RU": seen_from(draw, int(n * LENGTH_CM / CANDIDATES))}, float(draw.integers(1, 9))
        )
        for n in range(CANDIDATES)
    ]
    ten = timed(lambda: most_new_metres(candidates, covered, wanted, sites=10), runs=3)
    tell(
        "ten sites that add most",
        ten,
        f"gap {ten.answer.gap:.4f}, greedy {ten.answer.greedy_cm / ten.answer.new_cm:.3f}",
    )
    target = timed(lambda: cheapest(candidates, covered, wanted, target_pct=70), runs=3)
    tell("cheapest set for 70 %", target, f"gap {target.answer.gap:.4f}, {len(target.answer.chosen)} sites")


def situation() -> tuple[Network, list[Means]]:
    """Return rows of 25 masts each on the centre, cross links drawn at random, and sensors with eight stretches."""
    draw = np.random.default_rng(0)
    nodes = [Node("centre", "command", "national")]
    nodes += [Node(f"s{n}", "site") for n in range(SITES)] + [Node(f"p{n}", "power") for n in range(SOURCES)]
    links = [Link(f"d{n}", DATA, (f"s{n}", f"s{n - 1}" if n % 25 else "centre")) for n in range(SITES)]
    for n in range(CROSS_LINKS):
        a, b = draw.choice(SITES, 2, replace=False)
        links.append(Link(f"x{n}", DATA, (f"s{a}", f"s{b}")))
    links += [Link(f"w{n}", POWER, (f"p{n % SOURCES}", f"s{n * 7 % SITES}")) for n in range(POWER_LINKS)]
    states = ["operational"] * 18 + ["planned", "damaged"]
    means = []
    for n in range(SENSORS):
        site = n % SITES
        seen = seen_from(draw, int(LENGTH_CM * site / SITES))
        reach = MeasureSet.of((int(seen.starts[0]), int(seen.ends[-1])))
        means.append(
            Means(f"k{n}", FAMILIES[n % 2], states[n % 20], f"s{site}", {"LV-RU": Sight(reach, seen)})
        )
    return Network.of(nodes, links), means


def seen_from(draw: np.random.Generator, middle_cm: int) -> MeasureSet:
    ends = draw.integers(max(0, middle_cm - REACH_CM), min(LENGTH_CM, middle_cm + REACH_CM), 16)
    ends = np.unique(ends)
    ends = ends[: ends.size // 2 * 2]
    return MeasureSet(ends[::2], ends[1::2])
