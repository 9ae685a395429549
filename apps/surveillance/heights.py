"""Where the border has heights: the metres of the line itself, and those with heights all around them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from django.db.models import Max
from numpy.typing import NDArray

from apps.border.days import today
from apps.border.locate import CalibratedLine, lines_on
from apps.geo.dem_stack import with_heights
from apps.geo.measures import CM_PER_KM, EMPTY, MeasureSet
from apps.geo.snapping import points_at
from apps.surveillance.models import Dem, SensorModel, SensorStanding
from apps.surveillance.terrain import TerrainInForce, file_of, files_of

BESIDE_BORDER_M = 30_000
LINE_STEP_CM, AROUND_STEP_CM = 500, 10_000
DIRECTIONS = np.radians(np.arange(0, 360, 45))
KEPT = 16


@dataclass(frozen=True)
class Heights:
    """Of one route: its metres with heights, and those with heights in eight directions at the largest range too."""

    route: str
    whole: MeasureSet
    on_line: MeasureSet
    around: MeasureSet

    @property
    def without(self) -> MeasureSet:
        return self.whole - self.on_line

    def as_json(self) -> dict[str, str | float]:
        parts = {"length": self.whole, "line": self.on_line, "around": self.around, "without": self.without}
        return {
            "route": self.route,
            **{f"{name}_km": one.length_cm / CM_PER_KM for name, one in parts.items()},
        }


def heights(files: Sequence[Path], lines: Mapping[str, CalibratedLine] | None = None) -> list[Heights]:
    """Return where the routes of today have heights by rasters whose files are in the grid."""
    lines = lines_on(today()) if lines is None else lines
    range_m = largest_range_m()
    return [_of_route(route, line, files, range_m) for route, line in sorted(lines.items())]


def heights_of(rasters: Iterable[Dem]) -> list[Heights]:
    """Return where the routes of today have heights by rasters; one whose file is gone has none."""
    return heights([path for one in rasters if (path := file_of(one.sha256)).is_file()])


def without_heights(lines: Mapping[str, CalibratedLine], terrain: TerrainInForce) -> dict[str, MeasureSet]:
    """Return the metres of each route without heights by the terrain in force; none if only range and sector decide.

    Raises
    ------
    TerrainError
        The file of a raster is gone.
    """
    if not terrain.is_loaded:
        return dict.fromkeys(lines, EMPTY)
    files = files_of(terrain.grounds)
    return {route: _whole(line) - _on_line(line, files) for route, line in lines.items()}


def largest_range_m() -> float:
    """Return the largest range that a sensor or a model has, as far as terrain is kept beside the border."""
    asked = (SensorModel.objects.aggregate(most=Max("detection_m")),
             SensorStanding.objects.aggregate(most=Max("range_m")))  # fmt: skip
    return float(min(BESIDE_BORDER_M, max(one["most"] or 0 for one in asked)))


def total_cm(found: Iterable[Heights], part: str) -> int:
    """Return the centimetres of a part, `whole`, `on_line`, `around` or `without`, on all routes together."""
    return sum(getattr(one, part).length_cm for one in found)


def _of_route(route: str, line: CalibratedLine, files: Sequence[Path], range_m: float) -> Heights:
    on_line = _on_line(line, tuple(files))
    return Heights(route, _whole(line), on_line, on_line & _around(line, tuple(files), range_m))


def _whole(line: CalibratedLine) -> MeasureSet:
    return MeasureSet.of((0, round(line.points[-1, 2])))


@lru_cache(maxsize=KEPT)
def _on_line(line: CalibratedLine, files: tuple[Path, ...]) -> MeasureSet:
    starts = np.arange(0, round(line.points[-1, 2]), LINE_STEP_CM)
    return _pieces(line, starts, LINE_STEP_CM, with_heights(files, points_at(line.points, starts)))


@lru_cache(maxsize=KEPT)
def _around(line: CalibratedLine, files: tuple[Path, ...], range_m: float) -> MeasureSet:
    starts = np.arange(0, round(line.points[-1, 2]), AROUND_STEP_CM)
    points = points_at(line.points, starts)
    ring = range_m * np.column_stack((np.sin(DIRECTIONS), np.cos(DIRECTIONS)))
    known = with_heights(files, (points[:, np.newaxis] + ring).reshape(-1, 2))
    return _pieces(line, starts, AROUND_STEP_CM, known.reshape(len(starts), -1).all(axis=1))


def _pieces(line: CalibratedLine, starts: NDArray, step_cm: int, holds: NDArray[np.bool_]) -> MeasureSet:
    """Return the steps for which it holds; each stands for the metres from it to the next."""
    ends = np.minimum(starts + step_cm, round(line.points[-1, 2]))
    return MeasureSet.from_pairs(zip(starts[holds].tolist(), ends[holds].tolist(), strict=True))
