import json

from django.core.management.base import BaseCommand, CommandError

from apps.border.days import day_or_today
from apps.geo.errors import BorderGisError
from apps.indicators.building import Building


class Command(BaseCommand):
    help = "Print how far the building of the border has come as of a day: the committee's numbers."

    def add_arguments(self, parser):
        parser.add_argument("--as-of", help="ISO day; today if absent")
        parser.add_argument("--route", help="one route only, such as LV-RU")
        parser.add_argument("--json", action="store_true", help="the same as GET /api/v1/progress")

    def handle(self, *, as_of, route, **options):
        try:
            told = Building(day_or_today(as_of), route).as_json()
        except BorderGisError as error:
            raise CommandError(f"{error.where}: {error}") from None
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for line in lines(told):
            self.stdout.write(line)


def lines(told: dict) -> list[str]:
    """Return the numbers as lines of a table: elements by route, land units, structures, lots, money."""
    found = []
    for route in told["routes"]:
        found += [element_line(route["route"], one) for one in route["elements"]]
        found += [
            f"{route['route']:<6} land units, {one['purpose']}: {one['titled']} of {one['recorded']} the State's"
            for one in route["land_units"]
        ]
        found += [
            f"{route['route']:<6} {one['kind']}: {one['built']} of {one['recorded']} built, {one['accepted']} accepted"
            for one in route["structures"]
        ]
    found += [lot_line(one) for one in told["lots"]]
    money = told["money"]
    return [*found, f"contracted {money['contracted_eur']:.2f} EUR, paid {money['paid_eur']:.2f} EUR"]


def element_line(route: str, one: dict) -> str:
    lengths = " ".join(f"{name} {one[f'{name}_km']:.2f}" for name in ("required", "built", "accepted"))
    foreseen = f", complete on {one['complete_on']}" if one["complete_on"] else ""
    return f"{route:<6} {one['element']:<20} {lengths} km{foreseen}"


def lot_line(one: dict) -> str:
    money = f"contracted {one['contracted_eur']:.2f} EUR, paid {one['paid_eur']:.2f} EUR"
    return (
        f"lot {one['code']:<12} {one['length_km']:.2f} km, {money}, complete by {one['complete_by'] or '-'}"
    )
