"""The terrain models as rows to show: what each is, what it covers of the border, who loaded it and when."""

from collections.abc import Iterable
from typing import Any

from apps.ledger.models import Operation
from apps.surveillance.heights import heights_of, largest_range_m
from apps.surveillance.models import Dem
from apps.surveillance.terrain import TerrainInForce, file_of
from apps.surveillance.terrain_loading import TARGET


def terrain_models_json() -> dict[str, Any]:
    """Return all terrain models, those in force first and in the order in which they decide."""
    rasters = sorted(Dem.objects.all(), key=lambda one: not one.in_force)
    written = _written(one.code for one in rasters)
    return {
        "range_m": largest_range_m(),
        "models": [_model_json(one, written.get(one.code, [])) for one in rasters],
        "routes": [one.as_json() for one in heights_of(TerrainInForce.now().grounds)],
    }


def _model_json(dem: Dem, written: list[Operation]) -> dict[str, Any]:
    added, last = (written[0], written[-1]) if written else (None, None)
    west, south, east, north = dem.bounds
    return {
        "code": dem.code,
        "name": dem.name,
        "kind": dem.kind,
        "in_force": dem.in_force,
        "synthetic": dem.is_synthetic,
        "cell_m": float(dem.cell_m),
        "vertical_datum": dem.vertical_datum,
        "source": dem.source,
        "source_crs": dem.source_crs,
        "licence": dem.licence,
        "missing_pct": float(dem.missing_pct),
        "bounds_m": [west, south, east, north],
        "file_there": file_of(dem.sha256).is_file(),
        "sha256": dem.sha256,
        "border": [one.as_json() for one in heights_of([dem])],
        "loaded_by": added and added.change_set.author.username,
        "loaded_at": added and added.change_set.applied_at,
        "changed_by": last and last.change_set.author.username,
        "changed_at": last and last.change_set.applied_at,
        "reason": last.change_set.reason if last else "",
    }


def _written(codes: Iterable[str]) -> dict[str, list[Operation]]:
    """Return what was written of each, in the order of the ledger."""
    operations = Operation.objects.filter(target=TARGET, uid__in=list(codes)).applied()
    found: dict[str, list[Operation]] = {}
    for one in operations.select_related("change_set__author").order_by("change_set__seq", "n"):
        found.setdefault(one.uid, []).append(one)
    return found
