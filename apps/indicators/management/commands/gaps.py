import json

from django.core.management.base import BaseCommand, CommandError

from apps.border.days import day_or_today
from apps.geo.errors import BorderGisError
from apps.indicators.surveillance import Surveillance, gaps_json


class Command(BaseCommand):
    help = "List the stretches that no integrated surveillance covers as of a day, with the cause of each."

    def add_arguments(self, parser):
        parser.add_argument("--as-of", help="ISO day; today if absent")
        parser.add_argument("--route", help="one route only, such as LV-RU")
        parser.add_argument("--json", action="store_true", help="the same as GET /api/v1/gaps")

    def handle(self, *, as_of, route, **options):
        try:
            day = day_or_today(as_of)
            found = Surveillance(day, route).gaps()
        except BorderGisError as error:
            raise CommandError(f"{error.where}: {error}") from None
        if options["json"]:
            self.stdout.write(json.dumps(gaps_json(found, day), ensure_ascii=False))
            return
        for one in found:
            gap = one.as_json()
            place = f"{gap['route']:<6} {gap['from_km']:9.3f} – {gap['to_km']:9.3f}"
            self.stdout.write(
                f"{place} {gap['length_km']:8.3f} km  {gap['cause']}  {', '.join(gap['sections'])}"
            )
