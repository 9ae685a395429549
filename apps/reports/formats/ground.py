"""The open areas and places under the border, as map sheets show them, in metres (NATIONAL_SRID)."""

import json
from functools import cache
from typing import Any

import numpy as np
import shapely
from django.conf import settings

from apps.border.locate import TO_GRID

Row = dict[str, Any]


@cache
def countries() -> list[tuple[str, dict[str, str], shapely.Geometry]]:
    return [
        (one["id"], _names(one), _in_grid(shapely.from_geojson(json.dumps(one["geometry"]))))
        for one in _open("country_areas")
    ]


def _names(one: Row) -> dict[str, str]:
    return {language: one["properties"][f"name_{language}"] for language in ("lv", "en")}


@cache
def settlements() -> list[tuple[str, int, tuple[float, float]]]:
    return [
        (
            one["properties"]["name"],
            one["properties"]["population"] or 0,
            TO_GRID.transform(*one["geometry"]["coordinates"]),
        )
        for one in _open("places")
    ]


def _open(name: str) -> list[Row]:
    path = settings.BASE_DIR / f"spatial_data/{name}.geojson"
    return json.loads(path.read_text(encoding="utf-8"))["features"]


def _in_grid(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(shape, lambda points: np.column_stack(TO_GRID.transform(*points.T)))
