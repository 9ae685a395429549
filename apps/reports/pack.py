"""The files of a report in one archive, with a manifest that says what each is and what all were made from."""

import errno
import fcntl
import hashlib
import json
import os
import platform
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyogrio
import pyogrio.errors
from django.conf import settings
from django.template import NodeList, engines
from django.template.loader import get_template
from django.template.loader_tags import ExtendsNode, IncludeNode
from django.utils.translation import gettext as _
from xlsxwriter.exceptions import FileCreateError

from apps.geo.errors import Conflict, StorageFull
from apps.jobs.kinds import Report
from apps.reports.formats import sheets
from apps.reports.formats.cise import write_cise
from apps.reports.formats.fonts import FONTS
from apps.reports.formats.geo import write_geojson, write_geopackage
from apps.reports.formats.paper import handled, typed_facts
from apps.reports.formats.tables import Table
from apps.reports.kinds import Content, Lines, ReportKind

if TYPE_CHECKING:
    from apps.reports.models import Pack

MANIFEST, CONTENT = "manifest.json", "report.json"
MAKING = ".making-"
SCHEMAS = Path(__file__).parent / "schemas"
LIBRARIES = (
    "weasyprint",
    "pydyf",
    "XlsxWriter",
    "pyogrio",
    "geopandas",
    "shapely",
    "numpy",
    "matplotlib",
    "Django",
)
ZIP_DAY = (1980, 1, 1, 0, 0, 0)
PAPER = "reports/paper"
WRITERS = Path(__file__).parent / "formats"
WRITERS_ERRORS = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    sqlite3.DatabaseError,
    FileCreateError,
)
"""What the libraries raise when they cannot write, whyever; GDAL's own words do not tell of a full disk."""
LEAST_FREE_BYTES = 1_000_000
FULL_DISK = (errno.ENOSPC, errno.EDQUOT)
GROUND = ("country_areas.geojson", "places.geojson")

Row = dict[str, Any]


@dataclass(frozen=True)
class Archive:
    """An archive that lies in its folder: its path, hash, size, and its files as the manifest names them."""

    path: Path
    sha256: str
    size_bytes: int
    files: list[Row]


def versions() -> Row:
    """Return what decides the bytes of the files beside their content: our own part, libraries, GDAL, fonts."""
    return {
        "format": _digest([*sorted(WRITERS.glob("*.py")), *_paper(), *_ground(), *_words()]),
        "python": platform.python_version(),
        "gdal": pyogrio.__gdal_version_string__,
        "fonts": _digest([FONTS / "DejaVuSans.ttf", FONTS / "DejaVuSans-Bold.ttf"]),
        **{name: version(name) for name in LIBRARIES},
    }


def _digest(paths: Iterable[Path]) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def _paper() -> list[Path]:
    """Return the templates of the paper, with all that they take in; an office may put its own before ours."""
    there = [path for folder in _template_folders() for path in sorted((folder / PAPER).glob("*.*"))]
    wanted, elsewhere = sorted({f"{PAPER}/{path.name}" for path in there}), dict[str, Path]()
    known = set(wanted)
    while wanted:
        template = get_template(wanted.pop()).template
        for name in set(_taken_in(template.nodelist)) - known:
            known.add(name)
            wanted.append(name)
            elsewhere[name] = Path(get_template(name).origin.name)
    return there + [elsewhere[name] for name in sorted(elsewhere)]


def _template_folders() -> Iterator[Path]:
    for engine in engines.all():
        yield from map(Path, engine.template_dirs)


def _taken_in(nodes: NodeList) -> Iterator[str]:
    """Yield the names of the templates that a template includes or extends, where it says them outright."""
    named = [node.template.var for node in nodes.get_nodes_by_type(IncludeNode)]
    named += [node.parent_name.var for node in nodes.get_nodes_by_type(ExtendsNode)]
    return (name for name in named if isinstance(name, str))


def _ground() -> Iterator[Path]:
    for name in GROUND:
        yield settings.BASE_DIR / "spatial_data" / name


def _words() -> list[Path]:
    return sorted(path for folder in settings.LOCALE_PATHS for path in Path(folder).rglob("django.mo"))


def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def write_files(
    folder: Path, kind: ReportKind, content: Content, lines: Lines, *, detail: bool, report: Report
) -> None:
    """Write every file of a report but the manifest into a folder."""
    tables = kind.tables(content)
    layers = kind.layers(content, tables, lines) if kind.layers else []
    steps = [
        lambda: (folder / CONTENT).write_text(canonical(content), encoding="utf-8"),
        lambda: _write_schema(folder, kind),
        lambda: sheets.write_workbook(
            folder / "report.xlsx", tables, typed_facts(content), content["header"]["title"], handled(content)
        ),
        lambda: _write_csv(folder / "csv", tables),
        *(
            [
                lambda: _write_layers(folder, layers, handled(content)),
                lambda: write_cise(folder / "cise.xml", content),
            ]
            if layers
            else []
        ),
        lambda: _write_pdf(folder, kind.template, kind.paper(content, tables, lines, detail=detail)),
    ]
    for done, step in enumerate(steps, start=1):
        step()
        report(done, len(steps) + 1)


def _write_schema(folder: Path, kind: ReportKind) -> None:
    name = f"{kind.schema}.schema.json"
    (folder / name).write_text((SCHEMAS / name).read_text(encoding="utf-8"), encoding="utf-8")


def _write_pdf(folder: Path, template: str, context: Mapping[str, Any]) -> None:
    from apps.reports.formats.pdf import write_pdf

    write_pdf(folder / "report.pdf", template, context)


def _write_csv(folder: Path, tables: Sequence[Table]) -> None:
    folder.mkdir()
    for one in tables:
        sheets.write_csv(folder / f"{one.name}.csv", one)


def _write_layers(folder: Path, layers: Sequence, about: Mapping[str, str]) -> None:
    write_geopackage(folder / "layers.gpkg", layers, about)
    (folder / "geojson").mkdir()
    for layer in layers:
        write_geojson(folder / "geojson" / f"{layer.name}.geojson", layer, about)


def listed(folder: Path) -> list[Row]:
    """Return each file under a folder with its size and hash, by name."""
    return [
        {
            "name": path.relative_to(folder).as_posix(),
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]


def manifest(*, kind: str, asked: Row, snapshot, files: list[Row]) -> Row:
    return {
        "report": kind,
        "asked": asked,
        "ledger": {"number": snapshot.ledger_number, "head": snapshot.ledger_head},
        "snapshot_sha256": snapshot.sha256,
        "versions": versions(),
        "files": files,
    }


@contextmanager
def workplace() -> Iterator[Path]:
    """Give a folder beside the kept archives; whatever happens, nothing half-made stays.

    What a maker that was killed left behind goes when the next one begins: a lock tells whether its maker lives.

    Raises
    ------
    StorageFull
        The disk is full.
    """
    root = Path(settings.REPORTS_DIR)
    with disk_that_may_fill(root):
        root.mkdir(parents=True, exist_ok=True)
        with _locked(root):
            _clear(root)
            folder = Path(tempfile.mkdtemp(prefix=MAKING, dir=root))
            held = _hold(folder)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(held)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a place beside a file to write it at; it gets its name once it is whole, or nothing of it stays.

    Raises
    ------
    StorageFull
        The disk is full.
    """
    begun = path.with_name(f".{path.name}.part")
    try:
        with disk_that_may_fill(path.parent):
            yield begun
            begun.replace(path)
    finally:
        with suppress(OSError):
            begun.unlink(missing_ok=True)


@contextmanager
def disk_that_may_fill(folder: Path) -> Iterator[None]:
    """Say in plain words that the disk under a folder is full."""
    try:
        yield
    except (OSError, *WRITERS_ERRORS) as error:
        if not _tells_of_full_disk(error, folder):
            raise
        raise StorageFull(
            _("The disk is full: the file could not be written. Nothing of it is kept.")
        ) from None


def _tells_of_full_disk(error: Exception, folder: Path) -> bool:
    """Tell whether an error is of a full disk: by its number, or by the room that is left beside what was written."""
    told = error if isinstance(error, OSError) else error.__cause__ or error.__context__
    if isinstance(told, OSError):
        return told.errno in FULL_DISK
    return shutil.disk_usage(folder).free < LEAST_FREE_BYTES


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _hold(folder: Path) -> int:
    """Lock a folder until this process closes it or dies."""
    held = os.open(folder, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    return held


def _clear(root: Path) -> None:
    """Remove the folders whose maker is dead."""
    for folder in root.glob(f"{MAKING}*"):
        with suppress(FileNotFoundError):  # its maker has just ended
            held = os.open(folder, os.O_RDONLY)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            except BlockingIOError:
                continue
            finally:
                os.close(held)


def packed(folder: Path, described: Row, to: Path) -> Archive:
    """Write the files of a folder with their manifest into an archive."""
    (folder / MANIFEST).write_text(canonical(described), encoding="utf-8")
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                info = zipfile.ZipInfo(path.relative_to(folder).as_posix(), ZIP_DAY)
                info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                archive.writestr(info, path.read_bytes())
    digest = hashlib.sha256(to.read_bytes()).hexdigest()
    return Archive(to, digest, to.stat().st_size, described["files"])


def kept_at(sha256: str) -> Path:
    """Return where the archive of a hash is kept."""
    return Path(settings.REPORTS_DIR) / sha256[:2] / f"{sha256}.zip"


def in_place(archive: Archive) -> Archive:
    """Move an archive to where its hash says; one that is there already is the same."""
    path = kept_at(archive.sha256)
    with _locked(Path(settings.REPORTS_DIR)):
        path.parent.mkdir(parents=True, exist_ok=True)
        archive.path.replace(path)
    return replace(archive, path=path)


def put_before(moment: datetime) -> list[Path]:
    """Return the archives that were put in their place before a moment."""
    archives = Path(settings.REPORTS_DIR).glob("[0-9a-f][0-9a-f]/*.zip")
    return sorted(path for path in archives if _is_older(path, moment))


def removed(path: Path, before: datetime, *, unless: Callable[[Path], bool]) -> bool:
    """Delete an archive unless it is younger by now, or needed after all; tell whether it was deleted."""
    with _locked(Path(settings.REPORTS_DIR)):  # nobody puts the same one in its place meanwhile
        if not _is_older(path, before) or unless(path):
            return False
        path.unlink(missing_ok=True)
    return True


def _is_older(path: Path, moment: datetime) -> bool:
    try:
        return path.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:
        return False


def copied(pack: "Pack", folder: Path) -> Path:
    """Copy a report's archive into a folder, whole or not at all; over no other file.

    Raises
    ------
    StorageFull
        The disk is full.
    Conflict
        Another file has the report's name.
    """
    path = folder / pack.file_name
    if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() != pack.sha256:
        message = _("%(path)s is there already with other content. Nothing was written over it.")
        raise Conflict(message, "out", path=path)
    with whole_file(path) as begun:
        shutil.copyfile(kept_at(pack.sha256), begun)
    return path
