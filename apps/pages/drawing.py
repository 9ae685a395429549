"""What of a change set can be drawn: for each key its stretches as they were and as they become, on the first day."""

from collections import defaultdict
from typing import Any

from apps.geo.measures import MeasureSet
from apps.ledger.chain import hashed_form
from apps.ledger.models import ChangeSet
from apps.ledger.register import Layer, entry
from apps.pages.changes import EMPTY, Wording
from apps.pages.layers import NAMES

MOST_DRAWN = 2_000
SIDES = ("before", "after")


def drawn_groups(change_set: ChangeSet, wording: Wording) -> list[dict[str, Any]]:
    """Return one group a layer and key but the route: its boxes, its pieces before and after, and their classes.

    An operation of a set stands on those before it, so where several meet, the last one's *after* is drawn
    and the first one's *before*.
    """
    operations = change_set.operations.exclude(route="").order_by("n")[:MOST_DRAWN]
    groups: dict[tuple, dict[str, Any]] = {}
    for operation in operations:
        layer, form = entry(operation.target), hashed_form(operation)
        if not isinstance(layer, Layer):
            continue
        key = {name: value for name, value in form["key"].items() if name != "route"}
        named = (layer.name, *sorted(key.items()))
        words = [
            wording.value(column, key[column.name]) for column in layer.key_columns if column.name in key
        ]
        group = groups.setdefault(named, _empty(", ".join([str(NAMES.get(layer.name, layer.name)), *words])))
        _add(group, layer, form, wording)
    return [_shown(group) for group in groups.values()]


def _empty(label: str) -> dict[str, Any]:
    return {
        "label": label,
        "classes": {},
        "boxes": [],
        "covered": defaultdict(MeasureSet),
        **{s: [] for s in SIDES},
    }


def _add(group: dict[str, Any], layer: Layer, form: dict[str, Any], wording: Wording) -> None:
    route, box = form["key"]["route"], (form["from_cm"], form["to_cm"])
    group["boxes"].append({"route": route, "from_cm": box[0], "to_cm": box[1]})
    after = list(_pieces(group, layer, form, "after", wording))
    covered = MeasureSet.of(box)
    kept = [piece for one in group["after"] for piece in _without(one, route, covered)]
    group["after"] = kept + after
    fresh = covered - group["covered"][route]
    for piece in _pieces(group, layer, form, "before", wording):
        group["before"] += [
            {**piece, "from_cm": a, "to_cm": b}
            for a, b in fresh.within(piece["from_cm"], piece["to_cm"]).pairs()
        ]
    group["covered"][route] |= covered


def _pieces(group: dict[str, Any], layer: Layer, form: dict[str, Any], side: str, wording: Wording):
    """Yield the pieces of a side that hold on the first day of the box, each with the code of its class."""
    for from_cm, to_cm, start, _end, values in form[side]:
        if start != form["valid"][0]:
            continue
        one = _class_of(layer, values, wording)
        group["classes"].setdefault(one["code"], one)
        yield {"route": form["key"]["route"], "from_cm": from_cm, "to_cm": to_cm, "shown": one["code"]}


def _class_of(layer: Layer, values: dict[str, Any], wording: Wording) -> dict[str, Any]:
    """Return the class of a piece: its choice as the map draws it; without one, its values in words."""
    column = next((one for one in layer.value_columns if one.is_reference), None)
    if column is None:
        words = wording.columns(layer.value_columns, values)
        return {"code": words, "name": "" if words == EMPTY else words}
    known = wording.choices(column).get(values[column.name])
    return known or {"code": values[column.name], "name": values[column.name]}


def _without(piece: dict[str, Any], route: str, metres: MeasureSet) -> list[dict[str, Any]]:
    if piece["route"] != route:
        return [piece]
    left = MeasureSet.of((piece["from_cm"], piece["to_cm"])) - metres
    return [{**piece, "from_cm": from_cm, "to_cm": to_cm} for from_cm, to_cm in left.pairs()]


def _shown(group: dict[str, Any]) -> dict[str, Any]:
    shown = {name: value for name, value in group.items() if name != "covered"}
    return {**shown, "classes": list(group["classes"].values())}
