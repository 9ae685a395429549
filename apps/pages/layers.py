"""What a form needs to know of each layer: its name, columns, choices, and whether this person may write."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.permissions import may_write
from apps.border.codes import CodeList, Named
from apps.ledger.columns import Column
from apps.ledger.kept import kept_until_written
from apps.ledger.register import Layer, layers, object_type_of, object_types
from apps.surveillance.linear import linear_sensors

NAMES = {
    "work": _("Works"),
    "requirement": _("Requirements"),
    "exclusion": _("Exclusions"),
    "land_right": _("Land rights"),
    "lot_stretch": _("Lots"),
    "lot_element": _("Elements of a lot"),
    "contract_terms": _("Terms of a contract"),
    "payment": _("Paid under a contract"),
    "acceptance": _("Acceptance acts"),
    "structure_standing": _("Standing of a structure"),
    "parcel_stretch": _("Land units"),
    "land_case": _("State of a land unit"),
    "segment": _("Segments"),
    "section_stretch": _("Border sections"),
    "unit_stretch": _("Units"),
    "section_impact": _("Impact level of a section"),
    "definition": _("Definition of a figure"),
    "target": _("Target"),
    "baseline": _("Baseline of a figure"),
    "indicator_note": _("Note on a figure"),
    "observation": _("Told value of a figure"),
    "task_state": _("State of a task"),
    "task_indicator": _("Figure of a task"),
    "slot_days": _("Days of a slot"),
    "equipment_days": _("Days of an item"),
    "equipment_standing": _("Standing of an item"),
    "commitment": _("Commitment"),
    "node_standing": _("Standing of a node"),
    "sensor_standing": _("Standing of a sensor"),
    "link_standing": _("Standing of a link"),
    "sensor_stretch": _("Stretches of a linear sensor"),
}
PATTERNS = {
    "solid": _("solid"),
    "diagonal": _("diagonal"),
    "back_diagonal": _("diagonal, backwards"),
    "cross": _("crossed"),
    "horizontal": _("horizontal"),
    "vertical": _("vertical"),
    "grid": _("grid"),
    "dots": _("dots"),
}
"""How a class of a code list is hatched."""
COLUMN_NAMES = {
    "route": _("route"),
    "element": _("element"),
    "lot": _("lot"),
    "parcel": _("land unit"),
    "contract": _("contract"),
    "structure": _("structure"),
    "indicator": _("figure"),
    "status": _("status"),
    "confidence": _("confidence"),
    "reason": _("exclusion reason"),
    "code": _("segment"),
    "section": _("border section"),
    "unit": _("unit"),
    "level": _("impact level"),
    "board": _("board"),
    "model": _("sensor model"),
    "node": _("node"),
    "sensor": _("sensor"),
    "link": _("link"),
    "site": _("site: mast or building"),
    "from_node": _("from node"),
    "to_node": _("to node"),
    "contractor": _("contractor"),
    "from_cm": _("from, km"),
    "to_cm": _("to, km"),
    "official_length_cm": _("official length, km"),
    "measure_cm": _("official measure, km"),
}
OFFERED = {"sensor_stretch.sensor": linear_sensors}
"""Of what a column may name a form offers only some: what looks from a place is not laid along a stretch."""
KINDS = {models.DecimalField: "decimal", models.DateField: "day", models.CharField: "text"}


def linear_layers(user: User) -> list[dict[str, Any]]:
    """Return every layer on the routes, described for the browser's forms and legends."""
    return [described(layer, user) for layer in layers() if layer.linear]


def described(layer: Layer, user: User) -> dict[str, Any]:
    return {
        "name": layer.name,
        "label": str(NAMES.get(layer.name, layer.name)),
        "partition": layer.partition,
        "together": layer.together,
        "writable": may_write(user, layer.name),
        "key": [field_of(column, layer) for column in layer.key_columns if column.name != "route"],
        "values": [field_of(column, layer) for column in layer.value_columns],
    }


def field_of(column: Column, layer: Layer) -> dict[str, Any]:
    """Return what a form needs to ask for a column; what has no names, as land units, is typed by its code."""
    shown = {"name": column.name, "label": column_name(column), "required": column.required}
    if column.is_reference and issubclass(column.referent, Named):
        own = f"{layer.name}.{column.name}"
        return {
            **shown,
            "kind": "choice",
            "list": own if own in OFFERED else object_type_of(column.referent).name,
        }
    if column.field.choices:
        return {**shown, "kind": "choice", "list": f"{layer.name}.{column.name}"}
    if column.is_reference:
        longest = column.referent._meta.get_field(column.referent_uid).max_length
        return {**shown, "kind": "text", "nullable": column.field.null, "longest": longest}
    kind = next((kind for field, kind in KINDS.items() if isinstance(column.field, field)), "text")
    return {**shown, "kind": kind, "nullable": column.field.null, "longest": column.field.max_length}


def column_name(column: Column) -> str:
    """Return what people call a column, beginning with a capital."""
    known = None if column.field.choices else COLUMN_NAMES.get(column.name)
    name = str(known or column.field.verbose_name)
    return name[:1].upper() + name[1:]


@kept_until_written
def lists() -> dict[str, list[dict[str, Any]]]:
    """Return all that a column can name, by type of object or by column, in the reader's language. One query a type."""
    types = [one for one in object_types() if issubclass(one.model, Named)]
    fixed = {
        f"{layer.name}.{column.name}": choices(column) for layer in layers() for column in layer.value_columns
    }
    named = {one.name: [choice(row) for row in one.model.objects.all()] for one in types}
    named |= {name: [choice(row) for row in offered()] for name, offered in OFFERED.items()}
    return named | {name: codes for name, codes in fixed.items() if codes}


def choices(column: Column) -> list[dict[str, Any]]:
    """Return what a column with fixed choices can hold."""
    return [{"code": code, "name": str(name)} for code, name in column.field.flatchoices]


def choice(row: Named) -> dict[str, Any]:
    shown = {"code": row.code, "name": row.name}
    if isinstance(row, CodeList):
        shown |= {"colour": row.colour, "pattern": row.pattern, "letter": row.letter}
    counted = {name: getattr(row, f"counts_{name}", None) for name in ("cleared", "built", "accepted")}
    return shown | {f"counts_{name}": counts for name, counts in counted.items() if counts is not None}
