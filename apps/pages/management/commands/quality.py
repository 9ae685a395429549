import json

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from apps.border.days import day_or_today
from apps.geo.errors import BorderGisError
from apps.ledger.models import ChangeSet
from apps.pages.quality import checked


class Command(BaseCommand):
    help = "Tell what each check of data quality counts on a day: findings and kilometres."

    def add_arguments(self, parser):
        parser.add_argument("--as-of", help="ISO day; today if absent")
        parser.add_argument("--json", action="store_true", help="the same as GET /api/v1/quality")

    def handle(self, *, as_of, **options):
        try:
            day = day_or_today(as_of)
        except BorderGisError as error:
            raise CommandError(f"{error.where}: {error.translated(_)}") from None
        number = ChangeSet.objects.number()
        checks = [one.counts() for one in checked(day)]
        if options["json"]:
            found = {"as_of": day.isoformat(), "ledger": number, "checks": checks}
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        for one in checks:
            self.stdout.write(f"{one['count']:>7}  {one['km']:>12.5f} km  {one['title']}")
