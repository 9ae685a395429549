"""Every write of documents: a file into the store, and what it is and is about into the ledger."""

from dataclasses import dataclass
from datetime import date
from typing import BinaryIO
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import require_write
from apps.documents import files
from apps.documents.content import FileType, clean_name, type_of
from apps.documents.models import MAX_NAME, Document, DocumentKind, DocumentTie
from apps.documents.pictures import without_metadata
from apps.documents.places import Place, require_place
from apps.geo.errors import DocumentError, FactError, TooLarge, gettext_noop
from apps.ledger.commands import Add, Amend, Command, Remove
from apps.ledger.lock import lock_ledger
from apps.ledger.models import ChangeSet, Operation
from apps.ledger.services import record


@dataclass(frozen=True)
class Told:
    """What a person says of a file: its title, kind, day and marking."""

    title: str
    kind: str
    day: date
    marking: str = Document.Marking.RESTRICTED


@dataclass(frozen=True)
class Kept:
    """The document that a file became, the set that wrote it, and whether the file was there before."""

    document: Document
    change_set: ChangeSet | None
    was_there: bool


def add(*, file: BinaryIO, name: str, told: Told, place: Place | None, by: User, reason: str = "") -> Kept:
    """Keep a file and tie it to a place. A file that is there already is only tied: it is stored once.

    Raises
    ------
    BorderGisError
        Not permitted, empty, too large, of a wrong type, or the disk is full. Nothing is kept then.
    """
    require_write(by, "document")
    require_place(by, place)
    _check(told)
    require_size(file)
    name = clean_name(name, MAX_NAME)
    kind = type_of(file, name)
    content = without_metadata(file, kind) if kind.is_picture else file
    return _recorded(files.keep(content), _size_of(content), name, kind, told, place, by, reason)


def amend(
    *, document: Document, told: Told, by: User, reason: str, seen: int | None = None
) -> ChangeSet | None:
    """Tell a document's title, kind, day and marking anew; its file stays. None if nothing differs.

    Raises
    ------
    BorderGisError
        Not permitted, no title, no such kind, no reason, or another person amended it since `seen`.
    """
    _check(told)
    values = {"title": told.title.strip(), "kind": told.kind, "day": told.day, "marking": told.marking}
    command = Amend("document", str(document.uid), values)
    return record(commands=[command], by=by, reason=reason, kind=ChangeSet.Kind.CORRECT, seen=seen)


@transaction.atomic
def tie(*, document: Document, place: Place, by: User, reason: str = "") -> ChangeSet | None:
    """Tie a document to one more place; None if it is tied there already."""
    require_place(by, place)
    if _is_tied(document, place):
        return None
    return record(commands=[_tie(str(document.uid), place)], by=by, reason=reason or _reason(document.title))


@transaction.atomic
def untie(*, tied: DocumentTie, by: User, reason: str = "") -> ChangeSet:
    """Take a document away from a place; the document stays."""
    return record(
        commands=[Remove("document_tie", str(tied.uid))], by=by, reason=reason or _reason(tied.document.title)
    )


def require_size(file: BinaryIO) -> None:
    if _size_of(file) > settings.DOCUMENT_MAX_BYTES:
        message = gettext_noop("A file may have at most %(most)s MB.")
        raise TooLarge(message, "file", most=settings.DOCUMENT_MAX_BYTES // 1_000_000)


def swept() -> list[str]:
    """Delete the files that no operation of the ledger names, and return their names."""
    return [path.name for path in files.sweep(named_hashes())]


def named_hashes() -> set[str]:
    """Return every SHA-256 that an operation ever named: an undone upload can come back."""
    operations = Operation.objects.filter(target="document").order_by()
    named = operations.values_list("before__sha256", "after__sha256")
    return {sha256 for pair in named for sha256 in pair if sha256}


@transaction.atomic
def _recorded(
    sha256: str,
    size: int,
    name: str,
    kind: FileType,
    told: Told,
    place: Place | None,
    by: User,
    reason: str,
) -> Kept:
    lock_ledger(by.username)  # the same file sent by two at once is one document
    document = Document.objects.filter(sha256=sha256).first()
    commands: list[Command] = []
    uid = str(document.uid if document else uuid4())
    if document is None:
        values = {
            "title": told.title.strip(),
            "kind": told.kind,
            "day": told.day,
            "marking": told.marking,
            "sha256": sha256,
            "media_type": kind.media_type,
            "size_bytes": size,
            "name": name,
        }
        commands.append(Add("document", uid, values))
    if place and not (document and _is_tied(document, place)):
        commands.append(_tie(uid, place))
    change_set = record(commands=commands, by=by, reason=reason or _reason(told.title)) if commands else None
    return Kept(document or Document.objects.get(uid=uid), change_set, document is not None)


def _check(told: Told) -> None:
    if not told.title.strip():
        raise DocumentError(_("Give the document a title."), "title")
    if not DocumentKind.objects.filter(code=told.kind).exists():
        message = _("There is no %(type)s %(uid)s.")
        values = {"type": DocumentKind._meta.verbose_name, "uid": told.kind}
        raise FactError(message % values, "kind")


def _size_of(file: BinaryIO) -> int:
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    return size


def _is_tied(document: Document, place: Place) -> bool:
    at = place.values() | {"route": place.route}
    named = {name: value for name, value in at.items() if value is not None}
    return document.ties.filter(**named).exists()


def _tie(uid: str, place: Place) -> Add:
    return Add("document_tie", str(uuid4()), {"document": uid, **place.values()})


def _reason(title: str) -> str:
    return _("Document: %(title)s") % {"title": title}
