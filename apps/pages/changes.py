"""Change sets in the words of their readers: names for codes, kilometres and days as people write them."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import shapely
from django.utils.translation import gettext as _

from apps.geo.measures import CM_PER_KM
from apps.geo.stationing import format_km
from apps.ledger.chain import hashed_form
from apps.ledger.columns import OPEN_END, Column
from apps.ledger.models import ChangeSet, Operation
from apps.ledger.register import Layer, ObjectType, entry, object_type_of
from apps.pages.layers import NAMES, PATTERNS, column_name, lists
from apps.pages.marked import Line, differing, differing_columns
from apps.pages.templatetags.pages import day, exact, last_day

MOST_SHOWN = 200
EMPTY = "–"
SIDES = (("before", "after"), ("after", "before"))
SEPARATORS = {"lv": ",", "en": "."}


@dataclass(frozen=True)
class ShownOperation:
    """One operation for a table: what it is about, where, over which days, and its two sides."""

    about: str
    place: str
    period: str
    before: list[str]
    after: list[str]


class Wording:
    """The names of everything that a code can stand for, read once a page."""

    def __init__(self, language: str):
        self.separator = SEPARATORS[language]

    @cached_property
    def lists(self) -> dict[str, dict[str, dict[str, Any]]]:
        return {name: {one["code"]: one for one in choices} for name, choices in lists().items()}

    def choices(self, column: Column) -> dict[str, dict[str, Any]]:
        """Return what a reference can name, by code."""
        return self.lists.get(object_type_of(column.referent).name, {})

    def operations(self, change_set: ChangeSet) -> list[ShownOperation]:
        """Return the first operations of a set; the rest of a large one is in the API."""
        return [self.operation(one) for one in change_set.operations.order_by("n")[:MOST_SHOWN]]

    def operation(self, operation: Operation) -> ShownOperation:
        return self.change(hashed_form(operation))

    def change(self, form: Mapping[str, Any]) -> ShownOperation:
        """Word a change as the ledger keeps it."""
        described = entry(form["target"])
        if isinstance(described, ObjectType):
            sides = (self.side(described, form, *names) for names in SIDES)
            about = f"{column_label(described.model._meta.verbose_name)} {form['uid']}"
            return ShownOperation(about, "", "", *([side] for side in sides))
        about = ", ".join([str(NAMES.get(described.name, described.name)), *self.key(described, form["key"])])
        place = self.stretch(form["from_cm"], form["to_cm"]) if described.linear else ""
        sides = (list(self.pieces(described, form, *names)) for names in SIDES)
        return ShownOperation(about, place, period(*form["valid"]), *sides)

    def key(self, layer: Layer, key: Mapping[str, Any]) -> list[str]:
        return [self.value(column, key[column.name]) for column in layer.key_columns]

    def stretch(self, from_cm: int, to_cm: int) -> str:
        return f"km {format_km(from_cm, self.separator)}–{format_km(to_cm, self.separator)}"

    def side(self, kind: ObjectType, form: Mapping[str, Any], side: str, other: str) -> Line:
        """Return one side of a change of a thing, with what the other side holds otherwise marked."""
        differs = differing_columns(form[side], form[other])
        return Line(self.parts(kind.columns, form[side], differs))

    def pieces(self, layer: Layer, form: Mapping[str, Any], side: str, other: str) -> Iterator[str]:
        """Yield one line a piece; stretch and period only where they differ from the operation's own.

        What the other side did not hold so is marked.
        """
        for from_cm, to_cm, start, end, values in form[side]:
            is_part = layer.linear and (from_cm, to_cm) != (form["from_cm"], form["to_cm"])
            place = self.stretch(from_cm, to_cm) if is_part else ""
            days = period(start, end) if [start, end] != form["valid"] else ""
            where = ", ".join(filter(None, [place, days]))
            differs = differing([from_cm, to_cm, start, end, values], form[other])
            head = [(f"{where}: ", False)] if where else []
            yield Line([*head, *self.parts(layer.value_columns, values, differs)])
        if not form[side]:
            yield EMPTY

    def later_set(self, one: Mapping[str, Any]) -> str:
        """Return who wrote a later set, and what holds by it, as a refusal of what is stale names it."""
        described = entry(one["target"])
        if isinstance(described, ObjectType):
            held = [self.columns(described.columns, one["after"])]
        else:
            held = [self._held(described, piece) for piece in one["after"]]
        message = _("No. %(number)s of %(person)s: %(held)s.")
        return message % {"number": one["number"], "person": one["by"], "held": ", ".join(held) or EMPTY}

    def _held(self, layer: Layer, piece: Mapping[str, Any]) -> str:
        values = self.columns(layer.value_columns, piece["values"])
        if not layer.linear:
            return values
        ends = (round(piece[side] * CM_PER_KM) for side in ("from_km", "to_km"))
        return f"{self.stretch(*ends)} {values}"

    def columns(self, columns: tuple[Column, ...], values: Mapping[str, Any] | None) -> str:
        """Return the columns that hold something, the first one without its name."""
        return str(Line(self.parts(columns, values)))

    def parts(
        self, columns: tuple[Column, ...], values: Mapping[str, Any] | None, differs: Container[str] = ()
    ) -> Iterator[tuple[str, bool]]:
        """Yield the columns that hold something, each with whether it differs, and what parts them."""
        held = [column for column in columns if values and values.get(column.name) not in (None, "")]
        for n, column in enumerate(held):
            if n:
                yield "; ", False
            yield f"{column_name(column)}: {self.value(column, values[column.name])}", column.name in differs
        if not held:
            yield EMPTY, False

    def told(self, column: Column, value: Any) -> str:
        """Return a value that may be none."""
        return EMPTY if value in (None, "") else self.value(column, value)

    def value(self, column: Column, value: Any) -> str:
        if column.is_reference:
            return self.choices(column).get(value, {}).get("name", str(value))
        if column.field.choices:
            return str(dict(column.field.flatchoices).get(value, value))
        kind = column.field.get_internal_type()
        if column.name == "pattern":
            return str(PATTERNS.get(value, value))
        if column.name.endswith("_cm"):
            return format_km(value, self.separator)
        if kind == "PointField":
            point = shapely.from_wkb(value)
            return f"E {point.x:.0f}, N {point.y:.0f}"
        if kind == "DateRangeField":
            start, _slash, end = value.partition("/")
            return period(start, None if end == OPEN_END else end)
        if kind == "DecimalField":
            return exact(Decimal(str(value)))
        if kind == "DateField":
            return day(value)
        if kind == "BooleanField":
            return _("yes") if value else _("no")
        return shortened(str(value))


def period(start: str, end: str | None) -> str:
    """Return `from 21.11.2026.`, or both days of a closed period, the last included day shown."""
    if end is None:
        return _("from %(day)s") % {"day": day(start)}
    return f"{day(start)} – {last_day(end)}"


def column_label(name: Any) -> str:
    return str(name)[:1].upper() + str(name)[1:]


def shortened(text: str, longest: int = 120) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def figures_beside(before: list[dict], after: list[dict]) -> dict[str, list[dict[str, Any]]]:
    """Return the figures of two states side by side, what is gained in centimetres: those that move, and the rest."""
    later = {(one["code"], one["route"]): one for one in after}
    found = {"moved": [], "same": []}
    for one in before:
        other = later[one["code"], one["route"]]
        found["same" if one == other else "moved"].append(
            {"before": one, "after": other, "gained_cm": gained_cm(one, other)}
        )
    return found


def gained_cm(before: dict[str, Any], after: dict[str, Any]) -> int | None:
    sides = [side["numerator_km"] for side in (before, after)]
    return None if None in sides else round((sides[1] - sides[0]) * CM_PER_KM)
