"""Every write to the log: each becomes one change set of the ledger."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.deployments.models import EquipmentItem, Operation, Slot, SlotDays
from apps.deployments.periods import (
    A_DAY,
    Writing,
    day_after,
    overlap,
    period_json,
    require_days,
    shown_period,
)
from apps.deployments.uses import Use, writing_of_uses
from apps.geo.errors import Conflict, NotFound, PeriodError
from apps.geo.facts import FOREVER
from apps.ledger import services
from apps.ledger.commands import Add, Amend, Clear, Command, Put
from apps.ledger.models import ChangeSet


@dataclass(frozen=True)
class SlotEntry:
    """A slot with its days in one stage, both ends included, no last day if they go on; travel lies around them."""

    slot: str
    stage: str
    first: date
    last: date | None
    heads: int
    category: int | None = None
    direction: str | None = None
    profile: str | None = None
    operation: str | None = None
    body: str | None = None
    travel_from: date | None = None
    travel_to: date | None = None
    crew_of: str | None = None
    curtailed: str | None = None
    source: str | None = None
    note: str | None = None

    TIMELESS = (
        "direction",
        "category",
        "profile",
        "operation",
        "body",
        "crew_of",
        "curtailed",
        "source",
        "note",
    )

    @property
    def timeless(self) -> dict:
        """What was given of the columns that do not change with the day."""
        given = {name: getattr(self, name) for name in self.TIMELESS}
        return {name: value for name, value in given.items() if value is not None}

    @property
    def key(self) -> dict:
        return {"slot": self.slot, "stage": self.stage}

    @property
    def begin(self) -> date:
        return self.travel_from or self.first

    @property
    def end(self) -> date:
        """The day after the last, travel included."""
        return day_after(self.travel_to or self.last)


def require_order(entry: SlotEntry) -> None:
    """Refuse a last day before the first, and days of travel inside the days of duty."""
    require_days(entry.first, entry.last)
    if entry.travel_from and entry.travel_from > entry.first:
        raise PeriodError(_("Travel begins after the first day."), "travel_from")
    if entry.travel_to and (entry.last is None or entry.travel_to < entry.last):
        raise PeriodError(_("Travel ends before the last day."), "travel_to")
    require_days(entry.begin, entry.travel_to or entry.last)


def writing_of(entries: Iterable[SlotEntry], replaces: bool = False) -> Writing:
    """Return what brings slots and their days into the log; a slot that is there is amended.

    Where the log ends before the first new day, the new days go on from there and end where they end.
    Where it has later days already, just the days told are put; with `replaces` in the place of what was there.

    Raises
    ------
    Conflict
        A slot has other heads on some of the days, and they are not to be replaced.
    """
    entries = sorted(entries, key=lambda one: (one.slot, one.stage, one.begin))
    for entry in entries:
        require_order(entry)
    logged = _Logged(entries)
    if not replaces:
        logged.require_free(entries)
    known = set(Slot.objects.filter(code__in={one.slot for one in entries}).values_list("code", flat=True))
    commands: list[Command] = []
    for entry in entries:
        verb = Amend if entry.slot in known else Add
        if entry.timeless or verb is Add:
            commands.append(verb("slot", entry.slot, entry.timeless))
        known.add(entry.slot)
        commands += going_on(entry) if logged.ends_before else just_these(entry)
    return Writing(commands, ChangeSet.Kind.UPDATE if logged.ends_before else ChangeSet.Kind.CORRECT)


class _Logged:
    """The days that the log has already of the slots of some entries, read once."""

    def __init__(self, entries: list[SlotEntry]):
        begins: dict[tuple[str, str], date] = {}
        for entry in entries:
            begins.setdefault((entry.slot, entry.stage), entry.begin)
        self.days: dict[tuple[str, str], list[SlotDays]] = defaultdict(list)
        rows = SlotDays.objects.filter(slot__code__in={slot for slot, _stage in begins})
        for row in rows.select_related("slot").order_by("valid"):
            if (row.slot.code, row.stage) in begins:
                self.days[row.slot.code, row.stage].append(row)
        self.ends_before = not any(
            (one.valid.upper or FOREVER) > begins[place] for place, days in self.days.items() for one in days
        )

    def otherwise(self, entry: SlotEntry) -> list[SlotDays]:
        """Return the days of an entry that the log has with other heads."""
        return [
            one
            for one in self.days[entry.slot, entry.stage]
            if one.heads != entry.heads and overlap(one, entry.begin, entry.end)
        ]

    def require_free(self, entries: list[SlotEntry]) -> None:
        for entry in entries:
            for other in self.otherwise(entry)[:1]:
                values = {"slot": entry.slot, "heads": other.heads, **shown_period(other)}
                message = _(
                    "%(slot)s has %(heads)s heads from %(first)s to %(last)s already: amend those days."
                )
                raise Conflict(message, "first", {"colliding": [period_json(other)]}, **values)


def parts(entry: SlotEntry) -> Iterator[tuple[date, date, bool]]:
    """Yield begin, end and whether it is travel: travel, duty, travel."""
    duty_end = day_after(entry.last)
    around = (
        (entry.begin, entry.first, True),
        (entry.first, duty_end, False),
        (duty_end, entry.end, True),
    )
    yield from (part for part in around if part[0] < part[1])


def just_these(entry: SlotEntry) -> Iterator[Put]:
    for begin, end, travel in parts(entry):
        yield Put("slot_days", entry.key, {"heads": entry.heads, "travel": travel}, begin, end)


def going_on(entry: SlotEntry) -> Iterator[Put | Clear]:
    for begin, _end, travel in parts(entry):
        yield Put("slot_days", entry.key, {"heads": entry.heads, "travel": travel}, begin)
    if entry.end != FOREVER:
        yield Clear("slot_days", entry.key, entry.end)


def log_slots(
    *,
    entries: Iterable[SlotEntry],
    by: User,
    reason: str,
    replaces: bool = False,
    seen: int | None = None,
) -> ChangeSet | None:
    """Bring slots into the log as one change set; None if the log says all that already."""
    writing = writing_of(entries, replaces)
    return services.record(commands=writing.commands, by=by, reason=reason, kind=writing.kind, seen=seen)


def curtail(
    *, slot: str, last: date, why: str, by: User, reason: str, seen: int | None = None
) -> ChangeSet | None:
    """End a deployment on an earlier day than planned, with the code of the reason.

    Raises
    ------
    Conflict
        The slot is not deployed on that day.
    """
    if not SlotDays.objects.as_of(last).filter(slot__code=slot, stage="deployed").exists():
        raise Conflict(_("Slot %(slot)s is not deployed on %(day)s."), "last", slot=slot, day=last)
    commands = [
        Clear("slot_days", {"slot": slot, "stage": "deployed"}, last + A_DAY),
        Amend("slot", slot, {"curtailed": why}),
    ]
    return services.record(commands=commands, by=by, reason=reason, kind=ChangeSet.Kind.UPDATE, seen=seen)


def use_equipment(
    *,
    item: str,
    operation: str | None,
    stage: str,
    first: date,
    last: date | None,
    by: User,
    reason: str,
    seen: int | None = None,
) -> ChangeSet | None:
    """Log where an item is over some days, both ends included.

    Raises
    ------
    Conflict
        The item is in the same stage elsewhere on one of the days.
    """
    use = Use(item, stage, first, last, operation)
    require_days(first, last)
    _require_known(EquipmentItem, item, "item")
    if operation is not None:
        _require_known(Operation, operation, "operation")
    writing = writing_of_uses([use])
    return services.record(commands=writing.commands, by=by, reason=reason, kind=writing.kind, seen=seen)


def record_list(
    *, commands: list[Command], by: User, reason: str, seen: int | None = None
) -> ChangeSet | None:
    """Record operations, items, their standing or commitments, which hold from a day on."""
    return services.record(commands=commands, by=by, reason=reason, kind=ChangeSet.Kind.UPDATE, seen=seen)


def _require_known(model, code: str, where: str) -> None:
    if not model._default_manager.filter(code=code).exists():
        raise NotFound(
            _("There is no %(type)s %(uid)s.") % {"type": model._meta.verbose_name, "uid": code}, where
        )
