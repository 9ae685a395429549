import json

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from apps.border.days import day_or_today
from apps.geo.errors import BorderGisError
from apps.indicators.jobs import compute_coverage
from apps.indicators.surveillance import KINDS, Surveillance


class Command(BaseCommand):
    help = "Compute what sensors see over the terrain, or show what is covered as of a day."
    requires_system_checks = ()  # they import every page, which takes longer than the answer

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        compute = verbs.add_parser("compute", help="compute and store what is not stored yet")
        compute.add_argument("--sensor", help="one sensor only, by its code")
        show = verbs.add_parser("show", help="covered kilometres of each kind")
        show.add_argument("--as-of", help="ISO day; today if absent")
        show.add_argument("--route", help="one route only, such as LV-RU")
        show.add_argument("--json", action="store_true", help="the same as GET /api/v1/coverage")

    def handle(self, *, verb, **options):
        try:
            getattr(self, verb)(**options)
        except BorderGisError as error:
            raise CommandError(
                f"{error.where}: {error.translated(_)}" if error.where else error.translated(_)
            ) from None

    def compute(self, *, sensor, **options) -> None:
        done = compute_coverage(sensor)
        self.stdout.write(
            f"Coverage: {done} places to look from computed" if done else "Coverage: up to date"
        )

    def show(self, *, as_of, route, **options) -> None:
        found = Surveillance(day_or_today(as_of), route).coverage_json()
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        terrain = found["terrain"]
        over = (
            f"over {terrain['name']}" if terrain else "by range and sector only: no terrain model is loaded"
        )
        self.stdout.write(f"Covered as of {found['as_of']}, {over}")
        for name in KINDS:
            self.stdout.write(f"  {name:<14} {found['total'][f'{name}_km']:8.2f} km")
        open_km = found["without_heights"]
        if open_km["total_km"]:
            self.stdout.write(f"  without heights {open_km['total_km']:8.2f} km of the line")
        if open_km["sensors_km"]:
            told = ", ".join(f"{code} {km:.2f} km" for code, km in open_km["sensors_km"].items())
            self.stdout.write(f"  not known, for want of heights, whether seen: {told}")
        if found["without_place"]:
            self.stdout.write(f"  without a place: {', '.join(found['without_place'])}")
