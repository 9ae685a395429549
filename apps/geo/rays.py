"""The inner loops of line of sight, compiled: rays from the target inwards that skip low ground.

Neighbours look along nearly the same way, so their rays go together, as a beam: what is surely below the whole
beam is tested once. Ground that is left is tested ray by ray. Neither changes an answer.

All of them stand in this one file, with the numbers that they hold: compiled code is cached, and numba
compiles it again only if its own file changes. Arrays are taken out of the scene before a loop, never in it:
numba counts who holds an array, and that took more than half of the time.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

CLOSE_BITS, NEAR_BITS, FAR_BITS = 1, 2, 4
"""Rays skip over the ground by blocks of ``2**bits`` cells a side, far blocks first."""
SAMPLES_A_BLOCK, SAMPLES_A_BEAM, CELLS_A_BEAM = 64, 16, 4
STEPS_A_CELL = 3
"""A ridge between two steps is missed. In mountains of 75 m cells one step a cell saw 6 to 8 % too much, three 2 %."""
GRAZE_M = 1e-6
"""A micrometre: what touches the sight line does not hide, whatever the rounding."""
ROUNDING = 1e-6
"""More, in cells and in steps, than rounding can move a place."""

OUT_OF_REACH, HIDDEN, UNKNOWN, SEEN = range(4)
"""A place out of range or sector; behind higher ground; hidden or not, as heights are missing; in sight."""

COMPILED = {"cache": True, "nogil": True, "error_model": "numpy"}


class Outlook(NamedTuple):
    """The eye, its sector, the target, and where the grid's cells lie; the eye's place also in cells."""

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
    row: float
    column: float


class Scene(NamedTuple):
    """How the eye looks, and the terrain: heights, and the highest around each place between centres and block."""

    outlook: Outlook
    ground_m: NDArray
    tops_m: NDArray
    corners_m: NDArray
    close_m: NDArray
    near_m: NDArray
    far_m: NDArray


class Ray(NamedTuple):
    """The way from eye to target in cells; rise and bend of the sight line in metres; its steps, and one's fraction.

    At fraction f of it the sight line is at ``eye_m + slope * f + bend * f**2``, the ground not dropped.
    """

    down: float
    right: float
    slope: float
    bend: float
    steps: int
    step: float


class Beam(NamedTuple):
    """The middle of some rays; a sight line below all of theirs; how far targets lie from the middle; its length."""

    down: float
    right: float
    slope: float
    bend: float
    width: float
    length: float
    most_steps: float


@njit(inline="always", **COMPILED)
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


@njit(**COMPILED)
def height_between(heights_m, row, column):
    """Return the height at a place, counted as in `bilinear`; NaN off the raster."""
    if 0 <= row < heights_m.shape[0] - 1 and 0 <= column < heights_m.shape[1] - 1:
        return bilinear(heights_m, row, column)
    return np.nan


@njit(**COMPILED)
def heights_at(heights_m, rows, columns):
    found = np.empty(rows.size)
    for place in range(rows.size):
        found[place] = height_between(heights_m, rows[place], columns[place])
    return found


@njit(**COMPILED)
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


@njit(**COMPILED)
def block_maxima(heights_m, bits):
    """Return the highest of each block of ``2**bits`` heights a side; none of them is NaN."""
    side = 1 << bits
    rows, columns = heights_m.shape
    maxima = np.full((-(-rows // side), -(-columns // side)), -np.inf, dtype=np.float32)
    for row in range(rows):
        highest = maxima[row >> bits]
        for column in range(columns):
            highest[column >> bits] = max(highest[column >> bits], heights_m[row, column])
    return maxima


@njit(inline="always", **COMPILED)
def _in_reach(outlook, x, y):
    east, north = x - outlook.x, y - outlook.y
    distance = np.sqrt(east * east + north * north)
    ahead = east * outlook.east + north * outlook.north
    return distance <= outlook.range_m and ahead >= (outlook.least_cosine - 1e-12) * distance


@njit(**COMPILED)
def _aim(scene, points, begin, end, found, rays, places, count):
    """Note how places are seen as far as the ground between does not matter; add rays to those where it does.

    A ray is a row: down, right, slope, bend, steps; `places` tells which point it leads to. Return how many there are.
    """
    outlook, ground_m = scene.outlook, scene.ground_m
    for n in range(begin, end):
        x, y = points[n, 0], points[n, 1]
        found[n] = SEEN if _in_reach(outlook, x, y) else OUT_OF_REACH
        if found[n] == OUT_OF_REACH or ground_m.size == 0:
            continue
        down, right = (outlook.y - y) / outlook.cell_m, (x - outlook.x) / outlook.cell_m
        row, column = outlook.row + down, outlook.column + right
        found[n] = UNKNOWN
        if not (0 <= row < ground_m.shape[0] - 1 and 0 <= column < ground_m.shape[1] - 1):
            continue
        target_m = bilinear(ground_m, row, column) + outlook.target_m
        if np.isnan(target_m):
            continue
        cells = np.sqrt(down * down + right * right)
        bend = outlook.drop_per_m2 * (cells * outlook.cell_m) ** 2
        rays[count, 0], rays[count, 1] = down, right
        rays[count, 2], rays[count, 3] = target_m - bend - outlook.eye_m, bend
        rays[count, 4] = max(1.0, np.ceil(STEPS_A_CELL * cells))
        found[n], places[count] = SEEN, n
        count += 1
    return count


@njit(inline="always", **COMPILED)
def _ray(rays, n):
    return Ray(rays[n, 0], rays[n, 1], rays[n, 2], rays[n, 3], int(rays[n, 4]), 1 / rays[n, 4])


@njit(inline="always", **COMPILED)
def _top_over(outlook, corners_m, tops_m, ray, step):
    """Return by how many metres the top at a step of the ray rises above the sight line; below 0 if not."""
    f = step * ray.step
    row, column = outlook.row + ray.down * f, outlook.column + ray.right * f
    sight_m = outlook.eye_m + f * (ray.slope + ray.bend * f)
    if corners_m[np.uintp(row), np.uintp(column)] <= sight_m:
        return -1.0
    return bilinear(tops_m, row, column) - sight_m


@njit(**COMPILED)
def _beam(rays, begin, end):
    top = bottom = rays[begin, 0]
    left = right = rays[begin, 1]
    rise, bend, steps = rays[begin, 2] + rays[begin, 3], rays[begin, 3], rays[begin, 4]
    for n in range(begin + 1, end):
        top, bottom = min(top, rays[n, 0]), max(bottom, rays[n, 0])
        left, right = min(left, rays[n, 1]), max(right, rays[n, 1])
        rise, bend = min(rise, rays[n, 2] + rays[n, 3]), max(bend, rays[n, 3])
        steps = max(steps, rays[n, 4])
    down, across = 0.5 * (top + bottom), 0.5 * (left + right)
    width, length = 0.5 * max(bottom - top, right - left), max(abs(down), abs(across), 1.0)
    return Beam(down, across, rise - bend, bend, width + ROUNDING, length, steps)


@njit(inline="always", **COMPILED)
def _clear_to(outlook, maxima_m, bits, beam, at):
    """Return down to which fraction from `at` on the beam is surely clear of the highest top around; else `at`.

    Between the two it stays within one side of a block from its middle: in that block or the eight around it.
    """
    half = min(((1 << bits) - beam.width * at) / beam.length, 0.5 * at)
    if half <= 0:
        return at
    middle = at - half
    sight_m = outlook.eye_m + middle * (beam.slope + beam.bend * middle)
    lowest_m = sight_m - abs(beam.slope + 2 * beam.bend * middle) * half
    row, column = np.uintp(outlook.row + beam.down * middle), np.uintp(outlook.column + beam.right * middle)
    highest_m = maxima_m[row >> np.uintp(bits), column >> np.uintp(bits)]
    return middle - half if highest_m <= lowest_m else at


@njit(**COMPILED)
def _not_hidden_at(scene, rays, places, found, begin, end, step):
    """Test all rays at one step, note those hidden there; the others move up: return where they end."""
    outlook, corners_m, tops_m, left = scene.outlook, scene.corners_m, scene.tops_m, begin
    for n in range(begin, end):
        ray = _ray(rays, n)
        if step < ray.steps and _top_over(outlook, corners_m, tops_m, ray, step) > GRAZE_M:
            found[places[n]] = HIDDEN
        else:
            _move(rays, places, n, left)
            left += 1
    return left


@njit(inline="always", **COMPILED)
def _move(rays, places, n, to):
    places[to] = places[n]
    for part in range(5):
        rays[to, part] = rays[n, part]


@njit(**COMPILED)
def _closely(scene, rays, places, found, begin, end, at, to, hint):
    """Test all rays at all steps between two fractions; return where those not hidden end, and what hid one."""
    outlook, corners_m, tops_m, left = scene.outlook, scene.corners_m, scene.tops_m, begin
    for n in range(begin, end):
        ray, state = _ray(rays, n), found[places[n]]
        last, step = int(to * ray.steps - ROUNDING), min(ray.steps - 1, int(at * ray.steps + ROUNDING))
        while step > last and state != HIDDEN:
            over_m = _top_over(outlook, corners_m, tops_m, ray, step)
            if over_m > GRAZE_M:
                state, hint = HIDDEN, step
            elif np.isnan(over_m):
                state = UNKNOWN
            step -= 1
        found[places[n]] = state
        if state != HIDDEN:
            _move(rays, places, n, left)
            left += 1
    return left, hint


@njit(**COMPILED)
def _follow(scene, rays, places, found, begin, end, hint):
    """Follow a beam from the targets inwards, note which are hidden or unknown; return at which step one is hidden.

    What hid a neighbour at step `hint` probably hides these too, so there it looks first.
    """
    outlook, close_m, near_m, far_m = scene.outlook, scene.close_m, scene.near_m, scene.far_m
    if hint > 0:
        end = _not_hidden_at(scene, rays, places, found, begin, end, hint)
    if end == begin:
        return hint
    beam = _beam(rays, begin, end)
    at = 1 - 1 / beam.most_steps
    while at > 0 and end > begin:
        to = _clear_to(outlook, far_m, FAR_BITS, beam, at)
        if to == at:
            to = _clear_to(outlook, near_m, NEAR_BITS, beam, at)
        if to == at:
            to = _clear_to(outlook, close_m, CLOSE_BITS, beam, at)
        if to == at:
            to = max(0.0, at - 2 / beam.length)
            end, hint = _closely(scene, rays, places, found, begin, end, at, to, hint)
        at = to
    return hint


@njit(**COMPILED)
def _follow_all(scene, rays, places, found, count, a_beam):
    hint = 0
    for begin in range(0, count, a_beam):
        hint = _follow(scene, rays, places, found, begin, min(begin + a_beam, count), hint)


@njit(**COMPILED)
def _room(count):
    """Return room for the rays to so many points, and for which point each leads to."""
    return np.empty((count, 5)), np.empty(count, np.int64)


@njit(**COMPILED)
def at_points(scene, points, a_beam):
    """Return how points are seen; so many in a row are neighbours."""
    found, (rays, places) = np.zeros(len(points), np.uint8), _room(len(points))
    count = _aim(scene, points, 0, len(points), found, rays, places, 0)
    _follow_all(scene, rays, places, found, count, a_beam)
    return found


@njit(**COMPILED)
def at_cells(scene):
    outlook, found = scene.outlook, np.zeros(scene.ground_m.shape, dtype=np.uint8)
    centres = np.empty((found.shape[1], 2))
    centres[:, 0] = outlook.west_m + (np.arange(len(centres)) + 0.5) * outlook.cell_m
    for row in range(found.shape[0]):
        centres[:, 1] = outlook.north_m - (row + 0.5) * outlook.cell_m
        found[row] = at_points(scene, centres, CELLS_A_BEAM)
    return found


@njit(**COMPILED)
def at_samples(scene, samples_xy, boxes):
    """Return how the samples of a line are seen; blocks of them that are too far away are passed over."""
    found, (rays, places) = np.zeros(len(samples_xy), np.uint8), _room(len(samples_xy))
    outlook, count = scene.outlook, 0
    for block in range(len(boxes)):
        east = max(boxes[block, 0] - outlook.x, 0.0, outlook.x - boxes[block, 2])
        north = max(boxes[block, 1] - outlook.y, 0.0, outlook.y - boxes[block, 3])
        if east * east + north * north <= outlook.range_m * outlook.range_m:
            begin = block * SAMPLES_A_BLOCK
            end = min(begin + SAMPLES_A_BLOCK, len(samples_xy))
            count = _aim(scene, samples_xy, begin, end, found, rays, places, count)
    _follow_all(scene, rays, places, found, count, SAMPLES_A_BEAM)
    return found


@njit(**COMPILED)
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


@njit(**COMPILED)
def _place_at(line, cm):
    """Return the middle of one centimetre of the line."""
    middle = cm + 0.5
    segment = _segment_at(line, middle)
    f = (middle - line[segment, 2]) / (line[segment + 1, 2] - line[segment, 2])
    x = line[segment, 0] + f * (line[segment + 1, 0] - line[segment, 0])
    y = line[segment, 1] + f * (line[segment + 1, 1] - line[segment, 1])
    return x, y


@njit(**COMPILED)
def _first_other(scene, line, low, high, state, other):
    """Return a centimetre in ``(low, high]`` where `state`, held just before, gives way; and to what."""
    point, found, hint, (rays, places) = np.empty((1, 2)), np.zeros(1, np.uint8), 0, _room(1)
    while high - low > 1:
        middle = (low + high) // 2
        point[0, 0], point[0, 1] = _place_at(line, middle)
        if _aim(scene, point, 0, 1, found, rays, places, 0):
            hint = _follow(scene, rays, places, found, 0, 1, hint)
        if found[0] == state:
            low = middle
        else:
            high, other = middle, found[0]
    return high, other


@njit(**COMPILED)
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


@njit(**COMPILED)
def runs_along(scene, samples_xy, boxes, samples_cm, line):
    """Return the runs of the whole line in one call: other threads go on meanwhile."""
    return runs(scene, at_samples(scene, samples_xy, boxes), samples_cm, line)
