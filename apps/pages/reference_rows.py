"""The things and facts of any entry of the register as rows: searched, sorted, narrowed to a day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.gis.db.models.fields import BaseSpatialField, PointField
from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.border.codes import Named
from apps.border.days import today
from apps.geo.errors import FactError
from apps.geo.stationing import format_km
from apps.ledger.columns import Column
from apps.ledger.register import Layer, ObjectType
from apps.ledger.uses import Entry, columns_of
from apps.pages.changes import Wording, period
from apps.pages.layers import NAMES, column_name

CODE, STRETCH, PERIOD = "code", "stretch", "period"
TEXTS = (models.CharField, models.TextField, models.IntegerField, models.DecimalField)


@dataclass(frozen=True)
class Asked:
    """Which rows of which entry; facts as of a day, or of all days if there is none."""

    entry: Entry
    text: str = ""
    sort: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Head:
    name: str
    label: str
    style: str = ""


@dataclass(frozen=True)
class Shown:
    """One row in the reader's words, with the page on which it can be changed."""

    address: str
    title: str
    cells: list[tuple[Head, str]]
    colour: Any = None


def title_of(entry: Entry) -> str:
    """Return what people call all of an entry, beginning with a capital."""
    names = entry.model._meta
    name = str(NAMES.get(entry.name, entry.name) if isinstance(entry, Layer) else names.verbose_name_plural)
    return name[:1].upper() + name[1:]


def shown_columns(entry: Entry) -> list[Column]:
    """Return the columns that fit into a table; a line does not."""
    return [column for column in columns_of(entry) if not _is_line(column)]


def _is_line(column: Column) -> bool:
    return isinstance(column.field, BaseSpatialField) and not isinstance(column.field, PointField)


def heads(entry: Entry) -> list[Head]:
    """Return the heads of the table; the first one names the row."""
    columns = [
        Head(one.name, column_name(one), "number" if _is_number(one) else "") for one in shown_columns(entry)
    ]
    if isinstance(entry, ObjectType):
        return [Head(CODE, _("Code")), *columns]
    place = [Head(STRETCH, _("Stretch, km"), "nowrap")] if entry.linear else []
    return [*columns[: len(entry.key)], *place, *columns[len(entry.key) :], Head(PERIOD, _("Days"))]


def _is_number(column: Column) -> bool:
    return isinstance(column.field, models.IntegerField | models.DecimalField)


def rows_of(asked: Asked) -> QuerySet:
    """Return the rows that match, in order."""
    entry = asked.entry
    references = [column.name for column in columns_of(entry) if column.is_reference]
    lines = [column.name for column in columns_of(entry) if _is_line(column)]
    rows = entry.model._default_manager.select_related(*references).defer(*lines)
    if isinstance(entry, Layer) and asked.day is not None:
        rows = rows.filter(valid__contains=asked.day)
    if asked.text:
        rows = rows.filter(_matching(entry, asked.text))
    return rows.order_by(*_order(asked))


def _matching(entry: Entry, text: str) -> Q:
    found = Q()
    if isinstance(entry, ObjectType):
        found |= Q(**{f"{entry.uid}__icontains": text})
    for column in columns_of(entry):
        for condition in _conditions(column, text):
            found |= condition
    return found


def _conditions(column: Column, text: str) -> Iterator[Q]:
    if column.is_reference:
        yield Q(**{f"{column.name}__{column.referent_uid}__icontains": text})
        if issubclass(column.referent, Named):
            yield Q(**{f"{column.name}__name_lv__icontains": text})
            yield Q(**{f"{column.name}__name_en__icontains": text})
    elif column.field.choices:
        meant = [value for value, label in column.field.flatchoices if text.lower() in str(label).lower()]
        yield Q(**{f"{column.name}__in": meant})
    elif isinstance(column.field, TEXTS):
        yield Q(**{f"{column.name}__icontains": text})


def _order(asked: Asked) -> list[str]:
    entry = asked.entry
    usual = (
        [*_by_key(entry)] if isinstance(entry, Layer) else [*(entry.model._meta.ordering or ()), entry.uid]
    )
    if not asked.sort:
        return usual
    down, name = asked.sort.startswith("-"), asked.sort.removeprefix("-")
    return [*(f"{'-' if down else ''}{by}" for by in _sorted_by(entry, name)), *usual]


def _by_key(layer: Layer) -> Iterator[str]:
    for column in layer.key_columns:
        yield _lookup(column)
    if layer.linear:
        yield "from_cm"
    yield "valid"


def _lookup(column: Column) -> str:
    return f"{column.name}__{column.referent_uid}" if column.is_reference else column.name


def _sorted_by(entry: Entry, name: str) -> list[str]:
    if name == CODE and isinstance(entry, ObjectType):
        return [entry.uid]
    if name == STRETCH and isinstance(entry, Layer) and entry.linear:
        return ["from_cm"]
    if name == PERIOD and isinstance(entry, Layer):
        return ["valid"]
    column = next((one for one in shown_columns(entry) if one.name == name), None)
    if column is None:
        raise FactError(_("There is no column %(name)s."), "sort", name=name)
    return [_lookup(column)]


def raw(row: models.Model, column: Column) -> Any:
    """Return a value of a row as it stands in an operation; a point as x and y."""
    value = getattr(row, column.name)
    if value is None:
        return None
    if column.is_reference:
        return str(getattr(value, column.referent_uid))
    if isinstance(column.field, PointField):
        return value.hexewkb.decode().lower()
    return column.read(value)


def key_of(layer: Layer, row: models.Model) -> dict[str, Any]:
    return {column.name: raw(row, column) for column in layer.key_columns}


class Rows:
    """Turns rows into words, reading the names of what they refer to once.

    A fact is shown in the workspace on the day that is looked at, else on its first one.
    """

    def __init__(self, entry: Entry, wording: Wording, day: date | None = None):
        self.entry, self.wording, self.day = entry, wording, day
        self._heads = heads(entry)[1:]

    def shown(self, row: models.Model) -> Shown:
        entry = self.entry
        cells = [self.wording.told(column, raw(row, column)) for column in shown_columns(entry)]
        if isinstance(entry, ObjectType):
            uid = str(getattr(row, entry.uid))
            colour = row if hasattr(row, "colour") else None
            is_named_by_code = not isinstance(entry.uid_column.field, models.UUIDField)
            title = uid if is_named_by_code else getattr(row, "label", cells[0])
            return Shown(object_address(entry, uid), title, self._under_heads(cells), colour)
        key, values = cells[: len(entry.key)], cells[len(entry.key) :]
        place = [self.wording.stretch(row.from_cm, row.to_cm).removeprefix("km ")] if entry.linear else []
        told = self._under_heads([*key[1:], *place, *values, self._days(row)])
        return Shown(self._fact_address(row), self._whose(key[0], row), told)

    def _under_heads(self, cells: list[str]) -> list[tuple[Head, str]]:
        return list(zip(self._heads, cells, strict=True))

    def _whose(self, name: str, row: models.Model) -> str:
        """Return what a fact is about, its code first: people say K1 before they say the figure's whole name."""
        column = self.entry.key_columns[0]
        code = raw(row, column)
        if column.name == "route":
            return code
        return f"{code}: {name}" if column.is_reference and name != code else name

    def _fact_address(self, row: models.Model) -> str:
        key = key_of(self.entry, row)
        if not self.entry.linear:
            return facts_address(self.entry, key)
        day = self.day or row.valid.lower
        at = None if day == today() else day
        return workspace_address(self.entry, key, row.from_cm, row.to_cm, at, edit=self.entry.name)

    def _days(self, row: models.Model) -> str:
        upper = row.valid.upper
        return period(row.valid.lower.isoformat(), upper and upper.isoformat())

    def exported(self, row: models.Model) -> list[Any]:
        """Return a row for a file: codes instead of names, days as the API writes them."""
        values = [raw(row, column) for column in shown_columns(self.entry)]
        if isinstance(self.entry, ObjectType):
            return [str(getattr(row, self.entry.uid)), *values]
        place = [format_km(row.from_cm), format_km(row.to_cm)] if self.entry.linear else []
        return [*values, *place, row.valid.lower, row.valid.upper]


def export_heads(entry: Entry) -> list[str]:
    names = [column.name for column in shown_columns(entry)]
    if isinstance(entry, ObjectType):
        return [entry.uid, *names]
    return [*names, *(("from_km", "to_km") if entry.linear else ()), "from_day", "until_day"]


def object_address(kind: ObjectType, uid: str) -> str:
    return reverse("reference:object", args=[kind.name, uid])


def facts_address(layer: Layer, key: Mapping[str, Any]) -> str:
    return f"{reverse('reference:facts', args=[layer.name])}?{urlencode(key)}"


def workspace_address(
    layer: Layer,
    key: Mapping[str, Any],
    from_cm: int | None,
    to_cm: int | None,
    day: date | None = None,
    **asked: str,
) -> str:
    """Return the address of the workspace with a stretch of a layer chosen; `edit` opens the form that changes it."""
    given = {name: str(value) for name, value in key.items() if name in ("element", "route", "sensor")}
    ends = {} if from_cm is None else {"from": format_km(from_cm), "to": format_km(to_cm)}
    as_of = {"as_of": day.isoformat()} if day else {}
    return (
        f"{reverse('pages:workspace')}?{urlencode({'layer': layer.name, **given, **ends, **as_of, **asked})}"
    )
