"""The words that stand for codes in a report, in the language in force."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from apps.accounts.demo import DEMO_AUTHOR
from apps.border.codes import CodeList
from apps.border.models import ExclusionReason, ImpactLevel, Section, Unit
from apps.construction.models import Confidence, Element, WorkStatus
from apps.construction.reading import CLASSES
from apps.indicators.models import Indicator
from apps.indicators.surveillance_words import CAUSE_NAMES, CLOSING
from apps.land.models import LandStatus
from apps.ledger.models import ChangeSet
from apps.pages.layers import NAMES
from apps.pages.quality import CHECKS
from apps.pages.units import WORDS, unit_name
from apps.surveillance.models import Family, Link, State


def labels() -> dict[str, dict[str, str]]:
    """Return for each kind of code its values and their words."""
    return {
        "impact": {**_of(ImpactLevel), "not_attributed": _("not attributed")},
        "reason": _of(ExclusionReason),
        "element": _of(Element),
        "work_status": {**_of(WorkStatus), "mixed": _("mixed")},
        "land_status": {**_of(LandStatus), "mixed": _("mixed")},
        "confidence": _of(Confidence),
        "unit": {one.code: one.name for one in Unit.objects.all()},
        "section_kind": _chosen(Section.Kind.choices),
        "family": _chosen(Family.choices),
        "state": _chosen(State.choices),
        "class": sensor_classes(),
        "figure": figure_names(),
        "link": {
            f"{kind}:{medium}": f"{kind_label}: {medium_label}"
            for kind, kind_label in Link.Kind.choices
            for medium, medium_label in Link.Medium.choices
        },
        "cause": causes(),
        "need": {cause: str(words) for cause, words in CLOSING.items()},
        "check": {one.code: str(one.title) for one in CHECKS},
        "band": bands(),
        "coverage": {
            "none": _("none"),
            "part": _("in part"),
            "installed": _("installed"),
            "operational": _("operational"),
            "integrated": _("integrated"),
        },
        "why": whys(),
        "audience": audiences(),
        "marking": markings(),
        "effect": {
            "left_out": _("left out of the length counted"),
            "gap": _("counted as a gap, out of scope"),
        },
        "within": {"scope": _("in what the report is of"), "register": _("in the whole register")},
        "facts": {name: str(word) for name, word in NAMES.items()},
        "layer": {"section": _("border sections"), "unit": _("units"), "requirement": _("requirements")},
        "visibility": {"nominal": _("nominal ranges of the makers; weather is not modelled")},
        "season": {
            "not_modelled": _("the season is not modelled; vegetation only as a surface model gives it")
        },
    }


def sensor_classes() -> dict[str, str]:
    """Return the words of the classes that have one; others are shown as their model names them."""
    return {
        "camera": _("camera"),
        "day_camera": _("day camera"),
        "thermal_camera": _("thermal camera"),
        "multi_sensor_head": _("multi-sensor head"),
        "radar": _("radar"),
        "ground_radar": _("ground radar"),
        "fibre": _("fibre-optic cable sensor"),
        "fence_sensor": _("fence sensor"),
        "seismic": _("seismic ground sensor"),
        "infrared": _("infrared barrier"),
        "magnetic": _("magnetic sensor"),
        "acoustic": _("acoustic sensor"),
        "uas": _("unmanned aircraft"),
        "vehicle": _("surveillance vehicle"),
    }


def figure_names() -> dict[str, str]:
    return {one.code: one.name for one in Indicator.objects.all()}


def bands() -> dict[str, str]:
    """Return the words of how a metre is covered; each metre is in one band."""
    return {
        "none": _("not covered"),
        "one": _("one sensor"),
        "two_or_more": _("two or more of one family"),
        "both_families": _("both families"),
    }


def causes() -> dict[str, str]:
    """Return the causes of gaps in the words of the pages, as they stand inside a sentence."""
    names = {code: str(name) for code, name in CAUSE_NAMES.items()}
    return {code: name[:1].lower() + name[1:] for code, name in names.items()}


def whys() -> dict[str, str]:
    return {
        "new": _("new"),
        "repaired": _("repaired"),
        "damaged": _("damaged"),
        "remeasured": _("remeasured"),
        "corrected": _("corrected"),
    }


def audiences() -> dict[str, str]:
    return {
        "full": _("readers of positions and gaps"),
        "general": _("general readers: kilometres and counts by section"),
    }


def markings() -> dict[str, str]:
    return {"internal": _("for official use"), "public": _("public")}


def units_of_figures() -> dict[str, str]:
    """Return the words of the units that figures are told in."""
    return {code: unit_name(code) for code in WORDS}


def warned(*, is_ahead: bool) -> list[str]:
    """Return what a reader has to know before anything else: of the demo register, and of a day still to come."""
    told = _("This day is still to come: what is told of it is what is recorded for it so far.")
    return [*warned_of_demo(), *([told] if is_ahead else [])]


def warned_of_demo() -> list[str]:
    """Return what a reader of the demo register has to know, in words; nothing of any other register."""
    if not ChangeSet.objects.filter(author__username=DEMO_AUTHOR).exists():
        return []
    invented = _("where on the line a work, a sign or a sensor lies is invented.")
    return [f"{_('Demonstration')}: {invented}"]


def lights() -> dict[str, str]:
    return {
        "met": _("will be met"),
        "near": _("nearly met"),
        "missed": _("will be missed"),
        "unknown": _("not known"),
    }


def readiness_words() -> dict[str, str]:
    """Return the answers to whether metres can be built next."""
    return {one.code: str(one.name) for one in CLASSES}


def reactions() -> dict[str, str]:
    """Return what Article 35 of Regulation (EU) 2019/1896 asks for at each impact level, in short."""
    return {
        "low": _("Regular control by risk analysis; enough staff and means are kept available."),
        "medium": _(
            "Besides, appropriate measures are taken; the national coordination centre is told and coordinates support."
        ),
        "high": _(
            "Besides, support is given through the national coordination centre and control is reinforced; "
            "joint operations or rapid interventions may be asked for."
        ),
        "critical": _("The Agency informs the Commission; measures are recommended or decided jointly."),
    }


def _of(codes: type[CodeList]) -> dict[str, str]:
    return {one.code: one.name for one in codes.objects.all()}


def _chosen(choices: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {value: str(label) for value, label in choices}
