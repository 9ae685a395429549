"""Open a pack that somebody gives us: an archive is not to be trusted before its manifest is read."""

import json
import zipfile
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from apps.geo.errors import FactError
from apps.reports.pack import MANIFEST

MOST_BYTES = 2_000_000_000
MOST_FILES = 1_000
NAMES = {"report", "asked", "ledger", "versions", "files"}


def opened(path: Path, to: Path) -> dict[str, Any]:
    """Unpack an archive into a new folder; return its manifest.

    Raises
    ------
    FactError
        It is no archive, too large, names a place outside itself, or has no manifest of ours.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check(archive)
            archive.extractall(to)
        described = json.loads((to / MANIFEST).read_text(encoding="utf-8"))
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise _not_ours(path) from error
    if not isinstance(described, dict) or not described.keys() >= NAMES:
        raise _not_ours(path)
    return described


def _not_ours(path: Path) -> FactError:
    return FactError(_("%(name)s is no report pack of this register.") % {"name": path.name}, "pack")


def _check(archive: zipfile.ZipFile) -> None:
    inside = archive.infolist()
    if len(inside) > MOST_FILES or sum(one.file_size for one in inside) > MOST_BYTES:
        raise ValueError("too large")
    if any(one.filename.startswith("/") or ".." in Path(one.filename).parts for one in inside):
        raise ValueError("outside itself")
