"""Workbooks that are broken, or that unpack to more than a worker has memory for."""

import io
import tracemalloc
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
import xlsxwriter
from django.utils import translation

from apps.deployments import parts
from apps.deployments.importing import bring_in, look
from apps.deployments.sheets import SLOTS, read_book
from apps.geo.errors import FactError, NotPermitted
from tests.deployments.log import add_lists
from tests.deployments.test_sheets import ROW, book, faults
from tests.factories import person

pytestmark = pytest.mark.django_db

SHEET, STYLES, STRINGS = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"
A_MIB = 1024 * 1024
LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"


@pytest.fixture(autouse=True)
def lists():
    add_lists()
    with translation.override("en"):
        yield


def patched(part: str, change: Callable[[bytes], bytes], source: io.BytesIO | None = None) -> io.BytesIO:
    """Return a workbook of one good row with one part changed."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(source or book({})) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for one in old.infolist():
            content = old.read(one)
            new.writestr(one.filename, change(content) if one.filename == part else content)
    target.seek(0)
    return target


def with_strings(change: Callable[[bytes], bytes]) -> io.BytesIO:
    """Return a workbook whose texts stand in a table of their own, as most programs keep them, changed."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as workbook:
        sheet = workbook.add_worksheet()
        for row, texts in enumerate([SLOTS.columns, (str(ROW.get(name, "")) for name in SLOTS.columns)]):
            sheet.write_row(row, 0, texts)
    target.seek(0)
    return patched(STRINGS, change, target)


def with_header_byte(local: int, central: int, value: int) -> io.BytesIO:
    """Return a workbook whose zip entries all carry a value at these places of their two headers."""
    content = bytearray(book({}).getvalue())
    for mark, offset in ((LOCAL, local), (CENTRAL, central)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] = value
            at = content.find(mark, at + 1)
    return io.BytesIO(bytes(content))


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def before(mark: bytes, added: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(mark, added + mark)


BROKEN = {
    "sheet cut": lambda: patched(SHEET, half),
    "styles cut": lambda: patched(STYLES, half),
    "strings cut": lambda: with_strings(half),
    "no workbook in it": lambda: patched("[Content_Types].xml", lambda _old: b"<a/>"),
    "no such reference": lambda: patched(SHEET, lambda old: old.replace(b'r="A2"', b'r="Q!"')),
    "no such string": lambda: with_strings(lambda _old: b"<sst/>"),
    "rows out of order": lambda: patched(SHEET, before(b"</sheetData>", b'<row r="1"/>')),
    "merged nowhere": lambda: patched(
        SHEET, before(b"<pageMargins", b'<mergeCells><mergeCell ref="?"/></mergeCells>')
    ),
    "a document type": lambda: patched(SHEET, before(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]>')),
    "encrypted": lambda: with_header_byte(6, 8, 1),
    "packed in an unknown way": lambda: with_header_byte(8, 10, 97),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_workbook_is_refused_as_none(broken):
    with pytest.raises(FactError, match="not an XLSX workbook") as refused:
        read_book(broken())
    assert refused.value.where == "file"


def far() -> io.BytesIO:
    return book({}, change=lambda sheet: sheet.cell(19_999, 16_384, "x"))


def merged_everywhere() -> io.BytesIO:
    area = b'<mergeCells count="1"><mergeCell ref="A2:XFD1048576"/></mergeCells>'
    return patched(SHEET, before(b"<pageMargins", area))


def peak_of(read: Callable[[], object]) -> int:
    """Return the most memory that reading takes, in bytes."""
    tracemalloc.start()
    try:
        read()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_one_cell_far_away_costs_no_memory():
    file = far()
    assert peak_of(lambda: read_book(file)) < 32 * A_MIB


def test_a_merged_area_over_the_whole_sheet_costs_no_memory_and_names_the_rows_that_say_something():
    file = merged_everywhere()
    found = []
    assert peak_of(lambda: found.extend(read_book(file).faults)) < 32 * A_MIB
    assert [(one.row, one.column) for one in found] == [(2, None)]


BOMBS = {
    "styles": (STYLES, b"</cellXfs>", b"<xf/>" * 1_001),
    "cells": (SHEET, b"</sheetData>", b"<si/>" * 20_001),
    "a row": (SHEET, b"</row></sheetData>", b"<c/>" * 16_385),
    "merged areas": (SHEET, b"</worksheet>", b'<mergeCell ref="A2:B2"/>' * 1_001),
}


@pytest.mark.parametrize(("part", "mark", "added"), BOMBS.values(), ids=BOMBS.keys())
def test_more_than_a_log_needs_is_refused_before_it_is_built(monkeypatch, part, mark, added):
    monkeypatch.setattr(parts, "MOST_ELEMENTS", 20_000)
    monkeypatch.setattr(parts, "MOST_OTHER_ELEMENTS", 1_000)
    assert read_book(book({})).faults == []
    with pytest.raises(FactError, match="holds too much") as refused:
        read_book(patched(part, before(mark, added)))
    assert refused.value.where == "file"


def test_texts_in_a_table_of_their_own_are_read():
    [entry] = read_book(with_strings(lambda content: content)).slots
    assert (entry.slot, entry.heads) == ("A", 2)


def test_rows_below_the_last_that_says_something_are_passed_over():
    rows = b'<row r="3"/><row r="1048576" ht="12"/>'
    found = read_book(patched(SHEET, before(b"</sheetData>", rows)))
    assert ([one.slot for one in found.slots], found.faults) == (["A"], [])


def test_a_row_too_far_down_is_told_and_not_lost():
    with pytest.raises(FactError, match="at most 20000 rows"):
        read_book(book({}, change=lambda sheet: sheet.cell(20_001, 1, "B")))


@pytest.mark.parametrize("role", ["viewer", "auditor", "constructor"])
@pytest.mark.parametrize("content", [b"not even a workbook", b""])
def test_nothing_is_read_for_who_may_not_write(role, content):
    with pytest.raises(NotPermitted):
        look(file=io.BytesIO(content), by=person(role))
    with pytest.raises(NotPermitted):
        bring_in(file=io.BytesIO(content), by=person(role), reason="list")


def with_columns(*names: str) -> io.BytesIO:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append([*SLOTS.columns, *names])
    sheet.append([*(ROW.get(name) for name in SLOTS.columns), *(1 for _name in names)])
    target = io.BytesIO()
    workbook.save(target)
    target.seek(0)
    return target


def test_a_column_that_would_be_passed_over_is_a_fault_of_the_first_row():
    found = read_book(with_columns("travel_form", "heads", "", "Heads")).faults
    assert [(one.row, one.column) for one in found] == [(1, "travel_form"), (1, "heads"), (1, "heads")]
    assert len({one.message for one in found}) == 2


@pytest.mark.parametrize("text", ["20290101", "2029-W05-1", "2029-1-1", "٢٠٢٩-٠١-٠١"])
def test_a_day_is_written_in_one_way_only(text):
    assert faults({"last": text}) == [(2, "last")]
