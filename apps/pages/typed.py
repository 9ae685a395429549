"""From what people type into a form to values as they stand in operations; every refusal names the field."""

import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import shapely
from django.contrib.gis.db.models.fields import PointField
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.border.days import parse_day, today
from apps.border.places import CENTIMETRE_DECIMALS, degrees_hex, grid_hex
from apps.geo.errors import FactError, PeriodError
from apps.geo.stationing import format_km, parse_measure
from apps.ledger.columns import OPEN_END, Column
from apps.pages.templatetags.pages import day as shown_day

DOTTED = re.compile(r"^(\d{1,2})[./]\s*(\d{1,2})[./]\s*(\d{4})\.?$")
NAMED = re.compile(r"^(\d{1,2})(?:\s+|-)([A-Za-z]{3})[a-z]*\.?(?:\s+|-)(\d{4}|\d\d)$")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
COLOUR = re.compile(r"^#[0-9a-fA-F]{6}\Z")
SPACES = ("\u00a0", "\u202f", " ")
A_DAY = timedelta(days=1)
LAST_CENTURY = 30
MOST_DEGREES = 180
EXAMPLE = date(2026, 11, 21)


def day_of(text: str | None, where: str) -> date:
    """Return the day of `21.11.2026.`, `21 Nov 2026`, `21-Nov-26` or `2026-11-21`."""
    typed = (text or "").strip()
    if found := DOTTED.match(typed):
        typed = "{2}-{1:0>2}-{0:0>2}".format(*found.groups())
    elif (found := NAMED.match(typed)) and found[2].lower() in MONTHS:
        typed = f"{_year(found[3])}-{MONTHS.index(found[2].lower()) + 1:02}-{found[1]:0>2}"
    if not typed:
        raise PeriodError(_("A day is needed."), where)
    try:
        return parse_day(date.fromisoformat(typed), where)
    except ValueError:
        message = _("“%(typed)s” is not a day. Write it as %(example)s.")
        raise PeriodError(message, where, typed=text.strip(), example=EXAMPLE) from None


def _year(text: str) -> str:
    """Return a year of two digits as spreadsheets take it: from 30 on it is the last century's."""
    if len(text) == 4:
        return text
    return f"19{text}" if int(text) >= LAST_CENTURY else f"20{text}"


def day_or_today(text: str | None, where: str = "as_of") -> date:
    return day_of(text, where) if text and text.strip() else today()


def is_length(column: Column) -> bool:
    """Tell whether a column holds centimetres, which people read and type as kilometres."""
    return isinstance(column.field, models.IntegerField) and column.name.endswith("_cm")


def typed_value(column: Column, given: Mapping[str, str]) -> Any:
    """Return what the fields of a column say, as the ledger takes it.

    Raises
    ------
    FactError
        Nothing where something is needed, or a text that is no such value.
    """
    name, field = column.name, column.field
    text = given.get(name, "").strip()
    if isinstance(field, models.BooleanField):
        return text == "on"
    if not text:
        return _empty(column)
    if isinstance(field, DateRangeField):
        return _period(name, text, given.get(f"{name}-until", "").strip())
    return column.parse(_value(column, text))


def _value(column: Column, text: str) -> Any:
    name, field = column.name, column.field
    if is_length(column):
        return parse_measure(text)
    if isinstance(field, PointField):
        return _point(text, name)
    if isinstance(field, models.IntegerField):
        return _whole(text, name)
    if isinstance(field, models.DecimalField):
        return str(_number(text, name))
    if isinstance(field, models.DateField):
        return day_of(text, name).isoformat()
    if isinstance(field, models.JSONField):
        return _json(text, name)
    return _colour(text, name) if name == "colour" else text


def _empty(column: Column) -> Any:
    if column.required:
        raise FactError(_("This is needed."), column.name)
    if column.field.null and not column.field.has_default():
        return None
    return column.default


def _number(text: str, where: str) -> Decimal:
    plain = text.replace(",", ".")
    for space in SPACES:
        plain = plain.replace(space, "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        raise FactError(_("“%(given)s” is not a number."), where, given=text)
    return number


def _whole(text: str, where: str) -> int:
    number = _number(text, where)
    if number != number.to_integral_value():
        raise FactError(_("“%(given)s” is not a whole number."), where, given=text)
    return int(number)


def _colour(text: str, where: str) -> str:
    if not COLOUR.match(text):
        raise FactError(_("Write a colour as #0072b2."), where)
    return text.lower()


def _json(text: str, where: str) -> str:
    try:
        json.loads(text)
    except ValueError:
        raise FactError(_("This is not JSON, such as {“elements”: [“fence”]}."), where) from None
    return text


def _point(text: str, where: str) -> str:
    """Return the point of `easting northing` in metres of the grid, or of `latitude longitude` in degrees."""
    parts = re.split(r"[;\s]+", text.strip())
    if len(parts) != 2:
        raise FactError(_("Write easting and northing in metres, or latitude and longitude."), where)
    first, second = (float(_number(part.rstrip(","), where)) for part in parts)
    try:
        if abs(first) <= MOST_DEGREES and abs(second) <= MOST_DEGREES:
            return degrees_hex(second, first)
        return grid_hex(round(first, CENTIMETRE_DECIMALS), round(second, CENTIMETRE_DECIMALS))
    except ValueError as error:
        raise FactError(str(error), where) from None


def _period(name: str, start: str, until: str) -> str:
    begins = day_of(start, name)
    if not until:
        return f"{begins}/{OPEN_END}"
    last = day_of(until, f"{name}-until")
    if last < begins:
        raise FactError(_("The last day lies before the first one."), f"{name}-until")
    return f"{begins}/{last + A_DAY}"


def as_typed(column: Column, value: Any) -> dict[str, str]:
    """Return what the fields of a column show for a value of an operation: `typed_value` reads it back."""
    name = column.name
    if isinstance(column.field, models.BooleanField):
        return {name: "on" if value else ""}
    if value is None:
        return {name: ""}
    if isinstance(column.field, DateRangeField):
        start, _slash, end = value.partition("/")
        last = "" if end == OPEN_END else shown_day(date.fromisoformat(end) - A_DAY)
        return {name: shown_day(start), f"{name}-until": last}
    return {name: _text(column, value)}


def _text(column: Column, value: Any) -> str:
    separator = "." if get_language() == "en" else ","
    if is_length(column):
        return format_km(value, separator)
    if isinstance(column.field, PointField):
        point = shapely.from_wkb(value)
        return f"{point.x:.2f} {point.y:.2f}"
    if isinstance(column.field, models.DecimalField):
        return str(value).replace(".", separator)
    if isinstance(column.field, models.DateField):
        return shown_day(value)
    if isinstance(column.field, models.JSONField):
        return json.dumps(json.loads(value), ensure_ascii=False, indent=1)
    return str(value)
