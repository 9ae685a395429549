"""From the JSON of a change set to commands; every refusal names the field."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from apps.border.days import parse_day
from apps.geo.errors import BorderGisError, FactError
from apps.geo.facts import FOREVER
from apps.ledger.commands import Add, Amend, Clear, Command, Later, Put, Remove
from apps.ledger.register import Layer, entry


def commands_from(operations: list[Mapping[str, Any]], later: Later) -> list[Command]:
    """Return the commands of a parsed body.

    Raises
    ------
    BorderGisError
        `where` is ``operations[n].field``.
    """
    commands = []
    for n, operation in enumerate(operations):
        try:
            commands.append(_command(operation, later))
        except BorderGisError as error:
            raise error.at(f"operations[{n}]") from None
    return commands


def _command(operation: Mapping[str, Any], later: Later) -> Command:
    verb, target = operation["verb"], operation["target"]
    if verb in ("put", "clear"):
        return _fact_command(operation, later)
    uid = operation.get("uid")
    if not uid:
        raise FactError(_("Say which object: its code or uid."), "uid")
    if verb == "remove":
        return Remove(target, uid)
    return (Add if verb == "add" else Amend)(target, uid, operation.get("values", {}))


def _fact_command(operation: Mapping[str, Any], later: Later) -> Put | Clear:
    start = parse_day(_needed(operation, "from_day"), "from_day")
    until = operation.get("until_day")
    place = {
        "target": operation["target"],
        "key": operation.get("key", {}),
        "start": start,
        "end": parse_day(until, "until_day") if until else FOREVER,
        # a chosen period is meant as a whole: nothing in it is left over
        "later": "replace" if until else later,
    }
    if isinstance(layer := entry(operation["target"]), Layer) and layer.linear:
        place |= {"from_cm": _needed(operation, "from_km"), "to_cm": _needed(operation, "to_km")}
    if operation["verb"] == "clear":
        return Clear(**place)
    values = operation.get("values") or {}
    if not values and not (isinstance(layer, Layer) and not layer.shape.required):
        raise FactError(_("Say what to put: at least one column."), "values")
    return Put(**place, values=values)


def _needed(operation: Mapping[str, Any], name: str) -> Any:
    if operation.get(name) is None:
        raise FactError(_("%(field)s is needed.") % {"field": name}, name)
    return operation[name]
