"""What people do with a draft before it is applied: add, take out, hand in, approve or reject.

A draft's operations follow each other against the register as it stood at `base_seq`. Whoever hands one in
stands by it; where a layer needs four eyes, somebody else applies it.
"""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.geo.errors import Conflict, FactError, NotPermitted, StaleWrite
from apps.ledger import services
from apps.ledger.columns import storable
from apps.ledger.commands import Change, Command
from apps.ledger.compose import compose, load_touched
from apps.ledger.models import ChangeSet, Comment
from apps.ledger.privacy import require_no_personal_code
from apps.ledger.rules import require_all
from apps.ledger.services import changes_of
from apps.ledger.store import Touched

MOST_OPERATIONS = 100_000


def needs_four_eyes(change_set: ChangeSet) -> bool:
    """Tell whether a second person has to approve the set."""
    return change_set.operations.filter(target__in=settings.FOUR_EYES_LAYERS).exists()


@transaction.atomic
def extend(*, change_set: ChangeSet, commands: list[Command], by: User, seen: int) -> ChangeSet:
    """Add operations to the end of a draft, made against what the draft would leave.

    Raises
    ------
    StaleWrite
        A set later than what the draft, or its author now (`seen`), stands on meets one of the boxes.
    """
    change_set = _own_draft(change_set, by)
    services.check_request(commands, by=by, reason=change_set.reason, kind=change_set.kind)
    number = ChangeSet.objects.number()
    kept = changes_of(change_set)
    services.require_fresh(kept, seen=change_set.base_seq, by=by)
    changes, _touched = compose(commands, after=kept)
    services.require_fresh(changes, seen=seen, by=by)
    _require_room(len(kept) + len(changes))
    services.copy_operations(change_set, changes, first=_next_number(change_set))
    return _changed(change_set, base_seq=number)


@transaction.atomic
def drop(*, change_set: ChangeSet, n: int, by: User) -> ChangeSet:
    """Take one operation out of a draft, unless later ones of the draft stand on it."""
    change_set = _own_draft(change_set, by)
    if not change_set.operations.filter(n=n).exists():
        raise FactError(_("The draft has no operation %(n)s.") % {"n": n}, "n")
    change_set.operations.drop_from(change_set, [n])
    try:
        services.folded(changes_of(change_set))
    except StaleWrite:
        services.require_fresh(changes_of(change_set), seen=change_set.base_seq, by=by)
        message = _("Later operations of this draft stand on this one: take those out first.")
        raise Conflict(message, "n") from None
    return _changed(change_set)


@transaction.atomic
def rebase(*, change_set: ChangeSet, by: User) -> list[Change]:
    """Move a draft onto the register as it stands now; what collides is taken out and returned.

    What stands on an operation that was taken out collides as well: the rest follows from the register.
    """
    change_set = _own_draft(change_set, by)
    number = ChangeSet.objects.number()
    stays, colliding = _parted(change_set)
    change_set.operations.drop_from(change_set, [n for n, _change in colliding])
    services.folded([change for _n, change in stays])
    _changed(change_set, base_seq=number)
    return [change for _n, change in colliding]


@transaction.atomic
def submit(*, change_set: ChangeSet, by: User) -> ChangeSet:
    """Hand a draft in for review; it must still stand on the register, and its author may write all of it."""
    change_set = _own_draft(change_set, by)
    changes = changes_of(change_set)
    if not changes:
        raise Conflict(_("There is nothing in this draft."))
    services.require_writes(change_set.author, changes)
    services.require_fresh(changes, seen=change_set.base_seq, by=by)
    require_all(services.folded(changes), enumerate(changes))
    return _moved(change_set, ChangeSet.State.SUBMITTED)


@transaction.atomic
def withdraw(*, change_set: ChangeSet, by: User) -> ChangeSet:
    """Take a submitted or rejected set back to work on it."""
    change_set = _locked(change_set, ChangeSet.State.SUBMITTED, ChangeSet.State.REJECTED)
    _require_own(change_set, by)
    return _moved(change_set, ChangeSet.State.DRAFT)


@transaction.atomic
def reject(*, change_set: ChangeSet, by: User, reason: str) -> ChangeSet:
    """Send a submitted set back with a reason, which stays with it as a comment."""
    services.require_reviewer(by, author=change_set.author)
    change_set = _locked(change_set, ChangeSet.State.SUBMITTED)
    _said(change_set, by=by, text=reason, where="reason", is_rejection=True)
    return _moved(change_set, ChangeSet.State.REJECTED)


@transaction.atomic
def approve(*, change_set: ChangeSet, by: User, revision: int | None = None) -> ChangeSet:
    """Apply a submitted set, in the `revision` that was looked at; its author cannot."""
    services.require_reviewer(by, author=change_set.author)
    change_set = ChangeSet.objects.select_related("author").get(pk=change_set.pk)
    if change_set.state != ChangeSet.State.SUBMITTED:
        raise _wrong_state(change_set)
    return services.apply(change_set=change_set, by=by, revision=revision)


@transaction.atomic
def draft_undo(*, change_set: ChangeSet, by: User, reason: str) -> ChangeSet:
    """Keep the inverse of an applied set as a draft: how a layer that needs four eyes is taken back."""
    if change_set.seq is None:
        raise Conflict(_("Only an applied change set can be undone."))
    services.check_request([], by=by, reason=reason, kind=change_set.kind)
    changes = services.inverse_of(change_set)
    services.require_writes(by, changes)
    number = ChangeSet.objects.number()
    if not _follow(changes):
        raise services.overtaken(change_set, changes, by=by)
    inverse = ChangeSet.objects.create(
        reason=reason, kind=change_set.kind, author=by, base_seq=number, undoes=change_set
    )
    services.copy_operations(inverse, changes)
    return inverse


def comment(*, change_set: ChangeSet, by: User, text: str) -> Comment:
    """Say something about a set that is not applied yet. An auditor writes nothing, not even this."""
    if by.role == User.Role.AUDITOR:
        raise NotPermitted(_("The role “%(role)s” may not comment.") % {"role": by.get_role_display()})
    if change_set.state == ChangeSet.State.APPLIED:
        raise _wrong_state(change_set)
    return _said(change_set, by=by, text=text, where="text")


def _said(change_set: ChangeSet, *, by: User, text: str, where: str, is_rejection: bool = False) -> Comment:
    if not isinstance(text, str) or not text.strip() or len(text) > 2000:
        raise FactError(_("Write 1 to 2,000 characters."), where)
    try:
        storable(text)
    except ValueError as error:
        raise FactError(str(error), where) from None
    require_no_personal_code(text, where)
    return Comment.objects.create(
        change_set=change_set, author=by, text=text.strip(), is_rejection=is_rejection
    )


def _parted(change_set: ChangeSet) -> tuple[list[tuple[int, Change]], list[tuple[int, Change]]]:
    """Return the operations that still follow from the register and those that collide, by number."""
    numbers = change_set.operations.order_by("n").values_list("n", flat=True)
    changes = changes_of(change_set)
    touched = Touched()
    load_touched(touched, changes)
    stays, colliding = [], []
    for n, change in zip(numbers, changes, strict=True):
        collides = services.later_operations(change, after=change_set.base_seq)
        follows = not collides and services.fold_all(touched, [change])
        (stays if follows else colliding).append((n, change))
    return stays, colliding


def _follow(changes: list[Change]) -> bool:
    """Tell whether each change still finds what it says it had before."""
    touched = Touched()
    load_touched(touched, changes)
    return services.fold_all(touched, changes)


def require_open(change_set: ChangeSet, *, by: User) -> None:
    """Refuse unless this is a draft to which the person may add."""
    if change_set.state != ChangeSet.State.DRAFT:
        raise _wrong_state(change_set)
    _require_own(change_set, by)


def _own_draft(change_set: ChangeSet, by: User) -> ChangeSet:
    change_set = _locked(change_set, ChangeSet.State.DRAFT)
    _require_own(change_set, by)
    return change_set


def _locked(change_set: ChangeSet, *states: str) -> ChangeSet:
    change_set = ChangeSet.objects.select_related("author").locked(change_set.pk)
    if change_set.state not in states:
        raise _wrong_state(change_set)
    return change_set


def _wrong_state(change_set: ChangeSet) -> Conflict:
    message = _("This change set is “%(state)s”, so this cannot be done with it.")
    return Conflict(message % {"state": change_set.get_state_display()}, detail={"state": change_set.state})


def _require_own(change_set: ChangeSet, by: User) -> None:
    if change_set.author_id != by.pk:
        raise NotPermitted(_("Only its author may change a draft."))


def _require_room(count: int) -> None:
    if count > MOST_OPERATIONS:
        raise FactError(
            _("A draft has at most %(most)s operations.") % {"most": MOST_OPERATIONS}, "operations"
        )


def _moved(change_set: ChangeSet, state: str) -> ChangeSet:
    change_set.state = state
    change_set.save(update_fields=["state"])
    return change_set


def _changed(change_set: ChangeSet, *, base_seq: int | None = None) -> ChangeSet:
    """Count one more change of a draft's operations, and say which register they stand on now."""
    change_set.revision += 1
    change_set.base_seq = change_set.base_seq if base_seq is None else base_seq
    change_set.save(update_fields=["revision", "base_seq"])
    return change_set


def _next_number(change_set: ChangeSet) -> int:
    last = change_set.operations.order_by("-n").values_list("n", flat=True).first()
    return 0 if last is None else last + 1
