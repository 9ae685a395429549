"""Whether terrain that comes lies as high as it can: feet taken for metres and mixed height systems are found by that.

It is compared with the terrain in force, its sheets with each other, and where there is nothing to compare with, its
heights with the highest ground of the country.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from django.conf import settings
from django.utils.translation import gettext as _

from apps.geo.dem_checks import Checked
from apps.geo.dem_sheets import seams
from apps.geo.dem_source import Bounds
from apps.geo.dem_stack import compared
from apps.geo.errors import TerrainError
from apps.surveillance.models import Dem
from apps.surveillance.terrain import file_of

MOST_M = 30.0
"""More than trees, height systems and the ellipsoid differ by in Latvia."""
MOST_BETWEEN_SHEETS_M, SLOPE = 5.0, 0.05
"""Sheets of one survey lie alike where they overlap; across an edge the ground may rise by its slope."""
FEET_A_METRE, LIKE_FEET, MOSTLY = 3.2808, 0.05, 0.75
LEAST_M = 10.0
"""Of heights whose ratio tells something: trees and errors are too large a part of lower ones."""
TREES_M = 50.0
MOST_TOO_HIGH = 0.05
"""Share of heights above the highest ground that faulty cells and hills of the neighbours explain."""


def refuse_different(path: Path, bounds: Bounds, kind: str) -> None:
    """Refuse a raster in the grid that lies far above or below the real terrain in force.

    A surface is compared with surfaces in force; with the ground if there are none. Where nothing real is in force,
    it is held against the highest ground of the country.

    Raises
    ------
    TerrainError
        The median difference is more than trees or height systems explain, or it looks like feet.
    """
    new_m, old_m = compared([path], _in_force(kind), bounds)
    if not new_m.size:
        _refuse_too_high(path, bounds, kind)
        return
    if _is_feet(new_m, old_m):
        message = _(
            "Where both have heights it differs from the terrain in force by %(median).1f m (median; %(new).1f m"
            " instead of %(old).1f m). The ratio is that of feet and metres: one of the two is in feet. If both"
            " are right, load it with --differs."
        )
    elif abs(float(np.median(new_m - old_m))) > MOST_M:
        message = _(
            "Where both have heights it differs from the terrain in force by %(median).1f m (median; %(new).1f m"
            " instead of %(old).1f m). Is it in feet, or in another height system? If it is right, load it with"
            " --differs."
        )
    else:
        return
    raise TerrainError(message, "file", **_medians(new_m, old_m))


def refuse_unlike_sheets(files: Sequence[Checked]) -> None:
    """Refuse sheets of one loading that do not lie alike where they overlap or touch.

    Raises
    ------
    TerrainError
        The first two that differ by more than sheets of one survey do, or as feet and metres do.
    """
    for seam in seams(files, settings.NATIONAL_SRID):
        most_m = MOST_BETWEEN_SHEETS_M + (0 if seam.overlaps else SLOPE * seam.cell_m)
        values = _medians(seam.heights_m, seam.others_m)
        if _is_feet(seam.heights_m, seam.others_m):
            message = _(
                "Where %(first)s and %(second)s meet they differ by %(median).1f m (median; %(new).1f m and"
                " %(old).1f m). The ratio is that of feet and metres: one of the two is in feet. If both are right,"
                " load them with --differs."
            )
        elif abs(values["median"]) > most_m:
            message = _(
                "Where %(first)s and %(second)s meet they differ by %(median).1f m (median; %(new).1f m and"
                " %(old).1f m). Do they refer to different height systems? If both are right, load them with"
                " --differs."
            )
        else:
            continue
        names = {"first": seam.one.path.name, "second": seam.other.path.name}
        raise TerrainError(message, "file", **names, **values)


def _refuse_too_high(path: Path, bounds: Bounds, kind: str) -> None:
    """Refuse heights of which too many lie above the highest ground of the country; feet are, mostly."""
    if not settings.HIGHEST_GROUND_M:
        return
    highest_m = settings.HIGHEST_GROUND_M + (TREES_M if kind == Dem.Kind.SURFACE else 0)
    heights_m, _same = compared([path], [path], bounds)
    share = float(np.mean(heights_m > highest_m)) if heights_m.size else 0
    if share <= MOST_TOO_HIGH:
        return
    message = _(
        "%(pct).0f %% of its heights are above %(highest).0f m, higher than any ground of the country (median"
        " %(median).1f m): is it in feet? Nothing real is in force there that would tell. If it is right, load it"
        " with --differs."
    )
    values = {"pct": 100 * share, "highest": highest_m, "median": float(np.median(heights_m))}
    raise TerrainError(message, "file", **values)


def _medians(new_m: np.ndarray, old_m: np.ndarray) -> dict[str, float]:
    return {
        "median": float(np.median(new_m - old_m)),
        "old": float(np.median(old_m)),
        "new": float(np.median(new_m)),
    }


def _in_force(kind: str) -> list[Path]:
    real = [one for one in Dem.objects.filter(in_force=True) if not one.is_synthetic]
    alike = [one for one in real if one.kind == kind] or [one for one in real if one.kind == Dem.Kind.GROUND]
    return [file for one in alike if (file := file_of(one.sha256)).is_file()]


def _is_feet(new_m: np.ndarray, old_m: np.ndarray) -> bool:
    """Tell whether one is the other times 3.28, whichever is in feet."""
    high = np.minimum(new_m, old_m) > LEAST_M
    ratio = new_m[high] / old_m[high]
    feet = FEET_A_METRE if np.median(new_m) > np.median(old_m) else 1 / FEET_A_METRE
    return ratio.size > 0 and float(np.mean(np.abs(ratio / feet - 1) < LIKE_FEET)) > MOSTLY
