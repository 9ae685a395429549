"""Open a pack that somebody gives us: an archive is not to be trusted before its manifest is read."""

import json
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from apps.geo.errors import FactError
from apps.reports.content.asked import Asked
from apps.reports.kinds import KINDS
from apps.reports.pack import CONTENT, FULL_DISK, MANIFEST

MOST_BYTES = 2_000_000_000
MOST_FILES = 1_000
MOST_COUNTED = 2**31 - 1
HASH = re.compile(r"[0-9a-f]{64}\Z")
NO_ARCHIVE = (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError)
"""What an archive that is none, is cut, or is locked by a password can raise; a RuntimeError is the last."""

Is = Callable[[Any], bool]


def opened(path: Path, to: Path) -> dict[str, Any]:
    """Unpack an archive into a new folder; return its manifest.

    Raises
    ------
    FactError
        It is no archive, too large, names a place outside itself, or is otherwise none of our packs; it says what.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check(archive)
            archive.extractall(to)
    except NO_ARCHIVE as error:
        if isinstance(error, OSError) and error.errno in FULL_DISK:
            raise
        raise _not_ours(path, _("it is no whole archive")) from error
    described = _read(path, to, MANIFEST)
    if wrong := _wrong(described, MANIFEST_IS):
        raise _not_ours(path, _("%(where)s is not as a report has it") % {"where": f"{MANIFEST}: {wrong}"})
    if wrong := _wrong(_read(path, to, CONTENT), CONTENT_IS):
        raise _not_ours(path, _("%(where)s is not as a report has it") % {"where": f"{CONTENT}: {wrong}"})
    return described


def _not_ours(path: Path, what: str) -> FactError:
    message = _("%(name)s is no report pack of this register: %(what)s.")
    return FactError(message % {"name": path.name, "what": what}, "pack")


def _check(archive: zipfile.ZipFile) -> None:
    inside = archive.infolist()
    if len(inside) > MOST_FILES or sum(one.file_size for one in inside) > MOST_BYTES:
        raise ValueError("too large")
    if len({one.filename for one in inside}) < len(inside):
        raise ValueError("two files of one name")
    if any(one.filename.startswith("/") or ".." in Path(one.filename).parts for one in inside):
        raise ValueError("outside itself")


def _read(path: Path, folder: Path, name: str) -> Any:
    if not (folder / name).is_file():
        raise _not_ours(path, _("it has no %(name)s") % {"name": name})
    try:
        return json.loads((folder / name).read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise _not_ours(path, _("%(name)s cannot be read") % {"name": name}) from error


def _wrong(given: Any, is_right: Mapping[str, Is]) -> str:
    """Return the name of the first value that is not as it should be; empty if all are."""
    if not isinstance(given, dict):
        return "{}"
    return next((name for name, check in is_right.items() if name not in given or not check(given[name])), "")


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_COUNTED


def _is_hash(value: Any) -> bool:
    return isinstance(value, str) and HASH.match(value) is not None


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value.isprintable()


def _is_text_or_none(value: Any) -> bool:
    return value is None or _is_text(value)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(_is_text(one) for one in value)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _are_files(value: Any) -> bool:
    if not isinstance(value, list) or any(_wrong(one, FILE_IS) for one in value):
        return False
    return len({one["name"] for one in value}) == len(value)


def _is_asked(value: Any) -> bool:
    known = {one.name for one in fields(Asked)}
    return _is_object(value) and value.keys() <= known and not _wrong({**UNLESS_SAID, **value}, ASKED_IS)


FILE_IS: Mapping[str, Is] = {"name": _is_text, "bytes": _is_count, "sha256": _is_hash}
LEDGER_IS: Mapping[str, Is] = {"number": _is_count, "head": _is_hash}
UNLESS_SAID = {"detail_maps": False, "supersedes": None, "since": None, "ahead": False}
ASKED_IS: Mapping[str, Is] = {
    "as_of": _is_day,
    "language": lambda value: _is_text(value) and value in dict(settings.LANGUAGES),
    "audience": _is_text,
    "sections": _are_texts,
    "version": _is_count,
    "marking": _is_text,
    "tlp": _is_text,
    "detail_maps": lambda value: isinstance(value, bool),
    "supersedes": _is_text_or_none,
    "since": _is_text_or_none,
    "ahead": lambda value: isinstance(value, bool),
}
MANIFEST_IS: Mapping[str, Is] = {
    "report": lambda value: isinstance(value, str) and value in KINDS,
    "asked": _is_asked,
    "ledger": lambda value: not _wrong(value, LEDGER_IS),
    "snapshot_sha256": _is_hash,
    "versions": _is_object,
    "files": _are_files,
}
CONTENT_IS: Mapping[str, Is] = {
    "header": _is_object,
    "labels": _is_object,
    "warnings": lambda value: isinstance(value, list),
}
