from time import monotonic

import numpy as np
import pytest

from apps.geo.errors import PlacementError
from apps.geo.measures import MeasureSet
from apps.geo.placement import Candidate, cheapest, curve, most_new_metres
from apps.geo.ties import Ties

KM = 100_000
WHOLE = {"LV-RU": MeasureSet.of((0, 100 * KM))}


def km(*pairs) -> dict[str, MeasureSet]:
    return {"LV-RU": MeasureSet.of(*((a * KM, b * KM) for a, b in pairs))}


def site(uid, *pairs, cost=1) -> Candidate:
    return Candidate(uid, km(*pairs), cost)


def test_the_two_best_together_are_not_the_greedy_two():
    """The middle one sees most, 60 km; but the two beside it see 50 km each and nothing twice."""
    candidates = [site("west", (0, 50)), site("middle", (20, 80)), site("east", (50, 100))]
    found = most_new_metres(candidates, {}, WHOLE, sites=2)
    assert found.chosen == ("west", "east")
    assert (found.new_cm, found.greedy_cm) == (100 * KM, 80 * KM)
    assert (found.is_best, found.gap, found.bound) == (True, 0, 100 * KM)


def test_what_is_covered_already_adds_nothing():
    candidates = [site("old", (0, 30)), site("new", (30, 40))]
    found = most_new_metres(candidates, km((0, 25)), WHOLE, sites=1)
    assert (found.chosen, found.new_cm) == (("new",), 10 * KM)


def test_only_what_is_wanted_counts():
    candidates = [site("long", (0, 50)), site("short", (60, 65))]
    assert most_new_metres(candidates, {}, km((60, 70)), sites=1).chosen == ("short",)


def test_a_budget_buys_what_adds_most():
    candidates = [site("dear", (0, 50), cost=10), site("one", (0, 30), cost=5), site("two", (60, 90), cost=5)]
    found = most_new_metres(candidates, {}, WHOLE, budget=10)
    assert (found.chosen, found.cost) == (("one", "two"), 10)


def test_the_cheapest_set_that_reaches_the_target():
    candidates = [site("all", (0, 100), cost=10), site("a", (0, 40), cost=3), site("b", (40, 60), cost=3)]
    assert cheapest(candidates, {}, WHOLE, target_pct=60).chosen == ("a", "b")
    assert cheapest(candidates, {}, WHOLE, target_pct=61).chosen == ("all",)


def test_a_target_already_reached_costs_nothing():
    found = cheapest([site("a", (0, 40))], km((0, 50)), WHOLE, target_pct=50)
    assert (found.chosen, found.cost, found.is_best) == ((), 0, True)


def test_two_routes_are_one_whole():
    candidates = [
        Candidate("a", {"LV-RU": MeasureSet.of((0, 5)), "LV-BY": MeasureSet.of((0, 5))}),
        site("b", (1, 2)),
    ]
    wanted = {"LV-RU": MeasureSet.of((0, 10)), "LV-BY": MeasureSet.of((0, 10))}
    assert most_new_metres(candidates, {}, wanted, sites=1).new_cm == 10
    assert cheapest(candidates, {}, wanted, target_pct=50).chosen == ("a",)


def test_the_curve_rises_in_cost_and_percent():
    candidates = [site(str(n), (10 * n, 10 * n + 10), cost=n + 1) for n in range(5)]
    points = curve(candidates, {}, WHOLE, steps=5)
    assert [(target, found.cost) for target, found in points] == [
        (10, 1),
        (20, 3),
        (30, 6),
        (40, 10),
        (50, 15),
    ]
    assert curve(candidates, km((0, 50)), WHOLE) == []


def test_out_of_time_the_greedy_answer_comes_with_its_gap():
    """Sets drawn at random, too many to search in no time: the answer says that it may not be best."""
    draw = np.random.default_rng(3)
    starts = draw.integers(0, 99 * KM, (300, 6))
    candidates = [
        Candidate(str(n), {"LV-RU": MeasureSet(begin, begin + draw.integers(1, KM, 6))})
        for n, begin in enumerate(starts)
    ]
    found = most_new_metres(candidates, {}, WHOLE, sites=40, time_limit_s=0.001)
    assert found.new_cm >= found.greedy_cm > 0
    assert (found.is_best, found.gap > 0) == (False, True)
    assert found.bound >= found.new_cm


class Stopped(Exception):
    pass


@pytest.mark.parametrize("goal", [{"sites": 20}, {"target_pct": 40}, {}], ids=["sites", "target", "curve"])
def test_whoever_listens_ends_the_search_within_seconds(goal):
    """Sets drawn at random, too many to search in a minute; it is asked about every second, and stops at the third."""
    draw = np.random.default_rng(3)
    starts = draw.integers(0, 99 * KM, (600, 6))
    candidates = [
        Candidate(str(n), {"LV-RU": MeasureSet(begin, begin + draw.integers(1, KM, 6))})
        for n, begin in enumerate(starts)
    ]
    began, asked = monotonic(), []

    def listen():
        asked.append(monotonic())
        if len(asked) == 3:
            raise Stopped

    seek = most_new_metres if "sites" in goal else cheapest if goal else curve
    with pytest.raises(Stopped):
        seek(candidates, {}, WHOLE, **goal, time_limit_s=60, listen=listen)
    assert monotonic() - began < 10
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: most_new_metres([], {}, WHOLE, sites=1), "no candidate"),
        (lambda: most_new_metres([site("a", (0, 1))], {}, WHOLE), "number of sites or a budget"),
        (lambda: most_new_metres([site("a", (0, 1))], {}, WHOLE, sites=-1), "above zero"),
        (
            lambda: most_new_metres([site("a", (0, 1), cost=0)], {}, WHOLE, sites=1),
            "cost is a number above zero",
        ),
        (lambda: cheapest([site("a", (0, 1))], {}, WHOLE, target_pct=101), "up to 100 %, not 101"),
        (lambda: cheapest([site("a", (0, 1))], {}, WHOLE, target_pct=2), "together reach 1.00 %, not 2 %"),
    ],
)
def test_what_cannot_be_asked_is_refused(call, message):
    with pytest.raises(PlacementError, match=message):
        call()


def chain(*, rooted: int) -> Ties:
    """Three in a row, each beside the next; one of them stands on the network."""
    return Ties(frozenset([rooted]), {0: frozenset([1]), 1: frozenset([0, 2]), 2: frozenset([1])})


def test_whoever_is_far_needs_those_between():
    """C sees most, but is joined only over B, which sees nothing; two sites bring A and nothing of C."""
    candidates = [site("A", (0, 10)), site("B", (99, 100)), site("C", (20, 90))]
    ties = chain(rooted=0)
    assert most_new_metres(candidates, {}, WHOLE, sites=2, ties=ties).chosen == ("A", "B")
    found = most_new_metres(candidates, {}, WHOLE, sites=3, ties=ties)
    assert (found.chosen, found.is_best) == (("A", "B", "C"), True)
    assert cheapest(candidates, {}, WHOLE, target_pct=70, ties=ties).chosen == ("A", "B", "C")


def test_what_nothing_joins_is_never_chosen_and_not_in_reach():
    candidates = [site("A", (0, 10)), site("B", (10, 90))]
    ties = Ties(frozenset([0]), {})
    assert most_new_metres(candidates, {}, WHOLE, sites=2, ties=ties).chosen == ("A",)
    with pytest.raises(PlacementError, match=r"reach 10\.00 %"):
        cheapest(candidates, {}, WHOLE, target_pct=11, ties=ties)


def test_a_loose_group_needs_one_of_each_ring_around_it():
    ties = chain(rooted=0)
    assert ties.joined([0, 2]) == {0}
    assert ties.loose([0, 2]) == [{2}]
    assert list(ties.rings({2})) == [({2}, {1}), ({1, 2}, {0})]


def test_the_way_to_a_far_one_weighs_what_stands_on_it():
    least, before = chain(rooted=0).ways(np.array([3.0, 5.0, 2.0]))
    assert least.tolist() == [3, 8, 10]
    assert before.tolist() == [3, 0, 1]


def test_the_greedy_start_builds_what_joins_the_far_one_too():
    """The one between adds nothing, yet out of time the answer reaches over it."""
    candidates = [site("A", (0, 10)), Candidate("B", {}), site("C", (20, 90))]
    found = most_new_metres(candidates, {}, WHOLE, sites=3, ties=chain(rooted=0), time_limit_s=1e-9)
    assert (set(found.chosen), found.greedy_cm) == ({"A", "B", "C"}, 80 * KM)
