"""The log written as a workbook that can be read again; nothing in it is a formula."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from apps.deployments.models import EquipmentDays, EquipmentItem, Slot
from apps.deployments.periods import last_of
from apps.deployments.reading import runs
from apps.deployments.sheets import EQUIPMENT, SLOTS
from apps.deployments.workbook import OPEN

Counts = list[dict[str, Any]]
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_book(
    slots: Iterable[Slot], counted: Counts, rule: list[str], items: Iterable[EquipmentItem] = ()
) -> bytes:
    """Return the log as a workbook that `read_book` reads, with counts by year and the rule beside.

    Give slots with names and days at hand, items with days and standing. What looks like a formula is written as text.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        years = [one["year"] for one in counted]
        sheets = (
            (_("Slots"), SLOTS, (row for slot in slots for row in slot_rows(slot))),
            (_("Equipment"), EQUIPMENT, (row for item in items for row in item_rows(item, years))),
        )
        for title, kind, rows in sheets:
            sheet = book.add_worksheet(title[:31])
            _write_row(sheet, 0, list(kind.columns), day)
            for n, values in enumerate(rows, start=1):
                _write_row(sheet, n, values, day)
            sheet.freeze_panes(1, 1)
            sheet.autofit()
        _write_counts(book.add_worksheet(_("Counted")[:31]), counted, rule, day)
    return target.getvalue()


def _write_row(sheet, n: int, values: Iterable[Any], day) -> None:
    for column, value in enumerate(values):
        if isinstance(value, date):
            sheet.write_datetime(n, column, datetime(value.year, value.month, value.day), day)
        elif isinstance(value, int) and not isinstance(value, bool):
            sheet.write_number(n, column, value)
        elif value not in (None, ""):
            sheet.write_string(n, column, str(value))


def _write_counts(sheet, counted: Counts, rule: list[str], day) -> None:
    names = [_("year"), _("category"), _("person-days"), _("with travel"), _("of which planned")]
    _write_row(sheet, 0, names, day)
    n = 1
    for one in counted:
        for category, count in one["categories"].items():
            _write_row(sheet, n, [one["year"], int(category), *count.values()], day)
            n += 1
    _write_row(sheet, n + 1, [_("year"), _("units"), _("equipment days")], day)
    for extra, one in enumerate(counted, start=n + 2):
        _write_row(sheet, extra, [one["year"], one["equipment"]["units"], one["equipment"]["days"]], day)
    for extra, sentence in enumerate(rule, start=n + len(counted) + 3):
        _write_row(sheet, extra, [sentence], day)
    sheet.autofit()


def slot_rows(slot: Slot) -> Iterator[list[Any]]:
    """Yield one row for each run of days of a slot in a stage; travel goes to the duty that it touches."""
    timeless = {
        "slot": slot.code,
        "direction": slot.direction,
        "category": slot.category,
        "profile": slot.profile.code,
        "operation": slot.operation.code,
        "body": slot.body.code,
        "crew_of": slot.crew_of.code if slot.crew_of else None,
        "curtailed": slot.curtailed.code if slot.curtailed else None,
        "source": slot.source,
        "note": slot.note,
    }
    for run in runs(slot.days.all()):
        told = {**timeless, **asdict(run), "last": run.last or OPEN}
        yield [told.get(name) for name in SLOTS.columns]


def item_rows(item: EquipmentItem, years: Iterable[int]) -> Iterator[list[Any]]:
    """Yield one row for each period of an item that has a day in one of the years, with its standing then."""
    days = sorted(item.days.all(), key=lambda one: (one.stage, one.valid.lower))
    years = set(years)
    for one in days:
        last = last_of(one)
        if any(one.valid.lower.year <= year and (last is None or year <= last.year) for year in years):
            told = _item_cells(item, one) | {"first": one.valid.lower, "last": last or OPEN}
            yield [told.get(name) for name in EQUIPMENT.columns]


def _item_cells(item: EquipmentItem, days: EquipmentDays) -> dict[str, Any]:
    begin = days.valid.lower
    standing = next((one for one in item.standing.all() if begin in one.valid), None)
    told = {
        "item": item.code,
        "category": item.category.code,
        "registration": item.registration,
        "crew": item.crew_size,
        "operation": days.operation.code if days.operation else None,
        "stage": days.stage,
    }
    if standing is None:
        return told
    owner = standing.owner.code if standing.owner else None
    in_pool = "yes" if standing.in_pool else "no"
    return {**told, "in_pool": in_pool, "owner": owner, "project": standing.project}
