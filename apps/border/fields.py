"""Columns that Django lacks: a line that carries M, and ranges that PostgreSQL makes from two columns."""

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import IntegerRangeField
from django.db.models import F, Func, GeneratedField, Value


class LineStringMField(models.LineStringField):
    """A line whose M is the official measure in centimetres.

    GeoDjango drops M on reading and cannot save it: write it through the ledger, read M by PostGIS functions.
    """

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("srid", settings.NATIONAL_SRID)
        super().__init__(*args, **kwargs)

    def db_type(self, connection):
        return f"geometry(LINESTRINGM,{self.srid})"


def extent_field() -> GeneratedField:
    """Return the column that holds ``[from_cm, to_cm)`` as a range."""
    return GeneratedField(
        expression=Func(F("from_cm"), F("to_cm"), Value("[)"), function="int4range"),
        output_field=IntegerRangeField(),
        db_persist=True,
    )
