"""What the log has of a year and a sheet does not tell: it stays, unless the sheet is that year's whole log."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from apps.deployments.models import EquipmentDays, Slot
from apps.deployments.periods import overlap
from apps.deployments.reading import runs
from apps.deployments.services import SlotEntry
from apps.deployments.sheets import EQUIPMENT, SLOTS, Book
from apps.deployments.uses import Use
from apps.geo.facts import FOREVER
from apps.ledger.commands import Clear


def untold(book: Book, years: Iterable[int]) -> list[Clear]:
    """Return what clears each run that has a day of duty in one of the years and that no row meets.

    A workbook without a sheet of slots tells nothing of slots, one without a sheet of equipment nothing of items.
    """
    found: dict[tuple, Clear] = {}
    for year in years:
        slots = _slots(book.slots, year) if SLOTS in book.kinds else ()
        items = _items([one.use for one in book.items], year) if EQUIPMENT in book.kinds else ()
        for one in (*slots, *items):
            found[tuple(one.key.values()), one.start] = one
    return list(found.values())


def _slots(entries: Iterable[SlotEntry], year: int) -> Iterator[Clear]:
    told = defaultdict(list)
    for entry in entries:
        told[entry.slot, entry.stage].append(entry)
    for slot in Slot.objects.in_year(year).prefetch_related("days").order_by("code"):
        for run in runs(slot.days.all()):
            is_of_year = run.begin.year <= year and (
                run.last is None or (run.travel_to or run.last).year >= year
            )
            met = (one.begin < run.end and run.begin < one.end for one in told[slot.code, run.stage])
            if is_of_year and not any(met):
                yield Clear("slot_days", {"slot": slot.code, "stage": run.stage}, run.begin, run.end)


def _items(uses: Iterable[Use], year: int) -> Iterator[Clear]:
    told = defaultdict(list)
    for use in uses:
        told[use.item, use.stage].append(use)
    rows = EquipmentDays.objects.in_year(year).select_related("item").order_by("item__code", "stage", "valid")
    for row in rows:
        if not any(overlap(row, one.first, one.end) for one in told[row.item.code, row.stage]):
            key = {"item": row.item.code, "stage": row.stage}
            yield Clear("equipment_days", key, row.valid.lower, row.valid.upper or FOREVER)
