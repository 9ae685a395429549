"""Terrains to look over: a flat one, one with a ridge, rough ground made of noise, a real one."""

from functools import cache

import matplotlib.cbook as matplotlib
import numpy as np
from numpy.typing import NDArray

from apps.geo.dem import Terrain
from apps.geo.rays import STEPS_A_CELL, heights_at
from apps.geo.sight import HIDDEN, OUT_OF_REACH, SEEN, UNKNOWN, Conditions, Eye

CELL_M = 20
WEST_M, SOUTH_M = -2_000, -2_000


def flat(height_m: float = 0, side: int = 701) -> Terrain:
    """A plain whose cell centres lie on whole multiples of 20 m, 2 km west and south of the origin on."""
    return over(np.full((side, side), height_m, dtype=np.float32))


def over(ground_m: NDArray, **options) -> Terrain:
    north_m = SOUTH_M + ground_m.shape[0] * CELL_M
    return Terrain(ground_m, WEST_M - CELL_M / 2, north_m - CELL_M / 2, CELL_M, **options)


def with_ridge(x: float, height_m: float, side: int = 701) -> Terrain:
    """The plain with a ridge of that height, three cells wide, running north and south through `x`."""
    ground_m = np.zeros((side, side), dtype=np.float32)
    crest = round((x - WEST_M) / CELL_M)
    ground_m[:, crest - 1 : crest + 2] = height_m
    return over(ground_m)


@cache
def rough(side: int = 600, seed: int = 1, slope: float = 0.025) -> Terrain:
    """Ground of random hills of every size, `slope` on average."""
    noise = np.fft.fft2(np.random.default_rng(seed).normal(size=(side, side)))
    wave = np.hypot(*np.meshgrid(np.fft.fftfreq(side), np.fft.fftfreq(side)))
    wave[0, 0] = np.inf
    hills = np.real(np.fft.ifft2(noise * wave**-1.8))
    hills *= slope * CELL_M / np.hypot(*np.gradient(hills)).mean()
    return over(hills.astype(np.float32))


@cache
def jacksboro() -> Terrain:
    """A fault in Tennessee, cells of 3 arc seconds taken for squares of 90 m."""
    with matplotlib.get_sample_data("jacksboro_fault_dem.npz") as file:
        return Terrain(np.asarray(file["elevation"], dtype=np.float32), 0, 0, 90)


def finer(
    eye: Eye, points: NDArray, terrain: Terrain, conditions: Conditions, times: int = 10
) -> NDArray[np.bool_]:
    """Tell by plain numpy which points are seen: rays whose steps are so many times shorter than a cell."""
    return np.array([_is_seen(eye, x, y, terrain, conditions, times) for x, y in points])


def _is_seen(eye: Eye, x: float, y: float, terrain: Terrain, conditions: Conditions, times: int) -> bool:
    distance_m = np.hypot(x - eye.x, y - eye.y)
    along = np.linspace(0, 1, int(np.ceil(distance_m / terrain.cell_m * times)) + 1)
    ground_m = terrain.tops_at(eye.x + along * (x - eye.x), eye.y + along * (y - eye.y))
    ground_m = ground_m - (1 - conditions.refraction) * (along * distance_m) ** 2 / 12_756_274
    sight_m = np.interp(along, [0, 1], [ground_m[0] + eye.mast_m, ground_m[-1] + conditions.target_m])
    return bool((ground_m[1:-1] <= sight_m[1:-1]).all())


def plain(eye: Eye, points: NDArray, terrain: Terrain, conditions: Conditions) -> NDArray[np.uint8]:
    """Return how points are seen, each step of each ray tested by plain numpy, as many a cell as there have to be."""
    return np.array([_plain_state(eye, x, y, terrain, conditions) for x, y in points], dtype=np.uint8)


def _plain_state(eye: Eye, x: float, y: float, terrain: Terrain, conditions: Conditions) -> int:
    east, north = x - eye.x, y - eye.y
    distance_m, azimuth = np.hypot(east, north), np.radians(eye.azimuth_deg)
    off_middle = np.degrees(
        np.arctan2(
            east * np.cos(azimuth) - north * np.sin(azimuth), east * np.sin(azimuth) + north * np.cos(azimuth)
        )
    )
    if distance_m > eye.range_m or abs(off_middle) > eye.sector_deg / 2:
        return OUT_OF_REACH
    # Counted in cells from the eye on, as the rays are: at a centre rounding decides beside which hole it lies.
    along = np.linspace(0, 1, max(1, int(np.ceil(STEPS_A_CELL * distance_m / terrain.cell_m))) + 1)
    rows = (terrain.north_m - eye.y) / terrain.cell_m - 0.5 + along * ((eye.y - y) / terrain.cell_m)
    columns = (eye.x - terrain.west_m) / terrain.cell_m - 0.5 + along * ((x - eye.x) / terrain.cell_m)
    target_m = heights_at(terrain.ground_m, rows[-1:], columns[-1:])[0] + conditions.target_m
    if np.isnan(target_m):
        return UNKNOWN
    along, tops_m = along[1:-1], heights_at(terrain.tops_m, rows[1:-1], columns[1:-1])
    eye_m = terrain.ground_at(eye.x, eye.y) + eye.mast_m
    drop_m = conditions.drop_per_m2 * distance_m**2
    over_m = tops_m - drop_m * along**2 - (eye_m + along * (target_m - drop_m - eye_m))
    if (over_m > 1e-6).any():
        return HIDDEN
    return UNKNOWN if np.isnan(over_m).any() else SEEN
