"""What failures cost, one after the other in compiled code: who is cut off, and which metres go uncovered."""

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def reached(firsts, neighbours, starts, gone):
    """Mark the vertices that some starts reach without passing those that are gone."""
    found = np.zeros(firsts.size - 1, dtype=np.bool_)
    waiting = np.empty(firsts.size - 1, dtype=np.int64)
    count = 0
    for start in starts:
        if not gone[start] and not found[start]:
            found[start] = True
            waiting[count] = start
            count += 1
    while count:
        count -= 1
        here = waiting[count]
        for place in range(firsts[here], firsts[here + 1]):
            there = neighbours[place]
            if not found[there] and not gone[there]:
                found[there] = True
                waiting[count] = there
                count += 1
    return found


@njit(cache=True, nogil=True)
def lost_cm(members, begins, ends, stretches_of, firsts, lasts, families, counts, lengths_cm, depth, each):
    """Return for each group of sensors the length of the pieces that count no longer without it.

    Group n is ``members[begins[n]:ends[n]]``; sensor s covers the pieces ``firsts[k]`` up to ``lasts[k]`` for k
    from ``stretches_of[s]`` up to ``stretches_of[s + 1]``; ``counts[f, p]`` sensors of family f cover piece p.
    A piece counts if `depth` of them do: of `each` family, or of all together.
    """
    found = np.zeros(begins.size, dtype=np.int64)
    kinds, pieces = counts.shape
    steps = np.zeros((kinds, pieces + 1), dtype=np.int64)
    gone = np.zeros(kinds, dtype=np.int64)
    for group in range(begins.size):
        low, high = pieces, 0
        for place in range(begins[group], ends[group]):
            sensor = members[place]
            for stretch in range(stretches_of[sensor], stretches_of[sensor + 1]):
                steps[families[sensor], firsts[stretch]] += 1
                steps[families[sensor], lasts[stretch]] -= 1
                low, high = min(low, firsts[stretch]), max(high, lasts[stretch])
        gone[:] = 0
        for piece in range(low, high):
            before, after = True, True
            total, left = 0, 0
            for kind in range(kinds):
                gone[kind] += steps[kind, piece]
                steps[kind, piece] = 0
                here = counts[kind, piece]
                before = before and here >= depth
                after = after and here - gone[kind] >= depth
                total += here
                left += here - gone[kind]
            if not each:
                before, after = total >= depth, left >= depth
            if before and not after:
                found[group] += lengths_cm[piece]
        if high:
            steps[:, high] = 0
    return found
