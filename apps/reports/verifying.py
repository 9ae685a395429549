"""Make a report again, to see that a pack that somebody gives us holds."""

import json
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.border.locate import lines_on
from apps.geo.errors import BorderGisError
from apps.indicators import snapshots
from apps.ledger.chain import GENESIS
from apps.ledger.models import ChangeSet
from apps.ledger.replay import as_known_at
from apps.reports import services
from apps.reports.comparing import says_the_same
from apps.reports.content.asked import Asked
from apps.reports.kinds import Content, Lines, kind_of
from apps.reports.models import Pack
from apps.reports.pack import (
    CONTENT,
    MANIFEST,
    canonical,
    disk_that_may_fill,
    listed,
    versions,
    write_files,
)
from apps.reports.unpacking import opened

BYTES, CONTENTS = "bytes", "content"

Row = dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What came of making a report again.

    Whether it holds; whether by the bytes of its files or, under other versions, by what stands in them; the first
    doubt; and what else the reader has to know, such as which files were compared by their text alone.
    """

    holds: bool
    by: str
    doubt: str = ""
    notes: tuple[str, ...] = ()


def verify(path: Path) -> Verdict:
    """Make a report again from the ledger as known at its number, and compare every file.

    Other versions of libraries or fonts may write other bytes for the same content: then what stands in the files
    is compared, and the hashes that this register kept when it made the report.

    Raises
    ------
    FactError
        The file is no pack of ours.
    StorageFull
        There is no room to make it again.
    """
    with tempfile.TemporaryDirectory() as scratch, disk_that_may_fill(Path(scratch)):
        folder = Path(scratch)
        described = opened(path, folder / "given")
        if doubt := altered(folder / "given", described) or _doubt_of_marking(described):
            return Verdict(False, BYTES, doubt)
        if doubt := _doubt_of_ledger(**described["ledger"]):
            return Verdict(False, CONTENTS, doubt)
        return _compared(described, Asked.of(described["asked"]), folder)


def altered(folder: Path, described: Row) -> str:
    """Return which file is not the one that the manifest names; empty if all are."""
    there = {one["name"]: one for one in listed(folder) if one["name"] != MANIFEST}
    named = {one["name"]: one for one in described["files"]}
    wrong = sorted(name for name in {*there, *named} if there.get(name) != named.get(name))
    return _("%(name)s is not the file that the manifest names.") % {"name": wrong[0]} if wrong else ""


def _doubt_of_marking(described: Row) -> str:
    """Return what is wrong with whom the pack says that it is for: nothing else of it would tell."""
    asked = described["asked"]
    handling = kind_of(described["report"]).handling.get(asked["audience"])
    if handling == (asked["marking"], asked["tlp"]):
        return ""
    return _("It is marked otherwise than this report is marked for its readers.")


def _doubt_of_ledger(number: int, head: str) -> str:
    known = ChangeSet.objects.filter(seq=number).values_list("hash", flat=True).first()
    if known is None and number:
        return _("The ledger has no number %(number)s.") % {"number": number}
    if (known or GENESIS) != head:
        return _("The ledger has another head at number %(number)s.") % {"number": number}
    return ""


def _compared(described: Row, asked: Asked, folder: Path) -> Verdict:
    """Make the report again in its own language, and tell of it in the reader's."""
    try:
        content, lines = _as_then(described, asked)
    except BorderGisError as error:
        return Verdict(False, CONTENTS, error.translated(_))
    kept = Pack.objects.filter(number=content["header"]["id"]).select_related("snapshot").first()
    if kept and (doubt := _other_than_kept(described, kept)):
        return Verdict(False, BYTES, doubt)
    given, is_same_version = folder / "given" / CONTENT, versions() == described["versions"]
    if doubt := _other_method(json.loads(given.read_text(encoding="utf-8")), content):
        return Verdict(False, CONTENTS, doubt)
    if canonical(content) != given.read_text(encoding="utf-8") and (
        is_same_version or not kept or not _is_worded_otherwise(content, given)
    ):
        return Verdict(False, CONTENTS, _first_difference(content, given))
    made = folder / "made"
    made.mkdir()
    with override(asked.language):
        write_files(
            made,
            kind_of(described["report"]),
            content,
            lines,
            detail=asked.detail_maps,
            report=services.silent,
        )
    return _of_files(folder, described, is_same_version, kept, content["header"]["id"])


def _other_method(given: Row, made_now: Content) -> str:
    """Return that a report was made by another version of its method, so nothing can be compared; empty if not."""
    then, now = (one["header"].get("method_version") for one in (given, made_now))
    if then == now:
        return ""
    message = _("It was made by version %(then)s of the method; this release has version %(now)s.")
    return message % {"then": then, "now": now}


def _as_then(described: Row, asked: Asked) -> tuple[Content, Lines]:
    ledger = described["ledger"]
    with as_known_at(ledger["number"]):
        services.check(asked)  # what it refuses, it tells in the reader's language
        sealed = snapshots.reading(as_of=asked.as_of, number=ledger["number"], head=ledger["head"])
        with override(asked.language):
            found = kind_of(described["report"]).read(asked, services.sources_of(asked, sealed))
        return found, lines_on(asked.as_of)


def _other_than_kept(described: Row, kept: Pack) -> str:
    """Return in what a pack is not the one that this register kept under its number."""
    there, then = ({one["name"]: one for one in files} for files in (described["files"], kept.files))
    wrong = sorted(name for name in {*there, *then} if there.get(name) != then.get(name))
    named = described["report"], described["asked"], described["snapshot_sha256"]
    if not wrong and named != (kept.kind, kept.asked, kept.snapshot.sha256):
        wrong = [MANIFEST]
    message = _("%(name)s is not the file that was kept when report %(number)s was made.")
    return message % {"name": wrong[0], "number": kept.number} if wrong else ""


def _of_files(folder: Path, described: Row, is_same_version: bool, kept: Pack | None, number: str) -> Verdict:
    """Compare the files of a report with those that were made again."""
    there, made = (
        {one["name"]: one for one in files} for files in (described["files"], listed(folder / "made"))
    )
    other = sorted(name for name in {*there, *made} if there.get(name) != made.get(name))
    alike = [] if is_same_version else [name for name in other if _holds_the_same(folder, name)]
    unlike = [name for name in other if name not in alike]
    if unlike and (is_same_version or not kept):
        return Verdict(False, CONTENTS if alike else BYTES, _doubt_of(unlike[0], there, made))
    return Verdict(True, CONTENTS if other else BYTES, "", tuple(_notes(alike, unlike, kept, number)))


def _holds_the_same(folder: Path, name: str) -> bool:
    """Tell whether a file holds the same; that the values of the content are the same was seen before."""
    given, made = folder / "given" / name, folder / "made" / name
    return given.is_file() and made.is_file() and (name == CONTENT or says_the_same(given, made))


def _doubt_of(name: str, there: Row, made: Row) -> str:
    if name not in made:
        return _("%(name)s is no file of this report.") % {"name": name}
    if name not in there:
        return _("%(name)s is missing.") % {"name": name}
    return _("%(name)s comes out otherwise.") % {"name": name}


def _notes(alike: Iterable[str], unlike: Iterable[str], kept: Pack | None, number: str) -> Iterable[str]:
    """Yield which files were compared how, unless all were by their bytes."""
    if alike:
        names = ", ".join(alike)
        yield _("Compared by text, cells, rows or values, not by bytes or drawings: %(names)s.") % {
            "names": names
        }
    if unlike:
        names = ", ".join(unlike)
        yield _(
            "Not compared, for the versions in use here write them otherwise;"
            " their hashes are those kept when the report was made: %(names)s."
        ) % {"names": names}
    if not kept:
        yield _("This register keeps no report %(number)s to compare its hashes with.") % {"number": number}


def _is_worded_otherwise(content: Content, given: Path) -> bool:
    """Tell whether two contents differ in nothing but how this release words its own text.

    Of a report that is not kept here, nothing would vouch for those words: they have to be the same.
    """
    contents = json.loads(given.read_text(encoding="utf-8")), json.loads(canonical(content))
    for one in contents:
        one["labels"], one["header"]["title"], one["warnings"] = None, None, len(one["warnings"])
    return contents[0] == contents[1]


def _first_difference(content: Content, given: Path) -> str:
    contents = json.loads(given.read_text(encoding="utf-8")), json.loads(canonical(content))
    if contents[0] == contents[1]:
        return _("%(name)s comes out otherwise.") % {"name": CONTENT}
    return _("It differs at %(where)s.") % {"where": snapshots.first_difference(*contents).where}
