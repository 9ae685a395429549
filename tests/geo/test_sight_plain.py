"""Whatever is skipped, tested first or tested together, each answer is that of a plain ray that tests every step."""

import numpy as np
import pytest

from apps.geo.dem import Terrain
from apps.geo.sight import HIDDEN, SEEN, UNKNOWN, Conditions, Eye, Track, look, states, viewshed
from tests.geo import terrains
from tests.geo.test_sight import holds

CELL_M, SIDE = 20, 120
SEEDS = range(24)


def ground(seed: int) -> Terrain:
    """Hills, or steps, or spikes; with holes in two of three; with things on the ground in one of two."""
    random = np.random.default_rng(seed)
    hills = terrains.rough(side=SIDE, seed=seed, slope=[0.01, 0.05, 0.3][seed % 3]).ground_m.copy()
    if seed % 4 == 1:
        hills = np.round(hills / 5).astype(np.float32) * 5
    if seed % 4 == 2:
        hills[random.random(hills.shape) < 0.01] += 40
    tops = hills + np.where(random.random(hills.shape) < 0.2, 12, 0).astype(np.float32) if seed % 2 else None
    if seed % 3:
        hills[random.random(hills.shape) < [0, 0.001, 0.02][seed % 3]] = np.nan
    return Terrain(hills, 1_000, 7_000, CELL_M, tops)


def eye_on(terrain: Terrain, seed: int) -> Eye:
    random = np.random.default_rng(100 + seed)
    while True:
        x, y = 1_000 + random.uniform(0, SIDE * CELL_M), 7_000 - random.uniform(0, SIDE * CELL_M)
        if np.isfinite(terrain.ground_at(x, y)):
            sector = 360 if seed % 2 else random.uniform(30, 300)
            return Eye(
                x, y, random.uniform(400, 3_000), random.choice([0, 2, 30]), random.uniform(0, 359), sector
            )


def winding(seed: int) -> Track:
    """A line of some 8 km that winds, turns back and leaves the raster."""
    random = np.random.default_rng(200 + seed)
    xs, ys = 900 + random.uniform(0, 2_600, 9), 7_100 - random.uniform(0, 2_600, 9)
    measures = np.concatenate(([0], np.cumsum(np.ceil(100 * np.hypot(np.diff(xs), np.diff(ys))))))
    return Track(np.column_stack([xs, ys, measures]))


@pytest.mark.parametrize("seed", SEEDS)
def test_samples_of_a_line_are_seen_as_by_plain_rays(seed):
    terrain, track, conditions = ground(seed), winding(seed), Conditions(target_m=seed % 3)
    eye = eye_on(terrain, seed)
    sight = look(eye, track, terrain, conditions)
    plain = terrains.plain(eye, track.samples_xy, terrain, conditions)
    assert np.array_equal(states(eye, track.samples_xy, terrain, conditions), plain)
    for metres, state in [(sight.seen, SEEN), (sight.hidden, HIDDEN), (sight.unknown, UNKNOWN)]:
        assert np.array_equal(holds(metres, track.samples_cm), plain == state)


@pytest.mark.parametrize("seed", SEEDS)
def test_all_cells_are_seen_as_by_plain_rays(seed):
    terrain, conditions = ground(seed), Conditions(target_m=seed % 3)
    eye = eye_on(terrain, seed)
    rows, columns = np.indices(terrain.ground_m.shape).reshape(2, -1)
    centres = np.column_stack([1_000 + (columns + 0.5) * CELL_M, 7_000 - (rows + 0.5) * CELL_M])
    plain = terrains.plain(eye, centres, terrain, conditions)
    assert np.array_equal(viewshed(eye, terrain, conditions).ravel(), plain)


def test_the_terrains_of_these_tests_hold_every_answer_many_times():
    met = np.zeros(4, dtype=int)
    for seed in SEEDS:
        terrain = ground(seed)
        met += np.bincount(viewshed(eye_on(terrain, seed), terrain).ravel(), minlength=4)
    assert (met > 5_000).all(), met
