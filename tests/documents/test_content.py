"""What a file is, is told by its content; its name only has to agree."""

import io

import pytest
from PIL import Image

from apps.documents.content import JPEG, PNG, WEBP, clean_name, type_of
from apps.documents.pictures import without_metadata
from apps.geo.errors import DocumentError
from tests.documents.files import (
    CSV,
    DOCX,
    GPS_INFO,
    MACROS,
    PDF,
    XLSX,
    archive,
    geopackage,
    photo_with_position,
    picture,
)

GOOD = [
    ("a.pdf", PDF, "application/pdf"),
    ("a.png", picture("PNG"), "image/png"),
    ("a.JPG", picture("JPEG"), "image/jpeg"),
    ("a.jpeg", picture("JPEG"), "image/jpeg"),
    ("a.webp", picture("WEBP"), "image/webp"),
    ("a.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("a.xlsx", XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("a.gpkg", geopackage(), "application/geopackage+sqlite3"),
    ("a.csv", CSV, "text/csv"),
    ("a.txt", "Žogs bojāts\n".encode(), "text/plain"),
]


@pytest.mark.parametrize(("name", "content", "expected"), GOOD, ids=[one[0] for one in GOOD])
def test_each_type_that_is_taken_is_known_by_its_content(name, content, expected):
    assert type_of(io.BytesIO(content), name).media_type == expected


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", b"", "The file is empty."),
        ("a.pdf", b"<html><script>alert(1)</script></html>", "“a.pdf” holds TXT"),
        ("a.png", PDF, "“a.png” holds PDF"),
        ("a.docx", XLSX, "“a.docx” holds XLSX"),
        ("a.html", b"<p>", "“a.html” holds TXT"),
        ("a", PDF, "“a” holds PDF"),
        ("a.txt", b"MZ\x90\x00\x03", "none of the types"),
        ("a.zip", archive("a.txt"), "none of the types"),
        ("a.docx", b"PK\x03\x04 but no archive", "none of the types"),
        ("a.gpkg", b"SQLite format 3\x00" + b"\x00" * 200, "none of the types"),
        ("a.docm", MACROS, "macros"),
    ],
)
def test_what_is_not_what_it_says_is_refused(name, content, message):
    with pytest.raises(DocumentError, match=message):
        type_of(io.BytesIO(content), name)


def test_a_photo_keeps_its_look_and_loses_place_device_and_comment():
    with Image.open(without_metadata(io.BytesIO(photo_with_position()), JPEG)) as kept:
        assert kept.size == (20, 40)  # upright: the camera was held on its side
        assert not kept.getexif()
        assert not kept.getexif().get_ifd(GPS_INFO)
        assert "comment" not in kept.info
        red, green, blue = kept.convert("RGB").getpixel((10, 10))
    assert red > 180 > 60 > max(green, blue)


@pytest.mark.parametrize(("made_as", "kind"), [("PNG", PNG), ("WEBP", WEBP)])
def test_png_and_webp_lose_what_is_written_into_them(made_as, kind):
    exif = Image.Exif()
    exif[0x010F] = "Camera Of Somebody"
    content = picture(made_as, exif=exif)
    assert b"Camera Of Somebody" in content
    assert b"Camera Of Somebody" not in without_metadata(io.BytesIO(content), kind).read()


def test_a_picture_that_breaks_off_is_refused():
    with pytest.raises(DocumentError, match="cannot be read"):
        without_metadata(io.BytesIO(photo_with_position()[:300]), JPEG)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_drawn():
    with pytest.raises(DocumentError, match="80 million"):
        without_metadata(io.BytesIO(picture("PNG", (20_000, 4_001))), PNG)


def test_a_moving_picture_is_refused():
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    written = io.BytesIO()
    frames[0].save(written, "WEBP", save_all=True, append_images=frames[1:])
    with pytest.raises(DocumentError, match="moving"):
        without_metadata(written, WEBP)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\x\\akts.pdf", "akts.pdf"),
        ("a\r\nb\x00.pdf", "a__b_.pdf"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_names_are_cut_to_what_can_stand_in_a_header(given, expected):
    assert clean_name(given, 150) == expected
