"""Every read of the ruler: the alignment in force on a day, its points with their measures, its signs."""

from datetime import date

import numpy as np
import shapely
from django.contrib.gis.db.models import GeometryField
from django.db import models
from django.db.models import Func, Value
from django.db.models.functions import Cast
from numpy.typing import NDArray


class DatedQuerySet(models.QuerySet):
    def as_of(self, day: date):
        return self.filter(valid__contains=day)


class AlignmentQuerySet(DatedQuerySet):
    def published(self):
        return self.filter(state="published")

    def points(self) -> dict[str, NDArray]:
        """Return the ``(n, 3)`` array x, y (metres, NATIONAL_SRID) and official measure (cm) of each route, by code."""
        return {code: _with_measure(wkb) for code, wkb in self._wkb("line")}

    def points_wgs84(self, tolerance_m: float = 0) -> dict[str, NDArray]:
        """Return longitude, latitude and official measure (cm) of each route, simplified in the grid by `tolerance_m`.

        Measures survive: the simplified vertices are vertices of the line, and both ends stay.
        """
        simple = Func("line", Value(tolerance_m), function="ST_Simplify", output_field=GeometryField())
        line = simple if tolerance_m > 0 else models.F("line")
        degrees = Func(line, Value(4326), function="ST_Transform", output_field=GeometryField())
        return {code: _with_measure(wkb) for code, wkb in self._wkb(degrees)}

    def _wkb(self, line):
        as_wkb = Func(line, function="ST_AsBinary", output_field=models.BinaryField())
        return self.order_by("route").values_list("route__code", Cast(as_wkb, models.BinaryField()))


class BorderSignQuerySet(DatedQuerySet):
    pass


def _with_measure(wkb: bytes) -> NDArray:
    line = shapely.from_wkb(bytes(wkb))
    return shapely.get_coordinates(line, include_z=False, include_m=True)
