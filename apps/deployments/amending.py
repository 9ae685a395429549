"""A slot's days of duty carry their days of travel with them: moved, grown, ended early or cancelled together."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from apps.deployments.models import Stage
from apps.deployments.periods import A_DAY, Writing
from apps.geo.errors import Conflict, gettext_noop
from apps.geo.facts import FOREVER
from apps.ledger.amending import Entry, amended, entries, require_room
from apps.ledger.commands import Clear, Command, Put
from apps.ledger.models import ChangeSet
from apps.ledger.register import entry as entry_of


def travel_around(entry: Entry) -> list[Entry]:
    """Return the days of travel that touch days of duty; travel between two runs belongs to the earlier one."""
    if entry.values["travel"]:
        return []
    others = entries(entry.layer, entry.key)
    ends = {one.row.end for one in others if not one.values["travel"]}
    before = [one for one in others if one.row.end == entry.row.start and one.row.start not in ends]
    after = [one for one in others if one.row.start == entry.row.end]
    return [one for one in (*before, *after) if one.values["travel"]]


def days_amended(entry: Entry, values: Mapping[str, Any], start: date, end: date) -> list[Command]:
    """Return what gives a slot's days other heads and other days; travel keeps its length around the duty.

    Raises
    ------
    Conflict
        Other days of the slot and stage lie where these, or their travel, would.
    """
    around = travel_around(entry) if not values["travel"] else []
    commands = amended(entry, values, start, end, giving_way=around)
    if not commands:
        return []
    left, put = [], []
    for travel in around:
        begin, until = _moved(travel, entry, start, end)
        if (begin, until) != (travel.row.start, travel.row.end):
            left.append(travel.cleared())
            require_room(entry, begin, until, giving_way=around)
        if begin < until:
            put.append(Put("slot_days", entry.key, {"heads": values["heads"], "travel": True}, begin, until))
    return [*left, *commands, *put]


def _moved(travel: Entry, entry: Entry, start: date, end: date) -> tuple[date, date]:
    """Return where days of travel come to lie; none after duty that has no end."""
    length = travel.row.end - travel.row.start
    if travel.row.end == entry.row.start:
        return start - length, start
    return (end, end) if end == FOREVER else (end, end + length)


def days_cancelled(entry: Entry) -> list[Command]:
    """Return what takes days back, with the travel to and from them."""
    return [one.cleared() for one in (entry, *travel_around(entry))]


def days_ended(slot: str, last: date) -> Writing:
    """Return what ends a slot's deployment after its duty of a day; travel home keeps its length, later days stay.

    Raises
    ------
    Conflict
        The slot is not on duty as deployed on that day.
    """
    key = {"slot": slot, "stage": Stage.DEPLOYED.value}
    held = entries(entry_of("slot_days"), key)
    stay = _stay(held, last)
    if not stay:
        raise Conflict(gettext_noop("Slot %(slot)s is not deployed on %(day)s."), "last", slot=slot, day=last)
    until = stay[-1].row.end
    home = [one for one in held if one.row.start == until and one.values["travel"]]
    until = home[0].row.end if home else until
    is_last = not any(one.row.start >= until for one in held)
    end = last + A_DAY
    commands: list[Command] = (
        [Clear("slot_days", key, end, FOREVER if is_last else until)] if end < until else []
    )
    if home and commands:
        back = end + (home[0].row.end - home[0].row.start)
        values = {"heads": stay[0].values["heads"], "travel": True}
        commands.append(Put("slot_days", key, values, end, FOREVER if is_last else back))
        commands += [Clear("slot_days", key, back)] if is_last else []
    return Writing(commands, ChangeSet.Kind.UPDATE if is_last else ChangeSet.Kind.CORRECT)


def _stay(held: list[Entry], day: date) -> list[Entry]:
    """Return the days of duty that hold on a day, and those with other heads that follow without a break."""
    stay: list[Entry] = []
    for one in held:
        follows = stay and one.row.start == stay[-1].row.end
        if not one.values["travel"] and (follows or one.row.start <= day < one.row.end):
            stay.append(one)
    return stay
