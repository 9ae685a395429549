"""Every write to the log: each becomes one change set of the ledger."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.deployments.amending import days_ended
from apps.deployments.models import EquipmentItem, Operation, Slot, SlotDays, Stage
from apps.deployments.periods import (
    Writing,
    day_after,
    outside,
    overlap,
    period_json,
    require_days,
    shown_period,
)
from apps.deployments.reading import Run, runs
from apps.deployments.uses import Use, writing_of_uses
from apps.geo.errors import BorderGisError, Conflict, FactError, NotFound, PeriodError
from apps.geo.facts import FOREVER
from apps.ledger import services
from apps.ledger.commands import Add, Amend, Clear, Command, Put
from apps.ledger.models import ChangeSet
from apps.ledger.register import BY_NAME

FIRMNESS = {stage: n for n, stage in enumerate(Stage.values)}
"""How firm each stage is; what is no stage the ledger refuses."""


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

    TIMELESS = BY_NAME["slot"].columns_named

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


def contradiction(entry: SlotEntry, other: SlotEntry) -> str | None:
    """Return the first column of which two entries of one slot tell different things, though a slot has one.

    An agreed list and an actual report may both tell of a slot: each stage its own source, the firmest one's is kept.
    """
    told, others = dict(entry.timeless), other.timeless
    if entry.stage != other.stage:
        told.pop("source", None)
    return next((name for name, value in told.items() if others.get(name, value) != value), None)


def with_one_source(entries: Iterable[SlotEntry]) -> list[SlotEntry]:
    """Return entries that tell the source of each slot by its firmest stage alone."""
    entries = list(entries)
    firmest: dict[str, int] = {}
    for one in entries:
        if one.source:
            firmest[one.slot] = max(firmest.get(one.slot, 0), FIRMNESS.get(one.stage, 0))
    return [
        replace(one, source=None) if one.source and FIRMNESS.get(one.stage, 0) < firmest[one.slot] else one
        for one in entries
    ]


def shares_days(entry: SlotEntry, other: SlotEntry) -> bool:
    return entry.stage == other.stage and other.begin < entry.end and entry.begin < other.end


def meets(entry: SlotEntry, run: Run) -> bool:
    """Tell whether an entry has a day of duty in common with a run of the same slot and stage."""
    return run.first < day_after(entry.last) and entry.first < run.duty_end


def require_agreement(entry: SlotEntry, others: Iterable[tuple[int, SlotEntry]]) -> None:
    """Refuse an entry that tells of its slot, or of its days, something else than another of the same request."""
    for n, other in others:
        detail, values = {"other": f"slots[{n}]"}, {"slot": entry.slot}
        if column := contradiction(entry, other):
            message = _("The request tells two different things of %(slot)s.")
            raise FactError(message, column, detail, **values)
        if shares_days(entry, other):
            raise FactError(_("The request has these days of %(slot)s twice."), "first", detail, **values)


def writing_of(entries: Iterable[SlotEntry], replaces: bool = False, whole_runs: bool = False) -> Writing:
    """Return what brings slots and their days into the log; a slot that is there is amended.

    Where the log ends before the first new day, the new days go on from there and end where they end.
    Where it has later days already, just the days told are put; with `replaces` in the place of what was there,
    with `whole_runs` in the place of each run of days that they meet, its travel included.

    Raises
    ------
    Conflict
        A slot has other heads on some of the days, and they are not to be replaced.
    FactError
        Two entries contradict one another.
    """
    numbered = sorted(
        enumerate(with_one_source(entries)), key=lambda one: (one[1].slot, one[1].stage, one[1].begin)
    )
    logged = _Logged([entry for _n, entry in numbered])
    _require_good(numbered, logged, replaces)
    codes = {entry.slot for _n, entry in numbered}
    known = set(Slot.objects.filter(code__in=codes).values_list("code", flat=True))
    given_up = list(logged.given_up([entry for _n, entry in numbered])) if whole_runs else []
    commands: list[Command] = list(given_up)
    told_by = ["slots"] * len(given_up)
    for n, entry in numbered:
        own = list(_commands_of(entry, entry.slot in known, logged.ends_before))
        known.add(entry.slot)
        commands += own
        told_by += [f"slots[{n}]"] * len(own)
    kind = ChangeSet.Kind.UPDATE if logged.ends_before else ChangeSet.Kind.CORRECT
    return Writing(commands, kind, told_by, given_up)


def _require_good(numbered: list[tuple[int, SlotEntry]], logged: "_Logged", replaces: bool) -> None:
    earlier: dict[str, list[tuple[int, SlotEntry]]] = defaultdict(list)
    for n, entry in numbered:
        try:
            require_order(entry)
            require_agreement(entry, earlier[entry.slot])
            if not replaces:
                logged.require_free(entry)
        except BorderGisError as error:
            raise error.at(f"slots[{n}]") from None
        earlier[entry.slot].append((n, entry))


def _commands_of(entry: SlotEntry, is_known: bool, goes_on: bool) -> Iterator[Command]:
    verb = Amend if is_known else Add
    if entry.timeless or verb is Add:
        yield verb("slot", entry.slot, entry.timeless)
    yield from going_on(entry) if goes_on else just_these(entry)


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

    def require_free(self, entry: SlotEntry) -> None:
        for other in self.otherwise(entry)[:1]:
            values = {"slot": entry.slot, "heads": other.heads, **shown_period(other)}
            message = _("%(slot)s has %(heads)s heads from %(first)s to %(last)s already: amend those days.")
            raise Conflict(message, "first", {"colliding": [period_json(other)]}, **values)

    def given_up(self, entries: list[SlotEntry]) -> Iterator[Clear]:
        """Yield what clears of the runs that some entries meet on duty the days that none of them tells."""
        for place, days in self.days.items():
            told = [one for one in entries if (one.slot, one.stage) == place]
            periods = [(one.begin, one.end) for one in told]
            for run in runs(days):
                if any(meets(one, run) for one in told):
                    for begin, end in outside(run.begin, run.end, periods):
                        yield Clear("slot_days", told[0].key, begin, end)


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
    return recorded(writing, by=by, reason=reason, seen=seen)


def recorded(writing: Writing, *, by: User, reason: str, seen: int | None) -> ChangeSet | None:
    """Write to the ledger what it refuses in the words of the entries."""
    try:
        return services.record(commands=writing.commands, by=by, reason=reason, kind=writing.kind, seen=seen)
    except BorderGisError as error:
        raise writing.placed(error) from None


def curtail(
    *, slot: str, last: date, why: str, by: User, reason: str, seen: int | None = None
) -> ChangeSet | None:
    """End a deployment on an earlier day than planned, with the code of the reason; later ones stay.

    Raises
    ------
    Conflict
        The slot is not on duty as deployed on that day.
    """
    ended = days_ended(slot, last)
    commands = [*ended.commands, Amend("slot", slot, {"curtailed": why})]
    return services.record(commands=commands, by=by, reason=reason, kind=ended.kind, seen=seen)


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
