"""Every write to the log: each becomes one change set of the ledger."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.deployments.models import EquipmentDays, EquipmentItem, Operation, Slot, SlotDays
from apps.deployments.privacy import no_personal_code
from apps.geo.errors import Conflict, FactError, NotFound, PeriodError
from apps.geo.facts import FOREVER
from apps.ledger import services
from apps.ledger.commands import Add, Amend, Clear, Command, Put
from apps.ledger.models import ChangeSet

A_DAY = timedelta(days=1)
FIRST_DAY, LAST_DAY = date(2004, 1, 1), date(2100, 12, 31)  # the Agency was founded in 2004


@dataclass(frozen=True)
class SlotEntry:
    """A slot with its days in one stage, both ends included; travel lies around the days of duty."""

    slot: str
    stage: str
    first: date
    last: date
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
        return (self.travel_to or self.last) + A_DAY


def require_days(first: date, last: date, where: str = "last") -> None:
    """Refuse days that no deployment can have; `last` is included."""
    if last < first:
        raise PeriodError(
            _("The last day %(last)s is before the first %(first)s.") % {"first": first, "last": last}, where
        )
    for name, day in (("first", first), ("last", last)):
        if not FIRST_DAY <= day <= LAST_DAY and day != FOREVER:
            values = {"day": day, "from": FIRST_DAY.year, "to": LAST_DAY.year}
            raise PeriodError(_("The day %(day)s is not between %(from)s and %(to)s.") % values, name)


def require_order(entry: SlotEntry) -> None:
    """Refuse a last day before the first, and days of travel inside the days of duty."""
    require_days(entry.first, entry.last)
    if entry.travel_from and entry.travel_from > entry.first:
        raise PeriodError(_("Travel begins after the first day."), "travel_from")
    if entry.travel_to and entry.travel_to < entry.last:
        raise PeriodError(_("Travel ends before the last day."), "travel_to")
    require_days(entry.begin, entry.end - A_DAY)


def slot_commands(entries: Iterable[SlotEntry]) -> list[Command]:
    """Return the commands that bring slots and their days into the log; a slot that is there is amended."""
    entries = list(entries)
    known = set(Slot.objects.filter(code__in={one.slot for one in entries}).values_list("code", flat=True))
    commands: list[Command] = []
    for entry in entries:
        require_order(entry)
        verb = Amend if entry.slot in known else Add
        if entry.timeless or verb is Add:
            commands.append(verb("slot", entry.slot, entry.timeless))
        known.add(entry.slot)
        commands += day_commands(entry)
    return commands


def day_commands(entry: SlotEntry) -> Iterator[Put]:
    """Yield the puts of one entry: travel, duty, travel."""
    duty_end = entry.last + A_DAY
    for begin, end, travel in (
        (entry.begin, entry.first, True),
        (entry.first, duty_end, False),
        (duty_end, entry.end, True),
    ):
        if begin < end:
            yield Put("slot_days", entry.key, {"heads": entry.heads, "travel": travel}, begin, end)


def log_slots(
    *, entries: Iterable[SlotEntry], by: User, reason: str, seen: int | None = None
) -> ChangeSet | None:
    """Bring slots into the log as one change set; None if the log says all that already."""
    return _record(slot_commands(entries), by=by, reason=reason, seen=seen)


def curtail(*, slot: str, last: date, why: str, by: User, reason: str) -> ChangeSet | None:
    """End a deployment on an earlier day than planned, with the code of the reason.

    Raises
    ------
    Conflict
        The slot is not deployed on that day.
    """
    if not SlotDays.objects.as_of(last).filter(slot__code=slot, stage="deployed").exists():
        raise Conflict(_("Slot %(slot)s is not deployed on %(day)s.") % {"slot": slot, "day": last}, "last")
    commands = [
        Clear("slot_days", {"slot": slot, "stage": "deployed"}, last + A_DAY),
        Amend("slot", slot, {"curtailed": why}),
    ]
    return _record(commands, by=by, reason=reason)


def use_equipment(
    *, item: str, operation: str | None, stage: str, first: date, last: date, by: User, reason: str
) -> ChangeSet | None:
    """Log where an item is over some days, both ends included.

    Raises
    ------
    Conflict
        The item is in the same stage elsewhere on one of the days.
    """
    require_days(first, last)
    _require_known(EquipmentItem, item, "item")
    if operation is not None:
        _require_known(Operation, operation, "operation")
    _require_free(item, operation, stage, first, last)
    put = Put("equipment_days", {"item": item, "stage": stage}, {"operation": operation}, first, last + A_DAY)
    return _record([put], by=by, reason=reason)


def _require_free(item: str, operation: str | None, stage: str, first: date, last: date) -> None:
    taken = EquipmentDays.objects.filter(item__code=item, stage=stage, valid__overlap=(first, last + A_DAY))
    other = taken.exclude(operation__code=operation).select_related("operation").order_by("valid").first()
    if other:
        end = other.valid.upper - A_DAY if other.valid.upper else "…"
        values = {"item": item, "operation": other.operation.code if other.operation else "–"}
        values |= {"first": other.valid.lower, "last": end}
        raise Conflict(_("%(item)s is at %(operation)s from %(first)s to %(last)s.") % values, "first")


def _require_known(model, code: str, where: str) -> None:
    if not model._default_manager.filter(code=code).exists():
        raise NotFound(
            _("There is no %(type)s %(uid)s.") % {"type": model._meta.verbose_name, "uid": code}, where
        )


def _record(commands: list[Command], *, by: User, reason: str, seen: int | None = None) -> ChangeSet | None:
    """Record what is told of closed periods; a log is completed afterwards, so it is a correction."""
    try:
        no_personal_code(reason)
    except ValidationError as error:
        raise FactError(error.messages[0], "reason") from None
    return services.record(commands=commands, by=by, reason=reason, kind=ChangeSet.Kind.CORRECT, seen=seen)
