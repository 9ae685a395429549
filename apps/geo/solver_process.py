"""The process that `apps.geo.solver` asks: HiGHS, one programme after the other, until whoever began it has gone.

It tells each better choice as soon as there is one: should it be ended, that is known.
"""

import os
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from time import monotonic

import highspy
import numpy as np
from highspy.highs import HighsCallbackEvent
from numpy.typing import ArrayLike

from apps.geo.programme import Found, Programme

TELL_EVERY_S = 0.2
HALF = 0.5


class Search:
    """One programme that is solved, and whom to tell."""

    def __init__(self, connection: Connection, programme: Programme, start: ArrayLike, limit_s: float):
        self.connection, self.programme, self.told_at = connection, programme, monotonic()
        self.highs = highspy.Highs()
        options = {"output_flag": False, "time_limit": limit_s, "mip_rel_gap": 0.0, "threads": 1}
        for name, value in options.items():
            self.highs.setOptionValue(name, value)
        self._give(programme)
        solution = highspy.HighsSolution()
        solution.col_value = list(start)
        self.highs.setSolution(solution)
        self.highs.cbMipImprovingSolution.subscribe(self._tell_better)
        self.highs.cbMipInterrupt.subscribe(self._tell_bound)

    def run(self) -> None:
        self.highs.run()
        values = np.array(self.highs.getSolution().col_value)
        self.connection.send(Found(self._chosen(values), self.highs.getInfo().mip_dual_bound, is_last=True))

    def _give(self, asked: Programme) -> None:
        count, highs = asked.costs.size, self.highs
        highs.addVars(count, np.zeros(count), asked.limits)
        whole = np.arange(asked.whole, dtype=np.int32)
        highs.changeColsIntegrality(asked.whole, whole, np.full(asked.whole, highspy.HighsVarType.kInteger))
        highs.changeColsCost(count, np.arange(count, dtype=np.int32), asked.costs)
        sense = highspy.ObjSense.kMaximize if asked.is_most_wanted else highspy.ObjSense.kMinimize
        highs.changeObjectiveSense(sense)
        rows = (asked.columns.size, asked.starts, asked.columns, asked.weights)
        highs.addRows(asked.least.size, asked.least, asked.most, *rows)

    def _chosen(self, values: ArrayLike) -> np.ndarray:
        return np.flatnonzero(np.asarray(values)[: self.programme.whole] > HALF)

    def _tell_better(self, event: HighsCallbackEvent) -> None:
        known = event.data_out
        self.connection.send(Found(self._chosen(known.mip_solution), known.mip_dual_bound))

    def _tell_bound(self, event: HighsCallbackEvent) -> None:
        if monotonic() - self.told_at >= TELL_EVERY_S:
            self.told_at = monotonic()
            self.connection.send(Found(None, event.data_out.mip_dual_bound))


def main() -> None:
    connection, asked = Connection(int(sys.argv[1])), SimpleQueue()
    Thread(target=_receive, args=(connection, asked), daemon=True).start()
    while True:
        Search(connection, *asked.get()).run()


def _receive(connection: Connection, asked: SimpleQueue) -> None:
    """Take what is asked; end at once, whatever HiGHS does, when nobody is left who could ask."""
    with suppress(EOFError, OSError):
        while True:
            asked.put(connection.recv())
    os._exit(0)


if __name__ == "__main__":
    main()
