"""The code lists that a new register starts with, in Latvian and English.

Elements, the chain of work statuses and the land-rights statuses are those seen in public reports; they are
rows of the register, so a planner may change them. A status is told apart three ways: by colour (readable on
light and dark ground, also to the colour-blind), by pattern and by letter.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

PATTERNS = ("solid", "diagonal", "back_diagonal", "cross", "horizontal", "vertical", "grid", "dots")

BLUE, SKY, GREEN, TEAL = "#0072b2", "#2e8bc0", "#00875f", "#2a8c8c"
VERMILION, OCHRE, BROWN, OLIVE = "#d55e00", "#a87400", "#9c6b45", "#7d7f1f"
PURPLE, PINK, GREY, SLATE = "#8a63b8", "#bf5f95", "#808080", "#64808f"


@dataclass(frozen=True)
class Code:
    """One row of a code list; what it counts for is left out where the list knows no counting."""

    code: str
    name_lv: str
    name_en: str
    colour: str
    pattern: str
    letter: str
    counts: dict[str, bool] = field(default_factory=dict)

    def values(self, order: int) -> dict:
        """Return the row's columns as the register names them."""
        return {
            "name_lv": self.name_lv,
            "name_en": self.name_en,
            "order": order,
            "colour": self.colour,
            "pattern": self.pattern,
            "letter": self.letter,
            **{f"counts_{name}": counted for name, counted in self.counts.items()},
        }


WORK_COUNTS = ("cleared", "designed", "begun", "built", "accepted")
LAND_COUNTS = ("cleared", "titled")


def work(code: str, name_lv: str, name_en: str, colour: str, pattern: str, letter: str, *counts: str) -> Code:
    """Return a work status that counts as the named ones of: cleared, designed, begun, built, accepted."""
    counted = {name: name in counts for name in WORK_COUNTS}
    return Code(code, name_lv, name_en, colour, pattern, letter, counted)


def land(code: str, name_lv: str, name_en: str, colour: str, pattern: str, letter: str, *counts: str) -> Code:
    """Return a land-rights status that counts as the named ones of: cleared (works may begin), titled."""
    return Code(
        code, name_lv, name_en, colour, pattern, letter, {name: name in counts for name in LAND_COUNTS}
    )


ELEMENTS = (
    Code("border_strip", "valsts robežas josla", "state border strip", BLUE, "solid", "J"),
    Code("patrol_strip", "patrulēšanas josla", "patrol strip", TEAL, "diagonal", "P"),
    Code(
        "sign_strip",
        "robežzīmju uzraudzības josla",
        "border sign monitoring strip",
        SKY,
        "back_diagonal",
        "Z",
    ),
    Code("fence", "žogs", "fence", VERMILION, "solid", "Ž"),
    Code("temporary_wire", "pagaidu dzeloņstiepļu žogs", "temporary razor wire", OCHRE, "cross", "W"),
    Code("patrol_path", "patruļtaka", "patrol path", GREEN, "solid", "T"),
    Code("footbridge", "laipa", "footbridge path", OLIVE, "vertical", "L"),
    Code("pontoon", "pontonu laipa", "pontoon path", TEAL, "horizontal", "O"),
    Code("access_road", "pievedceļš", "access road", BROWN, "solid", "C"),
    Code("tower", "novērošanas un sakaru tornis", "observation and communication tower", PURPLE, "grid", "N"),
    Code("bridge", "tilts", "bridge", SLATE, "vertical", "B"),
    Code("suspended_footbridge", "iekārtais gājēju tilts", "suspended footbridge", SLATE, "dots", "I"),
    Code("culvert", "caurteka", "culvert", SKY, "dots", "A"),
    Code("ditch", "grāvis", "ditch", SKY, "horizontal", "G"),
    Code("boat_launch", "laivu nolaišanas vieta", "boat launch", BLUE, "dots", "V"),
    Code("rail_crossing", "dzelzceļa šķērsojums", "railway crossing", GREY, "cross", "D"),
    Code("animal_passage", "dzīvnieku pāreja", "animal passage", GREEN, "dots", "Y"),
    Code("border_signs", "robežzīmes un robežstabi", "border signs and posts", PINK, "solid", "R"),
    Code("clearing", "atmežošana", "clearing of trees", OLIVE, "diagonal", "M"),
    Code("stump_removal", "celmu izraušana", "stump removal", OLIVE, "cross", "E"),
    Code("levelling", "planēšana", "levelling", BROWN, "horizontal", "S"),
)

STRUCTURE_KINDS = (
    Code("bridge", "tilts", "bridge", SLATE, "vertical", "B"),
    Code("suspended_footbridge", "iekārtais gājēju tilts", "suspended footbridge", SLATE, "dots", "I"),
    Code("culvert", "caurteka", "culvert", SKY, "dots", "A"),
    Code("footbridge", "laipa", "footbridge path", OLIVE, "vertical", "L"),
    Code("tower", "novērošanas un sakaru tornis", "observation and communication tower", PURPLE, "grid", "N"),
    Code("animal_passage", "dzīvnieku pāreja", "animal passage", GREEN, "dots", "Y"),
    Code("rail_crossing", "dzelzceļa šķērsojums", "railway crossing", GREY, "cross", "D"),
    Code("boat_launch", "laivu nolaišanas vieta", "boat launch", BLUE, "dots", "V"),
)

STRIPS = ("border_strip", "patrol_strip", "sign_strip")
"""The strategy's three strips: what version 1 of K1 counts."""

WORK_STATUSES = (
    work("territory_fixed", "teritorija noteikta", "territory fixed", GREY, "dots", "T"),
    work("land_acquired", "zeme iegūta", "land acquired", SLATE, "dots", "Z"),
    work("surveyed", "uzmērīts", "surveyed", SLATE, "horizontal", "U"),
    work("cleared", "atmežots", "cleared", OLIVE, "diagonal", "A", "cleared"),
    work("design", "projektēšana", "design", PURPLE, "back_diagonal", "P", "cleared", "designed"),
    work("works", "būvdarbi", "works under way", OCHRE, "diagonal", "B", *WORK_COUNTS[:3]),
    work("roadbed", "ceļa klātne gatava", "roadbed ready", BROWN, "vertical", "K", *WORK_COUNTS[:3]),
    work("built", "izbūvēts", "built", BLUE, "solid", "I", *WORK_COUNTS[:4]),
    work(
        "defects", "izbūvēts ar defektiem", "built, with defects", VERMILION, "cross", "D", *WORK_COUNTS[:4]
    ),
    work(
        "submitted", "iesniegts pieņemšanai", "submitted for acceptance", SKY, "grid", "S", *WORK_COUNTS[:4]
    ),
    work("accepted", "nodots ekspluatācijā", "accepted into operation", GREEN, "solid", "N", *WORK_COUNTS),
    work("damaged", "bojāts", "damaged", PINK, "cross", "X", "cleared", "designed"),
)

LAND_STATUSES = (
    land("identified", "apzināts", "identified", GREY, "dots", "A"),
    land("valued", "novērtēts", "valued", GREY, "horizontal", "N"),
    land("offer_made", "piedāvājums izteikts", "offer made", SLATE, "diagonal", "P"),
    land("agreed", "vienošanās panākta", "agreed", OCHRE, "diagonal", "V"),
    land("cabinet_order", "Ministru kabineta rīkojums", "Cabinet order", OCHRE, "grid", "M"),
    land("compensated", "atlīdzība izmaksāta", "compensated", SKY, "diagonal", "I", "cleared"),
    land("surveyed", "uzmērīts", "surveyed", SKY, "grid", "U", "cleared"),
    land(
        "registered",
        "valsts īpašums zemesgrāmatā",
        "registered as State property",
        BLUE,
        "solid",
        "Z",
        "cleared",
        "titled",
    ),
    land("state_forest", "valsts mežs", "State forest", GREEN, "solid", "F", "cleared", "titled"),
    land("other_state", "cita valsts zeme", "other State land", TEAL, "solid", "C", "cleared", "titled"),
    land("municipal", "pašvaldības zeme", "municipal land", PURPLE, "vertical", "B"),
    land("reserve_fund", "zemes rezerves fonds", "land reserve fund", BROWN, "solid", "R", "cleared"),
    land("easement_only", "tikai servitūts", "easement only", OLIVE, "back_diagonal", "S"),
    land("disputed", "strīds", "disputed", VERMILION, "cross", "D"),
    land("suspended", "apturēts", "suspended", PINK, "cross", "T"),
    land("not_needed", "nav vajadzīgs", "not needed", SLATE, "dots", "X", "cleared"),
)

IMPACT_LEVELS = (
    Code("low", "zems", "low", GREEN, "dots", "Z"),
    Code("medium", "vidējs", "medium", OCHRE, "diagonal", "V"),
    Code("high", "augsts", "high", VERMILION, "cross", "A"),
    Code("critical", "kritisks (īslaicīgi)", "critical (temporary)", PURPLE, "grid", "K"),
    Code("not_attributed", "nav noteikts", "not attributed", GREY, "solid", "N"),
)

EXCLUSION_REASONS = (
    Code("public_river", "publiska upe", "public river", SKY, "horizontal", "U"),
    Code("border_crossing_point", "robežšķērsošanas vieta", "border crossing point", PURPLE, "grid", "R"),
    Code("treaty_gap", "līgumā nenoteikts posms", "stretch that the treaty leaves open", GREY, "cross", "L"),
)

CONFIDENCE = (
    Code("low", "zema", "low", OCHRE, "dots", "Z"),
    Code("medium", "vidēja", "medium", SKY, "diagonal", "V"),
    Code("high", "augsta", "high", GREEN, "solid", "A"),
)

DOCUMENT_KINDS = (
    Code("act", "akts", "act", BLUE, "solid", "A"),
    Code("order", "rīkojums", "order", PURPLE, "solid", "R"),
    Code("contract", "līgums", "contract", OCHRE, "solid", "L"),
    Code("permit", "būvatļauja", "building permit", TEAL, "solid", "B"),
    Code("drawing", "rasējums vai plāns", "drawing or plan", SKY, "grid", "P"),
    Code("survey", "uzmērījums", "survey", SLATE, "horizontal", "U"),
    Code("photo", "fotoattēls", "photo", GREEN, "dots", "F"),
    Code("letter", "vēstule", "letter", BROWN, "diagonal", "V"),
    Code("table", "tabula vai dati", "table or data", OLIVE, "grid", "T"),
    Code("other", "cits", "other", GREY, "solid", "C"),
)

CODE_LISTS: dict[str, tuple[Code, ...]] = {
    "element": ELEMENTS,
    "work_status": WORK_STATUSES,
    "land_status": LAND_STATUSES,
    "structure_kind": STRUCTURE_KINDS,
    "impact_level": IMPACT_LEVELS,
    "exclusion_reason": EXCLUSION_REASONS,
    "confidence": CONFIDENCE,
    "document_kind": DOCUMENT_KINDS,
}


def code_rows() -> Iterator[tuple[str, str, dict]]:
    """Yield the register's name of the list, the code and the columns of every row, lists in order."""
    for target, codes in CODE_LISTS.items():
        for order, code in enumerate(codes, start=1):
            yield target, code.code, code.values(order)
