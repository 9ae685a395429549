"""What a workbook says of the log: a sheet of slots, a sheet of equipment, or both; every row's fault named."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.deployments.models import (
    MOST_HEADS,
    CurtailmentReason,
    EquipmentCategory,
    EquipmentItem,
    EquipmentStage,
    Operation,
    Profile,
    SendingBody,
    Slot,
    Stage,
)
from apps.deployments.periods import require_days
from apps.deployments.services import SlotEntry, contradiction, require_order, shares_days
from apps.deployments.uses import ItemEntry, Use, Whereabouts, contradicts
from apps.deployments.workbook import Fault, Line, Sheet, SheetKind, open_book, read_lines
from apps.geo.errors import BorderGisError, Conflict, FactError

SLOTS = SheetKind(
    own="slot",
    columns={
        "slot": gettext_lazy("slot"),
        "direction": gettext_lazy("direction"),
        "category": gettext_lazy("category"),
        "profile": gettext_lazy("profile"),
        "operation": gettext_lazy("operation"),
        "body": gettext_lazy("sending body"),
        "heads": gettext_lazy("heads"),
        "stage": gettext_lazy("stage"),
        "first": gettext_lazy("first day"),
        "last": gettext_lazy("last day"),
        "travel_from": gettext_lazy("travel from"),
        "travel_to": gettext_lazy("travel to"),
        "crew_of": gettext_lazy("crew of"),
        "curtailed": gettext_lazy("curtailed because"),
        "source": gettext_lazy("source"),
        "note": gettext_lazy("note"),
    },
    needed=("slot", "category", "profile", "operation", "body", "heads", "stage", "first", "last"),
    days=("first", "last", "travel_from", "travel_to"),
    numbers={"category": (1, 4), "heads": (1, MOST_HEADS)},
)
EQUIPMENT = SheetKind(
    own="item",
    columns={
        "item": gettext_lazy("equipment item"),
        "category": gettext_lazy("category"),
        "registration": gettext_lazy("registration"),
        "crew": gettext_lazy("crew"),
        "in_pool": gettext_lazy("in the Technical Equipment Pool"),
        "owner": gettext_lazy("owner"),
        "project": gettext_lazy("co-financing project"),
        "operation": gettext_lazy("operation"),
        "stage": gettext_lazy("stage"),
        "first": gettext_lazy("first day"),
        "last": gettext_lazy("last day"),
    },
    needed=("item", "stage", "first", "last"),
    days=("first", "last"),
    numbers={"crew": (0, 200)},
    yes_no=("in_pool",),
)
KINDS = (SLOTS, EQUIPMENT)


@dataclass
class Book:
    """What a workbook says: entries, and every fault; `read` has entries with their rows, by slot or item."""

    slots: list[SlotEntry] = field(default_factory=list)
    items: list[ItemEntry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    read: dict[tuple, list[tuple[int, Any]]] = field(default_factory=lambda: defaultdict(list))

    kinds: list[SheetKind] = field(default_factory=list)
    places: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Sheet and row of each good entry, ``slots[3]``."""

    @property
    def rows(self) -> int:
        return len(self.slots) + len(self.items)

    def add(self, name: str, sheet: str, row: int, entry: SlotEntry | ItemEntry) -> None:
        entries: list = getattr(self, name)
        self.places[f"{name}[{len(entries)}]"] = sheet, row
        entries.append(entry)

    def fault_of(self, error: BorderGisError) -> Fault:
        """Return what the register refuses as the fault of the row that it comes from."""
        place, _dot, column = (error.where or "").rpartition(".")
        sheet, row = self.places.get(place, ("", None))
        return Fault(row, column or None, error.translated(_), sheet)


def read_book(file: BinaryIO) -> Book:
    """Return what the sheets of slots and of equipment say, and the faults of the rows that have any.

    A sheet is known by the columns of its first row; others, such as the counts of the export, are passed over.

    Raises
    ------
    FactError
        The file is no workbook, is too large, or lacks a needed column.
    """
    sheets = open_book(file)
    kinds = [(sheet, kind_of(sheet)) for sheet in sheets]
    book = Book(kinds=[kind for _sheet, kind in kinds if kind])
    for sheet, kind in kinds:
        if kind is SLOTS:
            _read_slots(sheet, book)
        elif kind is EQUIPMENT:
            _read_items(sheet, book)
    places = {sheet.title: n for n, sheet in enumerate(sheets)}
    book.faults.sort(key=lambda one: (places[one.sheet], one.row))
    if not any(kind for _sheet, kind in kinds):
        message = _("No sheet has a column “slot” or “equipment item” in its first row.")
        raise FactError(message, "file")
    return book


def kind_of(sheet: Sheet) -> SheetKind | None:
    header = sheet.header()
    return next((kind for kind in KINDS if kind.own in kind.places(header)), None)


def _read_slots(sheet: Sheet, book: Book) -> None:
    for line in read_lines(sheet, SLOTS, slot_codes(), book.faults):
        entry = SlotEntry(**line.values)
        earlier = book.read["slot", entry.slot]
        faults = [Fault(line.row, *found, sheet.title) for found in _faults_of_slot(entry, earlier)]
        book.faults += faults
        if not faults:
            earlier.append((line.row, entry))
            book.add("slots", sheet.title, line.row, entry)


def _read_items(sheet: Sheet, book: Book) -> None:
    lines = list(read_lines(sheet, EQUIPMENT, item_codes(), book.faults))
    entries = [item_entry(line) for line in lines]
    items = {entry.use.item for entry in entries}
    known = set(EquipmentItem.objects.filter(code__in=items).values_list("code", flat=True))
    logged = Whereabouts(items)
    logged.give_way(entry.use for entry in entries)
    for line, entry in zip(lines, entries, strict=True):
        earlier = book.read["item", entry.use.item]
        found = _faults_of_item(entry, earlier, known, logged)
        faults = [Fault(line.row, *one, sheet.title) for one in found]
        book.faults += faults
        if not faults:
            earlier.append((line.row, entry))
            book.add("items", sheet.title, line.row, entry)
            known.add(entry.use.item)


def slot_codes() -> dict[str, set[str]]:
    """Return the codes that a cell of each column may name."""
    models = {
        "profile": Profile,
        "operation": Operation,
        "body": SendingBody,
        "crew_of": EquipmentItem,
        "curtailed": CurtailmentReason,
    }
    choices = {"direction": Slot.Direction, "stage": Stage, "source": Slot.Source}
    return _codes(models) | {name: set(one.values) for name, one in choices.items()}


def item_codes() -> dict[str, set[str]]:
    models = {"category": EquipmentCategory, "owner": SendingBody, "operation": Operation}
    return _codes(models) | {"stage": set(EquipmentStage.values)}


def _codes(models: dict[str, Any]) -> dict[str, set[str]]:
    return {name: set(model.objects.values_list("code", flat=True)) for name, model in models.items()}


def item_entry(line: Line) -> ItemEntry:
    told = {name: value for name, value in line.values.items() if value is not None}
    use = Use(told["item"], told["stage"], told["first"], told.get("last"), told.get("operation"))
    names = {"category": "category", "registration": "registration", "crew": "crew_size"}
    timeless = {column: told[name] for name, column in names.items() if name in told}
    standing = {name: told[name] for name in ("in_pool", "owner", "project") if name in told}
    return ItemEntry(use, timeless, standing)


def _faults_of_slot(
    entry: SlotEntry, earlier: list[tuple[int, SlotEntry]]
) -> Iterator[tuple[str | None, str]]:
    """Yield column and message of what is wrong with a row."""
    try:
        require_order(entry)
    except BorderGisError as error:
        yield error.where, error.translated(_)
        return
    for row, other in earlier:
        if other == entry:
            yield None, _("The same as row %(row)s.") % {"row": row}
            return
        if column := contradiction(entry, other):
            values = {"row": row, "told": getattr(other, column)}
            yield column, _("Row %(row)s says “%(told)s” of this slot, and a slot has one only.") % values
            return
        if shares_days(entry, other):
            yield "first", _("The slot has these days in row %(row)s already.") % {"row": row}
            return


def _faults_of_item(
    entry: ItemEntry, earlier: list[tuple[int, ItemEntry]], known: set[str], logged: Whereabouts
) -> Iterator[tuple[str | None, str]]:
    use = entry.use
    if use.item not in known and "category" not in entry.timeless:
        yield "category", _("The log does not know this item yet: give its category.")
    try:
        require_days(use.first, use.last)
        logged.require_free(use)
    except BorderGisError as error:
        yield ("operation" if isinstance(error, Conflict) else error.where), error.translated(_)
        return
    for row, other in earlier:
        if other == entry:
            yield None, _("The same as row %(row)s.") % {"row": row}
            return
        if contradicts(entry, other):
            yield None, _("Row %(row)s says something else of this item.") % {"row": row}
            return
        if other.use.stage == use.stage and other.use.first < use.end and use.first < other.use.end:
            yield "first", _("The item has these days in row %(row)s already.") % {"row": row}
            return


def refusal_of(faults: list[Fault]) -> FactError:
    """Return why a workbook is not brought in; `detail` names each fault."""
    count = len(faults)
    message = ngettext(
        "%(count)s fault: nothing was brought in.", "%(count)s faults: nothing was brought in.", count
    )
    return FactError(message % {"count": count}, "file", detail={"faults": [one.as_json() for one in faults]})
