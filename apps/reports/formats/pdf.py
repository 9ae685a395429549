"""HTML of ours as a PDF: tagged PDF/A-3a with the PDF/UA identifier, our fonts, and no file or host asked for.

The same HTML gives the same bytes: nothing of the clock goes in. WeasyPrint takes long to load and needs libraries of
the system, so this module is imported by who writes a PDF, when they do.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import register_namespace, tostring

from defusedxml.ElementTree import fromstring
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from apps.reports.formats.fonts import FONTS
from apps.reports.formats.pdf_tags import finish_tags

FONT_SCHEME = "font:"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
PREFIXES = {
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
"""Prefixes that PDF/A prescribes; the writer of XML would number its own."""
PDF_UA = f"""
<rdf:RDF xmlns:rdf="{RDF}" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 {" ".join(f'xmlns:{prefix}="{name}"' for prefix, name in PREFIXES.items())}>
<rdf:Description rdf:about="" pdfuaid:part="1"/>
<rdf:Description rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description></rdf:RDF>
"""


class OnlyOurFonts(URLFetcher):
    """Gives the fonts that come with matplotlib; asks nothing of any file, host or address."""

    def fetch(self, url, headers=None):
        if not url.startswith(FONT_SCHEME):
            raise FatalURLFetchingError(f"a report asks nothing of {url[:80]}")
        name = Path(url.removeprefix(FONT_SCHEME)).name
        return URLFetcherResponse(url, (FONTS / name).read_bytes(), {"Content-Type": "font/ttf"})


def write_pdf(path: Path, template: str, context: Mapping[str, Any]) -> None:
    """Write a template as a PDF.

    Raises
    ------
    FatalURLFetchingError
        The template asks for something outside itself.
    """
    fonts, fetcher = FontConfiguration(), OnlyOurFonts()
    style = CSS(string=_style(), font_config=fonts, url_fetcher=fetcher)
    html = HTML(string=render_to_string(template, dict(context)), url_fetcher=fetcher)
    document = html.render(stylesheets=[style], font_config=fonts, pdf_variant="pdf/a-3a", pdf_tags=True)
    _identify(document.metadata)
    document.write_pdf(
        path,
        pdf_variant="pdf/a-3a",
        pdf_tags=True,
        pdf_identifier=context["header"]["id"].encode(),
        finisher=lambda _document, pdf: finish_tags(pdf),
    )


@cache
def _style() -> str:
    return render_to_string("reports/paper/report.css")


def _identify(metadata) -> None:
    """Say in the metadata that the file is tagged for PDF/UA too, which a PDF/A variant alone does not."""
    plain = metadata.generate_rdf_metadata
    for prefix, name in PREFIXES.items():
        register_namespace(prefix, name)

    def with_pdf_ua(*arguments) -> bytes:
        root = fromstring(plain(*arguments))
        root.extend(fromstring(PDF_UA))
        return tostring(root, encoding="utf-8")

    metadata.generate_rdf_metadata = with_pdf_ua
