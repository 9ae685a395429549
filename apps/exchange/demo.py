"""The demo register, written through the ledger: real line, published totals, invented places."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from numpy.typing import NDArray

from apps.accounts.models import User
from apps.border.geometry import line_m_hex, point_hex
from apps.geo.calibration import calibrated_line, calibration, raw_measures_m
from apps.geo.facts import FOREVER
from apps.geo.snapping import point_at
from apps.ledger import services
from apps.ledger.commands import Add, Amend, Command, Put
from apps.ledger.models import ChangeSet
from apps.ledger.register import Layer, entry
from apps.ledger.store import read_objects
from spatial_data.loaders import border_lines, to_national

AUTHOR = "demo"
NAMESPACE = UUID("6f0c2f0e-5d0e-5b0a-9a53-0d3b0b6f5a11")


def demo_author() -> User:
    """Return the account that the demo is written by; it cannot sign in."""
    author, is_new = User.objects.get_or_create(
        username=AUTHOR, defaults={"role": User.Role.ADMIN, "first_name": "Demo"}
    )
    if is_new:
        author.set_unusable_password()
        author.save()
    return author


def calibrated_lines(lengths_cm: Mapping[str, int]) -> dict[str, NDArray]:
    """Return each route's line (x, y in NATIONAL_SRID, M in centimetres), its ends tied to the official length."""
    planar = to_national(border_lines(), settings.NATIONAL_SRID)
    return {code: _tied_at_the_ends(planar[code], length_cm) for code, length_cm in lengths_cm.items()}


def _tied_at_the_ends(line: NDArray, length_cm: int) -> NDArray:
    raw_m = raw_measures_m(line, settings.NATIONAL_SRID)
    return calibrated_line(line, raw_m, calibration([], raw_m[-1], length_cm))


def with_geometry(change_sets: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield the change sets with the line of each alignment and the point of each sign filled in."""
    change_sets = list(change_sets)
    operations = [operation for one in change_sets for operation in one["operations"]]
    routes = {one["uid"]: one["values"]["official_length_cm"] for one in operations if one["target"] == "route"}
    lines = calibrated_lines(routes)
    for one in change_sets:
        yield {**one, "operations": [_placed(operation, lines) for operation in one["operations"]]}


def _placed(operation: Mapping[str, Any], lines: Mapping[str, NDArray]) -> Mapping[str, Any]:
    values = operation["values"]
    if operation["target"] == "alignment":
        return {**operation, "values": {**values, "line": line_m_hex(lines[values["route"]])}}
    if operation["target"] == "border_sign":
        point = point_hex(*point_at(lines[values["route"]], values["measure_cm"]))
        return {**operation, "values": {**values, "point": point}}
    return operation


@transaction.atomic
def write_demo(change_sets: Iterable[Mapping[str, Any]]) -> list[ChangeSet]:
    """Write the demo's change sets that are not in the ledger yet, each known by its code."""
    author = demo_author()
    written = []
    for one in with_geometry(change_sets):
        uid = uuid5(NAMESPACE, one["code"])
        if not ChangeSet.objects.filter(uid=uid).exists():
            commands = list(demo_commands(one["operations"]))
            written.append(
                services.record(commands=commands, by=author, reason=one["reason"], kind="correct", uid=uid)
            )
    return written


def demo_commands(operations: Iterable[Mapping[str, Any]]) -> Iterator[Command]:
    """Yield the commands of a demo change set; an object that is there is amended to what the demo says."""
    operations = list(operations)
    objects = {one["target"] for one in operations if not isinstance(entry(one["target"]), Layer)}
    known = {target: {uid for uid, _ in read_objects(entry(target))} for target in objects}
    for one in operations:
        if one["target"] in objects:
            verb = Amend if one["uid"] in known[one["target"]] else Add
            yield verb(one["target"], one["uid"], one["values"])
        else:
            yield _put(one)


def _put(one: Mapping[str, Any]) -> Put:
    return Put(
        one["target"],
        one["key"],
        one["values"],
        one["start"],
        one.get("end") or FOREVER,
        one.get("from_cm"),
        one.get("to_cm"),
    )
