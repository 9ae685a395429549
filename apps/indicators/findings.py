"""The findings of the checks for people and programs: what is read for them, and how each is told."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy
from psycopg import sql

from apps.accounts.models import User
from apps.accounts.permissions import granted, may_write
from apps.border.days import today
from apps.construction.models import WorkStatus
from apps.geo.measures import CM_PER_KM, MeasureSet
from apps.indicators.checks import (
    SEVERITY,
    SHORTEST_CM,
    Found,
    Ground,
    Meanings,
    beyond,
    checked,
    gathered,
    later_ones,
)
from apps.land.models import LandStatus
from apps.ledger.chain import change_of
from apps.ledger.commands import Change, fact_key
from apps.ledger.models import ChangeSet, Operation
from apps.ledger.register import Layer, ObjectType, entry
from apps.ledger.store import read_rows

MOST_SHOWN = 500
MOST_OPEN = 2_000
WIDTHS = ("as_built", "required")
GIVE_GROUND = ("requirement", "land_right", "exclusion")
"""Layers that works are checked against."""

TEXTS = {
    "beyond_grant": gettext_lazy("The author may not write here: it is not granted to them."),
    "accepted_before_built": gettext_lazy("Accepted into operation, though not built the day before."),
    "built_before_required": gettext_lazy("Built before it is required: the requirement begins later."),
    "not_required": gettext_lazy("Built where nothing requires it: no figure counts it."),
    "built_without_land": gettext_lazy("Built where the land rights do not let works begin."),
    "built_in_future": gettext_lazy("Said to be built from a day that is still to come."),
    "no_longer_built": gettext_lazy("Counts as built now, and would not any more."),
    "narrower_than_required": gettext_lazy(
        "As built %(as_built)s m wide, less than the %(required)s m required."
    ),
    "replaces_later": gettext_lazy("Replaces what is recorded for a later day."),
    "sliver": gettext_lazy("Makes a stretch of less than 1 m."),
    "no_place": gettext_lazy(
        "In operation without a place: it sees nothing. Give it a place, a site that has one, or a stretch."
    ),
    "wider_than_required": gettext_lazy(
        "As built %(as_built)s m wide, more than the %(required)s m required."
    ),
    "leaves_later": gettext_lazy("Holds only until what is recorded for a later day, which stays."),
    "excluded": gettext_lazy("%(indicator)s leaves these metres out: the figure does not change here."),
    "meets_draft": gettext_lazy("An open set of %(author)s lies on the same place: “%(reason)s”."),
}


def read_ground(changes: Iterable[Change]) -> Ground:
    """Read what the register holds around the writes: their own layers, and those that works are checked against."""
    around = _around(changes)
    rows = defaultdict(list)
    for target, routes in around.items():
        for place, row in _rows(entry(target), routes):
            rows[place].append(row)
    return Ground(dict(rows))


def _around(changes: Iterable[Change]) -> dict[str, dict[str, MeasureSet]]:
    """Return the metres to read, by layer and route: a little more than the boxes, so that short rows are whole."""
    pairs = defaultdict(lambda: defaultdict(list))
    for change in changes:
        layer = entry(change.target)
        if not isinstance(layer, Layer) or not layer.linear:
            continue
        near = max(0, change.box.from_cm - SHORTEST_CM), change.box.to_cm + SHORTEST_CM
        layers = (
            (change.target, *GIVE_GROUND) if change.target in ("work", "requirement") else (change.target,)
        )
        for target in layers:
            pairs[target][change.key["route"]].append(near)
    return {
        target: {route: MeasureSet.from_pairs(some) for route, some in routes.items()}
        for target, routes in pairs.items()
    }


def _rows(layer: Layer, routes: dict[str, MeasureSet]) -> Iterator[tuple[tuple, Any]]:
    route = next(column for column in layer.key_columns if column.name == "route")
    where = sql.SQL("WHERE {} = %s AND t.extent && %s::int4multirange").format(route.selected())
    for code, metres in routes.items():
        ranges = ",".join(f"[{from_cm},{to_cm})" for from_cm, to_cm in metres.pairs())
        for _pk, key, row in read_rows(layer, where, [code, f"{{{ranges}}}"]):
            yield fact_key(layer.name, key), row


def findings(
    changes: list[Change],
    before: Ground,
    after: Ground,
    *,
    author: User,
    reader: User,
    change_set: ChangeSet | None = None,
    beside: Iterable[Found] = (),
) -> dict[str, Any]:
    """Return what the checks found, worst first, each on one stretch; and how many more there are.

    Of the open sets those that the reader may see.
    """
    found = [*checked(before, after, _meanings(), today()), *_open_sets(changes, change_set, reader), *beside]
    for change in changes:
        layer = entry(change.target)
        if isinstance(layer, Layer) and layer.linear:
            found += later_ones(change, layer.values)
    if author.is_bounded:
        found += _beyond_grants(changes, author)
    told = [told_of for one in gathered(found) for told_of in _told(one)]
    return {"findings": told[:MOST_SHOWN], "findings_count": len(told)}


def _beyond_grants(changes: list[Change], author: User) -> Iterator[Found]:
    """Yield where the author may not write; what is granted is read once a layer and element."""
    read = cache(lambda target, element: granted(author, target, element))
    for change in changes:
        found = beyond(change, read(change.target, (change.key or {}).get("element")))
        if found.metres and not may_write(author, change.target, change.key, _stretch(change)):
            yield found


def _stretch(change: Change) -> tuple[int, int] | None:
    return change.box and (change.box.from_cm, change.box.to_cm)


def _meanings() -> Meanings:
    codes = WorkStatus.objects.values_list("code", "counts_built", "counts_accepted")
    return Meanings(
        built=frozenset(code for code, built, _accepted in codes if built),
        accepted=frozenset(code for code, _built, accepted in codes if accepted),
        lets_works_begin=frozenset(
            LandStatus.objects.filter(counts_cleared=True).values_list("code", flat=True)
        ),
    )


def _open_sets(changes: list[Change], change_set: ChangeSet | None, reader: User) -> Iterator[Found]:
    """Yield where other drafts and submitted sets lie on the same key, metres and days."""
    own = defaultdict(list)
    for change in changes:
        if change.box:
            own[change.place].append(change.box)
    metres = {
        place: MeasureSet.from_pairs((box.from_cm, box.to_cm) for box in boxes)
        for place, boxes in own.items()
    }
    for operation in _open_operations({change.target for change in changes}, change_set, reader):
        theirs = change_of(operation)
        boxes = own.get(theirs.place, ())
        if (
            boxes
            and min(box.start for box in boxes) < theirs.box.end
            and theirs.box.start < max(box.end for box in boxes)
        ):
            set_ = operation.change_set
            named = (("author", set_.author.display_name), ("reason", set_.reason), ("set", str(set_.uid)))
            shared = metres[theirs.place].within(theirs.box.from_cm, theirs.box.to_cm)
            yield Found("meets_draft", theirs.place, shared, None, named)


def _open_operations(targets: set[str], change_set: ChangeSet | None, reader: User):
    waiting = (ChangeSet.State.DRAFT, ChangeSet.State.SUBMITTED)
    open_sets = ChangeSet.objects.visible_to(reader).filter(state__in=waiting)
    found = Operation.objects.filter(change_set__in=open_sets, target__in=targets, key__isnull=False)
    if change_set is not None:
        found = found.exclude(change_set=change_set)
    return found.select_related("change_set__author").order_by("-change_set__created_at", "n")[:MOST_OPEN]


def _told(found: Found) -> Iterator[dict[str, Any]]:
    """Yield one finding a stretch; one alone for what has no stretch."""
    target, *key = found.place
    named = isinstance(entry(target), ObjectType)
    detail = dict(found.detail)
    about = {
        "check": found.check,
        "severity": SEVERITY[found.check],
        "text": str(TEXTS[found.check]) % {name: _worded(name, value) for name, value in detail.items()},
        "target": target,
        "key": {} if named else dict(key),
        "from_day": found.day and found.day.isoformat(),
        "change_set": detail.get("set"),
    }
    if named or not entry(target).linear:
        yield {**about, "from_km": None, "to_km": None, "length_km": None}
        return
    for from_cm, to_cm in found.metres.pairs():
        ends = {"from_km": from_cm / CM_PER_KM, "to_km": to_cm / CM_PER_KM}
        yield {**about, **ends, "length_km": (to_cm - from_cm) / CM_PER_KM}


def _worded(name: str, value: str) -> str:
    """Return a width as the reader writes it; what people wrote as it is, though it may look like a number."""
    return number_format(Decimal(value)) if name in WIDTHS else value
