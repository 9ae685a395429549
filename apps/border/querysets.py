"""Every read of the ruler: the alignment in force on a day, its points with their measures, its signs."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import shapely
from django.contrib.gis.db.models import GeometryField
from django.db import connection, models
from django.db.models import Func, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from apps.geo.errors import NotFound

LINES = (Path(__file__).parent / "sql/lines.sql").read_text()


class RouteQuerySet(models.QuerySet):
    def named(self, code: str):
        """Return the route of that code; NotFound if there is none."""
        route = self.filter(code=code).first()
        if route is None:
            raise NotFound(_("There is no route %(route)s.") % {"route": code}, "route")
        return route


class DatedQuerySet(models.QuerySet):
    def as_of(self, day: date):
        return self.filter(valid__contains=day)


class AlignmentQuerySet(DatedQuerySet):
    def published(self):
        return self.filter(state="published")

    def points(self) -> dict[str, NDArray]:
        """Return x, y (m, NATIONAL_SRID) and official measure (cm) of each route as an array, by code."""
        return {code: _with_measure(wkb) for code, wkb in self._wkb("line")}

    def points_wgs84(self, tolerance_m: float = 0) -> dict[str, NDArray]:
        """Return longitude, latitude and official measure (cm), simplified by `tolerance_m` in the grid.

        Measures survive: the simplified vertices are vertices of the line, and both ends stay.
        """
        simple = Func("line", Value(tolerance_m), function="ST_Simplify", output_field=GeometryField())
        line = simple if tolerance_m > 0 else models.F("line")
        degrees = Func(line, Value(4326), function="ST_Transform", output_field=GeometryField())
        return {code: _with_measure(wkb) for code, wkb in self._wkb(degrees)}

    def versions(self, *columns: str) -> list[tuple]:
        """Return route code, id, version and more of each row; every write of a row gives it another version."""
        version = Func(template='"border_alignment".xmin::text', output_field=models.TextField())
        return list(self.order_by("route").values_list("route__code", "pk", version, *columns))

    def _wkb(self, line):
        as_wkb = Func(line, function="ST_AsBinary", output_field=models.BinaryField())
        return self.order_by("route").values_list("route__code", Cast(as_wkb, models.BinaryField()))


class AlignmentPieceQuerySet(models.QuerySet):
    def lines(self, stretches: Iterable[tuple[int, int, int]], day: date) -> dict[int, str]:
        """Return the GeoJSON geometry (EPSG:4326) of stretches on a day's alignments, by place in the list.

        A stretch is ``(route id, from_cm, to_cm)``; one of a route without an alignment that day is absent.
        """
        columns = list(map(list, zip(*stretches, strict=True))) or [[], [], []]
        with connection.cursor() as cursor:
            cursor.execute(
                LINES, {**dict(zip(("routes", "from_cms", "to_cms"), columns, strict=True)), "day": day}
            )
            return dict(cursor.fetchall())


class BorderSignQuerySet(DatedQuerySet):
    def addresses(self) -> dict[str, list[tuple[int, str]]]:
        """Return measure (cm) and label of the signs of each route, by code, along the route."""
        found = defaultdict(list)
        for code, *sign in self.order_by("measure_cm").values_list("route__code", "measure_cm", "label"):
            found[code].append(tuple(sign))
        return found


def _with_measure(wkb: bytes) -> NDArray:
    line = shapely.from_wkb(bytes(wkb))
    return shapely.get_coordinates(line, include_z=False, include_m=True)
