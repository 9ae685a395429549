"""The inner loops of line of sight, compiled: rays from the target inwards that skip low ground.

All of them stand in this one file, with the numbers that they hold: compiled code is cached, and numba
compiles it again only if its own file changes.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

NEAR_BITS, FAR_BITS = 2, 4
"""Rays skip over the ground by blocks of ``2**bits`` cells a side, far blocks first."""
LONGEST_NEAR, LONGEST_FAR = 2 * (1 << NEAR_BITS) - 3, 2 * (1 << FAR_BITS) - 3
"""So many steps of one cell at most surely lie in one block and the eight around it."""
SAMPLES_A_BLOCK = 64
GRAZE_M = 1e-6
"""A micrometre: what touches the sight line does not hide, whatever the rounding."""

OUT_OF_REACH, HIDDEN, UNKNOWN, SEEN = range(4)
"""A place out of range or sector; behind higher ground; hidden or not, as heights are missing; in sight."""


class Scene(NamedTuple):
    """The eye, its sector and the terrain as the kernels take them; heights in metres, places on the grid."""

    x: float
    y: float
    eye_m: float
    range_m: float
    east: float
    north: float
    least_cosine: float
    target_m: float
    drop_per_m2: float
    west_m: float
    north_m: float
    cell_m: float
    ground_m: NDArray
    tops_m: NDArray
    corners_m: NDArray
    near_m: NDArray
    far_m: NDArray


class Ray(NamedTuple):
    """The way from eye to target in cells; rise and bend of the sight line in metres; a step's fraction."""

    row: float
    column: float
    down: float
    right: float
    slope: float
    bend: float
    step: float


@njit(cache=True, nogil=True, inline="always")
def bilinear(heights_m, row, column):
    """Return the height at a place, in cells from the first one's centre and before the last one's."""
    top, left = np.uintp(row), np.uintp(column)
    below, beside = top + np.uintp(1), left + np.uintp(1)
    down, right = row - top, column - left
    upper = np.float64(heights_m[top, left])
    upper += (heights_m[top, beside] - upper) * right
    lower = np.float64(heights_m[below, left])
    lower += (heights_m[below, beside] - lower) * right
    return upper + (lower - upper) * down


@njit(cache=True, nogil=True)
def height_between(heights_m, row, column):
    """Return the height at a place, counted as in `bilinear`; NaN off the raster."""
    if 0 <= row < heights_m.shape[0] - 1 and 0 <= column < heights_m.shape[1] - 1:
        return bilinear(heights_m, row, column)
    return np.nan


@njit(cache=True, nogil=True)
def heights_at(heights_m, rows, columns):
    found = np.empty(rows.size)
    for place in range(rows.size):
        found[place] = height_between(heights_m, rows[place], columns[place])
    return found


@njit(cache=True, nogil=True)
def corner_maxima(heights_m):
    """Return the highest of the four heights around each place between centres; infinite beside NaN."""
    rows, columns = heights_m.shape
    maxima = np.empty((rows - 1, columns - 1), dtype=np.float32)
    for row in range(rows - 1):
        for column in range(columns - 1):
            upper = max(heights_m[row, column], heights_m[row, column + 1])
            lower = max(heights_m[row + 1, column], heights_m[row + 1, column + 1])
            total = heights_m[row, column] + heights_m[row, column + 1]
            total += heights_m[row + 1, column] + heights_m[row + 1, column + 1]
            maxima[row, column] = np.float32(np.inf) if np.isnan(total) else max(upper, lower)
    return maxima


@njit(cache=True, nogil=True)
def block_maxima(heights_m, bits):
    side = 1 << bits
    rows, columns = heights_m.shape
    maxima = np.full((-(-rows // side), -(-columns // side)), -np.inf, dtype=np.float32)
    for row in range(rows):
        for block in range(maxima.shape[1]):
            highest = maxima[row // side, block]
            for column in range(block * side, min(block * side + side, columns)):
                height = heights_m[row, column]
                if not height <= highest:
                    highest = np.float32(np.inf) if np.isnan(height) else height
            maxima[row // side, block] = highest
    return maxima


@njit(cache=True, nogil=True)
def _in_reach(scene, x, y):
    east, north = x - scene.x, y - scene.y
    distance = np.sqrt(east * east + north * north)
    if distance > scene.range_m:
        return False
    return east * scene.east + north * scene.north >= (scene.least_cosine - 1e-12) * distance


@njit(cache=True, nogil=True, inline="always")
def _surely_clear(maxima_m, bits, longest, scene, ray, at):
    """Tell whether the highest top around the `longest` steps before `at` is below the sight line there."""
    to = max(1, at - longest)
    middle, half = 0.5 * (at + to) * ray.step, 0.5 * (at - to) * ray.step
    sight_m = scene.eye_m + middle * (ray.slope + ray.bend * middle)
    lowest_m = sight_m - abs(ray.slope + 2 * ray.bend * middle) * half
    row, column = np.uintp(ray.row + ray.down * middle + 0.5), np.uintp(ray.column + ray.right * middle + 0.5)
    return maxima_m[row >> np.uintp(bits), column >> np.uintp(bits)] <= lowest_m


@njit(cache=True, nogil=True, inline="always")
def _top_over(scene, ray, step):
    """Return by how many metres the top at a step of the ray rises above the sight line; below 0 if not."""
    f = step * ray.step
    row, column = ray.row + ray.down * f, ray.column + ray.right * f
    sight_m = scene.eye_m + f * (ray.slope + ray.bend * f)
    if scene.corners_m[np.uintp(row), np.uintp(column)] <= sight_m:
        return -1.0
    return bilinear(scene.tops_m, row, column) - sight_m


@njit(cache=True, nogil=True)
def _meets(scene, ray, steps, hint):
    """Tell what the ray meets, from the target inwards, and at which step it is hidden; 0 if it is not.

    At fraction f of it the sight line is at ``eye_m + slope * f + bend * f**2``, the ground not dropped. What hid a
    neighbour at step `hint` probably hides this one too, so there it looks first: that changes no answer.
    """
    if 0 < hint < steps and _top_over(scene, ray, hint) > GRAZE_M:
        return HIDDEN, hint
    answer, at = SEEN, steps - 1
    while at > 0:
        if _surely_clear(scene.far_m, FAR_BITS, LONGEST_FAR, scene, ray, at):
            at -= LONGEST_FAR + 1
        elif _surely_clear(scene.near_m, NEAR_BITS, LONGEST_NEAR, scene, ray, at):
            at -= LONGEST_NEAR + 1
        else:
            for step in range(at, max(0, at - LONGEST_NEAR - 1), -1):
                over_m = _top_over(scene, ray, step)
                if over_m > GRAZE_M:
                    return HIDDEN, step
                if np.isnan(over_m):
                    answer = UNKNOWN
            at -= LONGEST_NEAR + 1
    return answer, 0


@njit(cache=True, nogil=True)
def _state(scene, x, y):
    return _state_beside(scene, x, y, 0)[0]


@njit(cache=True, nogil=True)
def _state_beside(scene, x, y, hint):
    """Return how a place is seen, and at which step of the ray it is hidden, given that of a neighbour."""
    if not _in_reach(scene, x, y):
        return OUT_OF_REACH, 0
    if scene.ground_m.size == 0:
        return SEEN, 0
    row, column = (
        (scene.north_m - scene.y) / scene.cell_m - 0.5,
        (scene.x - scene.west_m) / scene.cell_m - 0.5,
    )
    down, right = (scene.y - y) / scene.cell_m, (x - scene.x) / scene.cell_m
    target_m = height_between(scene.ground_m, row + down, column + right) + scene.target_m
    if np.isnan(target_m):
        return UNKNOWN, 0
    cells = np.sqrt(down * down + right * right)
    bend = scene.drop_per_m2 * (cells * scene.cell_m) ** 2
    slope = target_m - bend - scene.eye_m
    steps = max(1, int(np.ceil(cells)))
    return _meets(scene, Ray(row, column, down, right, slope, bend, 1 / steps), steps, hint)


@njit(cache=True, nogil=True)
def at_points(scene, points):
    found = np.zeros(len(points), dtype=np.uint8)
    for n in range(len(points)):
        found[n] = _state(scene, points[n, 0], points[n, 1])
    return found


@njit(cache=True, nogil=True)
def at_cells(scene):
    found = np.zeros(scene.ground_m.shape, dtype=np.uint8)
    for row in range(found.shape[0]):
        y = scene.north_m - (row + 0.5) * scene.cell_m
        for column in range(found.shape[1]):
            found[row, column] = _state(scene, scene.west_m + (column + 0.5) * scene.cell_m, y)
    return found


@njit(cache=True, nogil=True)
def at_samples(scene, samples_xy, boxes):
    found = np.zeros(len(samples_xy), dtype=np.uint8)
    for block in range(len(boxes)):
        east = max(boxes[block, 0] - scene.x, 0.0, scene.x - boxes[block, 2])
        north = max(boxes[block, 1] - scene.y, 0.0, scene.y - boxes[block, 3])
        if east * east + north * north > scene.range_m * scene.range_m:
            continue
        first, hint = block * SAMPLES_A_BLOCK, 0
        for n in range(first, min(first + SAMPLES_A_BLOCK, len(samples_xy))):
            found[n], hint = _state_beside(scene, samples_xy[n, 0], samples_xy[n, 1], hint)
    return found


@njit(cache=True, nogil=True)
def _segment_at(line, measure):
    """Return the segment of the line that a measure lies in, found by halving."""
    low, high = 0, len(line) - 1
    while high - low > 1:
        middle = (low + high) // 2
        if line[middle, 2] < measure:
            low = middle
        else:
            high = middle
    return low


@njit(cache=True, nogil=True)
def _state_at(scene, line, cm):
    """Return the state of one centimetre of the line, taken at its middle."""
    middle = cm + 0.5
    segment = _segment_at(line, middle)
    f = (middle - line[segment, 2]) / (line[segment + 1, 2] - line[segment, 2])
    x = line[segment, 0] + f * (line[segment + 1, 0] - line[segment, 0])
    y = line[segment, 1] + f * (line[segment + 1, 1] - line[segment, 1])
    return _state(scene, x, y)


@njit(cache=True, nogil=True)
def _first_other(scene, line, low, high, state, other):
    """Return a centimetre in ``(low, high]`` where `state`, held just before, gives way; and to what."""
    while high - low > 1:
        middle = (low + high) // 2
        here = _state_at(scene, line, middle)
        if here == state:
            low = middle
        else:
            high, other = middle, here
    return high, other


@njit(cache=True, nogil=True)
def runs(scene, found, samples_cm, line):
    """Return where along the line a state begins (cm), and which: each run ends where the next one begins."""
    starts, codes = np.empty(16, np.int64), np.empty(16, np.uint8)
    state, count = found[0], 1
    starts[0], codes[0] = samples_cm[0], state
    for n in np.flatnonzero(found[1:] != found[:-1]) + 1:
        start = samples_cm[n - 1]
        while state != found[n]:
            if count == len(starts):
                starts, codes = np.concatenate((starts, starts)), np.concatenate((codes, codes))
            start, state = _first_other(scene, line, start, samples_cm[n], state, found[n])
            starts[count], codes[count] = start, state
            count += 1
    return starts[:count], codes[:count]


@njit(cache=True, nogil=True)
def runs_along(scene, samples_xy, boxes, samples_cm, line):
    """Return the runs of the whole line in one call: other threads go on meanwhile."""
    return runs(scene, at_samples(scene, samples_xy, boxes), samples_cm, line)
