"""Asks HiGHS in a process of its own, which can be ended at any moment.

Within its heuristics HiGHS asks nobody whether to go on and looks at no clock: it was seen to run for a minute after
it had been told to stop, and for half of its time limit beyond it. A thread that does so cannot be ended.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from math import inf
from multiprocessing import Pipe
from pathlib import Path
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from apps.geo.errors import PlacementError, gettext_noop
from apps.geo.programme import Found, Programme

ROOT = Path(__file__).resolve().parents[2]
LISTEN_EVERY_S = 0.2
GRACE_S = 1.0
"""So long after its time limit the solver may still end by itself."""
LEAST_S = 1e-3
QUICK_S = 1.0
"""What took longer leaves memory behind: its process is not kept for the next programme."""


class _Process:
    """A Python with HiGHS; it ends itself when the end of the connection here is closed."""

    def __init__(self):
        self.connection, its = Pipe()
        command = [sys.executable, "-m", "apps.geo.solver_process", str(its.fileno())]
        self._process = subprocess.Popen(  # noqa: S603 our own module # nosec B603
            command, cwd=ROOT, pass_fds=[its.fileno()], stdin=subprocess.DEVNULL, start_new_session=True
        )
        its.close()

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self.connection.close()


_kept: list[_Process] = []
os.register_at_fork(after_in_child=_kept.clear)


def solve(
    programme: Programme, start: NDArray[np.float64], until: float, listen: Callable[[], None]
) -> Found:
    """Return the best choice found, `start` at worst, and the bound on all of them.

    Parameters
    ----------
    start : (n,) array of float
        A value for each column that keeps all conditions.
    until : float
        When to end, on the clock of `time.monotonic`; the answer is there a second later at most.
    listen : callable
        Called some times a second; what it raises ends the search at once.

    Raises
    ------
    PlacementError
        Somebody else ended the solver.
    """
    process, began = _one(), monotonic()
    try:
        process.connection.send((programme, start, max(until - began, LEAST_S)))
        found = _heard(process, _first(programme, start), until, listen)
    except (EOFError, OSError):
        process.end()
        message = gettext_noop("The solver was ended from outside, perhaps for want of memory: ask for less.")
        raise PlacementError(message, "candidates") from None
    except BaseException:
        process.end()
        raise
    if found.is_last and monotonic() - began < QUICK_S:
        _kept.append(process)
    else:
        process.end()
    return found


def _one() -> _Process:
    """Return a process that waits for a programme: one that is kept, or a new one."""
    while _kept:
        process = _kept.pop()
        if process.is_alive:
            return process
        process.end()
    return _Process()


def _first(programme: Programme, start: NDArray[np.float64]) -> Found:
    return Found(np.flatnonzero(start[: programme.whole]), inf if programme.is_most_wanted else -inf)


def _heard(process: _Process, found: Found, until: float, listen: Callable[[], None]) -> Found:
    while not found.is_last and (left_s := until + GRACE_S - monotonic()) > 0:
        listen()
        if process.connection.poll(min(LISTEN_EVERY_S, left_s)):
            told = process.connection.recv()
            found = told if told.chosen is not None else replace(found, bound=told.bound)
    return found
