"""The committee report and the public summary on paper."""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from apps.border.wording import number_shown
from apps.geo.measures import CM_PER_KM
from apps.pages.templatetags.pages import NO_BREAK, value_in_unit
from apps.pages.templatetags.pages import day as day_shown
from apps.reports.formats.paper import facts, paper_tables
from apps.reports.formats.strips import Block, Span, key, strip
from apps.reports.formats.strips import style as strip_style
from apps.reports.formats.tables import EURO, KM, PERCENT, VALUE, Table

TEMPLATE = "reports/paper/committee.html"
LAND = "zv"
DECIMALS = {KM: 2, PERCENT: 2, EURO: 0, VALUE: 2}
PUBLIC_DECIMALS = {**DECIMALS, KM: 0}
ON_PAPER: dict[str, tuple[tuple[str, ...] | None, ...]] = {
    "figures": (
        (
            "code",
            "name",
            "value",
            "unit",
            "units",
            "target",
            "target_units",
            "target_year",
            "forecast",
            "forecast_units",
            "light",
            "responsible",
        ),
    ),
    "elements": (None,),
    "totals": (None,),
    "readiness": (None,),
    "structures": (None,),
    "land_units": (None,),
    "lots": (("code", "name", "length_km", "contracted_eur", "paid_eur", "complete_by", "complete_on"),),
    "lot_elements": (None,),
    "changes": (None,),
}

Content = dict[str, Any]


def committee_context(
    content: Content, tables: Iterable[Table], _lines: Any, *, detail: bool
) -> dict[str, Any]:
    """Return what the template of the committee report shows; it has no map sheets."""
    header = content["header"]
    decimals = DECIMALS if "lots" in content else PUBLIC_DECIMALS
    return {
        "content": content,
        "header": header,
        "language": header["language"],
        "marking": content["labels"]["marking"][header["marking"]],
        "as_of": day_shown(header["as_of"]),
        "since": day_shown(header["since"]),
        "has_lots": "lots" in content,
        "facts": facts(content),
        "cards": [_card(one) for one in content["figures"]],
        "bars": [_bars(route, 1 if "lots" in content else 0) for route in content["routes"]],
        "bar_style": strip_style(),
        "bar_legend": [{"svg": key(f"built-{part}"), "text": text} for part, text in _parts().items()],
        "money": [
            (title, f"{number_format(round(content['money'][name]), 0, force_grouping=True)} EUR")
            for name, title in (
                ("contracted_eur", _("Contracted")),
                ("paid_eur", _("Paid")),
                ("fund_eur", _("Borne by funds")),
            )
        ],
        "land_note": land_note(content),
        "tables": dict(paper_tables(tables, ON_PAPER, decimals)),
    }


def land_note(content: Content) -> list[str]:
    """Return what the numbers of land units each count: those of the register's table, and those told as published."""
    told = [
        one for one in content["figures"] if one["unit"] == LAND and one["told"] and one["value"] is not None
    ]
    totals = [one["land_total"] for one in content["routes"]]
    counts = {name: sum(one[name] for one in totals) for name in ("titled", "recorded")}
    counted = _(
        "The table counts the land units that this register holds, those under the border strips and those under"
        " border roads, by their status on the day: the State's title on %(titled)s of %(recorded)s."
    )
    return [counted % counts, *([_told_apart(told)] if told else [])]


def _told_apart(told: list[dict[str, Any]]) -> str:
    text = _(
        "%(figures)s, %(sum)s together, are another count: numbers told as published (%(sources)s), which this"
        " register does not count itself. They are not the table's numbers and cannot be added to them."
    )
    named = [f"{one['code']} ({number_shown(one['value'], 0)})" for one in told]
    sources = dict.fromkeys(", ".join(filter(None, _source(one["told"]))) for one in told)
    return text % {
        "figures": " + ".join(named),
        "sum": number_shown(sum(one["value"] for one in told), 0),
        "sources": "; ".join(sources),
    }


def _source(told: dict[str, Any]) -> tuple[str, str]:
    return told["source"], told["evidence"]


def _parts() -> dict[str, str]:
    return {
        "accepted": _("accepted"),
        "built": _("built, not accepted"),
        "missing": _("still to build"),
        "left_out": _("left out"),
    }


def _card(one: dict[str, Any]) -> dict[str, str]:
    aim = {
        "value": value_in_unit(one["target"], one["unit"], one["target_units"]),
        "year": one["target_year"],
    }
    return {
        "title": f"{one['code']} {one['name']}",
        "value": _of_two_lines(value_in_unit(one["value"], one["unit"], one["units"])),
        "of": "" if one["target"] is None else _("target %(value)s (%(year)s)") % aim,
    }


def _of_two_lines(value: str) -> str:
    """Let a value too long for its box break before its unit, if it can break nowhere else."""
    return value if " " in value else " ".join(value.rsplit(NO_BREAK, 1))


def _bars(route: dict[str, Any], decimals: int) -> dict[str, str]:
    """Return one bar for each element of a route: accepted, built, still to build, left out."""
    longest = max([one["required_km"] for one in route["elements"]] or [1]) or 1
    lanes = {one["name"]: _blocks(one, decimals) for one in route["elements"] if one["required_km"]}
    told = _(
        "%(name)s: kilometres accepted, built, still to build and left out, by element; the table has them too"
    )
    return {
        "title": route["name"],
        "svg": strip(lanes, Span(0, round(longest * CM_PER_KM)), told % {"name": route["name"]}),
    }


def _blocks(one: dict[str, Any], decimals: int) -> list[Block]:
    accepted = min(one["accepted_km"], one["built_km"])
    parts = {
        "accepted": accepted,
        "built": one["built_km"] - accepted,
        "missing": one["missing_km"],
        "left_out": max(one["required_km"] - one["built_km"] - one["missing_km"], 0),
    }
    found, at = [], 0
    for name, length_km in parts.items():
        to_cm = at + round(length_km * CM_PER_KM)
        if to_cm > at:
            found.append(Block(at, to_cm, f"built-{name}", f"{number_shown(length_km, decimals)} km"))
        at = to_cm
    return found
