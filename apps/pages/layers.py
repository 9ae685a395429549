"""What a form needs to know of each layer: its name, columns, choices, and whether this person may write."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.accounts.permissions import may_write
from apps.border.codes import CodeList, Named
from apps.ledger.columns import Column
from apps.ledger.register import Layer, layers, object_type_of, object_types

NAMES = {
    "work": _("Works"),
    "requirement": _("Requirements"),
    "exclusion": _("Exclusions"),
    "land_right": _("Land rights"),
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
COLUMN_NAMES = {
    "route": _("route"),
    "element": _("element"),
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
    "official_length_cm": _("official length, km"),
    "measure_cm": _("official measure, km"),
}
KINDS = {models.DecimalField: "decimal", models.DateField: "day", models.CharField: "text"}


def linear_layers(user: User) -> list[dict[str, Any]]:
    """Return every layer on the routes, described for the browser's forms and legends."""
    return [described(layer, user) for layer in layers() if layer.linear]


def described(layer: Layer, user: User) -> dict[str, Any]:
    return {
        "name": layer.name,
        "label": str(NAMES.get(layer.name, layer.name)),
        "partition": layer.partition,
        "writable": may_write(user, layer.name),
        "key": [field_of(column) for column in layer.key_columns if column.name != "route"],
        "values": [field_of(column) for column in layer.value_columns],
    }


def field_of(column: Column) -> dict[str, Any]:
    """Return what a form needs to ask for a column."""
    shown = {"name": column.name, "label": column_name(column), "required": column.required}
    if column.is_reference:
        return {**shown, "kind": "choice", "list": object_type_of(column.referent).name}
    kind = next((kind for field, kind in KINDS.items() if isinstance(column.field, field)), "text")
    return {**shown, "kind": kind, "nullable": column.field.null, "longest": column.field.max_length}


def column_name(column: Column) -> str:
    """Return what people call a column, beginning with a capital."""
    known = None if column.field.choices else COLUMN_NAMES.get(column.name)
    name = str(known or column.field.verbose_name)
    return name[:1].upper() + name[1:]


def lists() -> dict[str, list[dict[str, Any]]]:
    """Return all that a reference can name, by type of object, in the reader's language. One query a type."""
    types = [one for one in object_types() if issubclass(one.model, Named)]
    return {one.name: [choice(row) for row in one.model.objects.all()] for one in types}


def choice(row: Named) -> dict[str, Any]:
    shown = {"code": row.code, "name": row.name}
    if isinstance(row, CodeList):
        shown |= {"colour": row.colour, "pattern": row.pattern, "letter": row.letter}
    counted = {name: getattr(row, f"counts_{name}", None) for name in ("cleared", "built", "accepted")}
    return shown | {f"counts_{name}": counts for name, counts in counted.items() if counts is not None}
