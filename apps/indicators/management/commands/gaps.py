import json

from django.conf import settings
from django.utils.translation import gettext as _

from apps.border.console import SpokenCommand
from apps.border.days import day_or_today
from apps.border.wording import number_shown
from apps.geo.measures import CM_PER_KM, CM_PER_M
from apps.indicators.surveillance import GapFound, Surveillance, gaps_json, parted
from apps.indicators.surveillance_words import CAUSE_NAMES, CLOSING, closing


class Command(SpokenCommand):
    help = "List the stretches that no integrated surveillance covers as of a day, with the cause of each."

    def add_arguments(self, parser):
        parser.add_argument("--as-of", help="ISO day; today if absent")
        parser.add_argument("--route", help="one route only, such as LV-RU")
        parser.add_argument("--slivers", action="store_true", help="list the shortest too, at the end")
        parser.add_argument("--json", action="store_true", help="the same as GET /api/v1/gaps")

    def handle(self, *, as_of, route, **options):
        day = day_or_today(as_of)
        surveillance = Surveillance(day, route)
        found = surveillance.gaps()
        if options["json"]:
            self.stdout.write(json.dumps(gaps_json(found, surveillance), ensure_ascii=False))
            return
        wide, slivers = parted(found)
        listed = [*map(_line, wide), *([_slivers(slivers)] if slivers else [])]
        listed += map(_line, slivers if options["slivers"] else [])
        for line in listed or [_("There is no gap.")]:
            self.stdout.write(line)


def _slivers(slivers: list[GapFound]) -> str:
    together_m = sum(one.gap.length_cm for one in slivers) / CM_PER_M
    said = _("Shorter than %(least)s m: %(number)s, together %(sum)s m (--slivers lists them)")
    values = {"least": settings.GAP_SLIVER_M, "number": len(slivers), "sum": number_shown(together_m, 2)}
    return said % values


def _line(one: GapFound) -> str:
    gap = one.gap
    ends = " – ".join(f"{number_shown(cm / CM_PER_KM, 5):>9}" for cm in (gap.from_cm, gap.to_cm))
    length = f"{number_shown(gap.length_cm / CM_PER_KM, 5):>8} km"
    parts = [f"{gap.route:<6} {ends} {length}", str(CAUSE_NAMES[gap.cause]), ", ".join(one.sections)]
    return "  ".join([*parts, f"→ {_closing(one)}"])


def _closing(one: GapFound) -> str:
    closers = [
        f"{CLOSING[cause]}: {', '.join(one.named(code) for code in codes)}"
        for cause, codes in one.by_need().items()
    ]
    return "; ".join(closers) or closing(one.gap.cause)
