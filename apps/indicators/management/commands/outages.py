import json

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from apps.border.days import day_or_today
from apps.geo.errors import BorderGisError
from apps.geo.measures import CM_PER_KM
from apps.indicators.surveillance import Surveillance, losses_json, lost_json


class Command(BaseCommand):
    help = "Rank every mast, node and link by the metres that its failure alone loses, or lose some of them together."
    requires_system_checks = ()  # they import every page, which takes longer than the answer

    def add_arguments(self, parser):
        parser.add_argument("--as-of", help="ISO day; today if absent")
        parser.add_argument(
            "--fail", nargs="+", metavar="CODE", help="what fails together, instead of the table"
        )
        parser.add_argument("--json", action="store_true", help="the same as GET /api/v1/outages")

    def handle(self, *, as_of, fail, **options):
        try:
            day = day_or_today(as_of)
            surveillance = Surveillance(day)
            gone = surveillance.lost(fail) if fail else {}
            losses = [] if fail else surveillance.failures()
        except BorderGisError as error:
            raise CommandError(f"{error.where}: {error.translated(_)}") from None
        if options["json"]:
            found = lost_json(gone, fail, day) if fail else losses_json(losses, day)
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        elif fail:
            self.stdout.write(f"{sum(metres.length_cm for metres in gone.values()) / CM_PER_KM:.3f} km lost")
        for loss in () if options["json"] else losses:
            kind = "link" if loss.is_link else "node"
            self.stdout.write(
                f"{loss.lost_cm / CM_PER_KM:9.3f} km  {kind}  {loss.uid}  ({loss.sensors} sensors)"
            )
