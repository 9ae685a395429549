"""Bring a kept report to where it goes: into a folder or by mail, each a job of its own that is tried again."""

from pathlib import Path
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.accounts.access import note
from apps.accounts.models import AccessEvent, User
from apps.accounts.permissions import may_write
from apps.geo.errors import Conflict, NotPermitted, StorageFull
from apps.jobs import services as jobs
from apps.jobs.kinds import TryAgain
from apps.jobs.models import Job
from apps.reports import services
from apps.reports.content.asked import Asked
from apps.reports.content.labels import markings
from apps.reports.models import Delivery, Pack
from apps.reports.pack import copied, kept_at

FOR_GOOD = range(500, 600)
"""Answers of a mail server that another try would get again."""


@transaction.atomic
def ask(*, pack: Pack, folder: str, mail_to: str, by: User) -> list[Delivery]:
    """Write down where a report goes; it is brought there once the caller's transaction is committed."""
    ways = [(Delivery.Way.FOLDER, folder)] if folder else []
    ways += [(Delivery.Way.MAIL, address) for address in addresses(mail_to)]
    return [_asked(pack, way, to, by) for way, to in ways]


def addresses(text: str) -> list[str]:
    """Return the mail addresses of a text with commas, each once."""
    return list(dict.fromkeys(one.strip() for one in text.split(",") if one.strip()))


def _asked(pack: Pack, way: str, to: str, by: User) -> Delivery:
    uid = uuid4()
    return Delivery.objects.create(uid=uid, pack=pack, way=way, to=to, job=_job(uid, by))


def _job(uid, by: User) -> Job:
    return jobs.ask(kind="report-delivery", arguments={"delivery": str(uid)}, by=by)


def require_sender(user: User) -> None:
    """Refuse whoever does not say when reports are made, and where they go."""
    if not may_write(user, "target"):
        raise NotPermitted(_("Planners and administrators say when reports are made."))


@transaction.atomic
def again(*, delivery: Delivery, by: User) -> Delivery:
    """Try a delivery that waits at once, and one that has ended once more.

    Raises
    ------
    Conflict
        It is under way just now.
    """
    held = Delivery.objects.select_for_update(of=("self",)).select_related("job").get(pk=delivery.pk)
    if held.job.is_open:
        jobs.hurry(job=held.job)
    else:
        held.job = _job(held.uid, by)
        held.save(update_fields=["job"])
    return held


@transaction.atomic
def stop(*, delivery: Delivery, by: User) -> None:
    """Send a report there no more; that is logged.

    Raises
    ------
    Conflict
        It is sent already, or was stopped before.
    """
    jobs.cancel(job=delivery.job)
    said = {"report": delivery.pack.number, "way": delivery.way, "to": delivery.to}
    note(AccessEvent.Kind.SENDING_STOPPED, by=by, **said)


def carry(delivery: Delivery) -> None:
    """Bring a report to its folder or address; done twice, a folder holds it once.

    Raises
    ------
    NotPermitted
        Who asked for it may not read it, or may no longer sign in.
    TryAgain
        The mail server or the folder is out of reach, or the disk is full.
    Conflict
        The mail is refused for good, the folder has another file of that name, or the archive is gone.
    """
    if delivery.job.asked_by:
        pack = delivery.pack
        services.require_reading(delivery.job.asked_by, pack.kind, Asked.of(pack.asked))
    if not kept_at(delivery.pack.sha256).is_file():
        message = _("The archive of report %(number)s is gone. Ask again.")
        raise Conflict(message, number=delivery.pack.number)
    try:
        if delivery.way == Delivery.Way.MAIL:
            _mail(delivery)
        else:
            _put(delivery)
    except StorageFull as full:
        raise TryAgain(full.translated(_)) from None
    except SMTPException as refusal:
        code, reason = told(refusal)
        if code in FOR_GOOD:
            raise Conflict(_("The mail is refused: %(reason)s"), reason=reason) from None
        raise TryAgain(_("The mail was not taken: %(reason)s") % {"reason": reason}) from None
    except OSError as error:
        raise TryAgain(_out_of_reach(delivery) % {"reason": error.strerror or error}) from None


def _out_of_reach(delivery: Delivery) -> str:
    if delivery.way == Delivery.Way.MAIL:
        return _("The mail server is out of reach: %(reason)s")
    return _("The folder is out of reach: %(reason)s")


def _put(delivery: Delivery) -> None:
    folder = Path(settings.REPORTS_OUT) / delivery.to
    folder.mkdir(parents=True, exist_ok=True)
    copied(delivery.pack, folder)


def _mail(delivery: Delivery) -> None:
    """Send the mail; however often this job tries, the mail has one Message-ID, so that a reader keeps it once."""
    pack = delivery.pack
    with override(pack.language):
        header = {"number": pack.number, "sha256": pack.sha256}
        asked = Asked.of(pack.asked)
        handled = f"{markings()[asked.marking]} · TLP:{asked.tlp}"
        body = "\n".join((handled, "", _("The report %(number)s is made. SHA-256: %(sha256)s") % header))
    place = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
    headers = {"Message-ID": f"<{delivery.job.uid}@{place}>"}
    message = EmailMessage(
        subject=f"{pack.number} [TLP:{asked.tlp}]", body=body, to=[delivery.to], headers=headers
    )
    message.attach(pack.file_name, kept_at(pack.sha256).read_bytes(), "application/zip")
    message.send()


def told(refusal: SMTPException) -> tuple[int | None, str]:
    """Return the mail server's answer as code and words; a code of None if it gave none."""
    if isinstance(refusal, SMTPRecipientsRefused):
        [(code, words), *_rest] = refusal.recipients.values()
    elif isinstance(refusal, SMTPResponseException):
        code, words = refusal.smtp_code, refusal.smtp_error
    else:
        return None, str(refusal)
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return code, f"{code} {text}"
