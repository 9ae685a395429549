"""What brings items of equipment and their days into the log: an item is at one place at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from apps.deployments.models import EquipmentDays, EquipmentItem
from apps.deployments.periods import Writing, day_after, outside, overlap, period_json, shown_period
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


def contradicts(entry: ItemEntry, other: ItemEntry) -> bool:
    """Tell whether two entries of one item tell different things of it, or of its standing from the same day on."""
    told, others = dict(entry.timeless), dict(other.timeless)
    if entry.use.first == other.use.first:
        told, others = told | entry.standing, others | other.standing
    return any(others.get(name, value) != value for name, value in told.items())


def writing_of_items(entries: Iterable[ItemEntry]) -> Writing:
    """Return what brings items, their standing and their days into the log; an item that is there is amended."""
    numbered = sorted(enumerate(entries), key=lambda one: (one[1].use.item, one[1].use.first))
    codes = {entry.use.item for _n, entry in numbered}
    known = set(EquipmentItem.objects.filter(code__in=codes).values_list("code", flat=True))
    commands: list[Command] = []
    told_by: list[str] = []
    for n, entry in numbered:
        own = list(_thing_commands(entry, entry.use.item in known))
        known.add(entry.use.item)
        commands += own
        told_by += [f"items[{n}]"] * len(own)
    uses = writing_of_uses((entry.use for _n, entry in numbered), whole_periods=True)
    told_by += ["items"] * len(uses.commands)
    return Writing([*commands, *uses.commands], uses.kind, told_by, uses.given_up)


def _thing_commands(entry: ItemEntry, is_known: bool) -> Iterator[Command]:
    verb = Amend if is_known else Add
    if entry.timeless or verb is Add:
        yield verb("equipment_item", entry.use.item, entry.timeless)
    if entry.standing:
        key = {"item": entry.use.item}
        yield Put("equipment_standing", key, entry.standing, entry.use.first, later="until_next")


def writing_of_uses(uses: Iterable[Use], whole_periods: bool = False) -> Writing:
    """Return what brings uses of items into the log; with `whole_periods` in the place of those that they meet.

    Raises
    ------
    Conflict
        An item is in the same stage elsewhere on one of the days; `detail` has the days.
    """
    uses = sorted(uses, key=lambda one: (one.item, one.stage, one.first))
    days = Whereabouts({one.item for one in uses})
    goes_on = not any(days.has_later(use) for use in uses)
    cleared, given_up = days.give_way(uses) if whole_periods else ([], [])
    for use in uses:
        days.require_free(use)
    commands = [command for use in uses for command in _use_commands(use, goes_on)]
    kind = ChangeSet.Kind.UPDATE if goes_on else ChangeSet.Kind.CORRECT
    return Writing([*cleared, *commands], kind, given_up=given_up)


def _use_commands(use: Use, goes_on: bool) -> Iterator[Put | Clear]:
    yield Put(
        "equipment_days", use.key, {"operation": use.operation}, use.first, FOREVER if goes_on else use.end
    )
    if goes_on and use.end != FOREVER:
        yield Clear("equipment_days", use.key, use.end)


def _operation(logged: EquipmentDays) -> str | None:
    return logged.operation.code if logged.operation else None


def _continues(use: Use, logged: EquipmentDays) -> bool:
    """Tell whether a use meets a logged period of the item at the same operation."""
    return _operation(logged) == use.operation and overlap(logged, use.first, use.end)


def _untold(logged: EquipmentDays, uses: list[Use]) -> Iterator[Clear]:
    key = {"item": logged.item.code, "stage": logged.stage}
    periods = [(use.first, use.end) for use in uses]
    for begin, end in outside(logged.valid.lower, logged.valid.upper or FOREVER, periods):
        yield Clear("equipment_days", key, begin, end)


class Whereabouts:
    """Where some items are in the log, in every stage; read once."""

    def __init__(self, items: set[str]):
        self.days: dict[tuple[str, str], list[EquipmentDays]] = defaultdict(list)
        rows = EquipmentDays.objects.filter(item__code__in=items).select_related("item", "operation")
        for row in rows.order_by("valid"):
            self.days[row.item.code, row.stage].append(row)

    def require_free(self, use: Use) -> None:
        for other in self.days[use.item, use.stage]:
            there = _operation(other)
            if there != use.operation and overlap(other, use.first, use.end):
                values = {"item": use.item, "operation": there or "–", **shown_period(other)}
                message = _("%(item)s is at %(operation)s from %(first)s to %(last)s.")
                colliding = [{"operation": there, **period_json(other)}]
                raise Conflict(message, "first", {"colliding": colliding}, **values)

    def give_way(self, uses: Iterable[Use]) -> tuple[list[Clear], list[Clear]]:
        """Take out the periods that some uses meet at the same place.

        Return what clears the days that none of them tells of that place, and those that none tells at all.
        """
        told: dict[tuple[str, str], list[Use]] = defaultdict(list)
        for use in uses:
            told[use.item, use.stage].append(use)
        there: list[Clear] = []
        anywhere: list[Clear] = []
        for place, given in told.items():
            met = [one for one in self.days[place] if any(_continues(use, one) for use in given)]
            self.days[place] = [one for one in self.days[place] if one not in met]
            for one in met:
                there += _untold(one, [use for use in given if use.operation == _operation(one)])
                anywhere += _untold(one, given)
        return there, anywhere

    def has_later(self, use: Use) -> bool:
        return any(overlap(one, use.first, FOREVER) for one in self.days[use.item, use.stage])
