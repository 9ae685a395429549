"""One form for every entry of the register: its columns become fields, its refusals stand beside them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.gis.db.models.fields import PointField
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext as _

from apps.border.codes import Named
from apps.geo.errors import BorderGisError, FactError
from apps.indicators.rules import keys_told
from apps.ledger.columns import Column
from apps.pages.layers import PATTERNS, column_name
from apps.pages.typed import as_typed, is_length, typed_value

LONG = 200
"""A text that may be longer than this gets a field of several lines."""
KINDS = (
    (PointField, "point"),
    (DateRangeField, "period"),
    (models.JSONField, "json"),
    (models.BooleanField, "boolean"),
    (models.DateField, "day"),
    (models.DecimalField, "decimal"),
    (models.TextField, "long"),
)


@dataclass
class Field:
    """One column as a form asks for it: what is typed, what may be chosen, what is wrong with it."""

    column: Column
    typed: Mapping[str, str]
    error: str = ""
    mark: str = ""
    is_asked: bool = False

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def id(self) -> str:
        """What the field is called on its page, where other forms may ask for the same column."""
        return f"{self.name}-{self.mark}" if self.mark else self.name

    @property
    def label(self) -> str:
        return column_name(self.column)

    @property
    def required(self) -> bool:
        return self.is_asked or (self.column.required and self.kind != "boolean")

    @property
    def is_optional(self) -> bool:
        return not self.required

    @property
    def hint(self) -> str:
        hints = {
            "point": _("Easting and northing in metres (LKS-92), or latitude and longitude in degrees."),
            "km": _("Kilometres, such as 283.6."),
            "json": _("The rule's parameters as JSON: an object of keys and values."),
        }
        return hints.get(self.kind) or str(self.column.field.help_text or "")

    @property
    def rules(self) -> list[dict[str, Any]]:
        """The rules of counting with their keys, where parameters are typed."""
        return keys_told() if self.kind == "json" else []

    @property
    def inputmode(self) -> str:
        """Which keyboard a phone shows."""
        return {"integer": "numeric", "decimal": "decimal", "km": "decimal"}.get(self.kind, "")

    @property
    def longest(self) -> int | None:
        return self.column.field.max_length

    @property
    def value(self) -> str:
        return self.typed.get(self.name, "")

    @property
    def until_name(self) -> str:
        return f"{self.name}-until"

    @property
    def until(self) -> str:
        return self.typed.get(self.until_name, "")

    @cached_property
    def kind(self) -> str:
        column = self.column
        if self.choices:
            return "choice"
        if column.name == "colour":
            return "colour"
        if is_length(column):
            return "km"
        if isinstance(column.field, models.IntegerField):
            return "integer"
        long = (column.field.max_length or 0) > LONG
        return next(
            (kind for one, kind in KINDS if isinstance(column.field, one)), "long" if long else "text"
        )

    @cached_property
    def choices(self) -> list[tuple[str, str]]:
        column = self.column
        if column.is_reference:
            things = column.referent._default_manager.all()
            return [(str(getattr(one, column.referent_uid)), _called(one, column)) for one in things]
        if column.name == "pattern":
            return [(code, str(name)) for code, name in PATTERNS.items()]
        return [(str(value), str(label)) for value, label in column.field.choices or ()]


def _called(thing: models.Model, column: Column) -> str:
    code = str(getattr(thing, column.referent_uid))
    return f"{thing.name} ({code})" if isinstance(thing, Named) else code


def _require_known(column: Column, value: Any) -> None:
    """Refuse a pattern that no map can draw."""
    if column.name == "pattern" and value not in PATTERNS:
        known = ", ".join(PATTERNS)
        raise FactError(_("“%(given)s” is not one of: %(known)s"), column.name, given=value, known=known)


@dataclass
class Form:
    """The fields of some columns, what they say, and every refusal by field."""

    columns: tuple[Column, ...]
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    refusal: str = ""
    mark: str = ""
    asked: tuple[str, ...] = ()
    """Columns that a new thing has to say, though older ones may be without them."""

    @classmethod
    def of_values(cls, columns: Iterable[Column], values: Mapping[str, Any]) -> "Form":
        """Return the form as it shows values of the register; what has none shows its default."""
        columns, typed = tuple(columns), {}
        for column in columns:
            typed |= as_typed(column, values.get(column.name, column.default))
        return cls(columns, typed)

    @property
    def fields(self) -> list[Field]:
        return [
            Field(column, self.typed, self.errors.get(column.name, ""), self.mark, column.name in self.asked)
            for column in self.columns
        ]

    def values(self) -> dict[str, Any]:
        """Return what the fields say; what a field says wrongly stands in `errors` instead."""
        found = {}
        for column in self.columns:
            try:
                found[column.name] = typed_value(column, self.typed)
                _require_known(column, found[column.name])
            except BorderGisError as error:
                self.errors[column.name] = error.translated(_)
        return found

    def refuse(self, error: BorderGisError) -> None:
        """Put a refusal beside the field that it names, or above all of them."""
        beside = {"uid", "from_day", "until_day", "first", "last"} | {column.name for column in self.columns}
        path = (error.where or "").split(".")
        name = next((part for part in reversed(path) if part in beside), "")
        if error.where in ("reason", "kind"):
            self.errors[f"change_{error.where}"] = error.translated(_)
        elif name in beside:
            self.errors[name] = error.translated(_)
        else:
            self.refusal = error.translated(_)
