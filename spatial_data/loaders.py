"""Read the open layers of this directory: GeoJSON in EPSG:4326, longitude first."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

HERE = Path(__file__).parent
GEOGRAPHIC_SRID = 4326


def read_geojson(name: str) -> dict:
    """Return a layer of this directory by its file name without ``.geojson``."""
    return json.loads((HERE / f"{name}.geojson").read_text(encoding="utf-8"))


@cache
def border_lines() -> dict[str, NDArray[np.float64]]:
    """Return the border line of each route as an (n, 2) array of longitude and latitude, origin first."""
    features = read_geojson("latvia_external_border")["features"]
    return {feature["id"]: np.array(feature["geometry"]["coordinates"]) for feature in features}


def to_national(lines: Mapping[str, NDArray[np.float64]], srid: int) -> dict[str, NDArray[np.float64]]:
    """Return lines given in EPSG:4326 as (n, 2) arrays of easting and northing in the CRS of `srid`."""
    transformer = Transformer.from_crs(GEOGRAPHIC_SRID, srid, always_xy=True)
    return {code: np.column_stack(transformer.transform(*line.T)) for code, line in lines.items()}
