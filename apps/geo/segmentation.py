"""Dynamic segmentation: the layers of a route over each other, a row for each stretch where none changes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from apps.geo.errors import MeasureError, gettext_noop
from apps.geo.measures import CM_PER_KM, not_a_stretch

Event = tuple[int, int, Any]


class Homogeneous(NamedTuple):
    """A maximal stretch where every layer keeps its values, in the order of the layers; None for no fact."""

    from_cm: int
    to_cm: int
    values: tuple


def segmentation(layers: Mapping[str, Iterable[Event]], from_cm: int, to_cm: int) -> list[Homogeneous]:
    """Return the homogeneous stretches of a route between two measures, in order, without holes.

    Parameters
    ----------
    layers : mapping of str to iterable of (from_cm, to_cm, values)
        The facts of one day. Those of one layer may come in any order and touch, but not overlap. Values only
        need to compare; None is no fact. What reaches out of the asked stretch is shown as far as that goes.
    from_cm, to_cm : int
        The stretch that is asked for, in centimetres; all of it is answered, also where no layer has a fact.

    Raises
    ------
    MeasureError
        Two facts of one layer overlap, or a stretch is reversed or empty.

    Notes
    -----
    Takes n log n for n facts in all: 0.1 s for 12 layers of 5,000.
    """
    if not from_cm < to_cm:
        raise not_a_stretch(from_cm, to_cm)
    facts = {name: _ordered(name, events) for name, events in layers.items()}
    breaks = _breaks(facts.values(), from_cm, to_cm)
    places = [_places(events, breaks) for events in facts.values()]
    keeps = _keeps(list(facts.values()), places, breaks.size)
    columns = [_column(events, place[keeps]) for events, place in zip(facts.values(), places, strict=True)]
    values = zip(*columns, strict=True) if columns else [()]
    starts = breaks[keeps].tolist()
    return list(map(Homogeneous, starts, [*starts[1:], to_cm], values))


def side_by_side(things: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, tuple[str, ...]]]:
    """Return maximal stretches with the codes of all the things that lie there, in order.

    Parameters
    ----------
    things : iterable of (from_cm, to_cm, code)
        Stretches of one route, of different things; they may lie over each other.

    Returns
    -------
    list of (from_cm, to_cm, codes)
        Neither meeting nor, with equal codes, touching; where nothing lies there is none.
    """
    edges = defaultdict(lambda: (set(), set()))
    for start, end, code in things:
        edges[start][0].add(code)
        edges[end][1].add(code)
    found, lying = [], Counter()
    for start, end in pairwise(sorted(edges)):
        begun, ended = edges[start]
        lying.update(begun)
        lying.subtract(ended)
        codes = tuple(sorted(code for code, count in lying.items() if count > 0))
        if found and found[-1][1:] == (start, codes):
            found[-1] = (found[-1][0], end, codes)
        elif codes:
            found.append((start, end, codes))
    return found


def _ordered(name: str, events: Iterable[Event]) -> list[Event]:
    events = sorted((event for event in events if event[2] is not None), key=lambda event: event[0])
    for start, end, _ in events:
        if not start < end:
            raise not_a_stretch(start, end, name)
    for (_, end, _), (next_start, _, _) in pairwise(events):
        if next_start < end:
            message = gettext_noop("Two facts of one layer lie over each other from km %(km)s on.")
            raise MeasureError(message, name, km=next_start / CM_PER_KM)
    return events


def _breaks(layers: Iterable[Sequence[Event]], from_cm: int, to_cm: int) -> NDArray[np.int64]:
    """Return every measure in the asked stretch where a fact starts or ends, and the stretch's own start."""
    ends = [end for events in layers for event in events for end in event[:2]]
    breaks = np.unique(np.array([from_cm, *ends], dtype=np.int64))
    return breaks[(from_cm <= breaks) & (breaks < to_cm)]


def _places(events: Sequence[Event], breaks: NDArray) -> NDArray[np.int64]:
    """Return for each break the number of the layer's fact that holds from there on, -1 for none."""
    if not events:
        return np.full(breaks.size, -1)
    starts, ends = (np.array(column, dtype=np.int64) for column in list(zip(*events, strict=True))[:2])
    place = np.searchsorted(starts, breaks, side="right") - 1
    return np.where((place >= 0) & (breaks < ends[place]), place, -1)


def _keeps(layers: Sequence[Sequence[Event]], places: Sequence[NDArray], count: int) -> NDArray[np.bool_]:
    """Mark the breaks where at least one layer changes its values; the first always counts."""
    keeps = np.zeros(count, dtype=bool)
    keeps[0] = True
    for events, place in zip(layers, places, strict=True):
        keeps[1:] |= np.diff(_runs(events)[place]) != 0
    return keeps


def _runs(events: Sequence[Event]) -> NDArray[np.int64]:
    """Number the facts so that neighbours with equal values share a number; the last entry means none."""
    changes = [before[2] != event[2] for before, event in pairwise(events)]
    return np.concatenate((np.cumsum([0, *changes]), [-1])) if events else np.array([-1])


def _column(events: Sequence[Event], place: NDArray) -> list:
    values = [event[2] for event in events]
    return [values[at] if at >= 0 else None for at in place.tolist()]
