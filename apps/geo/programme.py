"""A choice among things as numbers: what a solver takes, and what it finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Row(NamedTuple):
    """A condition: the weighted sum of some columns lies from `least` to `most`."""

    columns: NDArray[np.int32]
    weights: NDArray[np.float64]
    least: float = -inf
    most: float = inf


@dataclass(frozen=True)
class Programme:
    """Columns from 0 to at most 1, the first `whole` of them 0 or 1, whose weighted sum is to be most or least."""

    costs: NDArray[np.float64]
    is_most_wanted: bool
    whole: int
    limits: NDArray[np.float64]
    least: NDArray[np.float64]
    most: NDArray[np.float64]
    starts: NDArray[np.int32]
    columns: NDArray[np.int32]
    weights: NDArray[np.float64]

    @classmethod
    def of(
        cls,
        costs: NDArray[np.float64],
        rows: Sequence[Row],
        *,
        is_most_wanted: bool,
        whole: int,
        limits: NDArray[np.float64],
    ) -> "Programme":
        """Return it with its conditions one after the other."""
        sizes = [row.columns.size for row in rows]
        return cls(
            costs,
            is_most_wanted,
            whole,
            limits,
            least=np.array([row.least for row in rows], dtype=np.float64),
            most=np.array([row.most for row in rows], dtype=np.float64),
            starts=np.cumsum([0, *sizes[:-1]], dtype=np.int32),
            columns=np.concatenate([row.columns for row in rows]).astype(np.int32),
            weights=np.concatenate([row.weights for row in rows]).astype(np.float64),
        )


@dataclass(frozen=True)
class Found:
    """The best choice so far: the whole columns that are 1, and what no choice can beat."""

    chosen: NDArray[np.int64] | None
    bound: float
    is_last: bool = False
