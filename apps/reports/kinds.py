"""The kinds of report: what is read for each, who may have it, and how it stands on paper and in tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.border.locate import CalibratedLine
from apps.geo.errors import NotFound, gettext_noop
from apps.reports.content.asked import FULL, GENERAL, Asked, Sources
from apps.reports.content.committee import COMMITTEE_SCHEMA, PUBLIC_SCHEMA, committee_report, public_summary
from apps.reports.content.coverage import coverage_report
from apps.reports.content.general import generalised
from apps.reports.formats import committee_pdf, coverage_pdf
from apps.reports.formats.committee_tables import committee_tables
from apps.reports.formats.coverage_tables import coverage_tables
from apps.reports.formats.geo import Layer, layers_of
from apps.reports.formats.tables import Table

Content = dict[str, Any]
Lines = Mapping[str, CalibratedLine]


@dataclass(frozen=True)
class ReportKind:
    """One kind of report: how its content is read, and what is made of the content."""

    read: Callable[[Asked, Sources], Content]
    tables: Callable[[Content], list[Table]]
    paper: Callable[..., Mapping[str, Any]]
    template: str
    audiences: tuple[str, ...]
    schema: str
    handling: Mapping[str, tuple[str, str]]
    """Marking and TLP by audience."""
    layers: Callable[[Content, Sequence[Table], Lines], list[Layer]] | None = None
    by_section: bool = False
    """Whether it can be of some border sections only."""
    with_sheets: tuple[str, ...] = ()
    """For which readers it has map sheets."""


def _coverage(asked: Asked, sources: Sources) -> Content:
    found = coverage_report(asked, sources)
    return found if asked.audience == FULL else generalised(found)


def _coverage_layers(content: Content, tables: Sequence[Table], lines: Lines) -> list[Layer]:
    return layers_of(content, tables, lines) if content["header"]["audience"] == FULL else []


KINDS = {
    "coverage": ReportKind(
        read=_coverage,
        tables=coverage_tables,
        paper=coverage_pdf.coverage_context,
        template=coverage_pdf.TEMPLATE,
        audiences=(FULL, GENERAL),
        schema="coverage-report-1",
        handling={FULL: ("internal", "AMBER"), GENERAL: ("internal", "GREEN")},
        layers=_coverage_layers,
        by_section=True,
        with_sheets=(FULL,),
    ),
    "committee": ReportKind(
        read=committee_report,
        tables=committee_tables,
        paper=committee_pdf.committee_context,
        template=committee_pdf.TEMPLATE,
        audiences=(GENERAL,),
        schema=COMMITTEE_SCHEMA,
        handling={GENERAL: ("internal", "AMBER")},
    ),
    "public": ReportKind(
        read=public_summary,
        tables=committee_tables,
        paper=committee_pdf.committee_context,
        template=committee_pdf.TEMPLATE,
        audiences=(GENERAL,),
        schema=PUBLIC_SCHEMA,
        handling={GENERAL: ("public", "CLEAR")},
    ),
}


def kind_of(name: str) -> ReportKind:
    """Return the kind of report of a name.

    Raises
    ------
    NotFound
        There is none.
    """
    if name not in KINDS:
        raise NotFound(gettext_noop("There is no kind of report %(name)s."), "kind", name=name)
    return KINDS[name]
