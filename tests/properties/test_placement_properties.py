from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from apps.geo.measures import MeasureSet, union
from apps.geo.placement import Candidate, cheapest, most_new_metres
from apps.geo.ties import Ties

WHOLE = {"LV-RU": MeasureSet.of((0, 60))}
sets = st.lists(st.tuples(st.integers(0, 55), st.integers(1, 20)), min_size=1, max_size=3).map(
    lambda pairs: MeasureSet.from_pairs([(a, a + length) for a, length in pairs])
)
candidates = st.lists(st.tuples(sets, st.integers(1, 9)), min_size=1, max_size=6).map(
    lambda given: [Candidate(str(n), {"LV-RU": seen}, cost) for n, (seen, cost) in enumerate(given)]
)


def subsets(of):
    return [chosen for size in range(len(of) + 1) for chosen in combinations(of, size)]


def cost(chosen):
    return sum(one.cost for one in chosen)


def total_cm(chosen, covered):
    return (union(covered, *(one.seen["LV-RU"] for one in chosen)) & WHOLE["LV-RU"]).length_cm


@given(candidates, sets, st.integers(1, 4))
def test_no_other_choice_of_so_many_sites_adds_more(among, covered, sites):
    found = most_new_metres(among, {"LV-RU": covered}, WHOLE, sites=sites)
    best = max(total_cm(chosen, covered) for chosen in subsets(among) if len(chosen) <= sites)
    assert total_cm([], covered) + found.new_cm == best
    assert found.is_best
    assert len(found.chosen) <= sites


@given(candidates, sets, st.integers(1, 25))
def test_no_other_choice_within_the_budget_adds_more(among, covered, budget):
    found = most_new_metres(among, {"LV-RU": covered}, WHOLE, budget=budget)
    best = max(total_cm(chosen, covered) for chosen in subsets(among) if cost(chosen) <= budget)
    assert total_cm([], covered) + found.new_cm == best
    assert found.cost <= budget


@given(candidates, sets, st.floats(0.1, 1))
def test_no_cheaper_choice_reaches_the_target(among, covered, share):
    target_pct = 100 * share * total_cm(among, covered) / 60
    if target_pct == 0:
        return
    found = cheapest(among, {"LV-RU": covered}, WHOLE, target_pct=target_pct)
    reach = [chosen for chosen in subsets(among) if total_cm(chosen, covered) >= 60 * target_pct / 100 - 1e-6]
    assert found.cost == min(cost(chosen) for chosen in reach)
    assert total_cm([among[int(uid)] for uid in found.chosen], covered) >= 60 * target_pct / 100 - 1e-6
    assert found.is_best


pairs = list(combinations(range(6), 2))
networks = st.tuples(st.sets(st.integers(0, 5)), st.sets(st.sampled_from(pairs))).map(
    lambda given: Ties(
        frozenset(given[0]),
        {n: frozenset(sum(pair) - n for pair in given[1] if n in pair) for n in range(6)},
    )
)


def among_first(ties, count):
    """Return the ties of the first so many candidates only."""
    few = frozenset(range(count))
    return Ties(ties.rooted & few, {n: ties.beside[n] & few for n in few})


def joined(chosen, ties):
    numbers = {int(one.uid) for one in chosen}
    return ties.joined(numbers) == numbers


@given(candidates, sets, st.integers(1, 4), networks)
def test_no_other_choice_that_links_join_adds_more(among, covered, sites, ties):
    ties = among_first(ties, len(among))
    found = most_new_metres(among, {"LV-RU": covered}, WHOLE, sites=sites, ties=ties)
    allowed = [chosen for chosen in subsets(among) if len(chosen) <= sites and joined(chosen, ties)]
    assert total_cm([], covered) + found.new_cm == max(total_cm(chosen, covered) for chosen in allowed)
    assert found.is_best
    assert joined([among[int(uid)] for uid in found.chosen], ties)


@given(candidates, sets, st.floats(0.1, 1), networks)
def test_no_cheaper_choice_that_links_join_reaches_the_target(among, covered, share, ties):
    ties = among_first(ties, len(among))
    allowed = [chosen for chosen in subsets(among) if joined(chosen, ties)]
    target_pct = 100 * share * max(total_cm(chosen, covered) for chosen in allowed) / 60
    if target_pct == 0:
        return
    found = cheapest(among, {"LV-RU": covered}, WHOLE, target_pct=target_pct, ties=ties)
    reach = [chosen for chosen in allowed if total_cm(chosen, covered) >= 60 * target_pct / 100 - 1e-6]
    assert found.cost == min(cost(chosen) for chosen in reach)
    assert joined([among[int(uid)] for uid in found.chosen], ties)
