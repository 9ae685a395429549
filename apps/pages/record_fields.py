"""The columns of a thing or a fact as fields of a form: what they hold, what may be chosen, what was given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.border.days import parse_day
from apps.geo.errors import FactError
from apps.ledger.columns import Column
from apps.pages.layers import column_name

LONG = 200
Options = list[tuple[str, str]]


@dataclass(frozen=True)
class Field:
    """One field of a form; `kind` is check, choice, number, decimal, day, long or text."""

    column: Column
    kind: str
    value: Any
    options: Options = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def label(self) -> str:
        return column_name(self.column)

    @property
    def is_needed(self) -> bool:
        return self.column.required and self.kind != "check"

    @property
    def longest(self) -> int | None:
        return self.column.field.max_length


def fields_of(columns: Iterable[Column], values: Mapping[str, Any]) -> list[Field]:
    return [Field(one, kind_of(one), shown(one, values.get(one.name)), options_of(one)) for one in columns]


def kind_of(column: Column) -> str:
    asked = column.field
    if isinstance(asked, models.BooleanField):
        return "check"
    if column.is_reference or asked.choices:
        return "choice"
    if isinstance(asked, models.DecimalField):
        return "decimal"
    if isinstance(asked, models.IntegerField):
        return "number"
    if isinstance(asked, models.DateField):
        return "day"
    return "long" if isinstance(asked, models.TextField) or (asked.max_length or 0) > LONG else "text"


def shown(column: Column, value: Any) -> Any:
    """Return a value as a field of a form holds it: decimals without idle zeros, as the reader writes them."""
    if value is None:
        return ""
    if isinstance(column.field, models.DecimalField):
        text = f"{Decimal(value).normalize():f}"
        return text if get_language() == "en" else text.replace(".", ",")
    return value


def options_of(column: Column) -> Options:
    if column.is_reference:
        found = column.referent._default_manager.all()
        rows = [(str(getattr(one, column.referent_uid)), str(one)) for one in found]
    else:
        rows = [(str(value), str(label)) for value, label in column.field.choices or ()]
    may_be_empty = rows and column.field.null
    return [("", "–"), *rows] if may_be_empty else rows


def given(columns: Iterable[Column], post: Mapping[str, str]) -> dict[str, Any]:
    """Return what a form says of the columns, as it stands in an operation.

    Raises
    ------
    FactError
        A field says nothing that its column can hold.
    """
    return {one.name: one.parse(_read(one, post.get(one.name, "").strip())) for one in columns}


def _read(column: Column, text: str) -> Any:
    kind = kind_of(column)
    if kind == "check":
        return text == "on"
    if not text and column.field.null:
        return None
    if kind == "decimal":
        return text.replace(",", ".").replace("\u00a0", "")
    if kind == "day":
        return parse_day(text, column.name)
    if isinstance(column.field, models.IntegerField):
        return _whole(text, column.name)
    return text


def _whole(text: str, name: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise FactError(_("“%(text)s” is not a whole number.") % {"text": text}, name)
    return int(text)
