"""The files of a report in one archive, with a manifest that says what each is and what all were made from."""

import errno
import hashlib
import json
import platform
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyogrio
from django.conf import settings
from django.utils.translation import gettext as _

from apps.geo.errors import Conflict
from apps.jobs.kinds import Report
from apps.reports.formats import sheets
from apps.reports.formats.cise import write_cise
from apps.reports.formats.fonts import FONTS
from apps.reports.formats.geo import write_geojson, write_geopackage
from apps.reports.formats.paper import facts
from apps.reports.formats.tables import Table
from apps.reports.kinds import Content, Lines, ReportKind

MANIFEST, CONTENT = "manifest.json", "report.json"
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
FORMAT = 1

Row = dict[str, Any]


@dataclass(frozen=True)
class Archive:
    """An archive that lies in its folder: its path, hash, size, and its files as the manifest names them."""

    path: Path
    sha256: str
    size_bytes: int
    files: list[Row]


def versions() -> Row:
    """Return what decides the bytes of the files beside their content: libraries, GDAL, fonts."""
    fonts = b"".join((FONTS / name).read_bytes() for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"))
    return {
        "format": FORMAT,
        "python": platform.python_version(),
        "gdal": pyogrio.__gdal_version_string__,
        "fonts": hashlib.sha256(fonts).hexdigest(),
        **{name: version(name) for name in LIBRARIES},
    }


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
            folder / "report.xlsx", tables, facts(content), content["header"]["title"]
        ),
        lambda: _write_csv(folder / "csv", tables),
        *(
            [lambda: _write_layers(folder, layers), lambda: write_cise(folder / "cise.xml", content)]
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


def _write_layers(folder: Path, layers: Sequence) -> None:
    write_geopackage(folder / "layers.gpkg", layers)
    (folder / "geojson").mkdir()
    for layer in layers:
        write_geojson(folder / "geojson" / f"{layer.name}.geojson", layer)


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

    Raises
    ------
    Conflict
        The disk is full.
    """
    root = Path(settings.REPORTS_DIR)
    root.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".making-", dir=root))
    try:
        yield folder
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Conflict(
                _("The disk is full: the report could not be written. Nothing of it is kept.")
            ) from None
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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
