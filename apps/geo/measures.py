"""Stretches of one route and sets of them: whole centimetres, ``from`` in, ``to`` out, so every sum adds up.

A set is two sorted integer arrays, its starts and its ends. Touching stretches are one; there are no slivers.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from apps.geo.errors import MeasureError, gettext_noop

CM_PER_M = 100
CM_PER_KM = 100_000
FEW = 16  # stretches that are quicker looked up one by one than sorted in among many


def not_a_stretch(from_cm: int, to_cm: int, where: str | None = None) -> MeasureError:
    """Return the error for two ends that are no stretch, told in kilometres."""
    message = gettext_noop(
        "A stretch runs forward and is at least 1 cm long: km %(from)s to km %(to)s does not."
    )
    return MeasureError(message, where, **{"from": from_cm / CM_PER_KM, "to": to_cm / CM_PER_KM})


@dataclass(frozen=True, order=True)
class Stretch:
    """A stretch of one route: whole centimetres from its origin, ``from_cm`` in, ``to_cm`` out.

    Raises
    ------
    MeasureError
        Reversed, empty, or before the origin.
    """

    from_cm: int
    to_cm: int

    def __post_init__(self):
        if not 0 <= self.from_cm < self.to_cm:
            raise not_a_stretch(self.from_cm, self.to_cm)

    @property
    def length_cm(self) -> int:
        return self.to_cm - self.from_cm

    def meets(self, other: "Stretch") -> bool:
        """Tell whether the two share at least one centimetre."""
        return self.from_cm < other.to_cm and other.from_cm < self.to_cm

    def clip(self, other: "Stretch") -> "Stretch | None":
        """Return what the two share, or None."""
        from_cm, to_cm = max(self.from_cm, other.from_cm), min(self.to_cm, other.to_cm)
        return Stretch(from_cm, to_cm) if from_cm < to_cm else None


class MeasureSet:
    """A set of centimetres of one route, kept as its maximal stretches.

    Parameters
    ----------
    starts, ends : (n,) array of int
        Centimetres. Stretches may overlap, touch and come in any order; each must hold ``0 <= start < end``.

    Raises
    ------
    MeasureError
        A stretch is reversed, empty or before the origin; the arrays differ in length.
    """

    __slots__ = ("ends", "starts")

    def __init__(self, starts: ArrayLike = (), ends: ArrayLike = ()):
        starts, ends = _whole(starts), _whole(ends)
        if starts.shape != ends.shape or starts.ndim != 1:
            raise MeasureError("%(starts)s starts but %(ends)s ends", starts=starts.size, ends=ends.size)
        wrong = np.flatnonzero((starts < 0) | (starts >= ends))
        if wrong.size:
            raise not_a_stretch(int(starts[wrong[0]]), int(ends[wrong[0]]))
        self.starts, self.ends = _at_depth(1, starts, ends)

    @classmethod
    def of(cls, *pairs: tuple[int, int]) -> "MeasureSet":
        """Return the set of the given ``(from_cm, to_cm)`` pairs."""
        return cls.from_pairs(pairs)

    @classmethod
    def from_pairs(cls, pairs: Iterable[tuple[int, int]]) -> "MeasureSet":
        """Return the set of ``(from_cm, to_cm)`` pairs in any order, overlapping or not."""
        pairs = list(pairs)
        return cls([a for a, _ in pairs], [b for _, b in pairs])

    @classmethod
    def _canonical(cls, starts: NDArray, ends: NDArray) -> "MeasureSet":
        made = cls.__new__(cls)
        made.starts, made.ends = starts, ends
        return made

    @property
    def length_cm(self) -> int:
        """Total length in centimetres, exact."""
        return int(self.ends.sum() - self.starts.sum())

    def pairs(self) -> list[tuple[int, int]]:
        """Return the maximal stretches as ``(from_cm, to_cm)``, in order."""
        return list(zip(self.starts.tolist(), self.ends.tolist(), strict=True))

    def __iter__(self) -> Iterator[Stretch]:
        return (Stretch(a, b) for a, b in self.pairs())

    def __len__(self) -> int:
        """Return the number of maximal stretches."""
        return self.starts.size

    def __bool__(self) -> bool:
        return self.starts.size > 0

    def __contains__(self, cm: int) -> bool:
        place = int(np.searchsorted(self.starts, cm, side="right")) - 1
        return place >= 0 and cm < self.ends[place]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, MeasureSet):
            return NotImplemented
        return np.array_equal(self.starts, other.starts) and np.array_equal(self.ends, other.ends)

    def __hash__(self) -> int:
        return hash((self.starts.tobytes(), self.ends.tobytes()))

    def __repr__(self) -> str:
        return f"MeasureSet({self.pairs()})"

    def __or__(self, other: "MeasureSet") -> "MeasureSet":
        return union(self, other)

    def __and__(self, other: "MeasureSet") -> "MeasureSet":
        few, many = sorted((self, other), key=len)
        return _parts(many, few) if len(few) <= FEW else at_least(2, few, many)

    def __sub__(self, other: "MeasureSet") -> "MeasureSet":
        if not self or not other:
            return self
        return self & _gaps(other, self.starts[0], self.ends[-1])

    def within(self, from_cm: int, to_cm: int) -> "MeasureSet":
        """Return the part between two measures; empty if they are the same or reversed."""
        low = int(np.searchsorted(self.ends, from_cm, side="right"))
        high = int(np.searchsorted(self.starts, to_cm, side="left"))
        if low >= high or from_cm >= to_cm:
            return EMPTY
        starts = np.maximum(self.starts[low:high], from_cm)
        return MeasureSet._canonical(starts, np.minimum(self.ends[low:high], to_cm))

    def length_below(self, cm: ArrayLike) -> NDArray:
        """Return for each measure how many centimetres of the set lie before it.

        The length of the set on any stretch is the difference of two such numbers.

        Parameters
        ----------
        cm : (m,) array of int
            Measures in centimetres.
        """
        cm = np.asarray(cm, dtype=np.int64)
        if not self:
            return np.zeros(cm.shape, dtype=np.int64)
        passed = np.concatenate(([0], np.cumsum(self.ends - self.starts)))
        place = np.searchsorted(self.starts, cm, side="right")
        beyond = np.maximum(self.ends[np.maximum(place - 1, 0)] - cm, 0)
        return passed[place] - np.where(place > 0, beyond, 0)


def union(*sets: MeasureSet) -> MeasureSet:
    """Return the centimetres that are in at least one of the sets."""
    return at_least(1, *sets)


def intersection(*sets: MeasureSet) -> MeasureSet:
    """Return the centimetres that are in each of the sets, of which there must be at least one."""
    return at_least(len(sets), *sets) if len(sets) > 1 else sets[0]


def at_least(count: int, *sets: MeasureSet) -> MeasureSet:
    """Return the centimetres that are in `count` or more of the sets; `count` of 1 is their union."""
    filled = [one for one in sets if one]
    if len(filled) < count:
        return EMPTY
    if len(filled) == 1:
        return filled[0]
    starts, ends = (np.concatenate([getattr(one, side) for one in filled]) for side in ("starts", "ends"))
    return MeasureSet._canonical(*_at_depth(count, starts, ends))


def _whole(values: ArrayLike) -> NDArray:
    array = np.asarray(values)
    if array.size and array.dtype.kind not in "iu":
        raise MeasureError("measures are whole centimetres, not %(type)s", type=array.dtype)
    return array.astype(np.int64, copy=False)


def _at_depth(depth: int, starts: NDArray, ends: NDArray) -> tuple[NDArray, NDArray]:
    """Return the maximal stretches on which at least `depth` of the given ones lie over each other.

    With starts and ends each in their own order, the depth is reached at the (n + `depth`)-th start and left at
    the n-th end, for every n: two sorts and no search.
    """
    starts, ends = np.sort(starts)[depth - 1 :], np.sort(ends)[: ends.size + 1 - depth]
    if depth > 1:
        deep = starts < ends
        starts, ends = starts[deep], ends[deep]
    if not starts.size:
        return starts, ends
    apart = starts[1:] > ends[:-1]
    return starts[np.concatenate(([True], apart))], ends[np.concatenate((apart, [True]))]


def _parts(some: MeasureSet, pairs: MeasureSet) -> MeasureSet:
    """Return the part of a set inside a few stretches, found by search instead of a sort of everything."""
    parts = [EMPTY, *(some.within(from_cm, to_cm) for from_cm, to_cm in pairs.pairs())]
    starts, ends = (np.concatenate([getattr(part, side) for part in parts]) for side in ("starts", "ends"))
    return MeasureSet._canonical(starts, ends)


def _gaps(some: MeasureSet, from_cm: int, to_cm: int) -> MeasureSet:
    """Return what a set leaves free between two measures."""
    inside = some.within(from_cm, to_cm)
    starts, ends = np.append(from_cm, inside.ends), np.append(inside.starts, to_cm)
    real = starts < ends
    return MeasureSet._canonical(starts[real], ends[real])


EMPTY = MeasureSet()


@dataclass(frozen=True)
class Share:
    """A part of a whole, both as sets of metres of one route; the part lies inside the whole."""

    part: MeasureSet
    whole: MeasureSet

    @property
    def missing(self) -> MeasureSet:
        return self.whole - self.part

    @property
    def percent(self) -> float | None:
        """Return the share in percent, unrounded; None if there is nothing to share."""
        whole = self.whole.length_cm
        return 100 * self.part.length_cm / whole if whole else None
