"""Whether every file that the ledger names lies in the store as it was, and every tie leads somewhere."""

from collections.abc import Iterator
from dataclasses import dataclass

from apps.documents import files
from apps.documents.models import Document, DocumentTie
from apps.documents.places import Place


@dataclass(frozen=True)
class Fault:
    """A document and what is wrong with it."""

    document: Document
    message: str


def faults() -> Iterator[Fault]:
    """Yield what is wrong, documents in their order; reads every file whole."""
    for document in Document.objects.iterator():
        if not files.place_of(document.sha256).exists():
            yield Fault(document, "the file is missing")
        elif files.is_altered(document.sha256):
            yield Fault(document, "the file was altered")
    for tied in DocumentTie.objects.select_related("document").filter(route=None):
        if not Place(thing_type=tied.thing_type, thing=tied.thing).is_there():
            message = f"tied to {tied.thing_type} {tied.thing}, which is not there"
            yield Fault(tied.document, message)
