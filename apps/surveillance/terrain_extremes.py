"""Single heights that cannot be around the border, a cell of 3,500 m or a hole of 200 m: told, with their place.

A median hides them, and one faulty cell hides kilometres of the line from a camera or lifts it above all trees.
"""

from django.conf import settings
from django.utils.translation import gettext as _

from apps.border.locate import TO_DEGREES
from apps.border.wording import number_shown
from apps.geo.dem_source import Extreme, Extremes
from apps.surveillance.models import Dem
from apps.surveillance.terrain_differences import TREES_M

NEIGHBOURS_M = 100.0
"""So much higher than the highest ground of the country may hills of its neighbours be."""
DEGREES_SHOWN = 5


def doubts(found: Extremes, kind: str) -> list[str]:
    """Return what is odd about the highest and the lowest height, in the reader's words; usually nothing."""
    highest_m, lowest_m = settings.HIGHEST_GROUND_M, settings.LOWEST_GROUND_M
    told = []
    if highest_m and found.highest.height_m > (most_m := highest_m + NEIGHBOURS_M + _trees_m(kind)):
        said = _(
            "Its highest height, %(height)s m at %(place)s, is above all that can be there (%(limit)s m)."
        )
        told.append(said % _values(found.highest, most_m))
    if lowest_m is not None and found.lowest.height_m < lowest_m:
        said = _(
            "Its lowest height, %(height)s m at %(place)s, is below all that can be there (%(limit)s m)."
        )
        told.append(said % _values(found.lowest, lowest_m))
    return told


def _trees_m(kind: str) -> float:
    return TREES_M if kind == Dem.Kind.SURFACE else 0


def _values(one: Extreme, limit_m: float) -> dict[str, str]:
    return {"height": number_shown(one.height_m, 1), "place": _place(one), "limit": number_shown(limit_m, 0)}


def _place(one: Extreme) -> str:
    """Return latitude and longitude, then easting and northing, as whoever mends the file looks for them."""
    lon, lat = TO_DEGREES.transform(one.x, one.y)
    said = _("%(lat)s N %(lon)s E (easting %(x)s m, northing %(y)s m)")
    degrees = {"lat": number_shown(lat, DEGREES_SHOWN), "lon": number_shown(lon, DEGREES_SHOWN)}
    return said % {**degrees, "x": round(one.x), "y": round(one.y)}
