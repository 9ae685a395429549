import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from apps.border.days import day_or_today
from apps.geo.errors import BorderGisError
from apps.geo.measures import CM_PER_M
from apps.indicators.surveillance import GapFound, Surveillance, gaps_json, parted


class Command(BaseCommand):
    help = "List the stretches that no integrated surveillance covers as of a day, with the cause of each."
    requires_system_checks = ()  # they import every page, which takes longer than the answer

    def add_arguments(self, parser):
        parser.add_argument("--as-of", help="ISO day; today if absent")
        parser.add_argument("--route", help="one route only, such as LV-RU")
        parser.add_argument("--slivers", action="store_true", help="list the shortest too, at the end")
        parser.add_argument("--json", action="store_true", help="the same as GET /api/v1/gaps")

    def handle(self, *, as_of, route, **options):
        try:
            day = day_or_today(as_of)
            found = Surveillance(day, route).gaps()
        except BorderGisError as error:
            raise CommandError(f"{error.where}: {error.translated(_)}") from None
        if options["json"]:
            self.stdout.write(json.dumps(gaps_json(found, day), ensure_ascii=False))
            return
        wide, slivers = parted(found)
        for one in wide:
            self.stdout.write(_line(one))
        if slivers:
            together_m = sum(one.gap.length_cm for one in slivers) / CM_PER_M
            told = "" if options["slivers"] else "; --slivers lists them"
            self.stdout.write(
                f"Shorter than {settings.GAP_SLIVER_M} m: {len(slivers)}, together {together_m:.2f} m{told}"
            )
        for one in slivers if options["slivers"] else []:
            self.stdout.write(_line(one))


def _line(one: GapFound) -> str:
    gap = one.as_json()
    place = f"{gap['route']:<6} {gap['from_km']:9.5f} – {gap['to_km']:9.5f}"
    return f"{place} {gap['length_km']:8.5f} km  {gap['cause']}  {', '.join(gap['sections'])}"
