"""What brings items of equipment and their days into the log: an item is at one place at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from apps.deployments.models import EquipmentDays, EquipmentItem
from apps.deployments.periods import Writing, day_after, overlap, period_json, shown_period
from apps.geo.errors import Conflict
from apps.geo.facts import FOREVER
from apps.ledger.commands import Add, Amend, Clear, Command, Put
from apps.ledger.models import ChangeSet


@dataclass(frozen=True)
class Use:
    """Where an item is over some days in one stage, both ends included; no last day if it stays."""

    item: str
    stage: str
    first: date
    last: date | None
    operation: str | None = None

    @property
    def key(self) -> dict:
        return {"item": self.item, "stage": self.stage}

    @property
    def end(self) -> date:
        return day_after(self.last)


@dataclass(frozen=True)
class ItemEntry:
    """A use of an item, with what was told of the item itself and of its standing from the first day on."""

    use: Use
    timeless: dict[str, Any] = field(default_factory=dict)
    standing: dict[str, Any] = field(default_factory=dict)


def writing_of_items(entries: Iterable[ItemEntry]) -> Writing:
    """Return what brings items, their standing and their days into the log; an item that is there is amended."""
    entries = sorted(entries, key=lambda one: (one.use.item, one.use.first))
    codes = {one.use.item for one in entries}
    known = set(EquipmentItem.objects.filter(code__in=codes).values_list("code", flat=True))
    commands: list[Command] = []
    for one in entries:
        verb = Amend if one.use.item in known else Add
        if one.timeless or verb is Add:
            commands.append(verb("equipment_item", one.use.item, one.timeless))
        known.add(one.use.item)
        if one.standing:
            key = {"item": one.use.item}
            commands.append(Put("equipment_standing", key, one.standing, one.use.first, later="until_next"))
    uses = writing_of_uses(one.use for one in entries)
    return Writing([*commands, *uses.commands], uses.kind)


def writing_of_uses(uses: Iterable[Use]) -> Writing:
    """Return what brings uses of items into the log.

    Raises
    ------
    Conflict
        An item is in the same stage elsewhere on one of the days; `detail` has the days.
    """
    uses = sorted(uses, key=lambda one: (one.item, one.stage, one.first))
    days = Whereabouts({one.item for one in uses})
    for use in uses:
        days.require_free(use)
    goes_on = not any(days.has_later(use) for use in uses)
    commands = [command for use in uses for command in _use_commands(use, goes_on)]
    return Writing(commands, ChangeSet.Kind.UPDATE if goes_on else ChangeSet.Kind.CORRECT)


def _use_commands(use: Use, goes_on: bool) -> Iterator[Put | Clear]:
    yield Put(
        "equipment_days", use.key, {"operation": use.operation}, use.first, FOREVER if goes_on else use.end
    )
    if goes_on and use.end != FOREVER:
        yield Clear("equipment_days", use.key, use.end)


class Whereabouts:
    """Where some items are in the log, in every stage; read once."""

    def __init__(self, items: set[str]):
        self.days: dict[tuple[str, str], list[EquipmentDays]] = defaultdict(list)
        rows = EquipmentDays.objects.filter(item__code__in=items).select_related("item", "operation")
        for row in rows.order_by("valid"):
            self.days[row.item.code, row.stage].append(row)

    def require_free(self, use: Use) -> None:
        for other in self.days[use.item, use.stage]:
            there = other.operation.code if other.operation else None
            if there != use.operation and overlap(other, use.first, use.end):
                values = {"item": use.item, "operation": there or "–", **shown_period(other)}
                message = _("%(item)s is at %(operation)s from %(first)s to %(last)s.")
                colliding = [{"operation": there, **period_json(other)}]
                raise Conflict(message, "first", {"colliding": colliding}, **values)

    def has_later(self, use: Use) -> bool:
        return any(overlap(one, use.first, FOREVER) for one in self.days[use.item, use.stage])
