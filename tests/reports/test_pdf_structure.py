"""What PDF/A-3a and PDF/UA ask of a file's structure, as far as it can be read from the file itself.

This is no validator: Debian and PyPI have none. Each test is a clause of ISO 19005-3 or ISO 14289-1.
"""

import io
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from defusedxml.ElementTree import fromstring
from pypdf import PdfReader

from tests.reports.pdf import elements_of, fonts_of
from tests.reports.register import made, small_border, unpack

pytestmark = pytest.mark.django_db
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PREFIXES = {
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
FORBIDDEN = ("/JavaScript", "/Launch", "/Sound", "/Movie", "/XFA", "/AA")


@pytest.fixture(params=["full", "general"])
def pdf(request) -> PdfReader:
    return PdfReader(io.BytesIO(written(request.param)))


@cache
def written(audience: str) -> bytes:
    """Return the PDF of a report, made once for all tests of this file."""
    small_border()
    with TemporaryDirectory() as folder:
        return (unpack(made(audience=audience), Path(folder)) / "report.pdf").read_bytes()


def test_it_says_what_it_is_in_the_prescribed_prefixes(pdf):
    metadata = pdf.trailer["/Root"]["/Metadata"].get_data().decode()
    assert re.search(r'pdfaid:part="3"', metadata) and re.search(r'pdfaid:conformance="A"', metadata)
    assert re.search(r'pdfuaid:part="1"', metadata)
    for prefix, name in PREFIXES.items():
        assert f'xmlns:{prefix}="{name}"' in metadata
    [root] = fromstring(metadata[metadata.index("<x:xmpmeta") : metadata.rindex("<?xpacket")])
    assert root.tag == f"{RDF}RDF"


def test_it_is_tagged_in_its_language_and_shows_its_title(pdf):
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "lv"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata.title and "/Outlines" in root
    assert all(page["/Tabs"] == "/S" for page in pdf.pages)


def test_colours_have_one_stated_meaning(pdf):
    [intent] = pdf.trailer["/Root"]["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"]["/N"] == 3


def test_every_font_is_ours_embedded_and_maps_to_unicode(pdf):
    fonts = fonts_of(pdf)
    assert len(fonts) >= 2
    for name, font in fonts.items():
        [descendant] = font["/DescendantFonts"]
        assert "Report" in name and "/ToUnicode" in font
        assert "/FontFile2" in descendant["/FontDescriptor"]


def test_it_is_not_locked_runs_nothing_and_asks_for_nothing(pdf):
    assert not pdf.is_encrypted and pdf.trailer["/ID"]
    for one in range(1, pdf.trailer["/Size"]):
        found = pdf.get_object(one)
        if isinstance(found, dict):
            assert not any(name in found or found.get("/S") == name for name in FORBIDDEN)


def test_every_figure_has_a_text_and_a_place_on_its_page(pdf):
    figures = [one for one in elements_of(pdf) if one.get("/S") == "/Figure"]
    for figure in figures:
        assert figure["/Alt"].strip()
        left, low, right, high = figure["/A"]["/BBox"]
        width, height = figure["/Pg"]["/MediaBox"][2:]
        assert 0 <= left < right <= width + 1 and 0 <= low < high <= height + 1


def test_every_header_cell_has_its_scope(pdf):
    heads = [one for one in elements_of(pdf) if one.get("/S") == "/TH"]
    assert {one["/A"]["/Scope"] for one in heads} == {"/Column", "/Row"}
    ids = [one["/ID"] for one in elements_of(pdf) if "/ID" in one]
    assert len(ids) == len(set(ids))


def test_tables_are_rows_of_cells_in_heads_and_bodies(pdf):
    inside = {
        "/Table": {"/THead", "/TBody", "/Caption"},
        "/THead": {"/TR"},
        "/TBody": {"/TR"},
        "/TR": {"/TH", "/TD"},
    }
    for one in elements_of(pdf):
        if one.get("/S") in inside:
            kids = {kid.get_object()["/S"] for kid in one["/K"]}
            assert kids <= inside[one["/S"]]


def test_headings_leave_no_level_out(pdf):
    levels = [int(one["/S"][2:]) for one in elements_of(pdf) if re.fullmatch(r"/H\d", str(one.get("/S")))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
