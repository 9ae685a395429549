"""The store of files: each under its SHA-256, once. What is in it is whole or not there.

A file is written beside the store, brought to the disk and then renamed into its place, so a full disk or a
dying server leaves nothing half-stored. What no operation of the ledger names is swept after a day.
"""

import errno
import fcntl
import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from django.conf import settings

from apps.geo.errors import FileDamaged, StorageFull, gettext_noop

CHUNK = 1 << 20
ORPHAN_AFTER_S = 24 * 60 * 60
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def root() -> Path:
    return Path(settings.MEDIA_ROOT) / "documents"


def place_of(sha256: str) -> Path:
    return root() / sha256[:2] / sha256[2:4] / sha256


def hash_of(file: BinaryIO) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def keep(file: BinaryIO) -> str:
    """Store a file unless its content is there already, and return its SHA-256.

    Raises
    ------
    StorageFull
        The disk is full; nothing was stored.
    """
    with space_wanted():
        sha256 = hash_of(file)
        place = place_of(sha256)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        with _locked(fcntl.LOCK_SH):
            if place.exists() and not is_altered(sha256):
                os.utime(place)  # young again: whoever sweeps now leaves it
            else:
                _write(file, place)
    return sha256


@contextmanager
def space_wanted() -> Iterator[None]:
    """Turn a full disk into its error."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        message = gettext_noop("The disk for documents is full. Nothing was kept; tell the administrator.")
        raise StorageFull(message, "file") from None


def opened(sha256: str) -> BinaryIO:
    """Open a kept file that still is what the ledger says.

    Raises
    ------
    FileDamaged
        It is missing or was altered.
    """
    if not place_of(sha256).exists():
        raise FileDamaged(gettext_noop("The file is missing from the store. Tell the administrator."))
    if is_altered(sha256):
        message = gettext_noop("The file in the store is not the one that the ledger names.")
        raise FileDamaged(message)
    return place_of(sha256).open("rb")


def is_altered(sha256: str) -> bool:
    with place_of(sha256).open("rb") as file:
        return hash_of(file) != sha256


def sweep(kept: Iterable[str], now: float | None = None) -> list[Path]:
    """Delete what is older than a day and has no name among `kept`, and return what was deleted."""
    named, before = set(kept), (now or time.time()) - ORPHAN_AFTER_S
    gone = []
    if not root().exists():
        return gone
    with _locked(fcntl.LOCK_EX):
        for path in sorted(root().rglob("*")):
            if (
                path.is_file()
                and path != _lock()
                and path.name not in named
                and path.stat().st_mtime < before
            ):
                path.unlink()
                gone.append(path)
    return gone


def _write(file: BinaryIO, place: Path) -> None:
    file.seek(0)
    beside = NamedTemporaryFile(dir=root(), prefix=".incoming-", delete=False)  # noqa: SIM115 renamed below
    try:
        with beside:
            while chunk := file.read(CHUNK):
                beside.write(chunk)
            beside.flush()
            os.fsync(beside.fileno())
        Path(beside.name).replace(place)
        _sync_folder(place.parent)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(beside.name).unlink()
        raise


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _lock() -> Path:
    return root() / ".lock"


@contextmanager
def _locked(how: int) -> Iterator[None]:
    """Keep writers and the sweep apart; writers do not wait for each other."""
    root().mkdir(parents=True, exist_ok=True, mode=0o750)
    with open(_lock(), "w") as lock:
        fcntl.flock(lock, how)
        yield
