"""What a terrain model in force must hold by: a raster that was checked and stored, as it lies there."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from apps.geo.dem_source import opened
from apps.geo.errors import TerrainError
from apps.surveillance.terrain import file_of

SHA256 = re.compile(r"[0-9a-f]{64}")
SIDES = ("west_m", "south_m", "east_m", "north_m")
HUNDREDTH_M = 0.01


def require_raster(model: Mapping[str, Any]) -> None:
    """Refuse a model in force whose raster is not stored here, or lies elsewhere: all coverage would hang on it."""
    if not model["in_force"]:
        return
    if not (SHA256.fullmatch(model["sha256"]) and file_of(model["sha256"]).is_file()):
        message = _("The raster of this terrain model is not here: load its file by manage.py load_dem.")
        raise TerrainError(message, "values.sha256")
    with opened(file_of(model["sha256"])) as raster:
        cell_m, sides_m = raster.transform.a, raster.bounds
    _require_near("cell_m", model, cell_m, HUNDREDTH_M)
    for name, side_m in zip(SIDES, sides_m, strict=True):
        _require_near(name, model, side_m, cell_m + HUNDREDTH_M)


def _require_near(name: str, model: Mapping[str, Any], found_m: float, most_m: float) -> None:
    if abs(float(model[name]) - found_m) > most_m:
        message = _("The raster of this terrain model says %(found)s m, not %(given)s m.")
        raise TerrainError(message, f"values.{name}", found=f"{found_m:g}", given=model[name])
