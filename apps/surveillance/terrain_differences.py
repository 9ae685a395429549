"""Whether terrain that comes lies as high as the terrain in force: feet taken for metres are found by that."""

from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from apps.geo.dem_source import Bounds
from apps.geo.dem_stack import compared
from apps.geo.errors import TerrainError
from apps.surveillance.models import Dem
from apps.surveillance.terrain import file_of

MOST_M = 30.0
"""More than trees, height systems and the ellipsoid differ by in Latvia."""
FEET_A_METRE, LIKE_FEET, MOSTLY = 3.2808, 0.05, 0.75
LEAST_M = 10.0
"""Of heights whose ratio tells something: trees and errors are too large a part of lower ones."""


def refuse_different(path: Path, bounds: Bounds, kind: str) -> None:
    """Refuse a raster in the grid that lies far above or below the real terrain in force.

    A surface is compared with surfaces in force; with the ground if there are none.

    Raises
    ------
    TerrainError
        The median difference is more than trees or height systems explain, or it looks like feet.
    """
    beside = [file for file in _in_force(kind) if file.is_file()]
    if not beside:
        return
    new_m, old_m = compared([path], beside, bounds)
    if not new_m.size:
        return
    median_m = float(np.median(new_m - old_m))
    values = {"median": median_m, "old": float(np.median(old_m)), "new": float(np.median(new_m))}
    if _is_feet(new_m, old_m):
        message = _(
            "Where both have heights it differs from the terrain in force by %(median).1f m (median; %(new).1f m"
            " instead of %(old).1f m). The ratio is that of feet and metres: one of the two is in feet. If both"
            " are right, load it with --differs."
        )
    elif abs(median_m) > MOST_M:
        message = _(
            "Where both have heights it differs from the terrain in force by %(median).1f m (median; %(new).1f m"
            " instead of %(old).1f m). Is it in feet, or in another height system? If it is right, load it with"
            " --differs."
        )
    else:
        return
    raise TerrainError(message, "file", **values)


def _in_force(kind: str) -> list[Path]:
    real = [one for one in Dem.objects.filter(in_force=True) if not one.is_synthetic]
    alike = [one for one in real if one.kind == kind] or [one for one in real if one.kind == Dem.Kind.GROUND]
    return [file_of(one.sha256) for one in alike]


def _is_feet(new_m: np.ndarray, old_m: np.ndarray) -> bool:
    """Tell whether one is the other times 3.28, whichever is in feet."""
    high = np.minimum(new_m, old_m) > LEAST_M
    ratio = new_m[high] / old_m[high]
    feet = FEET_A_METRE if np.median(new_m) > np.median(old_m) else 1 / FEET_A_METRE
    return ratio.size > 0 and float(np.mean(np.abs(ratio / feet - 1) < LIKE_FEET)) > MOSTLY
