import json

from django.utils.translation import gettext as _

from apps.border.console import SpokenCommand
from apps.border.days import day_or_today
from apps.border.wording import number_shown
from apps.indicators.figures import OK, STATE_NAMES, Figure, figures


class Command(SpokenCommand):
    help = "Print the strategy's figures as of a day, for all routes together and route by route."

    def add_arguments(self, parser):
        parser.add_argument("--as-of", help="ISO day; today if absent")
        parser.add_argument("--route", help="one route only, such as LV-RU")
        parser.add_argument("--code", help="one figure only, such as K1")
        parser.add_argument("--json", action="store_true", help="the same list as GET /api/v1/figures")

    def handle(self, *, as_of, route, code, **options):
        found = figures(as_of=day_or_today(as_of), route=route, code=code)
        if options["json"]:
            self.stdout.write(json.dumps([figure.as_json() for figure in found], ensure_ascii=False))
            return
        for figure in found:
            self.stdout.write(line(figure))


def line(figure: Figure) -> str:
    """Return a figure as one line of a table: code, route, share, kilometres, target."""
    shown = figure.as_json()
    name = f"{figure.code:<4} {figure.route or '=':<6} {shown['as_of']}"
    if figure.state != OK:
        return f"{name}  {STATE_NAMES[figure.state]}"
    target = f"  {_('target')} {shown['target']:g} {figure.unit}" if figure.target is not None else ""
    if figure.percent is None:
        return f"{name}  {shown['value']:g} {figure.unit}{target}"
    part, whole, percent = (
        number_shown(value, 2) for value in (shown["numerator_km"], shown["denominator_km"], figure.percent)
    )
    return f"{name}  {part} / {whole} km = {percent} %{target}"
