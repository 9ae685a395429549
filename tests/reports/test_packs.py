"""Packs as a reader finds them: every format, the manifest, and that they can be made again."""

import csv
import errno
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import jsonschema
import openpyxl
import pyogrio
import pytest
from defusedxml.ElementTree import fromstring
from django.core.management import CommandError, call_command
from django.utils.translation import override
from pypdf import PdfReader

from apps.geo.errors import NotPermitted, StorageFull
from apps.ledger.commands import Put
from apps.reports import pack, services, verifying
from apps.reports.content.asked import Asked
from apps.reports.models import Pack
from tests.factories import BEGIN, person, record
from tests.reports.pdf import elements_of
from tests.reports.register import DAY, made, small_border, unpack
from tests.surveillance.register import fibre

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def register():
    small_border()


@pytest.fixture
def unpacked(tmp_path):
    return lambda **asked: unpack(made(**asked), tmp_path / "unpacked")


def test_a_full_pack_holds_every_format_and_names_each_file(unpacked):
    folder = unpacked()
    described = json.loads((folder / "manifest.json").read_text())
    names = {one["name"] for one in described["files"]}
    assert {"report.pdf", "report.xlsx", "report.json", "layers.gpkg", "cise.xml", "csv/gaps.csv"} <= names
    assert {"geojson/sections.geojson", "coverage-report-1.schema.json"} <= names
    assert verifying.altered(folder, described) == ""
    assert described["ledger"]["number"] > 0


@pytest.mark.parametrize("audience", ["full", "general"])
def test_the_schema_describes_the_content(unpacked, audience):
    folder = unpacked(audience=audience)
    schema = json.loads((folder / "coverage-report-1.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    assert list(validator.iter_errors(json.loads((folder / "report.json").read_text()))) == []


def test_the_workbook_has_real_days_and_numbers_and_no_formula(unpacked):
    record(Put("sensor_standing", {"sensor": "C-1"}, {"owner": "=1+1", "verified_on": "2024-05-01"}, BEGIN))
    book = openpyxl.load_workbook(unpacked(language="en") / "report.xlsx")
    sheet = book["Surveillance means"]
    heads = [cell.value for cell in sheet[1]]
    row = dict(zip(heads, sheet[2], strict=True))
    assert row["Verified on"].value == datetime(2024, 5, 1)
    assert row["km"].value == 5
    assert (row["Owner"].value, row["Owner"].data_type) == ("=1+1", "s")


def test_the_workbook_prints_its_marking_and_shows_whole_metres_without_a_point(unpacked):
    book = openpyxl.load_workbook(unpacked(language="en") / "report.xlsx")
    assert "Where figures do not count as" in book.sheetnames
    for sheet in book:
        assert "for official use · TLP:AMBER" in sheet.oddHeader.left.text
        assert sheet.oddHeader.right.text.startswith("COV-LV-")
    formats = {cell.number_format for sheet in book for row in sheet for cell in row}
    assert not any(one.endswith(".##") for one in formats)
    about = {row[0].value: row[1].value for row in book["The report"]}
    assert (about["As of"], about["Version"]) == (datetime(2024, 12, 31), 1)
    warnings = [row[1].value for row in book["The report"] if row[0].value == "To know first"]
    assert len(warnings) == 2 and "No terrain model is loaded" in warnings[0]


def test_layers_say_what_they_are_of_and_who_may_have_them(unpacked):
    folder = unpacked(language="en")
    with sqlite3.connect(folder / "layers.gpkg") as database:
        told = dict(database.execute("SELECT table_name, description FROM gpkg_contents"))
    told.pop("layer_styles")
    assert {"sections", "assets"} <= told.keys()
    for text in told.values():
        assert all(part in text for part in ("COV-LV-", "2024-12-31", "for official use", "TLP:AMBER"))
    known = pyogrio.read_info(folder / "layers.gpkg", layer="sections")
    assert known["layer_metadata"]["tlp"] == known["dataset_metadata"]["tlp"] == "TLP:AMBER"
    report = json.loads((folder / "geojson/sections.geojson").read_text())["report"]
    assert (report["as_of"], report["marking"]) == ("2024-12-31", "for official use")
    assert report["report"].startswith("COV-LV-")


def test_csv_keeps_text_that_looks_like_a_formula_as_text(unpacked):
    record(Put("sensor_standing", {"sensor": "C-1"}, {"owner": "=1+1"}, BEGIN))
    [row] = csv.DictReader(io.StringIO((unpacked() / "csv/assets.csv").read_text()))
    assert (row["owner"], row["since"], row["integrated"]) == ("'=1+1", BEGIN.isoformat(), "true")


def test_the_geopackage_has_layers_in_the_national_grid_with_a_style_each(unpacked):
    path = unpacked() / "layers.gpkg"
    layers = {name for name, _type in pyogrio.list_layers(path)}
    assert {"sections", "segments", "gaps", "assets"} <= layers
    sections = pyogrio.read_dataframe(path, layer="sections")
    assert sections.crs.to_epsg() == 3059
    assert [round(length) for length in sections.length] == [6000, 4000]
    with sqlite3.connect(path) as database:
        styled = {name for (name,) in database.execute("SELECT f_table_name FROM layer_styles")}
    assert {"sections", "segments", "gaps", "assets"} <= styled


def test_geojson_is_in_degrees_longitude_first(unpacked):
    layer = json.loads((unpacked() / "geojson/assets.geojson").read_text())
    longitude, latitude = layer["features"][0]["geometry"]["coordinates"]
    assert 20 < longitude < 29 and 55 < latitude < 59


def test_a_fibre_is_a_line_in_every_file(unpacked):
    record(*fibre("F-1", 7, 9))
    folder = unpacked(language="en")
    points = pyogrio.read_dataframe(folder / "layers.gpkg", layer="assets")
    assert list(points["code"]) == ["C-1"] and set(points.geom_type) == {"Point"}
    [line] = pyogrio.read_dataframe(folder / "layers.gpkg", layer="asset_lines").itertuples()
    assert (line.code, round(line.geometry.length)) == ("F-1", 2000)
    assert [round(x) for x in line.geometry.bounds] == [707_000, 300_000, 709_000, 300_000]
    layer = json.loads((folder / "geojson/asset_lines.geojson").read_text())
    assert [one["geometry"]["type"] for one in layer["features"]] == ["MultiLineString"]
    told = {
        asset.findtext("{*}Identifier"): asset.find("{*}Location")
        for asset in fromstring((folder / "cise.xml").read_bytes()).iterfind("{*}OperationalAsset")
    }
    ends = [told["F-1"].findtext(f"{{*}}LinearReference/{{*}}{end}Kilometre") for end in ("From", "To")]
    assert [float(end) for end in ends] == [7, 9]
    start = layer["features"][0]["geometry"]["coordinates"][0][0]
    kept = told["F-1"].find("{*}Geometry")
    assert [float(kept.findtext(f"{{*}}{name}")) for name in ("Longitude", "Latitude")] == pytest.approx(
        start
    )
    assert "fibre or cable, beside the border" in " ".join(
        page.extract_text().replace("\n", " ") for page in PdfReader(folder / "report.pdf").pages
    )


def test_days_of_the_geopackage_are_days(unpacked):
    record(Put("sensor_standing", {"sensor": "C-1"}, {"verified_on": "2024-05-01"}, BEGIN))
    path = unpacked() / "layers.gpkg"
    known = pyogrio.read_info(path, layer="assets")
    kinds = dict(zip(known["fields"], known["ogr_types"], strict=True))
    assert (kinds["since"], kinds["verified_on"], kinds["code"]) == ("OFTDate", "OFTDate", "OFTString")
    [row] = pyogrio.read_dataframe(path, layer="assets").itertuples()
    assert (f"{row.since:%Y-%m-%d}", f"{row.verified_on:%Y-%m-%d}") == (BEGIN.isoformat(), "2024-05-01")


def test_cise_names_stand_in_the_xml(unpacked):
    root = fromstring((unpacked(language="en") / "cise.xml").read_bytes())
    found = {child.tag.rpartition("}")[2]: child for child in root}
    assert found.keys() == {"Metadata", "Warning", "Location", "OperationalAsset"}
    assert "No terrain model is loaded" in found["Warning"].text


def test_a_template_of_ones_own_comes_before_ours(unpacked, settings, tmp_path):
    own = tmp_path / "own/reports/paper"
    own.mkdir(parents=True)
    (own / "coverage.html").write_text("<title>Own</title><p>Own words, {{ as_of }}</p>")
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [str(tmp_path / "own"), *engine["DIRS"]]}]
    [page] = PdfReader(unpacked(language="en") / "report.pdf").pages
    assert "Own words, 31 Dec 2024" in page.extract_text()


def test_every_page_bears_its_marking_and_its_number(unpacked):
    pages = PdfReader(unpacked() / "report.pdf").pages
    texts = [page.extract_text() for page in pages]
    assert len(pages) > 3
    for number, text in enumerate(texts, start=1):
        assert "TLP:AMBER" in text and f"{number} / {len(pages)}" in text


def test_map_sheets_are_a3_at_true_scale(unpacked):
    pages = PdfReader(unpacked() / "report.pdf").pages
    sizes = {tuple(round(float(side) / 72 * 25.4) for side in page.mediabox[2:]) for page in pages}
    assert sizes == {(210, 297), (297, 210), (420, 297)}
    assert any("1:50" in page.extract_text() for page in pages)


TIMES = re.compile(r"T\d\d:\d\d:\d\d[.\d]*| width=\"[\d.]+\"")
"""Hours and the widths of columns: numbers that say nothing of the border."""
EXACT = re.compile(r"\b2[0-8][.,]\d{4,}|\b5[5-8][.,]\d{4,}|\b70[0-9]{4}\b|\b\d+[.,]\d{3,}(?= ?km\b)")


def texts_in(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each file of a pack as text, a PDF by its pages, metadata and tags; and the names of all."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    yield "names", "\n".join(path.relative_to(folder).as_posix() for path in files)
    for path in files:
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                yield path.name, "\n".join(book.read(name).decode() for name in book.namelist())
        elif path.suffix == ".pdf":
            reader = PdfReader(path)
            yield path.name, "\n".join(page.extract_text() for page in reader.pages)
            yield f"{path.name}, metadata", f"{reader.metadata} {reader.xmp_metadata.rdf_root.toxml()}"
            alts = [one.get("/Alt") for one in elements_of(reader)]
            yield f"{path.name}, tags", "\n".join(str(alt) for alt in alts if alt)
        elif not path.name.endswith(".schema.json"):
            yield path.name, path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["lv", "en"])
def test_no_exact_coordinate_or_sensor_is_in_any_file_for_general_readers(unpacked, language):
    folder = unpacked(audience="general", language=language)
    names = {path.suffix for path in folder.rglob("*") if path.is_file()}
    assert names == {".pdf", ".xlsx", ".json", ".csv"}
    for name, text in texts_in(folder):
        assert "C-1" not in text and "mast" not in text, name
        assert not EXACT.search(TIMES.sub("", text)), name


def test_what_the_general_files_must_not_hold_is_in_the_full_ones(unpacked):
    found = " ".join(TIMES.sub("", text) for _name, text in texts_in(unpacked_text_only(unpacked())))
    assert "C-1" in found and "mast" in found and EXACT.search(found)


def unpacked_text_only(folder: Path) -> Path:
    (folder / "layers.gpkg").unlink()
    return folder


def test_a_name_with_quotes_and_line_ends_breaks_no_file(unpacked):
    record(
        Put(
            "sensor_standing", {"sensor": "C-1"}, {"note": 'a "b"\n<c>', "owner": 'x "y" <z> & \' ; –'}, BEGIN
        )
    )
    folder = unpacked()
    [row] = csv.DictReader(io.StringIO((folder / "csv/assets.csv").read_text()))
    assert row["owner"] == 'x "y" <z> & \' ; –'
    assert fromstring((folder / "cise.xml").read_bytes()) is not None


def test_made_again_a_pack_is_the_same_byte_for_byte_whatever_was_written_since():
    first = made()
    first.keep()
    record(Put("sensor_standing", {"sensor": "C-1"}, {"state": "damaged"}, date(2024, 6, 1)))
    found = verifying.verify(first.archive.path)
    assert (found.holds, found.by, found.doubt) == (True, verifying.BYTES, "")


def test_a_report_of_another_method_is_told_so_and_not_as_altered(monkeypatch):
    first = made()
    monkeypatch.setattr("apps.reports.content.coverage.METHOD", 99)
    with override("en"):
        found = verifying.verify(first.archive.path)
    assert not found.holds and "this release has version 99" in found.doubt


def test_an_altered_file_is_named(tmp_path):
    given = made().archive.path
    altered = tmp_path / "altered.zip"
    with zipfile.ZipFile(given) as source, zipfile.ZipFile(altered, "w") as target:
        for info in source.infolist():
            content = source.read(info)
            target.writestr(info, content + b"\n" if info.filename == "csv/gaps.csv" else content)
    found = verifying.verify(altered)
    assert not found.holds and "csv/gaps.csv" in found.doubt


def test_a_pack_of_another_register_does_not_hold(tmp_path):
    given = made().archive.path
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(given) as source, zipfile.ZipFile(other, "w") as target:
        for info in source.infolist():
            content = source.read(info)
            if info.filename == "manifest.json":
                described = json.loads(content)
                described["ledger"]["head"] = "0" * 64
                content = json.dumps(described).encode()
            target.writestr(info, content)
    assert not verifying.verify(other).holds


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_pack_is_refused(tmp_path, content):
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=r"x\.zip"):
        call_command("report", "verify", str(path))


def test_an_archive_that_names_a_place_outside_is_refused(tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../outside", "x")
    with pytest.raises(CommandError, match=r"x\.zip"):
        call_command("report", "verify", str(path))
    assert not (tmp_path / "outside").exists()


def test_a_disk_that_fills_leaves_nothing_half_made(monkeypatch, settings):
    def full(*_arguments, **_options):
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(pack, "write_cise", full)
    with pytest.raises(StorageFull):
        made()
    assert list(Path(settings.REPORTS_DIR).iterdir()) == []
    assert not Pack.objects.exists()


def test_versions_follow_each_other_and_name_what_they_supersede():
    first = made().keep()
    second = made().keep()
    assert (first.asked["version"], second.asked["version"]) == (1, 2)
    assert second.asked["supersedes"] == first.number
    assert first.snapshot == second.snapshot


def test_who_reads_generally_gets_no_full_report():
    viewer = person("viewer", reading_level="general")
    with pytest.raises(NotPermitted):
        services.make(kind="coverage", asked=Asked(DAY), by=viewer)


def test_the_command_writes_a_pack_and_verifies_it(tmp_path, capsys):
    call_command(
        "report", "coverage", "--as-of", "2024-12-31", "--audience", "general", "--out", str(tmp_path)
    )
    [path] = tmp_path.glob("COV-*.zip")
    call_command("report", "verify", str(path), "--lang", "en")
    assert "same byte for byte" in capsys.readouterr().out


def test_the_command_names_what_is_wrong(tmp_path):
    with pytest.raises(CommandError, match=r"sections\[0\]"):
        call_command("report", "coverage", "--sections", "Z", "--out", str(tmp_path))
    with pytest.raises(CommandError, match="as_of"):
        call_command("report", "coverage", "--as-of", "2000-01-01", "--out", str(tmp_path))
    assert list(tmp_path.glob("*.zip")) == []


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "The report does not hold. report.json is not the file that the manifest names."),
        ("lv", "Pārskats neatbilst. report.json nav tā datne, ko nosauc saraksts."),
    ],
)
def test_what_verify_tells_is_in_one_language_whatever_the_report_s(language, told, tmp_path):
    with override("lv"):
        path = made(language="lv").archive.path
        altered = tmp_path / "altered.zip"
        with zipfile.ZipFile(path) as source, zipfile.ZipFile(altered, "w") as target:
            for name in source.namelist():
                target.writestr(name, source.read(name) + (b" " if name == "report.json" else b""))
        with pytest.raises(CommandError) as refused:
            call_command("report", "verify", str(altered), "--lang", language)
    assert str(refused.value) == told
