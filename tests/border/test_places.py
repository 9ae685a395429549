"""A place may be given in several ways, and is one place: 700000, 250000 in the national grid."""

import pytest
import shapely
from django.conf import settings

from apps.border.geometry import point_hex
from apps.border.places import degrees_hex, grid_hex, neighbourhood_m, place_hex

E_M, N_M = 700_000.0, 250_000.0
HERE = point_hex(E_M, N_M, settings.NATIONAL_SRID)
LON, LAT = 27.2369513, 56.3523378


@pytest.mark.parametrize(
    "given",
    [
        HERE,
        HERE.upper(),
        {"e": 700000, "n": 250000.0},
        "POINT(700000 250000)",
        "point (700000 250000)",
        "SRID=3059;POINT(700000 250000)",
    ],
)
def test_one_place_in_metres_however_it_is_given(given):
    assert place_hex(given) == HERE


@pytest.mark.parametrize(
    "given",
    [{"type": "Point", "coordinates": [LON, LAT]}, f"SRID=4326;POINT({LON} {LAT})"],
)
def test_degrees_are_brought_into_the_grid_longitude_first(given):
    assert place_hex(given) == degrees_hex(LON, LAT)
    point = shapely.from_wkb(place_hex(given))
    assert (shapely.get_srid(point), round(point.x, 2), round(point.y, 2)) == (3059, point.x, point.y)
    assert point.distance(shapely.Point(E_M, N_M)) < 0.02


@pytest.mark.parametrize(
    "given",
    [
        "POINT(0 0)",
        "abc",
        "",
        "00",
        "SRID=4326;POINT(0 0)",
        "SRID=2154;POINT(700000 250000)",
        "POINT(nan nan)",
        "POINT EMPTY",
        "POINT(1e400 5)",
        "POINT(700000",
        "LINESTRING(700000 250000, 700001 250000)",
        [0, 0],
        12,
        True,
        {},
        {"type": "Point"},
        {"type": "Point", "coordinates": ["27", 56]},
        {"type": "Point", "coordinates": [LAT, LON]},
        {"type": "Point", "coordinates": [10**400, 56]},
        {"type": "Polygon", "coordinates": [27, 56]},
        {"e": 700000},
        {"e": 700000, "n": True},
        {"e": 700000, "n": 250000, "z": 1},
        point_hex(float("nan"), 1, 3059),
        point_hex(LON, LAT, 4258),
        HERE[:-2],
    ],
)
def test_what_is_no_place_or_far_away_is_refused(given):
    with pytest.raises(ValueError, match=r"\w"):
        place_hex(given)


def test_fifty_kilometres_around_are_still_near():
    west, south, east, north = neighbourhood_m()
    assert grid_hex(west, south) and grid_hex(east, north)
    for x, y in ((west - 1, south), (east + 1, north), (west, south - 1), (east, north + 1)):
        with pytest.raises(ValueError, match="50 km"):
            grid_hex(x, y)
