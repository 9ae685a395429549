"""What a file is, by what is in it: its name is only asked whether it says the same."""

import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from apps.geo.errors import DocumentError, gettext_noop

HEAD = 128
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
GEOPACKAGE = (b"GPKG", b"GP10", b"GP11")
MACROS = "vbaProject.bin"


@dataclass(frozen=True)
class FileType:
    """A type of file that the register takes, and the endings that its name may have."""

    media_type: str
    endings: tuple[str, ...]

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")


OFFICE = "application/vnd.openxmlformats-officedocument"
PDF = FileType("application/pdf", ("pdf",))
PNG = FileType("image/png", ("png",))
JPEG = FileType("image/jpeg", ("jpg", "jpeg"))
WEBP = FileType("image/webp", ("webp",))
DOCX = FileType(f"{OFFICE}.wordprocessingml.document", ("docx",))
XLSX = FileType(f"{OFFICE}.spreadsheetml.sheet", ("xlsx",))
GPKG = FileType("application/geopackage+sqlite3", ("gpkg",))
CSV = FileType("text/csv", ("csv",))
TXT = FileType("text/plain", ("txt",))
TYPES = (PDF, PNG, JPEG, WEBP, DOCX, XLSX, GPKG, CSV, TXT)
TAKEN = ", ".join(one.endings[0] for one in TYPES)
ACCEPT = ",".join(f".{ending}" for one in TYPES for ending in one.endings)


def type_of(file: BinaryIO, name: str) -> FileType:
    """Return what the content is; the ending of the name must say the same.

    Raises
    ------
    DocumentError
        Empty, of no type that the register takes, with macros, or not what the name says.
    """
    found = _by_content(file, name)
    file.seek(0)
    if found is None:
        message = gettext_noop("This is none of the types that are taken: %(taken)s.")
        raise DocumentError(message, "file", taken=TAKEN)
    if ending_of(name) not in found.endings:
        message = gettext_noop("“%(name)s” holds %(type)s: its name says something else.")
        raise DocumentError(message, "file", name=name, type=found.endings[0].upper())
    return found


def ending_of(name: str) -> str:
    return PurePath(name).suffix.lower().removeprefix(".")


def clean_name(name: str, longest: int) -> str:
    """Return the last part of a file's name without anything that is not printed, its ending kept."""
    last = re.split(r"[/\\]", name)[-1]
    printed = "".join(letter if letter.isprintable() else "_" for letter in last).strip(" .") or "file"
    ending = PurePath(printed).suffix[:12]
    return printed.removesuffix(ending)[: longest - len(ending)] + ending


def _by_content(file: BinaryIO, name: str) -> FileType | None:
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        raise DocumentError(gettext_noop("The file is empty."), "file")
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"SQLite format 3\x00"):
        return GPKG if head[68:72] in GEOPACKAGE else None
    if head.startswith(b"PK\x03\x04"):
        return _office(file)
    return _text(file, name)


def _office(file: BinaryIO) -> FileType | None:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return None
    if any(name.endswith(MACROS) for name in names):
        raise DocumentError(gettext_noop("A file with macros is not taken."), "file")
    if "[Content_Types].xml" not in names:
        return None
    if "word/document.xml" in names:
        return DOCX
    return XLSX if "xl/workbook.xml" in names else None


def _text(file: BinaryIO, name: str) -> FileType | None:
    """Text is what has no control characters; what it is meant as, only its name can tell."""
    file.seek(0)
    while chunk := file.read(1 << 20):
        if CONTROL.search(chunk):
            return None
    return CSV if ending_of(name) == "csv" else TXT
