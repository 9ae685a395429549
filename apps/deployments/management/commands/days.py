import json

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from apps.border.days import today
from apps.deployments.counting import Log, PeopleRule, days_json
from apps.deployments.reading import parse_year
from apps.geo.errors import BorderGisError


class Command(BaseCommand):
    help = (
        "Count the person-days and equipment-days of a year, as deployed and, where only agreed, as planned."
    )

    def add_arguments(self, parser):
        parser.add_argument("--year", default=str(today().year), help="the calendar year; this one if absent")
        parser.add_argument(
            "--json", action="store_true", help="the same object as GET /api/v1/deployments/days/"
        )

    @override("en")  # as the table's own words
    def handle(self, *, year, **options):
        try:
            counted = days_json(parse_year(year), Log())
        except BorderGisError as error:
            raise CommandError(f"{error.where}: {error}") from None
        if options["json"]:
            self.stdout.write(json.dumps(counted))
            return
        for line in lines(counted):
            self.stdout.write(line)


def lines(counted: dict) -> list[str]:
    """Return the count as a table, and the rule below it."""
    rows = [
        f"category {name}  {one['person_days']:>7}  with travel {one['person_days_with_travel']:>7}"
        f"  of which planned {one['planned_person_days']:>7}"
        for name, one in counted["categories"].items()
    ]
    equipment = counted["equipment"]
    units = f"equipment   {equipment['units']} / {equipment['days']} (units / days)"
    return [f"Year {counted['year']}", *rows, units, *(f"  {sentence}" for sentence in PeopleRule().words())]
