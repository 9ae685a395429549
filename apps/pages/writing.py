"""A page's way to the ledger: written at once, or kept as a draft where a second person has to agree."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from apps.ledger import services
from apps.ledger.commands import Command
from apps.ledger.models import ChangeSet


def record_or_draft(
    request: HttpRequest,
    commands: list[Command],
    reason: str,
    kind: str = ChangeSet.Kind.UPDATE,
    seen: int | None = None,
) -> str:
    """Write the commands; where a second person has to agree, keep a draft. Return what became of it."""
    needs_two = {one.target for one in commands} & set(settings.FOUR_EYES_LAYERS)
    write = services.draft if needs_two else services.record
    written = write(commands=commands, by=request.user, reason=reason, kind=kind, seen=seen)
    if written is None:
        return _("Nothing changes.")
    if needs_two:
        return _("Kept as a draft; a second person has to agree.")
    return _("Written as no. %(number)s of the ledger.") % {"number": written.seq}
