"""The coverage report on paper: which tables and columns a page holds, with numbers and days as people write them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from apps.border.wording import number_shown
from apps.geo.coverage import CAUSES
from apps.geo.measures import CM_PER_KM, MeasureSet
from apps.pages.templatetags.pages import day as day_shown
from apps.pages.templatetags.scoreboard import state_name
from apps.reports.content.asked import FULL
from apps.reports.content.labels import reactions
from apps.reports.content.surveyed import HIGH
from apps.reports.formats.coverage_facts import environment_facts, quality_facts
from apps.reports.formats.map_sheets import (
    BANDS,
    DETAIL,
    FRAME_MM,
    OVERVIEW,
    Lines,
    Sheet,
    Shown,
    drawn,
    sheets_of,
    symbol,
    with_style,
)
from apps.reports.formats.paper import facts, paper_tables
from apps.reports.formats.strips import Block, Span, key, strip
from apps.reports.formats.strips import style as strip_style
from apps.reports.formats.tables import KM, PERCENT, Table

TEMPLATE = "reports/paper/coverage.html"
BAND_HEIGHTS = {"one": 1 / 3, "two_or_more": 2 / 3, "both_families": 1.0}
DECIMALS = {FULL: {KM: 3, PERCENT: 2}}
GENERAL_DECIMALS = {KM: 1, PERCENT: 1}
ELEMENTS_ACROSS = 10
"""How many elements stand side by side on a page."""
ON_PAPER = {
    "attention": (("section", "name", "impact", "uncovered_km", "covered_pct"),),
    "impact_by_coverage": (None,),
    "sections": (
        (
            "section",
            "agency_id",
            "name",
            "kind",
            "place",
            "signs",
            "boards",
            "units",
            "impact",
            "impact_since",
            "impact_source",
        ),
        (
            "section",
            "length_km",
            "installed_km",
            "operational_km",
            "integrated_km",
            "counted_km",
            "counted_pct",
            "both_families_km",
            "longest_gap_m",
        ),
        ("section", "to_build_km", "built_km", "built_pct", "left_out", "sensors"),
        ("section", "path_km", "path_pct", "longest_without_path_m", "ways", "planned_on"),
    ),
    "asset_counts": (None,),
    "gaps_by_cause": (None,),
    "changes": (("figure", "before", "after", "why", "counts_now", "km"),),
    "changed_ends": (None,),
    "excluded": (None,),
    "gaps": (
        ("route", "from_km", "to_km", "length_km", "cause", "sections", "impact", "nearest", "units"),
        (
            "route",
            "from_km",
            "to_km",
            "water",
            "path_km",
            "seen_km",
            "needs",
            "planned_on",
            "lots",
        ),
    ),
    "inconsistent": (None,),
    "outages": (None,),
    "segments": (
        (
            "segment",
            "route",
            "from_km",
            "to_km",
            "sections",
            "land_status",
            "coverage",
            "counted_pct",
            "gap_km",
            "gap_cause",
        ),
    ),
}

Content = dict[str, Any]


@dataclass(frozen=True)
class PaperSheet:
    """A map sheet on paper."""

    sheet: Sheet
    svg: str
    title: str
    stretch: str
    number: int

    @property
    def scale_text(self) -> str:
        return number_format(self.sheet.scale, 0, force_grouping=True)

    @property
    def scale_bar(self) -> str:
        """Three steps of two centimetres on paper, told in kilometres."""
        return scale_bar(self.sheet.scale)


def coverage_context(
    content: Content, tables: Iterable[Table], lines: Lines, *, detail: bool
) -> dict[str, Any]:
    """Return what the template of the coverage report shows."""
    header = content["header"]
    is_full = header["audience"] == FULL
    words = content["labels"]
    return {
        "content": content,
        "header": header,
        "language": header["language"],
        "marking": words["marking"][header["marking"]],
        "as_of": day_shown(header["as_of"]),
        "since": day_shown(header["since"]),
        "known_at": header["known_at"],
        "is_full": is_full,
        "facts": facts(content),
        "cards": cards(content),
        "attention_note": attention_note(content),
        "scope_lines": scope_lines(content),
        "environment_facts": environment_facts(content),
        "quality_facts": quality_facts(content),
        "tables": dict(paper_tables(tables, _on_paper(content), _decimals(content))),
        "reactions": [(words["impact"].get(level, level), text) for level, text in reactions().items()],
        "strips": list(_strips(content, words)) if is_full else [],
        "strip_style": strip_style(),
        "strip_legend": _strip_legend(words),
        "segment_facts": segment_facts(content) if is_full else [],
        "sheets": _sheets(content, lines, detail) if is_full else [],
        "map_legend": _legend(words),
        "frame": FRAME_MM,
    }


def _on_paper(content: Content) -> dict[str, tuple]:
    """Return the columns on paper, those of the elements that are built along segments included."""
    elements = sorted({element for row in content.get("segments", ()) for element in row["construction"]})
    parts = (elements[n : n + ELEMENTS_ACROSS] for n in range(0, len(elements), ELEMENTS_ACROSS))
    groups = [("segment", "route", "from_km", "to_km", *part) for part in parts]
    found = {**ON_PAPER, "segments": (*ON_PAPER["segments"], *groups)}
    return {**found, "changes": (None,)} if content["changes"]["sections"] else found


def attention_note(content: Content) -> str:
    """Return why no section stands under high impact and low coverage."""
    if any(row["impact"]["level"] in HIGH for row in content["sections"]):
        return _("Every section of high impact is wholly covered.")
    return _("No section in this report has a high or critical impact level.")


def cards(content: Content) -> list[dict[str, str]]:
    """Return the few numbers to read first: K1, K2, and how much of the length is watched how well."""
    places = _decimals(content)[PERCENT]
    totals, length = content["totals"], _km_of(content, content["totals"]["length_km"])
    found = [
        {
            "title": _card_title(content, one["code"]),
            **_told_share(content, one),
        }
        for one in content["figures"]
        if one["route"] is None
    ]
    for name, title in (("installed", _("Sensors installed")), ("integrated", _("Of these integrated"))):
        found.append(
            {
                "title": title,
                "value": f"{number_shown(totals[f'{name}_pct'], places)} %",
                "of": f"{_km_of(content, totals[f'{name}_km'])} / {length} km",
            }
        )
    return found


def _told_share(content: Content, one: dict[str, Any]) -> dict[str, str]:
    if one["value"] is None:
        return {"value": state_name(one["state"]), "of": ""}
    lengths = (_km_of(content, one[side] / CM_PER_KM) for side in ("numerator_cm", "denominator_cm"))
    return {
        "value": f"{number_shown(float(one['value']), _decimals(content)[PERCENT])} %",
        "of": " / ".join(lengths) + " km",
    }


def _card_title(content: Content, code: str) -> str:
    told = f"{code} · {content['labels']['figure'].get(code, '')}"
    return (
        told
        if content["scope"]["whole_border"]
        else _("%(figure)s: inside these sections") % {"figure": told}
    )


def segment_facts(content: Content) -> list[tuple[str, int, str]]:
    """Return how many segments there are of each state of coverage, and their kilometres."""
    found = []
    for state, word in content["labels"]["coverage"].items():
        lengths = [one["length_km"] for one in content["segments"] if one["coverage"] == state]
        if lengths:
            found.append((word, len(lengths), number_shown(sum(lengths), 3)))
    return found


def _decimals(content: Content) -> Mapping[str, int]:
    return DECIMALS.get(content["header"]["audience"], GENERAL_DECIMALS)


def _km_of(content: Content, km: float) -> str:
    return number_shown(km, min(_decimals(content)[KM], 2))


def scope_lines(content: Content) -> list[str]:
    text = _("%(route)s, %(name)s: %(inside)s km of %(whole)s km")
    return [
        text
        % {
            "route": one["route"],
            "name": one["name"],
            "inside": _km_of(content, one["inside_km"]),
            "whole": _km_of(content, one["official_length_km"]),
        }
        for one in content["scope"]["routes"]
    ]


def scale_bar(scale: int) -> str:
    """Return a bar of three steps of 20 mm as SVG, told in kilometres."""
    step_km = 0.02 * scale / 1000
    places = 0 if step_km == round(step_km) else 1
    told = escape(_("Scale bar: %(km)s kilometres") % {"km": number_shown(3 * step_km, places)})
    steps = "".join(
        f'<rect x="{2 + 20 * n}" y="4" width="20" height="1.6" fill="{"#111" if n % 2 else "#fff"}"'
        ' stroke="#111" stroke-width="0.2"/>'
        for n in range(3)
    )
    texts = "".join(
        f'<text x="{2 + 20 * n}" y="3" text-anchor="middle">{number_shown(n * step_km, places)}</text>'
        for n in range(4)
    )
    unit = '<text x="65" y="5.6">km</text>'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="70mm" height="6.5mm" viewBox="0 0 70 6.5">'
        f"<title>{told}</title><style>text {{ font: 2.4px Report; }}</style>{steps}{texts}{unit}</svg>"
    )


def _strips(content: Content, words: Mapping[str, dict[str, str]]) -> Iterator[dict[str, Any]]:
    """Yield the straight-line diagram of each route: sections, their impact level, coverage and gaps."""
    covered = _band_sets(content)
    for route in content["scope"]["routes"]:
        code = route["route"]
        pieces = [
            (row, one) for row in content["sections"] for one in row["stretches"] if one["route"] == code
        ]
        told_of = _told_of(content, route)
        lanes = {
            _("Section"): [
                _block(one, f"part-{n % 2}", row["section"]) for n, (row, one) in enumerate(pieces)
            ],
            _("Impact level"): [
                _block(
                    one, f"impact-{row['impact']['level']}", words["impact"].get(row["impact"]["level"], "")
                )
                for row, one in pieces
            ],
            _("Coverage"): [*_frames(told_of), *_bands(covered, code)],
            **_gap_lanes(content["gaps"], code, told_of, words["cause"]),
        }
        told = _(
            "%(route)s as a strip: its sections, their impact level, coverage and gaps; the tables have them too"
        )
        yield {
            "title": f"{code} · {route['name']}",
            "svg": strip(lanes, _span(told_of), told % {"route": route["name"]}),
        }


def _told_of(content: Content, route: Mapping[str, Any]) -> MeasureSet:
    """Return what of a route the report speaks of; what lies between its sections stays empty on the strip."""
    if content["scope"]["whole_border"]:
        return MeasureSet.of((0, round(route["official_length_km"] * CM_PER_KM)))
    stretches = [one for row in content["sections"] for one in row["stretches"]]
    return MeasureSet.from_pairs(_ends_cm(one) for one in stretches if one["route"] == route["route"])


def _span(told_of: MeasureSet) -> Span:
    return Span(int(told_of.starts[0]), int(told_of.ends[-1]))


def _frames(told_of: MeasureSet) -> list[Block]:
    return [Block(from_cm, to_cm, "frame") for from_cm, to_cm in told_of.pairs()]


def _bands(covered: Mapping[tuple[str, str], MeasureSet], route: str) -> list[Block]:
    """Return the bands of coverage as blocks that are the higher, the better covered a metre is."""
    return [
        Block(from_cm, to_cm, f"band-{band}", height=height)
        for band, height in BAND_HEIGHTS.items()
        for from_cm, to_cm in covered.get((route, band), MeasureSet()).pairs()
    ]


def _gap_lanes(
    gaps: Iterable[Mapping[str, Any]], route: str, told_of: MeasureSet, words: Mapping[str, str]
) -> dict[str, list[Block]]:
    """Return a lane for each cause that a gap of the route has, in the order of the causes."""
    mine = [gap for gap in gaps if gap["route"] == route]
    return {
        _("Gap: %(cause)s") % {"cause": words[cause]}: [
            *_frames(told_of),
            *[_block(gap, "gap") for gap in mine if gap["cause"] == cause],
        ]
        for cause in CAUSES
        if any(gap["cause"] == cause for gap in mine)
    }


def _strip_legend(words: Mapping[str, dict[str, str]]) -> list[dict[str, str]]:
    """Return what the blocks of the coverage lane stand for."""
    return [
        {"svg": key(f"band-{band}", BAND_HEIGHTS.get(band, 0)), "text": words["band"][band]} for band in BANDS
    ]


def _block(one: Mapping[str, Any], kind: str, text: str = "") -> Block:
    return Block(*_ends_cm(one), kind, text)


def _ends_cm(one: Mapping[str, Any]) -> tuple[int, int]:
    return round(one["from_km"] * CM_PER_KM), round(one["to_km"] * CM_PER_KM)


def _band_sets(content: Content) -> dict[tuple[str, str], MeasureSet]:
    return {
        (one["route"], one["band"]): MeasureSet.from_pairs(
            (round(from_km * CM_PER_KM), round(to_km * CM_PER_KM)) for from_km, to_km in one["stretches_km"]
        )
        for one in content["bands"]
    }


@dataclass(frozen=True)
class _Piece:
    section: str
    route: str
    from_cm: int
    to_cm: int


def _sheets(content: Content, lines: Lines, detail: bool) -> list[PaperSheet]:
    pieces = [
        _Piece(
            row["section"], one["route"], round(one["from_km"] * CM_PER_KM), round(one["to_km"] * CM_PER_KM)
        )
        for row in content["sections"]
        for one in row["stretches"]
    ]
    names = {row["section"]: row["name"] for row in content["sections"]}
    shown_things = Shown(
        lines,
        _band_sets(content),
        content["assets"]["list"],
        tuple((piece.route, piece.from_cm, piece.section) for piece in pieces),
    )
    chosen = sheets_of(pieces, lines, OVERVIEW) + (sheets_of(pieces, lines, DETAIL) if detail else [])
    return [
        PaperSheet(
            sheet,
            drawn(sheet, shown_things, _told(sheet, names[sheet.section])),
            f"{sheet.section} · {names[sheet.section]}",
            f"{sheet.route} km {_km_text(sheet.from_cm)}–{_km_text(sheet.to_cm)}",
            number,
        )
        for number, sheet in enumerate(chosen, start=1)
    ]


def _told(sheet: Sheet, name: str) -> str:
    """Return what a sheet shows, for those who do not see it."""
    text = _(
        "Map of %(section)s, %(name)s: %(route)s from km %(from)s to km %(to)s, with coverage and sensors"
    )
    ends = {"from": _km_text(sheet.from_cm), "to": _km_text(sheet.to_cm)}
    return text % {"section": sheet.section, "name": name, "route": sheet.route, **ends}


def _km_text(cm: int) -> str:
    return number_shown(cm / CM_PER_KM, 3)


def _both_signs(kind: str) -> str:
    """Return the signs of both families as sensors of one standing are drawn."""
    signs = symbol("observation", 3, 2.5) + symbol("presence", 8.5, 2.5)
    return f'<g class="asset {kind}">{signs}</g><path class="cable {kind}" d="M0 4.6H12"/>'


def _legend(words: Mapping[str, dict[str, str]]) -> list[dict[str, str]]:
    lines = [
        {"svg": f'<path class="band {band}" d="M0 2.5H12"/>', "text": words["band"][band]} for band in BANDS
    ]
    things = [
        {
            "svg": f'<g class="asset fed">{symbol("observation", 6, 2.5)}</g>',
            "text": words["family"]["observation"],
        },
        {
            "svg": f'<g class="asset fed">{symbol("presence", 6, 2.5)}</g>',
            "text": words["family"]["presence"],
        },
        {"svg": '<path class="cable fed" d="M0 2.5H12"/>', "text": _("fibre or cable, beside the border")},
        {"svg": _both_signs("unfed"), "text": _("in its place, not integrated")},
        {"svg": _both_signs("planned"), "text": _("planned, or not yet at work")},
        {"svg": '<circle class="tick" cx="6" cy="2.5" r="0.7"/>', "text": _("whole kilometre")},
        {
            "svg": '<rect class="section-end" x="4.5" y="1" width="3" height="3"/>',
            "text": _("start of a section"),
        },
        {
            "svg": "".join(
                f'<rect class="{kind}" x="1" y="0.5" width="10" height="4"/>' for kind in ("abroad", "frame")
            ),
            "text": _("outside Latvia"),
        },
    ]
    return [one | {"svg": with_style(one["svg"])} for one in lines + things]
