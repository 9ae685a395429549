"""Where the next sensors belong: the best k sites or budget, the cheapest set for a target; exact, by HiGHS.

Stretches that the same candidates cover become one piece. A binary variable for each candidate says whether
it is built, one from 0 to 1 for each piece whether it is covered: at most by the number of built candidates
that cover it. The search starts from the greedy answer and says how far from the best it may still be.
Where links cannot join every candidate, the answer is sought again as long as a group of the chosen is loose,
each time with the rule that whoever is inside a ring around it needs one of that ring (`apps.geo.ties`).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from time import monotonic

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from apps.geo.errors import PlacementError, gettext_noop
from apps.geo.measures import CM_PER_KM, EMPTY, MeasureSet
from apps.geo.pieces import Pieces
from apps.geo.programme import Programme, Row
from apps.geo.solver import solve
from apps.geo.ties import Ties

Sets = Mapping[str, MeasureSet]
TIME_LIMIT_S = 30.0
LISTEN_EVERY_S = 1.0
MOST_ENTRIES = 20_000
"""Of the matrix, for one ring: around more, only the group that is loose itself asks for one of it."""


Listen = Callable[[], None]
"""Called about every second while an answer is sought; what it raises ends the search."""


def deaf() -> None:
    """Listen to nobody: the search ends by itself."""


@dataclass(frozen=True)
class Candidate:
    """A site that could be built: what a sensor there would see of each route, and its cost in some unit."""

    uid: str
    seen: Sets
    cost: float = 1


@dataclass(frozen=True)
class Placement:
    """Chosen candidates and what they add, in centimetres.

    ``bound`` is what no other choice can beat: the most new centimetres, or the least cost; ``gap`` how far
    the answer may be from it, as a share of the answer. The answer is the best there is if the gap is 0.
    """

    chosen: tuple[str, ...]
    new_cm: int
    cost: float
    bound: float
    gap: float
    greedy_cm: int
    is_best: bool


def most_new_metres(
    candidates: Sequence[Candidate],
    covered: Sets,
    wanted: Sets,
    *,
    sites: int | None = None,
    budget: float | None = None,
    time_limit_s: float = TIME_LIMIT_S,
    ties: Ties | None = None,
    listen: Listen = deaf,
) -> Placement:
    """Return the candidates, at most `sites` of them or within the budget, that add most to what is covered.

    Parameters
    ----------
    covered : mapping of str to MeasureSet
        What is covered already, by route.
    wanted : mapping of str to MeasureSet
        What counts: the whole routes, or sections of high impact.
    ties : Ties, optional
        Which of the candidates links could join; all of them if absent.
    listen : callable, optional
        Called about every second; what it raises ends the search.

    Raises
    ------
    PlacementError
        No candidates, or neither a number of sites nor a budget above zero.
    """
    if not (sites or budget) or min(sites or 1, budget or 1) <= 0:
        raise PlacementError(gettext_noop("Give a number of sites or a budget, above zero."), "sites")
    until = monotonic() + time_limit_s
    problem = _Problem.of(candidates, covered, wanted, ties, listen)
    limits = [(np.ones(len(candidates)), sites)] if sites else []
    limits += [(problem.costs, budget)] if budget else []
    start = problem.greedy(limits=limits)
    model = _Model(problem, until)
    for weights, most in limits:
        model.limit_sites(weights, most)
    model.leave_out(problem.out_of_reach(limits))
    model.maximise_new()
    chosen, bound = model.solve(start)
    best = max(problem.joined(chosen), start, key=problem.new_cm)
    return problem.placement(best, start, bound=round(min(bound * CM_PER_KM, problem.all_cm)), by_cost=False)


def cheapest(
    candidates: Sequence[Candidate],
    covered: Sets,
    wanted: Sets,
    *,
    target_pct: float,
    time_limit_s: float = TIME_LIMIT_S,
    ties: Ties | None = None,
    listen: Listen = deaf,
) -> Placement:
    """Return the cheapest candidates that bring what is covered to `target_pct` percent of what is wanted.

    Raises
    ------
    PlacementError
        No candidates, a target that is no percentage, more than all of them together reach, or no time to find any.
    """
    if not 0 < target_pct <= 100:
        message = gettext_noop("A target is above 0 up to 100 %%, not %(given)s.")
        raise PlacementError(message, "target", given=target_pct)
    until = monotonic() + time_limit_s
    problem = _Problem.of(candidates, covered, wanted, ties, listen)
    missing_cm = problem.missing_cm(target_pct)
    if missing_cm > problem.all_cm:
        message = gettext_noop("All candidates together reach %(reach).2f %%, not %(target)s %%.")
        raise PlacementError(message, "target", reach=problem.percent(problem.all_cm), target=target_pct)
    start = problem.without_needless(problem.greedy(enough_cm=missing_cm), missing_cm)
    model = _Model(problem, until)
    model.minimise_cost(missing_cm)
    chosen, bound = model.solve(start)
    enough = [one for one in (problem.joined(chosen), start) if problem.new_cm(one) >= missing_cm]
    if not enough:
        raise PlacementError(
            gettext_noop("No set that reaches the target was found in time."), "time_limit_s"
        )
    best = min(enough, key=problem.cost)
    return problem.placement(best, start, bound=max(bound, 0.0), by_cost=True)


def curve(
    candidates: Sequence[Candidate],
    covered: Sets,
    wanted: Sets,
    *,
    steps: int = 10,
    time_limit_s: float = TIME_LIMIT_S,
    ties: Ties | None = None,
    listen: Listen = deaf,
) -> list[tuple[float, Placement]]:
    """Return cost against percentage: the cheapest set for each of `steps` targets up to all within reach."""
    problem = _Problem.of(candidates, covered, wanted, ties)
    now, most = problem.percent(0), problem.percent(problem.all_cm)
    if most <= now:
        return []
    # Two decimals, rounded down, so that the last target is in reach.
    targets = np.unique(np.floor(np.linspace(now, most, steps + 1)[1:] * 100) / 100)
    limit_s = time_limit_s / targets.size
    asked = [float(target) for target in targets if target > now]
    common = {"time_limit_s": limit_s, "ties": ties, "listen": listen}
    return [(target, cheapest(candidates, covered, wanted, target_pct=target, **common)) for target in asked]


@dataclass(frozen=True)
class _Problem:
    """The candidates and the pieces that they would add: lengths (cm), and which candidate covers which."""

    candidates: Sequence[Candidate]
    costs: NDArray[np.float64]
    lengths_cm: NDArray[np.int64]
    covers: csr_array
    wanted_cm: int
    covered_cm: int
    ties: Ties
    ear: "_Ear"

    @classmethod
    def of(
        cls,
        candidates: Sequence[Candidate],
        covered: Sets,
        wanted: Sets,
        ties: Ties | None = None,
        listen: Listen = deaf,
    ) -> "_Problem":
        if not candidates:
            raise PlacementError(gettext_noop("There is no candidate to choose from."), "candidates")
        costs = np.array([candidate.cost for candidate in candidates], dtype=np.float64)
        if not (np.isfinite(costs) & (costs > 0)).all():
            raise PlacementError(gettext_noop("A candidate's cost is a number above zero."), "candidates")
        missing = {route: metres - covered.get(route, EMPTY) for route, metres in wanted.items()}
        adds = [
            {route: metres & one.seen.get(route, EMPTY) for route, metres in missing.items()}
            for one in candidates
        ]
        lengths_cm, covers = _merged(Pieces.of(adds), len(candidates))
        whole_cm, missing_cm = (sum(one.length_cm for one in sets.values()) for sets in (wanted, missing))
        ties = ties or Ties.of_all(len(candidates))
        return cls(candidates, costs, lengths_cm, covers, whole_cm, whole_cm - missing_cm, ties, _Ear(listen))

    @cached_property
    def all_cm(self) -> int:
        """What all candidates together add that links could join."""
        return self.new_cm(self.joined(range(len(self.candidates))))

    def joined(self, chosen: Iterable[int]) -> list[int]:
        return sorted(self.ties.joined(set(chosen)))

    def percent(self, new_cm: int) -> float:
        return 100 * (self.covered_cm + new_cm) / self.wanted_cm if self.wanted_cm else 100.0

    def missing_cm(self, target_pct: float) -> int:
        """Return how many centimetres the target still asks for."""
        return int(np.ceil(self.wanted_cm * target_pct / 100 - 1e-6)) - self.covered_cm

    def new_cm(self, chosen: Iterable[int]) -> int:
        covered = self.covers[:, list(chosen)].sum(axis=1) > 0
        return int(self.lengths_cm[covered].sum())

    def cost(self, chosen: Iterable[int]) -> float:
        return float(self.costs[list(chosen)].sum())

    def greedy(self, limits: Sequence[tuple[NDArray, float]] = (), enough_cm: float = np.inf) -> list[int]:
        """Return candidates, each time the one that adds most for the cost of joining it, up to a limit or enough."""
        chosen: list[int] = []
        bare = np.ones(self.lengths_cm.size, dtype=bool)
        by_candidate = self.covers.T.tocsr()
        while self.lengths_cm[~bare].sum() < enough_cm:
            self.ear.listen()
            adds = by_candidate @ np.where(bare, self.lengths_cm, 0)
            way = self._best_way(adds, chosen, limits)
            if not way:
                break
            chosen += way
            bare[by_candidate[way].indices] = False
        return chosen

    def _best_way(
        self, adds: NDArray, chosen: list[int], limits: Sequence[tuple[NDArray, float]]
    ) -> list[int]:
        """Return the candidate that adds most for its cost, with those that join it; nothing if none fits."""
        least, before = self.ties.ways(self.costs, chosen)
        worth = np.where(adds > 0, adds / least, 0)
        for one in np.argsort(-worth, kind="stable")[: np.count_nonzero(worth)]:
            way, here = [], int(one)
            while here < self.costs.size and here not in chosen:
                way.append(here)
                here = int(before[here])
            if all(weights[[*chosen, *way]].sum() <= most for weights, most in limits):
                return way
        return []

    def out_of_reach(self, limits: Sequence[tuple[NDArray, float]]) -> list[int]:
        """Return the candidates that cannot be joined within the limits."""
        least = [self.ties.ways(weights)[0] > most + 1e-6 for weights, most in limits]
        return np.flatnonzero(np.any(least, axis=0)).tolist() if least else []

    def without_needless(self, chosen: list[int], enough_cm: int) -> list[int]:
        """Drop what later choices made needless, the dearest first."""
        for one in sorted(chosen, key=lambda n: -self.costs[n]):
            self.ear.listen()
            rest = [other for other in chosen if other != one]
            if self.new_cm(rest) >= enough_cm and len(self.joined(rest)) == len(rest):
                chosen = rest
        return chosen

    def placement(self, chosen: list[int], greedy: list[int], *, bound: float, by_cost: bool) -> Placement:
        new_cm, cost = self.new_cm(chosen), self.cost(chosen)
        answer, short = (cost, cost - bound) if by_cost else (new_cm, bound - new_cm)
        gap = max(short / answer, 0.0) if answer else float(short > 0)
        gap = 0.0 if gap < 1e-7 else gap
        uids = tuple(self.candidates[n].uid for n in sorted(chosen))
        return Placement(uids, new_cm, cost, bound, gap, self.new_cm(greedy), gap == 0)


def _merged(pieces: Pieces, count: int) -> tuple[NDArray[np.int64], csr_array]:
    """Return the pieces, those that the same candidates cover as one: lengths, rows of candidates."""
    by_piece = defaultdict(list)
    for owner, first, last in zip(pieces.owners, pieces.firsts, pieces.lasts, strict=True):
        for piece in range(first, last):
            by_piece[piece].append(int(owner))
    lengths: dict[tuple[int, ...], int] = defaultdict(int)
    for piece, owners in by_piece.items():
        lengths[tuple(owners)] += int(pieces.lengths_cm[piece])
    columns = [owner for owners in lengths for owner in owners]
    starts = np.cumsum([0, *(len(owners) for owners in lengths)])
    covers = csr_array((np.ones(len(columns)), columns, starts), shape=(len(lengths), count))
    return np.array(list(lengths.values()), dtype=np.int64), covers


class _Ear:
    """Lets whoever waits for the answer be heard about every second."""

    def __init__(self, ask: Listen):
        self.ask, self.heard_at = ask, monotonic()

    def listen(self) -> None:
        if monotonic() - self.heard_at >= LISTEN_EVERY_S:
            self.ask()
            self.heard_at = monotonic()


class _Model:
    """The problem as the solver takes it: a column for each candidate, then one for each piece; in kilometres."""

    def __init__(self, problem: _Problem, until: float):
        self.problem, self.until = problem, until
        self.sites, self.pieces = len(problem.candidates), problem.lengths_cm.size
        self.costs, self.limits = np.zeros(self.sites + self.pieces), np.ones(self.sites + self.pieces)
        self.is_most_wanted = False
        self.rows = self._covered_only_by_built()

    def limit_sites(self, weights: NDArray, most: float) -> None:
        self.rows.append(Row(np.arange(self.sites), weights, most=most))

    def maximise_new(self) -> None:
        self.is_most_wanted = True
        self.costs[self.sites :] = self.problem.lengths_cm / CM_PER_KM

    def minimise_cost(self, at_least_cm: int) -> None:
        """Ask for half a centimetre less: lengths are whole, and rounding cannot refuse the exact sum."""
        pieces = np.arange(self.sites, self.sites + self.pieces)
        lengths_km = self.problem.lengths_cm / CM_PER_KM
        self.rows.append(Row(pieces, lengths_km, least=(at_least_cm - 0.5) / CM_PER_KM))
        self.costs[: self.sites] = self.problem.costs

    def solve(self, start: Iterable[int]) -> tuple[list[int], float]:
        """Return the best choice found in time, loose ones of it perhaps left, and the bound on the objective."""
        chosen, bound = self._solve(start)
        while (loose := self.problem.ties.loose(chosen)) and monotonic() < self.until:
            for group in loose:
                self.problem.ear.listen()
                for inside, ring in self.problem.ties.rings(group):
                    many = len(inside) * len(ring) > MOST_ENTRIES
                    self._need_one_of(group if many else inside, ring)
            chosen, bound = self._solve(start)
        return chosen, bound

    def leave_out(self, some: Sequence[int]) -> None:
        self.limits[list(some)] = 0

    def _need_one_of(self, inside: Iterable[int], ring: Iterable[int]) -> None:
        """Let each of those inside a ring be built only with one of the ring."""
        self.rows += [_only_with(one, sorted(ring)) for one in sorted(inside)]

    def _solve(self, start: Iterable[int]) -> tuple[list[int], float]:
        built = np.zeros(self.sites)
        built[list(start)] = 1
        values = np.concatenate([built, np.minimum(self.problem.covers @ built, 1)])
        limits = {"whole": self.sites, "limits": self.limits}
        programme = Programme.of(self.costs, self.rows, is_most_wanted=self.is_most_wanted, **limits)
        found = solve(programme, values, self.until, self.problem.ear.listen)
        return found.chosen.tolist(), found.bound

    def _covered_only_by_built(self) -> list[Row]:
        """For each piece: covered, less the built candidates that cover it, is at most 0."""
        covers = self.problem.covers
        owners = np.split(covers.indices, covers.indptr[1:-1])
        return [_only_with(self.sites + piece, owners[piece]) for piece in range(self.pieces)]


def _only_with(one: int, others: Sequence[int]) -> Row:
    """Return the condition that one column is at most the sum of others."""
    return Row(np.array([one, *others]), np.array([1.0, *[-1.0] * len(others)]), most=0)
