"""A slot's days of duty carry their days of travel with them: moved, grown or cancelled together."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from apps.geo.facts import FOREVER
from apps.ledger.amending import Entry, amended, entries, require_room
from apps.ledger.commands import Command, Put


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
