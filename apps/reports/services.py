"""Make a report and keep it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.accounts.models import User
from apps.border.days import parse_day, today
from apps.border.locate import lines_on
from apps.border.models import Alignment
from apps.geo.errors import BorderGisError, Conflict, FactError, NotPermitted, PeriodError
from apps.indicators import snapshots
from apps.indicators.models import Snapshot
from apps.jobs.kinds import Report
from apps.ledger.models import ChangeSet
from apps.ledger.replay import as_known_at
from apps.reports.content.asked import FULL, Asked, Sources
from apps.reports.content.scope import Scope
from apps.reports.kinds import Content, Lines, kind_of
from apps.reports.models import Pack, Schedule
from apps.reports.pack import (
    Archive,
    copied,
    in_place,
    kept_at,
    listed,
    manifest,
    packed,
    put_before,
    removed,
    workplace,
    write_files,
)


def silent(_done: int, _total: int) -> None:
    """Report progress to nobody."""


@dataclass(frozen=True)
class Made:
    """A report whose archive lies in its place; `keep` writes it down, in the caller's transaction.

    Who asked for the same report at the same time gets the same one.
    """

    archive: Archive
    pack: Pack
    keep: Callable[[], Pack]

    def drop(self) -> None:
        """Delete the archive unless it is another report's too; whoever keeps that one later finds it gone."""
        if not Pack.objects.filter(sha256=self.archive.sha256).exclude(uid=self.pack.uid).exists():
            self.archive.path.unlink(missing_ok=True)


def make(*, kind: str, asked: Asked, by: User, report: Report = silent) -> Made:
    """Make a report of the register as known now, and put its archive in its place.

    Raises
    ------
    NotPermitted
        It is for readers of positions and gaps, and the person is none.
    NotFound
        There is no such kind of report, or a section that was asked for is not there.
    FactError
        This kind of report is not made so.
    PeriodError
        The day is before the register begins.
    StorageFull
        The disk is full. Nothing half-made stays.
    """
    maker = kind_of(kind)
    require_reading(by, kind, asked)
    check(asked)
    snapshot = snapshots.drawn_up(as_of=asked.as_of, by=by)
    asked = following(kind, asked)
    with override(asked.language):
        content, lines = read(kind, asked, snapshot)
        with workplace() as folder:
            files = folder / "files"
            files.mkdir()
            write_files(files, maker, content, lines, detail=asked.detail_maps, report=report)
            described = manifest(kind=kind, asked=asked.as_json(), snapshot=snapshot, files=listed(files))
            archive = in_place(packed(files, described, folder / "pack.zip"))
    pack = Pack(
        kind=kind,
        number=content["header"]["id"],
        as_of=asked.as_of,
        audience=asked.audience,
        language=asked.language,
        asked=asked.as_json(),
        sha256=archive.sha256,
        size_bytes=archive.size_bytes,
        files=archive.files,
        made_by=by,
    )
    return Made(archive, pack, lambda: _keep(pack, snapshot))


def require_reading(by: User, kind: str, asked: Asked) -> None:
    """Refuse a report to who may not read what stands in it, and what this kind of report does not have."""
    maker = kind_of(kind)
    if not by.is_active:
        message = _("%(person)s may no longer sign in: nothing is made or sent for this account.")
        raise NotPermitted(message, person=by.display_name)
    if asked.audience not in maker.audiences:
        raise FactError(_("This report is not made for those readers."), "audience")
    if asked.sections and not maker.by_section:
        raise FactError(_("This report is of the whole border: name no sections."), "sections")
    if asked.detail_maps and asked.audience not in maker.with_sheets:
        raise FactError(_("This report has no map sheets."), "detail_maps")
    if kind == "committee" and by.role == User.Role.CONTRACTOR and not by.reads_fully:
        raise NotPermitted(_("The committee's report has the sums of every lot: it is not for you."), "kind")
    if asked.audience == FULL and not by.reads_fully:
        raise NotPermitted(
            _("Your reading level is general: ask for the report for general readers."), "audience"
        )


def _keep(pack: Pack, snapshot: Snapshot) -> Pack:
    try:
        with transaction.atomic():
            found = _written(pack, snapshot)
            _renew_archive(pack)
    except IntegrityError:
        other = Pack.objects.filter(number=pack.number).first()
        if other is None:
            raise
        if other.sha256 == pack.sha256:
            return other
        kept_at(pack.sha256).unlink(missing_ok=True)
        message = _(
            "Report %(number)s was made otherwise at the same moment. Ask again for its next version."
        )
        raise Conflict(message % {"number": pack.number}) from None
    return found


def _renew_archive(pack: Pack) -> None:
    """Let the archive count as new: the sweep leaves it until the report is committed."""
    try:
        os.utime(kept_at(pack.sha256))
    except FileNotFoundError:
        message = _("The archive of report %(number)s is gone. Ask again.")
        raise Conflict(message, number=pack.number) from None


def _written(pack: Pack, snapshot: Snapshot) -> Pack:
    same = Snapshot.objects.filter(sha256=snapshot.sha256, as_of=snapshot.as_of).first()
    if same is None:
        snapshot.reason = pack.number
        snapshot.save(force_insert=True)
    pack.snapshot = same or snapshot
    pack.save(force_insert=True)
    return pack


ORPHAN_AFTER = timedelta(hours=1)
"""So long an archive may lie in its place before its report is kept."""


def swept() -> list[Path]:
    """Delete the archives that no report names; return where they were.

    One is left behind by a worker that was killed after it made a report and before it could keep it.
    """
    named = set(Pack.objects.values_list("sha256", flat=True))
    before = timezone.now() - ORPHAN_AFTER
    orphans = [path for path in put_before(before) if path.stem not in named]
    return [path for path in orphans if removed(path, before, unless=_is_named)]


def _is_named(path: Path) -> bool:
    return Pack.objects.filter(sha256=path.stem).exists()


def following(kind: str, asked: Asked) -> Asked:
    """Return what is asked with its marking, the version it is, what it supersedes, and what it is compared with."""
    alike = Pack.objects.filter(kind=kind, asked__sections=list(asked.sections))
    same = alike.filter(as_of=asked.as_of, audience=asked.audience, language=asked.language)
    last = same.order_by("-made_at").first()
    marking, tlp = kind_of(kind).handling[asked.audience]
    earlier = alike.filter(as_of__lt=asked.as_of).order_by("-as_of", "-made_at").first()
    return replace(
        asked,
        marking=marking,
        tlp=tlp,
        version=max((one.asked["version"] for one in same), default=0) + 1,
        supersedes=last and last.number,
        since=earlier and earlier.number,
        ahead=asked.as_of > today(),
    )


def read(kind: str, asked: Asked, snapshot: Snapshot) -> tuple[Content, Lines]:
    """Return the content of a report, and the lines of its day, as known at the snapshot's number.

    If nobody has written since, the register is read as it stands; else it is folded up to that number.
    """
    if _head() == snapshot.ledger_number:
        found = _read_now(kind, asked, snapshot)
        if _head() == snapshot.ledger_number:
            return found
    with as_known_at(snapshot.ledger_number):
        return _read_now(kind, asked, snapshot)


def _head() -> int:
    return ChangeSet.objects.head()[0]


def _read_now(kind: str, asked: Asked, snapshot: Snapshot) -> tuple[Content, Lines]:
    sources = sources_of(asked, snapshots.content_of(snapshot))
    return kind_of(kind).read(asked, sources), lines_on(asked.as_of)


def sources_of(asked: Asked, sealed: dict[str, Any]) -> Sources:
    """Return what a report is made from, the register being as it is known at the sealed reading's number."""
    number, head = sealed["ledger"]["number"], sealed["ledger"]["head"]
    known = ChangeSet.objects.filter(seq=number).values_list("applied_at", flat=True).first()
    earlier = _earlier(asked)
    later = earlier and snapshots.reading(
        as_of=date.fromisoformat(earlier["as_of"]), number=number, head=head
    )
    return Sources(sealed, known and known.isoformat(), earlier, later)


def _earlier(asked: Asked) -> dict[str, Any] | None:
    pack = Pack.objects.filter(number=asked.since).select_related("snapshot").first() if asked.since else None
    return snapshots.content_of(pack.snapshot) if pack else None


def check(asked: Asked) -> None:
    """Refuse a question that no report can answer.

    Raises
    ------
    PeriodError
        The day is before the register begins.
    NotFound
        A section is not there on the day.
    """
    require_known(asked.as_of)
    Scope(asked.as_of, asked.sections)


def require_known(day: date) -> None:
    """Refuse a day that the register cannot speak of.

    Raises
    ------
    PeriodError
        It is before the register begins, or absurdly late.
    """
    parse_day(day)
    first = register_begins()
    if first is None or day < first:
        message = _("The register knows nothing of %(day)s: it begins on %(first)s.")
        raise PeriodError(message, "as_of", day=day, first=first or "–")


def register_begins() -> date | None:
    """Return the first day on which a route has a line."""
    periods = Alignment.objects.published().values_list("valid", flat=True)
    return min((period.lower for period in periods), default=None)


def kept_in(made: Made, folder: Path) -> tuple[Path, Pack]:
    """Keep a report and copy its archive into a folder: both, or nothing of it stays.

    Raises
    ------
    StorageFull
        The disk is full.
    Conflict
        Another file has the report's name.
    """
    with transaction.atomic(), dropped_unless_kept(made):
        pack = made.keep()
        return copied(pack, folder), pack


@contextmanager
def dropped_unless_kept(made: Made) -> Iterator[None]:
    """Delete the archive of a report that comes to nothing after all."""
    try:
        yield
    except (BorderGisError, OSError):
        made.drop()
        raise


def due(day: date) -> list[tuple[Schedule, Asked]]:
    """Return the schedules whose report of the last month is to be asked for now, and hold them."""
    month_end = day.replace(day=1) - timedelta(days=1)
    ready = Schedule.objects.in_force().select_for_update(of=("self",)).select_related("job", "asked_by")
    found = [one for one in ready.filter(day__lte=day.day) if one.is_due(month_end)]
    return [(one, Asked(month_end, one.language, one.audience, tuple(one.sections))) for one in found]
