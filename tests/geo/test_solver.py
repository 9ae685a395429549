"""A search that nobody wants any more is ended, whatever the solver does just then."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from time import monotonic

import numpy as np
import pytest

from apps.geo import solver
from apps.geo.errors import PlacementError
from apps.geo.measures import MeasureSet
from apps.geo.placement import Candidate, cheapest, most_new_metres

KM = 100_000
WHOLE = {"LV-RU": MeasureSet.of((0, 100 * KM))}
MODULE = "apps.geo.solver_process"
LONG = """
from tests.geo.test_solver import hard, cheapest, WHOLE
cheapest(hard(), {}, WHOLE, target_pct=40, time_limit_s=60, listen=lambda: print("heard", flush=True))
"""


def hard(count: int = 600) -> list[Candidate]:
    """Sets drawn at random, too many to search in a minute."""
    draw = np.random.default_rng(3)
    starts = draw.integers(0, 99 * KM, (count, 6))
    return [
        Candidate(str(n), {"LV-RU": MeasureSet(begin, begin + draw.integers(1, KM, 6))})
        for n, begin in enumerate(starts)
    ]


def solvers(parent: int | None = None) -> list[int]:
    """Return the solvers of a process, this one if none is said, that still run."""
    return [
        int(one.name)
        for one in Path("/proc").glob("[0-9]*")
        if _parent(one) == (parent or os.getpid()) and MODULE in _command(one)
    ]


def _parent(process: Path) -> int | None:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


def _command(process: Path) -> str:
    try:
        return (process / "cmdline").read_text()
    except OSError:
        return ""


class Stopped(Exception):
    pass


@pytest.fixture(autouse=True)
def none_kept():
    """Begin without a solver of an earlier test."""
    while solver._kept:
        solver._kept.pop().end()


def test_whoever_listens_ends_the_solver_too():
    began = monotonic()

    def listen():
        if monotonic() - began > 3:
            assert len(solvers()) == 1
            raise Stopped

    with pytest.raises(Stopped):
        cheapest(hard(), {}, WHOLE, target_pct=40, time_limit_s=60, listen=listen)
    assert solvers() == []


@pytest.mark.parametrize("limit_s", [2, 6])
def test_the_limit_is_kept_and_the_best_so_far_is_the_answer(limit_s):
    """HiGHS by itself took 16 s for this with a limit of 8."""
    began = monotonic()
    found = cheapest(hard(), {}, WHOLE, target_pct=40, time_limit_s=limit_s)
    assert monotonic() - began < limit_s + 3 * solver.GRACE_S
    assert found.new_cm >= 40 * KM
    assert 0 <= found.bound <= found.cost


def test_small_questions_are_answered_by_one_process_after_the_other():
    candidates = [Candidate(str(n), {"LV-RU": MeasureSet.of((n * KM, (n + 2) * KM))}) for n in range(5)]
    most_new_metres(candidates, {}, WHOLE, sites=2)
    [first] = solvers()
    assert most_new_metres(candidates, {}, WHOLE, sites=3).new_cm == 6 * KM
    assert solvers() == [first]


def test_a_kept_solver_that_was_ended_is_replaced():
    candidates = [Candidate("only", {"LV-RU": MeasureSet.of((0, KM))})]
    most_new_metres(candidates, {}, WHOLE, sites=1)
    [first] = solvers()
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    assert most_new_metres(candidates, {}, WHOLE, sites=1).new_cm == KM
    assert solvers() != [first]


def test_a_solver_that_somebody_else_ends_is_told():
    def listen():
        for one in solvers():
            os.kill(one, signal.SIGKILL)

    with pytest.raises(PlacementError, match="ended from outside"):
        cheapest(hard(), {}, WHOLE, target_pct=40, time_limit_s=60, listen=listen)


def test_the_solver_ends_with_whoever_asked_it():
    asking = subprocess.Popen([sys.executable, "-c", LONG], stdout=subprocess.PIPE, text=True)
    asking.stdout.readline()
    [mine] = solvers(asking.pid)
    asking.kill()
    asking.wait()
    until = monotonic() + 10
    while MODULE in _command(Path(f"/proc/{mine}")) and monotonic() < until:
        time.sleep(0.05)
    assert MODULE not in _command(Path(f"/proc/{mine}"))
