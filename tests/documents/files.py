"""Small files of every type that is taken, and some that are not."""

import io
import sqlite3
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
GPS_INFO, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112


def picture(made_as: str = "JPEG", size: tuple[int, int] = (40, 20), **options) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(written, made_as, **options)
    return written.getvalue()


def photo_with_position() -> bytes:
    """Return a photo lying on its side that tells where it was taken and with what."""
    exif = Image.Exif()
    exif[MAKE], exif[ORIENTATION] = "Camera Of Somebody", 6
    exif.get_ifd(GPS_INFO).update({1: "N", 2: (56.0, 30.0, 0.0), 3: "E", 4: (27.0, 45.0, 0.0)})
    return picture(exif=exif, comment=b"who took it")


def archive(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as made:
        for name in names:
            made.writestr(name, "<xml/>")
    return written.getvalue()


def geopackage() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.gpkg"
        with sqlite3.connect(path) as made:
            made.execute(f"PRAGMA application_id = {0x47504B47}")
            made.execute("CREATE TABLE t (a)")
        made.close()
        return path.read_bytes()


DOCX = archive("[Content_Types].xml", "word/document.xml")
XLSX = archive("[Content_Types].xml", "xl/workbook.xml")
MACROS = archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
CSV = "km;statuss\n12,3;izbūvēts\n".encode()
