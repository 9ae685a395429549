"""Sealed readings of the figures: taken once, never changed, made again byte for byte by who doubts them."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import require_write
from apps.border.days import today
from apps.deployments.counting import by_item, by_slot_and_rules
from apps.deployments.rules import Rules
from apps.geo.errors import FactError, NotFound, gettext_noop
from apps.indicators.counted import COUNTING_RULES
from apps.indicators.covered import Covered
from apps.indicators.figures import Figure, Rulebook, behind, figures
from apps.indicators.models import Definition, Indicator, Snapshot
from apps.ledger.chain import canonical_json
from apps.ledger.columns import storable
from apps.ledger.lock import lock_ledger
from apps.ledger.models import ChangeSet
from apps.ledger.privacy import require_no_personal_code
from apps.ledger.replay import as_known_at

FORMAT = 2
"""2 seals the items of equipment too; what is sealed in an older format is made again in that one."""
SCHEDULED = "snapshots"
ABSENT = object()


@transaction.atomic
def take(*, as_of: date, by: User, kind: str = Snapshot.Kind.ON_DEMAND, reason: str = "") -> Snapshot:
    """Read the figures as of a day, as known now, and seal them."""
    require_write(by, "indicator_note")
    snapshot = drawn_up(as_of=as_of, by=by, kind=kind, reason=reason)
    snapshot.save(force_insert=True)
    return snapshot


@transaction.atomic
def drawn_up(*, as_of: date, by: User, kind: str = Snapshot.Kind.ON_DEMAND, reason: str = "") -> Snapshot:
    """Return a snapshot of the register as known now that is not yet kept.

    Nobody is kept from writing meanwhile: the register is read again if somebody wrote, the second time under lock.
    """
    _require_good_reason(reason)
    number, head = ChangeSet.objects.head()
    content = canonical_json(reading(as_of=as_of, number=number, head=head))
    if ChangeSet.objects.head() != (number, head):
        lock_ledger(by.username)
        number, head = ChangeSet.objects.head()
        content = canonical_json(reading(as_of=as_of, number=number, head=head))
    return Snapshot(
        kind=kind,
        as_of=as_of,
        ledger_number=number,
        ledger_head=head,
        made_by=by.display_name,
        reason=reason,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _require_good_reason(reason: str) -> None:
    if len(reason) > (most := Snapshot._meta.get_field("reason").max_length):
        raise FactError(gettext_noop("A reason has at most %(most)s characters."), "reason", most=most)
    try:
        storable(reason)
    except ValueError as error:
        raise FactError(str(error), "reason") from None
    require_no_personal_code(reason, "reason")


def take_monthly(*, by: User, day: date | None = None) -> Snapshot | None:
    """Seal the last month that is over; None if that is done already."""
    first = (day or today()).replace(day=1)
    month_end = first - timedelta(days=1)
    if Snapshot.objects.filter(kind=Snapshot.Kind.MONTHLY, as_of=month_end).exists():
        return None
    return take(as_of=month_end, by=by, kind=Snapshot.Kind.MONTHLY, reason=_("End of the month"))


def scheduled_taker(username: str = SCHEDULED) -> User:
    """Return who takes it; only the account of scheduled runs is made when first needed, and cannot sign in.

    Raises
    ------
    NotFound
        There is no such account.
    """
    taker = User.objects.filter(username=username).first()
    if taker is None and username != SCHEDULED:
        raise NotFound(gettext_noop("There is no account %(name)s."), "by", name=username)
    if taker is None:
        taker = User(username=username, role=User.Role.PLANNER)
        taker.set_unusable_password()
        taker.save()
    return taker


def reading(*, as_of: date, number: int, head: str, form: int = FORMAT) -> dict[str, Any]:
    """Return all that a snapshot of a format keeps: parameters, definitions, figures, and what stands behind them."""
    rules = [(indicator, definition) for indicator, definition in Rulebook().on(as_of) if definition]
    covered = Covered()
    counting = Rules.of(definition for _indicator, definition in rules)
    return {
        "format": form,
        "as_of": as_of.isoformat(),
        "ledger": {"number": number, "head": head},
        "definitions": [_definition(indicator, definition) for indicator, definition in rules],
        "figures": [_figure(one) for one in sorted(figures(as_of=as_of, covered=covered), key=_place)],
        "measures": {
            indicator.code: _measures(indicator.code, as_of, covered)
            for indicator, definition in rules
            if definition.rule not in COUNTING_RULES
        },
        "slots": sorted(_slots(as_of, counting)),
        **({"items": sorted(_items(as_of, counting))} if form > 1 else {}),
    }


def _definition(indicator: Indicator, definition: Definition) -> dict[str, Any]:
    return {
        "indicator": indicator.code,
        "version": definition.version,
        "rule": definition.rule,
        "parameters": canonical_json(definition.parameters).decode(),
        "since": definition.valid.lower.isoformat(),
    }


def _place(figure: Figure) -> tuple[str, str]:
    """Return the place of a figure in a snapshot: by codes, for the order of rows is no part of the register."""
    return figure.code, figure.route or ""


def _figure(figure: Figure) -> dict[str, Any]:
    """Return a figure with whole numbers and text only: two machines then write the same bytes."""
    value = figure.as_json()["value"]
    return {
        "code": figure.code,
        "route": figure.route,
        "state": figure.state,
        "unit": figure.unit,
        "numerator_cm": figure.numerator_cm,
        "denominator_cm": figure.denominator_cm,
        "value": None if value is None else f"{value:.4f}",
        "units": figure.units,
        "planned": figure.planned,
        "target": None if figure.target is None else str(figure.target),
        "definition_version": figure.definition_version,
    }


def _measures(code: str, as_of: date, covered: Covered) -> dict[str, Any]:
    """Return the sets of metres behind a share, route by route; a route without data is absent."""
    return {
        route: {
            "counted": _pairs(one.share.part),
            "whole": _pairs(one.share.whole),
            "left_out": {reason: _pairs(metres) for reason, metres in one.left_out.items()},
        }
        for route, one in behind(as_of=as_of, code=code, covered=covered).items()
        if one.share is not None
    }


def _pairs(metres) -> list[list[int]]:
    return [[int(from_cm), int(to_cm)] for from_cm, to_cm in metres.pairs()]


def _slots(as_of: date, rules: Rules) -> Iterator[list]:
    """Yield slot, category, person-days from New Year to the day, and whether they are only planned."""
    for one in by_slot_and_rules(date(as_of.year, 1, 1), as_of, rules):
        yield [one.slot.code, one.slot.category, one.days, one.is_planned]


def _items(as_of: date, rules: Rules) -> Iterator[list]:
    """Yield item, days from New Year to the day, and whether they are only planned."""
    for one in by_item(date(as_of.year, 1, 1), as_of, rules.equipment):
        yield [one.item.code, one.days, one.is_planned]


@dataclass(frozen=True)
class Doubt:
    """The first thing that does not agree when a snapshot is made again."""

    where: str
    sealed: Any
    remade: Any


def verify(snapshot: Snapshot) -> Doubt | None:
    """Make a snapshot again as known at its ledger number; return the first difference, or None.

    The whole ledger is folded up to that number: seconds on a long one.
    """
    sealed = bytes(snapshot.content)
    digest = hashlib.sha256(sealed).hexdigest()
    if digest != snapshot.sha256:
        return Doubt("sha256", snapshot.sha256, digest)
    head = (
        ChangeSet.objects.filter(seq=snapshot.ledger_number).values_list("hash", flat=True).first()
        or "0" * 64
    )
    if head != snapshot.ledger_head:
        return Doubt("ledger.head", snapshot.ledger_head, head)
    remade = remake(snapshot)
    return None if remade == sealed else first_difference(json.loads(sealed), json.loads(remade))


def remake(snapshot: Snapshot) -> bytes:
    """Return the content as it comes out of the ledger now, in the format it was sealed in."""
    return canonical_json(read_again(snapshot, form=content_of(snapshot)["format"]))


def read_again(snapshot: Snapshot, *, form: int = FORMAT) -> dict[str, Any]:
    """Return what a snapshot of a format keeps, read as known at its ledger number."""
    with as_known_at(snapshot.ledger_number):
        return reading(
            as_of=snapshot.as_of, number=snapshot.ledger_number, head=snapshot.ledger_head, form=form
        )


def first_difference(sealed: Any, remade: Any, where: str = "") -> Doubt:
    """Return the place of the first difference of two JSON values that are not equal."""
    if isinstance(sealed, dict) and isinstance(remade, dict):
        names = [
            name
            for name in sorted({*sealed, *remade})
            if sealed.get(name, ABSENT) != remade.get(name, ABSENT)
        ]
        step = f".{names[0]}" if where else names[0]
        return first_difference(sealed.get(names[0]), remade.get(names[0]), f"{where}{step}")
    if isinstance(sealed, list) and isinstance(remade, list) and len(sealed) == len(remade):
        n = next(n for n, pair in enumerate(zip(sealed, remade, strict=True)) if pair[0] != pair[1])
        return first_difference(sealed[n], remade[n], f"{where}[{n}]")
    return Doubt(where, sealed, remade)


def content_of(snapshot: Snapshot) -> dict[str, Any]:
    return json.loads(bytes(snapshot.content))


def find(uid: str) -> Snapshot:
    """Return the snapshot of an id, or of the beginning of one.

    Raises
    ------
    FactError
        None or several begin so.
    """
    found = [one for one in Snapshot.objects.all() if str(one.uid).startswith(uid)] if uid else []
    if len(found) != 1:
        raise FactError(_("No single snapshot has the id %(uid)s.") % {"uid": uid}, "id")
    return found[0]
