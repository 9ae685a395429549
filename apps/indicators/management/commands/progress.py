import json
from datetime import date

from django.utils.translation import gettext as _

from apps.border.console import SpokenCommand
from apps.border.days import day_or_today, day_shown
from apps.border.wording import number_shown
from apps.indicators.building import Building
from apps.land.models import Parcel


class Command(SpokenCommand):
    help = "Print how far the building of the border has come as of a day: the committee's numbers."

    def add_arguments(self, parser):
        parser.add_argument("--as-of", help="ISO day; today if absent")
        parser.add_argument("--route", help="one route only, such as LV-RU")
        parser.add_argument("--json", action="store_true", help="the same as GET /api/v1/progress")

    def handle(self, *, as_of, route, **options):
        told = Building(day_or_today(as_of), route).as_json()
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for line in lines(told):
            self.stdout.write(line)


def lines(told: dict) -> list[str]:
    """Return the numbers as lines of a table: elements by route, land units, structures, lots, money."""
    units = _("land units %(purpose)s: the State's title on %(titled)s of %(recorded)s")
    structures = _("%(name)s: %(built)s of %(recorded)s built, %(accepted)s accepted")
    purposes = {value: str(label) for value, label in Parcel.Purpose.choices}
    found = []
    for route in told["routes"]:
        said = [element_line(one) for one in route["elements"]]
        said += [units % {**one, "purpose": purposes[one["purpose"]]} for one in route["land_units"]]
        said += [structures % one for one in route["structures"]]
        found += [f"{route['route']:<6} {text}" for text in said]
    found += [lot_line(one) for one in told["lots"]]
    return [*found, money_told(told["money"])]


def element_line(one: dict) -> str:
    text = _("%(name)-28s required %(required)s, built %(built)s, accepted %(accepted)s km")
    lengths = {name: number_shown(one[f"{name}_km"], 2) for name in ("required", "built", "accepted")}
    foreseen = (
        _(", complete on %(day)s") % {"day": day_told(one["complete_on"])} if one["complete_on"] else ""
    )
    return text % {"name": one["name"], **lengths} + foreseen


def lot_line(one: dict) -> str:
    text = _("lot %(code)-12s %(length)s km, %(money)s, complete by %(day)s")
    values = {"code": one["code"], "length": number_shown(one["length_km"], 2), "money": money_told(one)}
    return text % {**values, "day": day_told(one["complete_by"]) if one["complete_by"] else "–"}


def money_told(one: dict) -> str:
    text = _("contracted %(contracted)s EUR, paid %(paid)s EUR")
    return text % {name: number_shown(one[f"{name}_eur"], 2) for name in ("contracted", "paid")}


def day_told(day: str) -> str:
    return day_shown(date.fromisoformat(day))
