import json

from django.core.management.base import BaseCommand, CommandError

from apps.border.days import day_or_today
from apps.geo.errors import BorderGisError
from apps.indicators.figures import Figure, figures


class Command(BaseCommand):
    help = "Print the strategy's figures as of a day, for all routes together and route by route."

    def add_arguments(self, parser):
        parser.add_argument("--as-of", help="ISO day; today if absent")
        parser.add_argument("--route", help="one route only, such as LV-RU")
        parser.add_argument("--code", help="one figure only, such as K1")
        parser.add_argument("--json", action="store_true", help="the same list as GET /api/v1/figures")

    def handle(self, *, as_of, route, code, **options):
        try:
            found = figures(as_of=day_or_today(as_of), route=route, code=code)
        except BorderGisError as error:
            raise CommandError(f"{error.where}: {error}") from None
        if options["json"]:
            self.stdout.write(json.dumps([figure.as_json() for figure in found], ensure_ascii=False))
            return
        for figure in found:
            self.stdout.write(line(figure))


def line(figure: Figure) -> str:
    """Return a figure as one line of a table: code, route, share, kilometres, target."""
    shown = figure.as_json()
    name = f"{figure.code:<4} {figure.route or '=':<6} {shown['as_of']}"
    if figure.state != "ok":
        return f"{name}  {figure.state}"
    target = f"  target {shown['target']:g} {figure.unit}" if figure.target is not None else ""
    if figure.percent is None:
        return f"{name}  {shown['value']:g} {figure.unit}{target}"
    share = f"{shown['numerator_km']:.2f} / {shown['denominator_km']:.2f} km = {figure.percent:.2f} %"
    return f"{name}  {share}{target}"
