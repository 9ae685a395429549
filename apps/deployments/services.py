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


@dataclass(frozen=True)
class Writing:
    """What to write, and whether it completes the log (an update) or changes what it said (a correction)."""

    commands: list[Command]
    kind: str


def writing_of(entries: Iterable[SlotEntry]) -> Writing:
    """Return what brings slots and their days into the log; a slot that is there is amended.

    Where the log ends before the first new day, the new days go on from there and end where they end.
    Where it has later days already, just the days told are put.
    """
    entries = sorted(entries, key=lambda one: (one.slot, one.stage, one.begin))
    for entry in entries:
        require_order(entry)
    goes_on = not _has_later_days(entries)
    known = set(Slot.objects.filter(code__in={one.slot for one in entries}).values_list("code", flat=True))
    commands: list[Command] = []
    for entry in entries:
        verb = Amend if entry.slot in known else Add
        if entry.timeless or verb is Add:
            commands.append(verb("slot", entry.slot, entry.timeless))
        known.add(entry.slot)
        commands += going_on(entry) if goes_on else just_these(entry)
    return Writing(commands, ChangeSet.Kind.UPDATE if goes_on else ChangeSet.Kind.CORRECT)


def _has_later_days(entries: list[SlotEntry]) -> bool:
    begins: dict[tuple[str, str], date] = {}
    for entry in entries:
        begins.setdefault((entry.slot, entry.stage), entry.begin)
    slots = {slot for slot, _stage in begins}
    rows = SlotDays.objects.filter(slot__code__in=slots).values_list("slot__code", "stage", "valid")
    return any(
        (slot, stage) in begins and (valid.upper is None or valid.upper > begins[slot, stage])
        for slot, stage, valid in rows
    )


def parts(entry: SlotEntry) -> Iterator[tuple[date, date, bool]]:
    """Yield begin, end and whether it is travel: travel, duty, travel."""
    duty_end = entry.last + A_DAY
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
    yield Clear("slot_days", entry.key, entry.end)


def log_slots(
    *, entries: Iterable[SlotEntry], by: User, reason: str, seen: int | None = None
) -> ChangeSet | None:
    """Bring slots into the log as one change set; None if the log says all that already."""
    writing = writing_of(entries)
    return _record(writing.commands, by=by, reason=reason, kind=writing.kind, seen=seen)


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
    return _record(commands, by=by, reason=reason, kind=ChangeSet.Kind.UPDATE)


def use_equipment(
    *,
    item: str,
    operation: str | None,
    stage: str,
    first: date,
    last: date,
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
    require_days(first, last)
    _require_known(EquipmentItem, item, "item")
    if operation is not None:
        _require_known(Operation, operation, "operation")
    _require_free(item, operation, stage, first, last)
    key, values, end = {"item": item, "stage": stage}, {"operation": operation}, last + A_DAY
    if EquipmentDays.objects.filter(item__code=item, stage=stage, valid__overlap=(first, None)).exists():
        put = Put("equipment_days", key, values, first, end)
        return _record([put], by=by, reason=reason, kind=ChangeSet.Kind.CORRECT, seen=seen)
    commands = [Put("equipment_days", key, values, first), Clear("equipment_days", key, end)]
    return _record(commands, by=by, reason=reason, kind=ChangeSet.Kind.UPDATE, seen=seen)


def record_list(*, commands: list[Command], by: User, reason: str) -> ChangeSet | None:
    """Record operations, items, their standing or commitments, which hold from a day on."""
    return _record(commands, by=by, reason=reason, kind=ChangeSet.Kind.UPDATE)


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


def _record(
    commands: list[Command], *, by: User, reason: str, kind: str, seen: int | None = None
) -> ChangeSet | None:
    """Record the commands; the reason is kept for ever, so it may carry no personal code either."""
    try:
        no_personal_code(reason)
    except ValidationError as error:
        raise FactError(error.messages[0], "reason") from None
    return services.record(commands=commands, by=by, reason=reason, kind=kind, seen=seen)
