"""How one column stands in an operation, and how it is read and written.

In an operation a value is what canonical JSON can hold without doubt: integers, booleans, strings, null. Decimals are
strings with the column's places, days ISO dates, periods ``start/end`` with ``..`` for no end, geometries hex EWKB,
JSON its canonical text, and a reference is the code or uid of the thing referred to.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import shapely
from django.contrib.gis.db.models.fields import BaseSpatialField, PointField
from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import localize
from django.utils.translation import gettext as _
from psycopg import sql

from apps.border.places import place_hex
from apps.geo.errors import FactError

OPEN_END = ".."


@dataclass(frozen=True)
class Column:
    """A column of a registered table."""

    model: type[models.Model]
    name: str

    @cached_property
    def field(self) -> models.Field:
        return self.model._meta.get_field(self.name)

    @cached_property
    def kind(self) -> "Kind":
        return next(kind for field, kind in KINDS if isinstance(self.field, field))

    @property
    def is_reference(self) -> bool:
        return isinstance(self.field, models.ForeignKey)

    @property
    def required(self) -> bool:
        return not self.field.null and not self.field.has_default()

    @cached_property
    def default(self):
        return self.read(self.field.get_default()) if self.field.has_default() else None

    @property
    def identifier(self) -> sql.Identifier:
        return sql.Identifier(self.field.column)

    @property
    def referent(self) -> type[models.Model]:
        return self.field.related_model

    @cached_property
    def referent_uid(self) -> str:
        """The column by which operations name the thing referred to."""
        names = {field.name for field in self.referent._meta.fields}
        return "uid" if "uid" in names else "code"

    def selected(self) -> sql.Composable:
        """Return the SQL expression whose value `read` understands; `t` is the table, `t_<name>` what it refers to."""
        if self.is_reference:
            return sql.Identifier(f"t_{self.name}", self.referent_uid)
        column = sql.SQL("t.{}").format(self.identifier)
        if isinstance(self.field, BaseSpatialField):
            return sql.SQL("encode(ST_AsEWKB({}, 'NDR'), 'hex')").format(column)
        return column

    def joined(self) -> sql.Composable:
        """Return the join that `selected` needs; empty unless the column refers to something."""
        if not self.is_reference:
            return sql.SQL("")
        return sql.SQL(" LEFT JOIN {table} {alias} ON {alias}.id = t.{column}").format(
            table=sql.Identifier(self.referent._meta.db_table),
            alias=sql.Identifier(f"t_{self.name}"),
            column=self.identifier,
        )

    def read(self, value):
        """Return a value of the table as it stands in an operation."""
        return None if value is None else self.kind.read(self.field, value)

    def stored(self, value):
        """Return a value of an operation as COPY takes it; a reference must be turned into an id first."""
        return None if value is None else self.kind.stored(value)

    def parse(self, value):
        """Return what somebody sent as it stands in an operation.

        Raises
        ------
        FactError
            The column cannot hold it.
        """
        if value is None:
            if not self.field.null:
                raise FactError(
                    _("%(column)s must not be empty.") % {"column": self.name}, f"values.{self.name}"
                )
            return None
        try:
            return self.kind.parse(self.field, value)
        except ValidationError as error:
            raise FactError(" ".join(_messages(error)), f"values.{self.name}") from None
        except (TypeError, ValueError, ArithmeticError) as error:
            raise FactError(f"{self.name}: {error}", f"values.{self.name}") from None


def _messages(error: ValidationError) -> list[str]:
    """Return the messages of a refusal, their numbers with the reader's decimal separator."""
    return [
        str(
            one.message % {name: _number(value) for name, value in one.params.items()}
            if one.params
            else one.message
        )
        for one in error.error_list
    ]


def _number(value: Any) -> Any:
    """Return a decimal as it is read; a count stays a number, by which its words take their form."""
    return localize(value) if isinstance(value, Decimal | float) else value


@dataclass(frozen=True)
class Kind:
    """How values of one type of column are read, checked and written."""

    parse: Callable
    read: Callable = lambda field, value: value
    stored: Callable = lambda value: value


def column_of(model: type[models.Model], name: str) -> Column:
    return Column(model, name)


def _decimal_text(field: models.DecimalField, value) -> str:
    return str(Decimal(value).quantize(Decimal(1).scaleb(-field.decimal_places)))


def _parse_decimal(field: models.DecimalField, value) -> str:
    if isinstance(value, bool):
        raise TypeError(_("not a number"))
    number = Decimal(repr(value)) if isinstance(value, float) else field.to_python(value)
    field.run_validators(number)
    return _decimal_text(field, number)


def _parse_integer(field: models.IntegerField, value) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(_("not a whole number"))
    field.run_validators(value)
    return value


def _parse_boolean(field: models.BooleanField, value) -> bool:
    if not isinstance(value, bool):
        raise TypeError(_("must be true or false"))
    return value


def _parse_text(field: models.CharField, value) -> str:
    if not isinstance(value, str):
        raise TypeError(_("not a text"))
    field.run_validators(storable(value))
    if field.choices and value not in dict(field.flatchoices):
        known = ", ".join(map(str, dict(field.flatchoices)))
        raise ValueError(_("%(value)r is not one of: %(known)s") % {"value": value, "known": known})
    return value


def storable(text: str) -> str:
    """Return the text if UTF-8 and PostgreSQL can hold it, else raise ValueError."""
    text.encode()
    if "\x00" in text:
        raise ValueError(_("a text cannot hold the NUL character"))
    return text


def _parse_reference(field: models.ForeignKey, value) -> str:
    if not isinstance(value, str):
        raise TypeError(_("give the code or uid of what it refers to"))
    return storable(value)


def _parse_day(field: models.DateField, value) -> str:
    try:
        return value.isoformat() if isinstance(value, date) else date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise ValueError(_("not a day: %(value)r; write it as 2021-12-31") % {"value": value}) from None


def _parse_uuid(field: models.UUIDField, value) -> str:
    return str(field.to_python(value))


def _read_period(field: DateRangeField, value) -> str:
    return f"{value.lower.isoformat()}/{value.upper.isoformat() if value.upper else OPEN_END}"


def _parse_period(field: DateRangeField, value) -> str:
    start, slash, end = str(value).partition("/")
    start, end = date.fromisoformat(start), None if end == OPEN_END else date.fromisoformat(end)
    if not slash or (end and end <= start):
        raise ValueError(_("not a period: %(value)r") % {"value": value})
    return f"{start}/{end or OPEN_END}"


def _stored_period(value: str) -> str:
    start, _, end = value.partition("/")
    return f"[{start},{'' if end == OPEN_END else end})"


def _parse_point(field: PointField, value) -> str:
    return place_hex(value)


def _parse_geometry(field: BaseSpatialField, value) -> str:
    shape = _shape(value)
    if shapely.get_srid(shape) != field.srid:
        raise ValueError(
            _("a geometry in EPSG:%(wanted)s is wanted, not EPSG:%(given)s")
            % {"wanted": field.srid, "given": shapely.get_srid(shape)}
        )
    if shape.geom_type.upper() != field.geom_type:
        raise ValueError(
            _("%(wanted)s is wanted, not %(given)s")
            % {"wanted": field.geom_type, "given": shape.geom_type.upper()}
        )
    if shape.is_empty or not all(map(_finite, shapely.get_coordinates(shape, include_m=shape.has_m))):
        raise ValueError(_("the geometry is empty or has a coordinate that is no number"))
    return shapely.to_wkb(shape, hex=True, include_srid=True, byte_order=1).lower()


def _shape(value) -> shapely.Geometry:
    try:
        return shapely.from_wkb(value)
    except (TypeError, shapely.errors.ShapelyError):
        raise ValueError(_("not a geometry: give hex EWKB")) from None


def _finite(coordinates) -> bool:
    return all(map(float("inf").__gt__, map(abs, coordinates)))


def _canonical_json(value) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _parse_json(field: models.JSONField, value) -> str:
    return _canonical_json(json.loads(value) if isinstance(value, str) else value)


KINDS: tuple[tuple[type[models.Field], Kind], ...] = (
    (PointField, Kind(_parse_point)),
    (BaseSpatialField, Kind(_parse_geometry)),
    (DateRangeField, Kind(_parse_period, _read_period, _stored_period)),
    (models.JSONField, Kind(_parse_json, _parse_json)),
    (models.ForeignKey, Kind(_parse_reference, lambda field, value: str(value))),
    (models.DecimalField, Kind(_parse_decimal, _decimal_text)),
    (models.BooleanField, Kind(_parse_boolean)),
    (models.DateField, Kind(_parse_day, lambda field, value: value.isoformat())),
    (models.UUIDField, Kind(_parse_uuid, lambda field, value: str(value))),
    (models.IntegerField, Kind(_parse_integer)),
    (models.TextField, Kind(_parse_text)),
    (models.CharField, Kind(_parse_text)),
)
