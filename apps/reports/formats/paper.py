"""Tables and headers as they stand on paper: numbers and days as people of the language in force write them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from apps.border.wording import number_shown
from apps.pages.templatetags.pages import day as day_shown
from apps.pages.templatetags.pages import moment
from apps.reports.formats.tables import (
    DAY,
    DEGREES,
    EURO,
    KM,
    LISTS,
    METRES,
    NUMBER,
    PERCENT,
    VALUE,
    YES_NO,
    Column,
    Table,
    items,
    km_shown,
    yes_no,
)

MOST_ROWS = 1_000
"""More rows than these a PDF does not hold: they are in the workbook."""
CODES = ("section", "segment", "route", "lot", "code", "kind", "cause", "coverage", "gap_cause", "light")
IF_ANY = ("agency_id", "impact_source", "signs", "water", "target_units", "forecast_units")
"""Columns that are left out where no row has anything to say in them."""
UNIT = "unit"
NUMERIC = (NUMBER, KM, PERCENT, METRES, DEGREES, EURO, VALUE)

Content = dict[str, Any]
Selections = Mapping[str, Sequence[Sequence[str] | None]]


@dataclass(frozen=True)
class PaperTable:
    """A table as it stands on paper: titles, rows of texts, and how many rows had to stay in the workbook."""

    name: str
    title: str
    heads: list[dict[str, Any]]
    rows: list[list[dict[str, Any]]]
    left_out: int = 0


def facts(content: Content) -> list[tuple[str, str]]:
    """Return what the report is: the lines of its header, as name and value."""
    header, labels = content["header"], content["labels"]
    ledger = header["ledger"]
    found = [
        (_("Report"), header["id"]),
        (_("Border sections"), ", ".join(header["sections"])),
        (_("Version"), str(header["version"])),
        (_("Supersedes"), header["supersedes"]),
        (_("As of"), day_shown(header["as_of"])),
        (_("State at the end of the day, UTC"), header["as_of_utc"].replace("T", " ").partition("+")[0]),
        (_("Compared with"), day_shown(header["since"])),
        (_("Reference period"), reference_period(header["reference_period"])),
        (_("Valid: the same facts hold"), valid_days(header["validity"])),
        (_("Reporting authority"), header["authority"]),
        (_("Originator"), header["originator"]),
        (_("Contact"), header["contact_role"]),
        (_("Marking"), labels["marking"][header["marking"]]),
        ("TLP", header["tlp"]),
        (_("Readers"), labels["audience"][header["audience"]]),
        (_("Personal data"), _("none")),
        (_("Method"), _("version %(number)s") % {"number": header["method_version"]}),
        (_("Coordinates"), header["crs"]),
        (
            _("Ledger"),
            _("number %(number)s, head %(head)s") % {"number": ledger["number"], "head": ledger["head"]},
        ),
        (
            _("Last change known"),
            moment(datetime.fromisoformat(header["known_at"])) if header["known_at"] else "",
        ),
        (
            _("Definitions"),
            ", ".join(_("%(indicator)s version %(version)s") % one for one in header["definitions"]),
        ),
    ]
    return [(name, value) for name, value in found if value]


def typed_facts(content: Content) -> list[tuple[str, Any]]:
    """Return the warnings and the lines of the header, with its days as days and its numbers as numbers."""
    header = content["header"]
    real = {
        _("Version"): header["version"],
        _("As of"): date.fromisoformat(header["as_of"]),
        _("Compared with"): date.fromisoformat(header["since"]) if header["since"] else None,
    }
    number, *others = [(name, real.get(name, value)) for name, value in facts(content)]
    return [number, *((_("To know first"), warning) for warning in content["warnings"]), *others]


def handled(content: Content) -> dict[str, str]:
    """Return what every file has to bear: the report's number and day, who may have it, what its reader has to know."""
    header = content["header"]
    found = {
        "report": header["id"],
        "as_of": header["as_of"],
        "marking": content["labels"]["marking"][header["marking"]],
        "tlp": f"TLP:{header['tlp']}",
        "warnings": " ".join(content["warnings"]),
    }
    return {name: value for name, value in found.items() if value}


def reference_period(period: Mapping[str, str | None]) -> str:
    """Return of which days the figures are, in words."""
    words = {"to": day_shown(period["to"]), "since": day_shown(period["from"])}
    found = [_("state at the end of %(to)s") % words]
    if period["from"]:
        found.append(_("changes since %(since)s") % words)
    if period["counted_from"]:
        counted = words | {"first": day_shown(period["counted_from"])}
        found.append(_("person-days and days of equipment from %(first)s to %(to)s") % counted)
    return "; ".join(found)


def valid_days(validity: Mapping[str, str | None]) -> str:
    """Return on which days what the report says holds, in words."""
    words = {"first": day_shown(validity["from"]), "last": day_shown(validity["to"])}
    if validity["to"] is None:
        return _("from %(first)s; no later change is recorded") % words
    return _("%(first)s – %(last)s") % words


def paper_tables(
    tables: Iterable[Table], selections: Selections, decimals: Mapping[str, int]
) -> Iterator[tuple[str, list[PaperTable]]]:
    """Yield the tables that fit on paper, each in some selections of columns; together they have MOST_ROWS at most."""
    by_name, left = {one.name: one for one in tables}, MOST_ROWS
    for name, columns_of in selections.items():
        if name not in by_name:
            continue
        found = []
        for columns in _telling(by_name[name], columns_of):
            shown_table = _paper_table(by_name[name], columns, decimals, max(left, 0))
            left -= len(shown_table.rows)
            found.append(shown_table)
        yield name, found


def _telling(one: Table, columns_of: Sequence[Sequence[str] | None]) -> list[Sequence[str] | None]:
    """Return the selections that tell something: not those of which a table has the columns they share alone."""
    if len(columns_of) < 2:
        return list(columns_of)
    named = [set(columns) for columns in columns_of if columns]
    keys, there = set.intersection(*named), {column.name for column in one.columns}
    return [columns for columns in columns_of if not columns or there & set(columns) - keys]


def _paper_table(
    one: Table, names: Sequence[str] | None, decimals: Mapping[str, int], most: int
) -> PaperTable:
    kept = [n for n, column in enumerate(one.columns) if _is_kept(one, n, names)]
    heads = [{"text": one.columns[n].title, "kind": _kind(one.columns[n])} for n in kept]
    rows = [
        [_cell(one.columns[n], row[n], _decimals_of(one, row, decimals)) for n in kept]
        for row in one.rows[:most]
    ]
    return PaperTable(one.name, one.title, heads, rows, max(len(one.rows) - most, 0))


def _is_kept(one: Table, n: int, names: Sequence[str] | None) -> bool:
    """Tell whether a column stands on paper: it was chosen, and unless it is a must, some row has something in it."""
    name = one.columns[n].name
    is_chosen = names is None or name in names
    return is_chosen and (name not in IF_ANY or any(row[n] not in (None, "", []) for row in one.rows))


def _decimals_of(one: Table, row: Sequence[Any], decimals: Mapping[str, int]) -> Mapping[str, int]:
    """Return the decimals of a row: what is counted in a unit other than percent has none."""
    if not any(column.name == UNIT for column in one.columns):
        return decimals
    unit = next(value for column, value in zip(one.columns, row, strict=True) if column.name == UNIT)
    return decimals if unit == "%" else {**decimals, VALUE: 0}


def _kind(column: Column) -> str:
    """Return the class of a cell: numbers stand to the right, days and codes stay on one line."""
    return (
        "number" if column.kind in NUMERIC else "whole" if column.kind == DAY or column.name in CODES else ""
    )


def _cell(column: Column, value: Any, decimals: Mapping[str, int]) -> dict[str, Any]:
    parts = items(column.kind, value, km_shown) if column.kind in LISTS and value else []
    return {"text": shown(column.kind, value, decimals), "kind": _kind(column), "parts": parts}


def shown(kind: str, value: Any, decimals: Mapping[str, int]) -> str:
    """Return a value as people read it in the language in force; a dash where there is none."""
    if value in (None, "", []):
        return "–"
    if kind == DAY:
        return day_shown(value)
    if kind == YES_NO:
        return yes_no(value)
    if kind == EURO:
        return number_format(round(value), 0, force_grouping=True)
    if kind in (METRES, VALUE):
        return number_format(round(value, decimals.get(kind, 0)), decimals.get(kind, 0), force_grouping=True)
    if kind in decimals:
        return number_shown(value, decimals[kind])
    return number_shown(value, 0) if kind == NUMBER else str(value)
