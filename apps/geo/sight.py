"""What of a route a sensor sees: range, sector and line of sight over the terrain, stretches in centimetres.

The Earth is round and the air bends light: seen from the eye, a height at distance ``d`` drops by
``(1 - k) * d**2 / EARTH_DIAMETER_M``, ``k`` the refraction coefficient, as in ``gdal_viewshed -cc (1 - k)``.
A point is seen if no ground between rises above the straight line from the eye to it. The ground is sampled
at steps of at most a third of a cell, bilinearly, from the target inwards: most of what hides a point lies near it.
Blocks whose highest top stays below the sight line are skipped, which changes no answer.

The route is sampled every 5 m; where two neighbouring samples differ, the edge is sought to the centimetre.
What is shorter than the distance of two samples may be missed.
"""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Proj

from apps.geo.dem import Terrain
from apps.geo.elevation import WHOLE_DEG, elevation_deg, room_deg, within_view
from apps.geo.errors import MeasureError, SightError, gettext_noop
from apps.geo.measures import EMPTY, MeasureSet
from apps.geo.rays import (
    GRAZE_M,
    HIDDEN,
    OUT_OF_REACH,
    SAMPLES_A_BLOCK,
    SEEN,
    STEPS_A_CELL,
    UNKNOWN,
    Outlook,
    Scene,
    at_cells,
    at_points,
    runs_along,
)

__all__ = [
    "HIDDEN",
    "OUT_OF_REACH",
    "SEEN",
    "UNKNOWN",
    "Conditions",
    "Eye",
    "Profile",
    "Sight",
    "Track",
    "grid_azimuth_deg",
    "in_line_of_sight",
    "look",
    "look_many",
    "profile",
    "states",
    "viewshed",
]

EARTH_DIAMETER_M = 2 * 6_378_137.0
"""Of the GRS 80 ellipsoid's equator, as GDAL takes it from the raster's CRS."""
STEP_CM = 500


@dataclass(frozen=True)
class Eye:
    """A sensor at its place: where it stands, how high, and where it looks.

    Parameters
    ----------
    x, y : float
        Metres of the grid that the route and the terrain are in.
    range_m : float
        How far it sees, in metres of the grid.
    mast_m : float
        Height of the sensor above ground.
    azimuth_deg : float
        Middle of its sector, from 0 up to 360 clockwise from grid north; see `grid_azimuth_deg`.
    sector_deg : float
        Width of its sector, above 0 up to 360.
    tilt_deg : float
        Middle of its vertical field of view, degrees above the horizontal.
    vertical_deg : float
        Height of that, above 0 up to 180; 180 limits nothing, whatever the tilt.

    Raises
    ------
    SightError
        One of these is missing, not a number or out of its bounds.
    """

    x: float
    y: float
    range_m: float
    mast_m: float = 0
    azimuth_deg: float = 0
    sector_deg: float = 360
    tilt_deg: float = 0
    vertical_deg: float = WHOLE_DEG

    def __post_init__(self):
        if not np.isfinite([self.x, self.y]).all():
            raise SightError(gettext_noop("The sensor has no place."), "place")
        wanted = [
            ("range_m", 0 < self.range_m < np.inf, gettext_noop("A range is above 0 m, not %(given)s.")),
            ("mast_m", 0 <= self.mast_m < np.inf, gettext_noop("A mast is 0 m high or more, not %(given)s.")),
            (
                "azimuth_deg",
                0 <= self.azimuth_deg < 360,
                gettext_noop("A bearing is from 0 up to 360 degrees, not %(given)s."),
            ),
            (
                "sector_deg",
                0 < self.sector_deg <= 360,
                gettext_noop("A sector is above 0 up to 360 degrees, not %(given)s."),
            ),
            (
                "tilt_deg",
                -90 <= self.tilt_deg <= 90,
                gettext_noop("A tilt is from -90 to 90 degrees, not %(given)s."),
            ),
            (
                "vertical_deg",
                0 < self.vertical_deg <= WHOLE_DEG,
                gettext_noop("A vertical field of view is above 0 up to 180 degrees, not %(given)s."),
            ),
        ]
        for name, holds, message in wanted:
            if not holds:
                raise SightError(message, name, given=getattr(self, name))


@dataclass(frozen=True)
class Conditions:
    """How to look: the target's height above ground in metres; the refraction coefficient, 0 to below 1."""

    target_m: float = 1.7
    refraction: float = 0.13

    def __post_init__(self):
        if not 0 <= self.target_m < np.inf:
            message = gettext_noop("A target is 0 m high or more, not %(given)s.")
            raise SightError(message, "target_m", given=self.target_m)
        if not 0 <= self.refraction < 1:
            message = gettext_noop("A refraction coefficient is from 0 to below 1, not %(given)s.")
            raise SightError(message, "refraction", given=self.refraction)

    @property
    def drop_per_m2(self) -> float:
        return (1 - self.refraction) / EARTH_DIAMETER_M


@dataclass(frozen=True)
class Sight:
    """What one sensor makes of one route: in range and sector; of that, in sight; heights missing."""

    reach: MeasureSet = EMPTY
    seen: MeasureSet = EMPTY
    unknown: MeasureSet = EMPTY

    @property
    def hidden(self) -> MeasureSet:
        return self.reach - self.seen - self.unknown


@dataclass(frozen=True)
class Profile:
    """A line of sight to draw: metres from the eye; heights of ground, tops and sight line; what is seen.

    Heights are dropped as the eye sees them, so the sight line is straight.
    """

    distance_m: NDArray[np.float64]
    ground_m: NDArray[np.float64]
    tops_m: NDArray[np.float64]
    sight_m: NDArray[np.float64]
    state: int


class Track:
    """A route to look at: its calibrated line, and samples on it.

    Parameters
    ----------
    line : (n, 3) array of float
        x and y in metres of the grid, M in centimetres of official measure from 0, strictly increasing.
    step_cm : int
        Centimetres of official measure between samples.

    Raises
    ------
    MeasureError
        Fewer than two points, a NaN, or an M that does not strictly increase from 0; a step below 1 cm.
    """

    def __init__(self, line: ArrayLike, step_cm: int = STEP_CM):
        self.line = np.ascontiguousarray(line, dtype=np.float64)
        if self.line.ndim != 2 or self.line.shape[1] != 3 or len(self.line) < 2:
            raise MeasureError(gettext_noop("A line needs two points or more, each with x, y and measure."))
        rises = (np.diff(self.line[:, 2]) > 0).all() and round(self.line[0, 2]) == 0
        if not (np.isfinite(self.line).all() and rises and step_cm >= 1):
            raise MeasureError(
                gettext_noop("The measure of a line rises from 0, and steps are 1 cm or more.")
            )
        self.length_cm = round(self.line[-1, 2])
        self.samples_cm = np.union1d(np.arange(0, self.length_cm, step_cm), [self.length_cm - 1])
        self.samples_xy = self.points(self.samples_cm)
        self.boxes = _boxes(self.samples_xy)

    def points(self, measures_cm: ArrayLike) -> NDArray[np.float64]:
        """Return the middles of some centimetres as an (n, 2) array."""
        middles = np.asarray(measures_cm) + 0.5
        return np.column_stack([np.interp(middles, self.line[:, 2], axis) for axis in self.line[:, :2].T])


def look(
    eye: Eye, track: Track, terrain: Terrain | None = None, conditions: Conditions | None = None
) -> Sight:
    """Return what of the route the sensor sees; without terrain, what lies in its range and sector.

    Raises
    ------
    SightError
        The terrain has no height where the sensor stands.
    """
    conditions = conditions or Conditions()
    scene = _scene(eye, terrain, conditions)
    found = runs_along(scene, track.samples_xy, track.boxes, track.samples_cm, track.line)
    sight = _sight(*found, track.length_cm)
    return sight if eye.vertical_deg >= WHOLE_DEG else _within_view(sight, eye, track, terrain, conditions)


def look_many(
    eyes: Iterable[Eye],
    tracks: Mapping[str, Track],
    terrain: Terrain | None = None,
    conditions: Conditions | None = None,
    threads: int = 1,
) -> list[dict[str, Sight]]:
    """Return what each sensor sees of each route, by route; routes out of its reach are left out."""

    def of_one(eye: Eye) -> dict[str, Sight]:
        found = {name: look(eye, track, terrain, conditions) for name, track in tracks.items()}
        return {name: sight for name, sight in found.items() if sight.reach}

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(of_one, eyes))


def viewshed(eye: Eye, terrain: Terrain, conditions: Conditions | None = None) -> NDArray[np.uint8]:
    """Return how the sensor sees the centre of each cell: OUT_OF_REACH, HIDDEN, UNKNOWN or SEEN.

    Its vertical field of view does not count here.
    """
    return at_cells(_scene(eye, terrain, conditions or Conditions()))


def states(
    eye: Eye, points: ArrayLike, terrain: Terrain | None, conditions: Conditions | None = None
) -> NDArray:
    """Return for each of the (n, 2) points how the sensor sees it."""
    points = np.ascontiguousarray(points, dtype=np.float64)
    conditions = conditions or Conditions()
    found = at_points(_scene(eye, terrain, conditions), points, 1)
    if eye.vertical_deg < WHOLE_DEG:
        found[_room(eye, points, terrain, conditions) < 0] = OUT_OF_REACH
    return found


def profile(
    eye: Eye,
    x: float,
    y: float,
    terrain: Terrain,
    conditions: Conditions | None = None,
    step_m: float | None = None,
) -> Profile:
    """Return the terrain between the sensor and a point, a sample every step of the rays or `step_m`."""
    conditions = conditions or Conditions()
    distance_m = float(np.hypot(x - eye.x, y - eye.y))
    steps = max(1, int(np.ceil(distance_m / (step_m or terrain.cell_m / STEPS_A_CELL))))
    along = np.linspace(0, 1, steps + 1)
    xs, ys = eye.x + along * (x - eye.x), eye.y + along * (y - eye.y)
    drops_m = conditions.drop_per_m2 * (along * distance_m) ** 2
    ground_m, tops_m = terrain.ground_at(xs, ys) - drops_m, terrain.tops_at(xs, ys) - drops_m
    eye_m, target_m = ground_m[0] + eye.mast_m, ground_m[-1] + conditions.target_m
    state = int(states(eye, [(x, y)], terrain, conditions)[0])
    return Profile(along * distance_m, ground_m, tops_m, eye_m + along * (target_m - eye_m), state)


def in_line_of_sight(
    ground_m: ArrayLike, spacing_m: float, observer_m: float, target_m: float = 0, refraction: float = 0.13
) -> bool:
    """Tell whether the last point of a terrain profile is seen from the first.

    Parameters
    ----------
    ground_m : (n,) array of float, n >= 2
        Ground heights in metres above the terrain's vertical datum, observer first.
    spacing_m, observer_m, target_m : float
        Metres between neighbours (a metric CRS, not EPSG:4326); metres of eye and target height above ground.
    refraction : float
        Refraction coefficient, 0 to below 1.

    Raises
    ------
    SightError
        Fewer than two heights, or a NaN among them.
    """
    heights_m = np.asarray(ground_m, dtype=np.float64)
    if heights_m.ndim != 1 or heights_m.size < 2 or not np.isfinite(heights_m).all():
        raise SightError(gettext_noop("A profile has two heights or more, and none is missing."))
    distance_m = spacing_m * np.arange(heights_m.size)
    heights_m = heights_m - Conditions(target_m, refraction).drop_per_m2 * distance_m**2
    eye_m, end_m = heights_m[0] + observer_m, heights_m[-1] + target_m
    line_m = eye_m + (end_m - eye_m) * distance_m / distance_m[-1]
    return bool((heights_m[1:-1] <= line_m[1:-1] + GRAZE_M).all())


def grid_azimuth_deg(true_azimuth_deg: float, longitude: float, latitude: float, srid: int) -> float:
    """Return a bearing from true north as one from grid north: 2 to 4 degrees less in the east of Latvia.

    Parameters
    ----------
    true_azimuth_deg : float
        Degrees clockwise from true north.
    longitude, latitude : float
        Where it was taken, EPSG:4326.
    srid : int
        EPSG code of the grid.
    """
    factors = _projection(srid).get_factors(longitude, latitude)
    return (true_azimuth_deg - factors.meridian_convergence) % 360


def _within_view(
    sight: Sight, eye: Eye, track: Track, terrain: Terrain | None, conditions: Conditions
) -> Sight:
    """Leave of what a sensor makes of a route only what lies in its vertical field of view."""
    view = within_view(
        sight.reach,
        track.samples_cm,
        lambda measures_cm: _room(eye, track.points(measures_cm), terrain, conditions),
    )
    return Sight(sight.reach & view, sight.seen & view, sight.unknown & view)


def _room(eye: Eye, points: NDArray, terrain: Terrain | None, conditions: Conditions) -> NDArray[np.float64]:
    """Return by how many degrees each of the points lies in the vertical field of view; below 0 if it does not."""
    distance_m = np.hypot(points[:, 0] - eye.x, points[:, 1] - eye.y)
    if terrain is None:
        stands_m, ground_m = 0.0, np.zeros(len(points))
    else:
        stands_m, ground_m = float(terrain.ground_at(eye.x, eye.y)), terrain.ground_at(*points.T)
    targets_m = ground_m + conditions.target_m
    angles = elevation_deg(distance_m, targets_m, stands_m + eye.mast_m, conditions.drop_per_m2)
    return room_deg(angles, eye.tilt_deg, eye.vertical_deg)


_NO_HEIGHTS = np.zeros((0, 0), dtype=np.float32)
_WHOLE_CIRCLE = -2.0


@cache
def _projection(srid: int) -> Proj:
    return Proj(CRS.from_epsg(srid))


def _scene(eye: Eye, terrain: Terrain | None, conditions: Conditions) -> Scene:
    if terrain is None:
        return Scene(_outlook(eye, conditions, 0.0, (0.0, 0.0, 1.0)), *[_NO_HEIGHTS] * 6)
    ground_m = float(terrain.ground_at(eye.x, eye.y))
    if np.isnan(ground_m):
        raise SightError(gettext_noop("The terrain has no height where the sensor stands."), "place")
    heights = (
        terrain.ground_m,
        terrain.tops_m,
        terrain.corners_m,
        terrain.close_maxima_m,
        terrain.near_maxima_m,
        terrain.far_maxima_m,
    )
    grid = (terrain.west_m, terrain.north_m, terrain.cell_m)
    return Scene(_outlook(eye, conditions, ground_m + eye.mast_m, grid), *heights)


def _outlook(eye: Eye, conditions: Conditions, eye_m: float, grid: tuple[float, float, float]) -> Outlook:
    azimuth, half = np.radians(eye.azimuth_deg), np.radians(eye.sector_deg / 2)
    least_cosine = np.cos(half) if eye.sector_deg < 360 else _WHOLE_CIRCLE
    looks = (eye.range_m, np.sin(azimuth), np.cos(azimuth), least_cosine)
    bends = (conditions.target_m, conditions.drop_per_m2)
    west_m, north_m, cell_m = grid
    row, column = (north_m - eye.y) / cell_m - 0.5, (eye.x - west_m) / cell_m - 0.5
    return Outlook(*map(float, (eye.x, eye.y, eye_m, *looks, *bends, *grid, row, column)))


def _boxes(points: NDArray) -> NDArray[np.float64]:
    """Return west, south, east, north of each block of samples."""
    starts = range(0, len(points), SAMPLES_A_BLOCK)
    blocks = [points[start : start + SAMPLES_A_BLOCK] for start in starts]
    return np.array([(*block.min(axis=0), *block.max(axis=0)) for block in blocks])


def _sight(starts: NDArray, codes: NDArray, length_cm: int) -> Sight:
    ends = np.append(starts[1:], length_cm)
    wanted = (codes != OUT_OF_REACH, codes == SEEN, codes == UNKNOWN)
    return Sight(*(MeasureSet(starts[one], ends[one]) for one in wanted))
