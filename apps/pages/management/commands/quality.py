import json

from apps.border.console import SpokenCommand
from apps.border.days import day_or_today
from apps.border.wording import number_shown
from apps.ledger.models import ChangeSet
from apps.pages.quality import checked


class Command(SpokenCommand):
    help = "Tell what each check of data quality counts on a day: findings and kilometres."

    def add_arguments(self, parser):
        parser.add_argument("--as-of", help="ISO day; today if absent")
        parser.add_argument("--json", action="store_true", help="the same as GET /api/v1/quality")

    def handle(self, *, as_of, **options):
        day = day_or_today(as_of)
        number = ChangeSet.objects.number()
        checks = [one.counts() for one in checked(day)]
        if options["json"]:
            found = {"as_of": day.isoformat(), "ledger": number, "checks": checks}
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        for one in checks:
            self.stdout.write(f"{one['count']:>7}  {number_shown(one['km'], 5):>12} km  {one['title']}")
