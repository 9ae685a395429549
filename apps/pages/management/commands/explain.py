import json

from apps.border.console import SpokenCommand
from apps.border.days import day_or_today
from apps.border.locate import measure_of, named
from apps.border.models import Route
from apps.pages.explain import as_text, explain


class Command(SpokenCommand):
    help = "Tell what the register says of one metre on a day, and why it counts for each figure or not."

    def add_arguments(self, parser):
        parser.add_argument("route", help="such as LV-RU")
        parser.add_argument("km", help='12.346, 12+346.25 or "sign 123 + 35"')
        parser.add_argument("--as-of", help="ISO day; today if absent")
        parser.add_argument("--json", action="store_true", help="the same as GET /api/v1/explain")

    def handle(self, *, route, km, as_of, **options):
        day = day_or_today(as_of)
        on = Route.objects.named(route)
        found = explain(on, named("km", measure_of, km, on, day), day)
        self.stdout.write(json.dumps(found, ensure_ascii=False) if options["json"] else as_text(found))
