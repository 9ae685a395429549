"""A pack that somebody gives us: an honest one holds whatever versions made it, a forged one never does."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from apps.reports import pack, verifying
from apps.reports.content.asked import Asked
from apps.reports.unpacking import ASKED_IS
from tests.reports.register import made, small_border

pytestmark = pytest.mark.django_db

Files = dict[str, bytes]
Row = dict[str, Any]


@pytest.fixture(autouse=True)
def register():
    small_border()
    with override("en"):
        yield


@pytest.fixture
def files() -> Files:
    """The files of a general report that this register did not keep."""
    return read(made(audience="general", language="en").archive.path)


def read(path: Path) -> Files:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def written(tmp_path) -> Callable[..., Path]:
    """Write files as a pack whose manifest names them rightly, whatever they are; `told` changes the manifest."""

    def write(files: Files, told: Callable[[Row], Any] | None = None) -> Path:
        described = json.loads(files["manifest.json"])
        described["files"] = [
            {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in sorted(files.items())
            if name != "manifest.json"
        ]
        answer = told(described) if told else None
        path = tmp_path / "given.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in files.items():
                is_manifest = name == "manifest.json"
                archive.writestr(name, json.dumps(answer or described).encode() if is_manifest else content)
        return path

    return write


def of_other_versions(described: Row) -> None:
    described["versions"]["weasyprint"] = "1.0"


def test_an_honest_pack_of_other_versions_holds_and_says_what_was_compared(files, written):
    found = verifying.verify(written(files, of_other_versions))
    assert (found.holds, found.doubt) == (True, "")
    number = json.loads(files["report.json"])["header"]["id"]
    assert found.notes == (f"This register keeps no report {number} to compare its hashes with.",)


@pytest.mark.parametrize("told", [None, of_other_versions])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("csv/sections.csv", lambda old: old.replace(b"6.0", b"7.0")),
        ("report.pdf", lambda _old: b"%PDF-1.7 forged"),
        ("report.xlsx", lambda _old: b"forged"),
        ("coverage-report-1.schema.json", lambda old: old + b" "),
        ("extra.txt", lambda _old: b"hello"),
    ],
)
def test_a_forged_file_that_the_manifest_names_is_found(name, content, told, files, written):
    forged = {**files, name: content(files.get(name, b""))}
    found = verifying.verify(written(forged, told))
    assert not found.holds and name in found.doubt


def test_a_content_of_the_same_values_in_other_bytes_is_found(files, written):
    found = verifying.verify(written({**files, "report.json": files["report.json"] + b" "}))
    assert not found.holds and found.doubt == "report.json comes out otherwise."


@pytest.mark.parametrize("told", [None, of_other_versions])
@pytest.mark.parametrize("name", ["report.pdf", "csv/sections.csv"])
def test_a_file_that_was_left_out_is_missed(name, told, files, written):
    del files[name]
    found = verifying.verify(written(files, told))
    assert not found.holds and found.doubt == f"{name} is missing."


def test_a_forged_layer_of_other_versions_is_found(written, tmp_path):
    files = read(made().archive.path)
    assert verifying.verify(written(files, of_other_versions)).holds
    path = tmp_path / "layers.gpkg"
    path.write_bytes(files["layers.gpkg"].replace(b"Section A", b"Section X"))
    found = verifying.verify(written({**files, "layers.gpkg": path.read_bytes()}, of_other_versions))
    assert not found.holds and found.doubt == "layers.gpkg comes out otherwise."


def test_the_same_report_in_other_bytes_is_compared_by_what_stands_in_it(files, written):
    files["report.pdf"] += b"\n"
    found = verifying.verify(written(files, of_other_versions))
    assert (found.holds, found.by) == (True, verifying.CONTENTS)
    assert "report.pdf" in found.notes[0]


@pytest.mark.parametrize(
    "forge", [lambda one: one["header"].update(title="FORGED"), lambda one: one.update(warnings=["calm"])]
)
def test_words_that_nothing_here_vouches_for_have_to_be_the_same(forge, files, written):
    content = json.loads(files["report.json"])
    forge(content)
    given = {**files, "report.json": pack.canonical(content).encode()}
    found = verifying.verify(written(given, of_other_versions))
    assert not found.holds and "differs" in found.doubt


def test_a_report_that_was_kept_holds_by_its_kept_hashes_alone(written):
    one = made(audience="general", language="en")
    one.keep()
    files = read(one.archive.path)
    assert verifying.verify(written(files)) == verifying.Verdict(True, verifying.BYTES)
    files["report.pdf"] += b"\n"
    found = verifying.verify(written(files, of_other_versions))
    assert not found.holds
    assert found.doubt == f"report.pdf is not the file that was kept when report {one.pack.number} was made."


@pytest.mark.parametrize("name", ["sign.html", "facts.html", "key.html", "report.css"])
def test_a_template_of_an_office_makes_no_honest_pack_false(name, settings, tmp_path):
    one = made(language="en")
    one.keep()
    before = pack.versions()
    own = tmp_path / "own/reports/paper"
    own.mkdir(parents=True)
    (own / name).write_text('{% include "office/logo.html" %}' if name == "sign.html" else "own")
    (tmp_path / "own/office").mkdir()
    logo = tmp_path / "own/office/logo.html"
    logo.write_text("<p>Logo</p>")
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [str(tmp_path / "own"), *engine["DIRS"]]}]
    now = pack.versions()
    assert {key for key in now if now[key] != before[key]} == {"format"}
    logo.write_text("<p>Another logo</p>")
    assert (pack.versions() != now) == (name == "sign.html"), "what a template takes in counts too"
    if name == "sign.html":
        found = verifying.verify(one.archive.path)
        assert (found.holds, found.by) == (True, verifying.CONTENTS)
        [note] = found.notes
        assert "report.pdf" in note and "hashes" in note


MALFORMED: dict[str, Callable[[Files, Row], Any]] = {
    "no report.json": lambda files, told: files.pop("report.json") and None,
    "report.json: {}": lambda files, told: files.update({"report.json": b"[]"}),
    "report.json: header": lambda files, told: files.update({"report.json": b"{}"}),
    "report.json cannot": lambda files, told: files.update({"report.json": b"\xff"}),
    "manifest.json: ledger": lambda files, told: told.update(ledger={"number": 1}),
    "manifest.json: ledger ": lambda files, told: told.update(ledger={"number": -5, "head": "0" * 64}),
    "manifest.json: ledger  ": lambda files, told: told.update(ledger={"number": 10**30, "head": "0" * 64}),
    "manifest.json: asked": lambda files, told: told.update(asked={}),
    "manifest.json: asked ": lambda files, told: told["asked"].update(sections=["\0"]),
    "manifest.json: asked  ": lambda files, told: told["asked"].update(colour="blue"),
    "manifest.json: report": lambda files, told: told.update(report="foo"),
    "manifest.json: files": lambda files, told: told.update(files=[1, 2]),
    "manifest.json: versions": lambda files, told: told.update(versions=[]),
    "manifest.json: snapshot_sha256": lambda files, told: told.pop("snapshot_sha256") and None,
    "manifest.json: {}": lambda files, told: [1],
}


@pytest.mark.parametrize("what", MALFORMED)
def test_what_is_malformed_is_no_pack_and_says_what_is_wrong(what, files, written):
    if "report.json" in what:
        MALFORMED[what](files, {})
        path = written(files)
    else:
        path = written(files, lambda described: MALFORMED[what](files, described))
    with pytest.raises(CommandError) as refused:
        call_command("report", "verify", str(path), "--lang", "en")
    assert "given.zip is no report pack of this register: " in str(refused.value)
    assert what.strip() in str(refused.value)


@pytest.mark.parametrize(
    ("told", "doubt"),
    [
        (lambda one: one["ledger"].update(number=9999, head="0" * 64), "no number 9999"),
        (lambda one: one["asked"].update(as_of="1800-01-01"), "between 1900 and 2200"),
        (lambda one: one["asked"].update(sections=["Z"]), "no border section Z"),
        (lambda one: one["asked"].update(marking="public", tlp="CLEAR"), "marked otherwise"),
        (lambda one: one["asked"].update(audience="full"), "marked otherwise"),
    ],
)
def test_a_pack_that_tells_of_another_register_does_not_hold(told, doubt, files, written):
    found = verifying.verify(written(files, told))
    assert not found.holds and doubt in found.doubt


def test_a_doubt_is_told_in_the_reader_s_language_whatever_the_report_s(written):
    files = read(made(audience="general", language="lv").archive.path)
    found = verifying.verify(written(files, lambda one: one["asked"].update(sections=["Z"])))
    assert found.doubt == "There is no border section Z on 31 Dec 2024."


def test_a_report_of_a_day_still_to_come_says_so_and_holds(written):
    files = read(made(audience="general", language="en", day=date(2100, 1, 1)).archive.path)
    assert "still to come" in json.loads(files["report.json"])["warnings"][0]
    assert verifying.verify(written(files)).holds


def test_each_value_that_a_report_is_asked_with_is_checked():
    assert ASKED_IS.keys() == {one.name for one in fields(Asked)}
