"""The municipalities on the external border as formed on 1 July 2021, APPROXIMATE and not official.

No package holds the new boundaries, so the former units of Natural Earth 1:10m (1 to 2 km off) are dissolved,
and their outer edge is fitted to the OpenStreetMap border.

``python -m spatial_data.municipalities world_map.gpkg`` writes the file again. The GeoPackage is
``usr/share/qgis/resources/data/world_map.gpkg`` of Debian 12's package qgis-common.
"""

import sys

import numpy as np
import pyogrio
import shapely
from shapely.geometry.base import BaseGeometry

from spatial_data.border_line import ATTRIBUTION, HOME, LICENCE
from spatial_data.context_layers import (
    GRID_SRID,
    collection,
    feature,
    reprojected,
    simplified,
    write,
    zone_polygons,
)
from spatial_data.loaders import border_lines, to_national

MUNICIPALITIES = {
    "Alūksnes novads": ("Aluksne",),
    "Balvu novads": ("Balvu", "Baltinavas", "Rugaju", "Vilakas"),
    "Ludzas novads": ("Ludzas", "Ciblas", "Karsavas", "Zilupes"),
    "Krāslavas novads": ("Kraslavas", "Dagdas"),
    "Augšdaugavas novads": ("Daugavpils", "Ilukstes"),
}
DAUGAVPILS_CITY_BELOW_M2 = 500e6
"""Two units are named Daugavpils: the smaller one is the city, which is no part of the municipality."""
FIT_WITHIN_M = 6_000
POINT_EVERY_M = 250
SIMPLIFIED_M = 20
PROPERTIES = {
    "since": "2021-07-01",
    "official": False,
    "accuracy": "approximate: 1 to 2 km inside, fitted to the OpenStreetMap line at the external border",
    "licence": LICENCE,
    "attribution": f"{ATTRIBUTION}; Natural Earth",
}


def former_units(path: str) -> dict[str, BaseGeometry]:
    """Return the Latvian units of Natural Earth by name, in the grid, without the city of Daugavpils."""
    units = pyogrio.read_dataframe(path, layer="states_provinces", where="adm0_a3 = 'LVA'").to_crs(GRID_SRID)
    units = units[(units["name"] != "Daugavpils") | (units.geometry.area > DAUGAVPILS_CITY_BELOW_M2)]
    return dict(zip(units["name"], units.geometry, strict=False))


def latvia() -> BaseGeometry:
    return reprojected([max(zone_polygons(HOME), key=lambda one: one.area)], 4326, GRID_SRID)[0]


def dissolved(units: dict[str, BaseGeometry]) -> list[BaseGeometry]:
    """Return the municipalities' areas, then the rest of the country as one."""
    taken = {name for names in MUNICIPALITIES.values() for name in names}
    groups = [*MUNICIPALITIES.values(), [name for name in units if name not in taken]]
    return [shapely.union_all([units[name] for name in names]) for names in groups]


def external_border() -> BaseGeometry:
    lines = to_national(border_lines(), GRID_SRID)
    return shapely.union_all([shapely.LineString(line) for line in lines.values()])


def cells(areas: list[BaseGeometry]) -> list[BaseGeometry]:
    """Return for each area the ground that is nearer to its outline than to any other's."""
    outlines = [shapely.get_coordinates(shapely.segmentize(area.boundary, POINT_EVERY_M)) for area in areas]
    owners = np.repeat(np.arange(len(areas)), [len(outline) for outline in outlines])
    points, first = np.unique(np.concatenate(outlines), axis=0, return_index=True)
    nearest = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(points), ordered=True))
    return [shapely.union_all(nearest[owners[first] == owner]) for owner in range(len(areas))]


def fitted(areas: list[BaseGeometry], country: BaseGeometry, border: BaseGeometry) -> list[BaseGeometry]:
    """Return the areas grown to the border and cut to the country, no two over each other."""
    missing = (country - shapely.union_all(areas)) & border.buffer(FIT_WITHIN_M)
    grown = [(area | (cell & missing)) & country for area, cell in zip(areas, cells(areas), strict=True)]
    return [area - shapely.union_all(grown[:place]) for place, area in enumerate(grown)]


def largest_part(area: BaseGeometry) -> shapely.Polygon:
    return max(shapely.get_parts(area), key=lambda part: part.area)


def municipalities(path: str) -> dict:
    """Return the municipalities as GeoJSON; `path` leads to the GeoPackage of Natural Earth."""
    areas = fitted(dissolved(former_units(path)), latvia(), external_border())
    mainland = [largest_part(area) for area in areas[: len(MUNICIPALITIES)]]
    shapes = simplified(reprojected(mainland, GRID_SRID, 4326), SIMPLIFIED_M)
    features = [
        feature(name, shape, PROPERTIES | {"name": name, "former_units": former})
        for (name, former), shape in zip(MUNICIPALITIES.items(), shapes, strict=True)
    ]
    return collection("municipalities_approximate", features, "Natural Earth 1:10m; OpenStreetMap")


if __name__ == "__main__":
    write(municipalities(sys.argv[1]))
