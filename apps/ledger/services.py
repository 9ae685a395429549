"""Every write to the register goes through here: compose, apply, preview, undo."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from psycopg import errors

from apps.accounts.models import User
from apps.accounts.permissions import DOCUMENTED, may_approve, require_write
from apps.geo.errors import BorderGisError, Conflict, FactError, NotPermitted, PeriodError, StaleWrite
from apps.geo.facts import FOREVER
from apps.geo.measures import MeasureSet
from apps.ledger.chain import canonical_json, change_of, hashed_form, sealed_hash
from apps.ledger.columns import storable
from apps.ledger.commands import Add, Change, Clear, Command, Put, piece_as_json
from apps.ledger.compose import compose, fold, holds, load_touched
from apps.ledger.lock import lock_ledger
from apps.ledger.models import ChangeSet, Operation
from apps.ledger.privacy import require_no_personal_code
from apps.ledger.reading import change_json, narrowed, readable_metres, stored_json
from apps.ledger.refusals import refusal
from apps.ledger.register import Layer, entry
from apps.ledger.rules import require_all, require_one_place
from apps.ledger.store import Touched

FEW_LATER = 500

Place = tuple[Mapping[str, Any] | None, tuple[int, int] | None]
"""The key of a row and its stretch, in centimetres; None where there is none."""


@transaction.atomic
def record(
    *,
    commands: list[Command],
    by: User,
    reason: str,
    kind: str = ChangeSet.Kind.UPDATE,
    seen: int | None = None,
    uid: UUID | None = None,
    approver: User | None = None,
) -> ChangeSet | None:
    """Apply commands at once as one change set; None if they change nothing.

    Layers that need four eyes need an `approver` beside the author: the loaders' way; people hand in a draft.

    Raises
    ------
    StaleWrite
        A set later than ledger number `seen` meets one of the boxes.
    """
    check_request(commands, by=by, reason=reason, kind=kind)
    require_second_person([command.target for command in commands], author=by, approver=approver)
    lock_ledger(by.username)
    changes, touched = compose(commands)
    if not changes:
        return None
    head = ChangeSet.objects.number()
    change_set = ChangeSet(reason=reason, kind=kind, author=by, base_seq=head if seen is None else seen)
    change_set.uid = uid or change_set.uid
    change_set.approver = approver
    require_fresh(changes, seen=change_set.base_seq, by=by)
    _store(touched)
    return _seal(change_set, changes)


@transaction.atomic
def draft(
    *,
    commands: list[Command],
    by: User,
    reason: str,
    kind: str = ChangeSet.Kind.UPDATE,
    seen: int | None = None,
) -> ChangeSet | None:
    """Keep commands as a draft against the register as it stands; None if they change nothing."""
    check_request(commands, by=by, reason=reason, kind=kind)
    number = ChangeSet.objects.number()
    changes, _touched = compose(commands)
    if not changes:
        return None
    base_seq = number if seen is None else seen
    change_set = ChangeSet.objects.create(reason=reason, kind=kind, author=by, base_seq=base_seq)
    require_fresh(changes, seen=base_seq, by=by)
    copy_operations(change_set, changes)
    return change_set


@transaction.atomic
def apply(*, change_set: ChangeSet, by: User, revision: int | None = None) -> ChangeSet:
    """Write a draft to the register, number and chain it.

    A draft is applied by whoever may write all of it, a submitted set by a second person who may approve.

    Raises
    ------
    StaleWrite
        A box has moved on, or the set is no longer in the `revision` that was looked at.
    """
    lock_ledger(by.username)
    change_set = ChangeSet.objects.locked(change_set.pk)
    require_revision(change_set, revision)
    changes = changes_of(change_set)
    if change_set.state == ChangeSet.State.SUBMITTED:
        require_reviewer(by, author=change_set.author)
        change_set.approver = by
        require_writes(change_set.author, changes)
    elif change_set.state == ChangeSet.State.DRAFT:
        require_second_person([change.target for change in changes], author=change_set.author)
        require_writes(by, changes)
        change_set.approver = by if by.pk != change_set.author_id else None
    else:
        raise Conflict(
            _("This change set is neither a draft nor submitted."), detail={"state": change_set.state}
        )
    if not changes:
        raise Conflict(_("There is nothing in this draft."))
    require_fresh(changes, seen=change_set.base_seq, by=by)
    touched = folded(changes)
    require_all(touched, enumerate(changes))
    _store(touched)
    _close_gaps(change_set, changes)
    return _seal(change_set, changes, stored=True)


def _close_gaps(change_set: ChangeSet, changes: list[Change]) -> None:
    """Number a draft's operations anew if some were taken out of it."""
    if change_set.operations.order_by("-n").values_list("n", flat=True)[0] >= len(changes):
        change_set.operations.drop_from(change_set)
        copy_operations(change_set, changes)


@transaction.atomic
def undo(*, change_set: ChangeSet, by: User, reason: str) -> ChangeSet:
    """Apply the inverse of an applied set, allowed while each of its boxes still holds what it wrote.

    Raises
    ------
    Conflict
        Later sets meet its boxes; `detail` names them.
    """
    if change_set.seq is None:
        raise Conflict(_("Only an applied change set can be undone."))
    changes = inverse_of(change_set)
    check_request([], by=by, reason=reason, kind=change_set.kind)
    require_writes(by, changes)
    require_second_person([change.target for change in changes], author=by)
    lock_ledger(by.username)
    touched = Touched()
    load_touched(touched, changes)
    if not fold_all(touched, changes):
        raise overtaken(change_set, changes, by=by)
    require_one_place(touched, enumerate(changes))
    _store(touched)
    inverse = ChangeSet(
        reason=reason, kind=change_set.kind, author=by, base_seq=ChangeSet.objects.number(), undoes=change_set
    )
    return _seal(inverse, changes)


@contextmanager
def trial(
    *,
    commands: list[Command] = (),
    change_set: ChangeSet | None = None,
    by: User,
    kind: str = ChangeSet.Kind.UPDATE,
) -> Iterator[list[Change]]:
    """Stand inside the register as it would be after the writes; everything is rolled back on leaving.

    Commands beside a `change_set`, a draft, come after it: what is given are the changes of both.
    """
    check_request(commands, by=by, reason="preview", kind=kind)
    with transaction.atomic():
        lock_ledger(by.username)
        if change_set is None:
            changes, touched = compose(list(commands))
        else:
            changes = changes_of(change_set)
            require_fresh(changes, seen=change_set.base_seq, by=by)
            touched = folded(changes)
            require_one_place(touched, enumerate(changes))
            if commands:
                added, touched = compose(list(commands), after=changes)
                changes = [*changes, *added]
        _store(touched)
        yield changes
        transaction.set_rollback(True)


def changes_of(change_set: ChangeSet) -> list[Change]:
    return [change_of(operation) for operation in change_set.operations.order_by("n")]


def inverse_of(change_set: ChangeSet) -> list[Change]:
    """Return what takes the set back: its changes reversed, last one first."""
    return [change.reversed() for change in reversed(changes_of(change_set))]


def overtaken(change_set: ChangeSet, changes: list[Change], *, by: User) -> Conflict:
    """Return the refusal of an undo: of a set that is undone already, or whose place later sets have written on."""
    later = later_sets(changes, after=change_set.seq, reader=by)
    undoing = change_set.undoing
    if undoing and not undoing.undoing:
        message = _("This set is undone already, by no. %(number)s.") % {"number": undoing.seq}
    else:
        message = _("Later changes lie on the same place: %(sets)s. Undo them first.")
        message %= {"sets": ", ".join(str(one["number"]) for one in later)}
    return Conflict(message, detail={"later": later})


def require_writes(by: User, changes: list[Change]) -> None:
    """Refuse unless the person may write every change where it lies."""
    for n, change in enumerate(changes):
        try:
            _require_write_there(by, change.target, *_place_changed(change), is_new=change.before is None)
        except NotPermitted as error:
            raise error.at(f"operations[{n}]") from None


def require_second_person(targets: Iterable[str], *, author: User, approver: User | None = None) -> None:
    """Refuse to write at once what needs four eyes, unless an approver stands beside the author."""
    needed = sorted(set(targets) & set(settings.FOUR_EYES_LAYERS))
    if not needed:
        return
    if approver is None:
        message = _("A second person has to approve changes of %(layers)s: keep a draft and submit it.")
        raise NotPermitted(message % {"layers": ", ".join(needed)}, detail={"four_eyes": needed})
    require_reviewer(approver, author=author)


def require_revision(change_set: ChangeSet, seen: int | None) -> None:
    """Refuse to go on with a set that was changed after somebody looked at it: they would write what they never saw."""
    if seen is None or seen == change_set.revision:
        return
    message = _("This change set was changed after you looked at it. Look again, then decide.")
    raise StaleWrite(message, "revision", detail={"seen": seen, "revision": change_set.revision})


def require_reviewer(by: User, *, author: User) -> None:
    """Refuse whoever may not review this author's sets."""
    if author.pk == by.pk:
        raise NotPermitted(_("Nobody approves or rejects their own change set."))
    if not may_approve(by):
        raise NotPermitted(_("The role “%(role)s” may not review.") % {"role": by.get_role_display()})


@transaction.atomic
def discard(*, change_set: ChangeSet, by: User) -> None:
    """Delete a draft, which only its author or an administrator may do."""
    if change_set.state != ChangeSet.State.DRAFT:
        raise Conflict(_("This change set is not a draft."))
    if change_set.author_id != by.pk and by.role != User.Role.ADMIN:
        raise NotPermitted(_("Only its author may discard a draft."))
    change_set.operations.drop_from(change_set)
    change_set.comments.all().delete()
    ChangeSet.objects.filter(pk=change_set.pk)._raw_delete(connection.alias)


def later_sets(changes: list[Change], *, after: int, reader: User) -> list[dict]:
    """Return the applied sets after a ledger number that meet one of the changes: number, who, why and where.

    Whoever reads their own stretches only is told what holds on these, and not why.
    """
    found = {}
    for operation in _later_meeting(changes, after):
        found.setdefault(operation.change_set.seq, operation)
    within = readable_metres(reader)
    return [_named_set(found[seq], within) for seq in sorted(found)]


def _later_meeting(changes: list[Change], after: int) -> Iterator[Operation]:
    """Yield the later operations that meet a change; many changes by one look at what came later, if that is little."""
    most = min(len(changes), FEW_LATER)
    later = list(Operation.objects.after(after).select_related("change_set__author").applied()[: most + 1])
    if len(later) > most:
        for change in changes:
            yield from later_operations(change, after=after)
        return
    boxes = defaultdict(list)
    for change in changes:
        boxes[change.place].append(change.box)
    for operation in later:
        theirs = change_of(operation)
        if any(box is None or box.meets(theirs.box) for box in boxes.get(theirs.place, ())):
            yield operation


def later_operations(change: Change, *, after: int) -> list[Operation]:
    """Return the applied operations after a ledger number that meet a change, oldest first."""
    operations = Operation.objects.after(after).select_related("change_set__author").applied()
    if change.box is None:
        return list(operations.on_object(change.target, change.uid))
    return list(operations.meeting(change.target, change.key, change.box))


def _named_set(operation: Operation, within: Mapping[str, MeasureSet] | None) -> dict:
    change_set, shown = operation.change_set, stored_json(narrowed(operation, within))
    return {
        "number": change_set.seq,
        "uid": str(change_set.uid),
        "by": change_set.author.display_name,
        "at": change_set.applied_at.isoformat(),
        "reason": change_set.reason if within is None else "",
        "target": operation.target,
        "key": operation.key,
        **{name: shown[name] for name in ("from_km", "to_km", "after")},
    }


def check_request(commands: list[Command], *, by: User, reason: str, kind: str) -> None:
    if not isinstance(reason, str) or not reason.strip():
        raise FactError(_("Give a reason."), "reason")
    if len(reason) > 500:
        raise FactError(_("A reason has at most 500 characters."), "reason")
    try:
        storable(reason)
    except ValueError as error:
        raise FactError(str(error), "reason") from None
    require_no_personal_code(reason, "reason")
    if kind not in ChangeSet.Kind.values:
        raise FactError(_("The kind is “update” or “correct”."), "kind")
    for n, command in enumerate(commands):
        try:
            _require_write_there(by, command.target, *_place_of(command), is_new=isinstance(command, Add))
            _require_not_reserved(command, by)
            _check_period(command, kind)
        except BorderGisError as error:
            raise error.at(f"operations[{n}]") from None


def _place_of(command: Command) -> Place:
    """Return key and stretch if the command names them; whether they are good ones is checked later."""
    if isinstance(command, Put | Clear):
        measures = command.from_cm, command.to_cm
        return command.key, None if None in measures else measures
    return _place_in(command.values if isinstance(command, Add) else {})


def _place_changed(change: Change) -> Place:
    if change.box is not None:
        return change.key, (change.box.from_cm, change.box.to_cm)
    return _place_in(change.after or change.before)


def _place_in(values: Mapping[str, Any]) -> Place:
    """Return where a thing lies by its values, such as the tie of a document; it is written there."""
    measures = values.get("from_cm"), values.get("to_cm")
    on_stretch = values.get("route") and all(isinstance(one, int) for one in measures)
    return (values, measures) if on_stretch else (None, None)


def _require_write_there(
    by: User, target: str, key: Mapping[str, Any] | None, stretch: tuple[int, int] | None, *, is_new: bool
) -> None:
    """Refuse what the person may not write; whoever is bound to stretches writes nothing that lies on none.

    But for a new document, which is nowhere until it is tied.
    """
    require_write(by, target, key, stretch)
    if key is not None or not by.is_bounded or (target == "document" and is_new):
        return
    if target in DOCUMENTED:
        raise NotPermitted(_("You may add documents to stretches granted to you, and no more."), "target")
    message = _("This %(target)s lies on no stretch, and you write only on stretches granted to you.")
    raise NotPermitted(message % {"target": target}, "target")


def _require_not_reserved(command: Command, by: User) -> None:
    """Refuse values that the person's role may not write, wherever it is."""
    kind = entry(command.target)
    if isinstance(command, Put) and isinstance(kind, Layer) and kind.reserved:
        import_string(kind.reserved)(by, command.values)


def _check_period(command: Command, kind: str) -> None:
    if kind == ChangeSet.Kind.UPDATE and isinstance(command, Put | Clear) and command.end != FOREVER:
        raise PeriodError(
            _("An update holds from its day on; to change a chosen period, make it a correction."),
            "until_day",
        )


def require_fresh(changes: list[Change], *, seen: int, by: User) -> None:
    is_newest = seen >= ChangeSet.objects.number()
    later = [] if is_newest else later_sets(changes, after=seen, reader=by)
    if later:
        raise StaleWrite(
            _("Somebody changed the same place after you read it (ledger number %(seen)s).") % {"seen": seen},
            detail={
                "seen": seen,
                "later": later,
                "yours": [change_json(n, change) for n, change in enumerate(changes)],
            },
        )


def folded(changes: list[Change]) -> Touched:
    touched = Touched()
    load_touched(touched, changes)
    if not fold_all(touched, changes):
        raise StaleWrite(_("The register no longer holds what this change set was made against."))
    return touched


def fold_all(touched: Touched, changes: list[Change]) -> bool:
    for change in changes:
        if not holds(touched, change):
            return False
        fold(touched, change)
    return True


def _store(touched: Touched) -> None:
    try:
        with transaction.atomic():
            touched.store()
            touched.rederive()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        raise refusal(error) from None
    except DatabaseError as error:
        if isinstance(error.__cause__, errors.NumericValueOutOfRange | errors.DataException):
            raise FactError(str(error.__cause__).splitlines()[0], "values") from None
        raise


def _seal(change_set: ChangeSet, changes: list[Change], *, stored: bool = False) -> ChangeSet:
    number, head = ChangeSet.objects.head()
    change_set.seq = number + 1
    change_set.prev_hash = head
    change_set.applied_at = timezone.now()
    change_set.state = ChangeSet.State.APPLIED
    change_set.hash = sealed_hash(change_set, _forms(change_set, changes, stored))
    change_set.save()
    if not stored:
        copy_operations(change_set, changes)
    _follow_up(changes, by=change_set.author)
    return change_set


def _follow_up(changes: list[Change], *, by: User) -> None:
    """Ask for what has to be done once this is committed; with the transaction it is asked for or not at all."""
    for path in sorted({entry(change.target).follow_up for change in changes} - {""}):
        import_string(path)(by=by)


def _forms(change_set: ChangeSet, changes: list[Change], stored: bool) -> list[dict]:
    """Return the operations as they are hashed: those of a draft as they were kept."""
    if stored:
        return [hashed_form(one) for one in change_set.operations.order_by("n")]
    return [change.as_json() for change in changes]


def copy_operations(change_set: ChangeSet, changes: list[Change], first: int = 0) -> None:
    """Write operations to the end of a set, numbered from `first`."""
    columns = "change_set_id, n, target, key, uid, route, from_cm, to_cm, valid, before, after"
    with connection.cursor() as cursor:
        query = f"COPY {Operation._meta.db_table} ({columns}) FROM STDIN"
        with connection.wrap_database_errors, cursor.copy(query) as copy:
            for n, change in enumerate(changes, first):
                copy.write_row([change_set.pk, n, *_operation_row(change)])


def _json_text(value) -> str | None:
    return None if value is None else canonical_json(value).decode()


def _operation_row(change: Change) -> list:
    if change.box is None:
        sides = _json_text(change.before), _json_text(change.after)
        return [change.target, None, change.uid, "", None, None, None, *sides]
    end = "" if change.box.end == FOREVER else change.box.end.isoformat()
    return [
        change.target,
        _json_text(change.key),
        None,
        change.key.get("route", ""),
        change.box.from_cm,
        change.box.to_cm,
        f"[{change.box.start},{end})",
        _json_text([piece_as_json(row) for row in change.before]),
        _json_text([piece_as_json(row) for row in change.after]),
    ]
