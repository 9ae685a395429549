"""What a register may hold and a machine may do, and a report has to bear: a pack, or a refusal in plain words."""

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pyogrio
import pytest
import shapely
from defusedxml.ElementTree import fromstring
from django.core.management import CommandError, call_command
from django.template.loader import render_to_string
from django.utils.translation import gettext, override
from openpyxl import load_workbook
from pypdf import PdfReader
from weasyprint import CSS, HTML

from apps.geo.errors import PeriodError, StorageFull
from apps.jobs import services as background
from apps.jobs.models import Job
from apps.ledger.commands import Add, Amend, Put
from apps.reports import jobs, pack, services
from apps.reports.content.asked import Asked
from apps.reports.formats.cise import NAMESPACE, write_cise
from apps.reports.formats.coverage_pdf import TEMPLATE, coverage_context
from apps.reports.formats.coverage_tables import coverage_tables
from apps.reports.formats.geo import Layer, write_geopackage
from apps.reports.formats.pdf import OnlyOurFonts
from apps.reports.models import Delivery, Pack
from tests.factories import BEGIN, KM, named, person, record
from tests.reports.register import DAY, content_of, made, small_border

LONG = "Starptautiskāsadarbībasnodrošināšanaspārrobežuuzraudzībasinfrastruktūrasobjekts" * 2
HOSTILE = 'Posms "A"\n<b>&amp;\'; DROP TABLE –\t=1+1'
SECTIONS = 400
SMALL_KB = 2_500
FULL = re.compile(r"full|pilns")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def register():
    small_border()


def unpacked(pack: services.Made, folder: Path) -> Path:
    with zipfile.ZipFile(pack.archive.path) as archive:
        archive.extractall(folder)
    return folder


def left_in(folder: str) -> list[Path]:
    root = Path(folder)
    return [path for path in root.rglob("*") if path.is_file()] if root.exists() else []


@pytest.mark.parametrize("name", [HOSTILE, LONG], ids=["hostile", "long"])
def test_no_name_of_a_section_breaks_a_file(name, tmp_path):
    record(Amend("section", "A", {"name_lv": name, "name_en": name}))
    folder = unpacked(made(), tmp_path)
    assert json.loads((folder / "report.json").read_text())["sections"][0]["name"] == name
    rows = list(csv.DictReader(io.StringIO((folder / "csv/sections.csv").read_text(), newline="")))
    assert [row["section"] for row in rows] == ["A", "B"]
    assert rows[0]["name"].removeprefix("'") == name
    told = fromstring((folder / "cise.xml").read_bytes()).iter(
        "{urn:border-gis:coverage-report:1}LocationName"
    )
    assert len(list(told)) == 2
    assert pyogrio.read_dataframe(folder / "layers.gpkg", layer="sections")["name"].iloc[0] == name
    book = load_workbook(folder / "report.xlsx")
    assert any(name in str(cell.value) for sheet in book for row in sheet for cell in row)
    text = "".join(page.extract_text() for page in PdfReader(folder / "report.pdf").pages)
    assert "<b>" in text if name == HOSTILE else LONG[:12] in text


def test_four_hundred_sections_are_in_every_table(tmp_path):
    codes = [f"SEC-{n:03d}" for n in range(SECTIONS)]
    ends = [round(n * 10 * KM / SECTIONS) for n in range(SECTIONS + 1)]
    route = {"route": "LV-RU"}
    record(*[Add("section", code, named(f"Section {code}")) for code in codes])
    record(
        *[
            Put("section_stretch", route, {"section": code}, BEGIN, from_cm=ends[n], to_cm=ends[n + 1])
            for n, code in enumerate(codes)
        ]
    )
    pack = made(audience="general")
    folder = unpacked(pack, tmp_path)
    rows = list(csv.DictReader(io.StringIO((folder / "csv/sections.csv").read_text())))
    assert [row["section"] for row in rows] == codes
    text = "".join(page.extract_text() for page in PdfReader(folder / "report.pdf").pages)
    assert "SEC-000" in text
    assert len(pack.keep().number) < 60


def test_without_any_sensor_or_segment_there_is_a_report_all_the_same(tmp_path):
    gone = {"state": "decommissioned"}
    record(Put("sensor_standing", {"sensor": "C-1"}, gone, BEGIN))
    folder = unpacked(made(sections=("B",)), tmp_path)
    found = json.loads((folder / "report.json").read_text())
    assert found["assets"]["list"] == []
    assert found["totals"]["counted_km"] == 0
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF")


def test_a_report_that_is_cancelled_in_the_middle_leaves_nothing(settings):
    job = jobs.ask(kind="coverage", asked=Asked(DAY), by=person("planner"))

    def told(done: int, total: int) -> None:
        if done == 3:
            Job.objects.filter(pk=job.pk).update(is_cancel_asked=True)
        background._report_for(job)(done, total)

    with pytest.raises(background.Cancelled):
        jobs.make(job.arguments, told)
    job.refresh_from_db()
    assert job.done == 3
    assert not Pack.objects.exists()
    assert left_in(settings.REPORTS_DIR) == []
    assert not list(Path(settings.REPORTS_DIR).glob(".making-*"))


@pytest.fixture
def small_disk(tmp_path):
    """A file system of a few megabytes, where this account may mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SMALL_KB}k", "tmpfs", str(folder)]
    if subprocess.run(command, stderr=subprocess.DEVNULL).returncode:
        pytest.skip("this account may not mount a file system")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path, left_bytes: int) -> None:
    """Leave only so many bytes free."""
    (folder / "ballast").write_bytes(b"\0" * (shutil.disk_usage(folder).free - left_bytes))


@pytest.mark.parametrize("left_kb", [0, 40, 300, 420])
def test_a_disk_that_is_really_full_is_told_in_plain_words(left_kb, small_disk, settings):
    settings.REPORTS_DIR = str(small_disk / "reports")
    Path(settings.REPORTS_DIR).mkdir()
    fill(small_disk, left_kb * 1024)
    with pytest.raises(StorageFull, match=FULL):
        made()
    assert left_in(settings.REPORTS_DIR) == []
    assert not list(Path(settings.REPORTS_DIR).glob(".making-*"))


@pytest.mark.parametrize("left_kb", [1_100, 1_500, 1_900, 2_400])
def test_a_layer_that_fills_the_disk_is_told_in_plain_words_though_much_is_free_after_it(left_kb, small_disk):
    fill(small_disk, left_kb * 1024)
    rows = [{"name": "x" * 400, "number": number} for number in range(8_000)]
    layer = Layer("sections", "Sections", rows, [shapely.LineString([(n, 0), (n, 1)]) for n in range(8_000)])
    with pytest.raises(StorageFull, match=FULL), pack.disk_that_may_fill(small_disk):
        write_geopackage(small_disk / "layers.gpkg", [layer])


def test_a_full_disk_where_the_pack_is_to_go_leaves_no_part_of_it_and_no_report(small_disk, settings):
    fill(small_disk, 40 * 1024)
    before = set(small_disk.iterdir())
    with pytest.raises(CommandError, match=FULL):
        call_command("report", "coverage", "--as-of", "2024-12-31", "--out", str(small_disk))
    assert set(small_disk.iterdir()) == before
    assert not Pack.objects.exists()
    assert left_in(settings.REPORTS_DIR) == []


def test_a_full_disk_where_the_map_is_to_go_leaves_no_part_of_it(small_disk):
    fill(small_disk, 40 * 1024)
    before = set(small_disk.iterdir())
    with pytest.raises(CommandError, match=FULL):
        call_command("handover_map", "--layers", "sections", "--out", str(small_disk / "map.html"))
    assert set(small_disk.iterdir()) == before


def test_packs_of_other_sections_lie_side_by_side_and_no_file_is_written_over(settings, tmp_path):
    out = tmp_path / "packs"
    out.mkdir()
    for section in "AB":
        call_command("report", "coverage", "--as-of", "2024-12-31", "--sections", section, "--out", str(out))
    numbers = set(Pack.objects.values_list("number", flat=True))
    assert {path.stem for path in out.iterdir()} == numbers and len(numbers) == 2
    kept = left_in(settings.REPORTS_DIR)
    number = Pack.objects.latest("pk").number
    other = out / f"{number.removesuffix('-1')}-2.zip"
    other.write_bytes(b"another's")
    with pytest.raises(CommandError, match=r"-2\.zip"):
        call_command("report", "coverage", "--as-of", "2024-12-31", "--sections", "B", "--out", str(out))
    assert other.read_bytes() == b"another's"
    assert len(Pack.objects.all()) == 2 and left_in(settings.REPORTS_DIR) == kept


def scheduled() -> Job:
    """Perform the job of a report that goes to the folder `board`."""
    arguments = {"kind": "coverage", "asked": Asked(DAY, audience="general").as_json(), "by": "admin"}
    job = background.ask(kind="report", arguments={**arguments, "folder": "board"}, by=person())
    background.perform(job_id=job.pk)
    job.refresh_from_db()
    return job


def test_a_scheduled_report_whose_folder_is_full_is_kept_and_put_there_later(small_disk, settings):
    settings.REPORTS_OUT = str(small_disk / "out")
    fill(small_disk, 40 * 1024)
    assert scheduled().state == Job.State.DONE
    delivery = Delivery.objects.get()
    background.perform(job_id=delivery.job_id)
    delivery.job.refresh_from_db()
    assert delivery.state == "waiting" and FULL.search(delivery.job.failure)
    assert left_in(settings.REPORTS_OUT) == []
    (small_disk / "ballast").unlink()
    background.hurry(job=delivery.job)
    background.perform(job_id=delivery.job_id)
    assert [path.name for path in left_in(settings.REPORTS_OUT)] == [Pack.objects.get().file_name]


def test_a_scheduled_report_that_cannot_be_made_on_a_full_disk_is_tried_again(small_disk, settings):
    settings.REPORTS_DIR = str(small_disk / "reports")
    fill(small_disk, 40 * 1024)
    job = scheduled()
    assert job.is_put_off and FULL.search(job.failure)
    assert not Pack.objects.exists() and left_in(settings.REPORTS_DIR) == []


@pytest.mark.parametrize("day", ["9999-12-31", "1900-01-01"])
def test_a_day_that_the_register_cannot_speak_of_is_refused(day, settings, tmp_path):
    with pytest.raises(CommandError, match="as_of"):
        call_command("report", "coverage", "--as-of", day, "--out", str(tmp_path))
    for asked in (Asked(date.fromisoformat(day)), Asked(date.fromisoformat(day), sections=("A",))):
        with pytest.raises(PeriodError):
            services.check(asked)


def test_a_section_named_twice_is_one(tmp_path):
    assert Asked(DAY, sections=("B", "A", "B")).sections == ("B", "A")
    call_command(
        "report", "coverage", "--as-of", "2024-12-31", "--sections", "A", "A", "--out", str(tmp_path)
    )
    pack = Pack.objects.get()
    assert pack.asked["sections"] == ["A"] and "-A-A-" not in pack.number


@pytest.mark.parametrize("language", ["lv", "en"])
def test_a_segment_in_two_sections_names_both_in_each_file(language, tmp_path):
    record(
        Put(
            "section_stretch",
            {"route": "LV-RU"},
            {"section": "B"},
            BEGIN,
            from_cm=5 * KM + 50_000,
            to_cm=6 * KM,
        )
    )
    folder = unpacked(made(language=language), tmp_path)
    [row] = [
        one for one in json.loads((folder / "report.json").read_text())["segments"] if one["segment"] == "S-5"
    ]
    assert row["sections"] == ["A", "B"]
    rows = csv.DictReader(io.StringIO((folder / "csv/segments.csv").read_text()))
    assert {one["segment"]: one["sections"] for one in rows}["S-5"] == "A, B"
    frame = pyogrio.read_dataframe(folder / "layers.gpkg", layer="segments").set_index("segment")
    assert frame.loc["S-5", "sections"] == "A, B"
    book = load_workbook(folder / "report.xlsx")
    assert any("A, B" in str(cell.value) for sheet in book for row in sheet for cell in row)


def test_line_ends_and_spaces_of_a_name_stay_in_the_xml_and_no_words_are_glued(tmp_path):
    name = "North\r\nbank\u00a0of the\x0bDaugava\x00"
    write_cise(tmp_path / "cise.xml", cise_of(name))
    [told] = fromstring((tmp_path / "cise.xml").read_bytes()).iter(f"{{{NAMESPACE}}}LocationName")
    assert told.text == "North\nbank\u00a0of the Daugava "


def cise_of(name: str) -> dict:
    """Return what the XML is made from: one section of this name."""
    found = content_of()
    found["sections"] = [{**found["sections"][0], "name": name}]
    return found


def test_a_refusal_that_ends_with_a_day_has_one_full_stop():
    with pytest.raises(PeriodError) as refused:
        services.check(Asked(date(2000, 1, 1)))
    with override("lv"):
        said = refused.value.translated(gettext)
    assert said.endswith(f" {BEGIN:%d.%m.%Y}.")
    assert ".." not in said


HEAD_PX = 9 / 25.4 * 96
"""The room above the map on a sheet: 9 mm."""


@pytest.mark.parametrize("name", ["Border section of a long name and more " * 5, "W" * 200])
def test_the_title_of_a_map_sheet_stays_above_its_map(name):
    record(Amend("section", "A", {"name_lv": name[:200].strip(), "name_en": name[:200].strip()}))
    snapshot = services.snapshots.drawn_up(as_of=DAY, by=person("planner"))
    with override("en"):
        content, lines = services.read("coverage", Asked(DAY, language="en", sections=("A",)), snapshot)
        shown = coverage_context(content, coverage_tables(content), lines, detail=False)
        html = HTML(string=render_to_string(TEMPLATE, shown), url_fetcher=OnlyOurFonts())
        style = CSS(string=render_to_string("reports/paper/report.css"), url_fetcher=OnlyOurFonts())
    [sheet] = [page for page in html.render(stylesheets=[style]).pages if page.width > 1500]
    heads = [box for box in sheet._page_box.descendants() if box.element_tag == "h3"]
    [title] = [box for box in heads if type(box).__name__ == "BlockBox"]
    lines_of = [box for box in title.descendants() if type(box).__name__ == "LineBox"]
    assert title.height <= HEAD_PX
    assert all(line.width <= title.width for line in lines_of)
