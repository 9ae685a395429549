import json
from typing import Any

from django.utils.translation import gettext as _

from apps.border.console import SpokenCommand
from apps.border.days import today
from apps.border.wording import number_shown
from apps.deployments.counting import Counting, days_json
from apps.deployments.reading import parse_year


class Command(SpokenCommand):
    help = (
        "Count the person-days and equipment-days of a year, as deployed and, where only agreed, as planned."
    )

    def add_arguments(self, parser):
        parser.add_argument("--year", default=str(today().year), help="the calendar year; this one if absent")
        parser.add_argument(
            "--json", action="store_true", help="the same object as GET /api/v1/deployments/days/"
        )

    def handle(self, *, year, **options):
        counting = Counting()
        counted = days_json(parse_year(year), counting)
        if options["json"]:
            self.stdout.write(json.dumps(counted))
            return
        for line in lines(counted, counting.rulings.of_year(counted["year"]).words()):
            self.stdout.write(line)


def lines(counted: dict[str, Any], rule: list[str]) -> list[str]:
    """Return the count as a table, and the rule below it."""
    equipment = counted["equipment"]
    units = _("equipment: units %(units)s, days %(days)s, of which planned %(planned)s")
    values = {"units": equipment["units"], "days": equipment["days"], "planned": equipment["planned_days"]}
    return [
        _("Year %(year)s") % {"year": counted["year"]},
        *(_people(name, one) for name, one in counted["categories"].items()),
        units % _shown(values),
        *(f"  {sentence}" for sentence in rule),
    ]


def _people(category: str, one: dict[str, int]) -> str:
    said = _("category %(name)s: person-days %(days)s, with travel %(travel)s, of which planned %(planned)s")
    days = {"days": one["person_days"], "travel": one["person_days_with_travel"]}
    values = {**days, "planned": one["planned_person_days"]}
    return said % {"name": category, **_shown(values)}


def _shown(values: dict[str, int]) -> dict[str, str]:
    return {name: number_shown(value, 0) for name, value in values.items()}
