import json

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.border.console import SpokenCommand
from apps.border.days import day_or_today
from apps.border.wording import number_shown
from apps.geo.measures import CM_PER_KM
from apps.geo.outage import Loss
from apps.indicators.surveillance import Surveillance, losses_json, lost_json


class Command(SpokenCommand):
    help = "Rank every mast, node and link by the metres that its failure alone loses, or lose some of them together."

    def add_arguments(self, parser):
        parser.add_argument("--as-of", help="ISO day; today if absent")
        parser.add_argument(
            "--fail", nargs="+", metavar="CODE", help="what fails together, instead of the table"
        )
        parser.add_argument("--json", action="store_true", help="the same as GET /api/v1/outages")

    def handle(self, *, as_of, fail, **options):
        day = day_or_today(as_of)
        surveillance = Surveillance(day)
        if fail:
            self._together(surveillance, fail, options["json"])
            return
        losses = surveillance.failures()
        if options["json"]:
            self.stdout.write(json.dumps(losses_json(losses, day), ensure_ascii=False))
            return
        for loss in losses:
            self.stdout.write(_line(loss))
        if not losses:
            self.stdout.write(_("No single failure loses anything."))

    def _together(self, surveillance: Surveillance, fail: list[str], as_json: bool) -> None:
        gone = surveillance.lost(fail)
        if as_json:
            self.stdout.write(json.dumps(lost_json(gone, fail, surveillance.day), ensure_ascii=False))
            return
        lost_km = sum(metres.length_cm for metres in gone.values()) / CM_PER_KM
        said = _("Without %(codes)s: %(km)s km are lost.")
        self.stdout.write(said % {"codes": ", ".join(fail), "km": number_shown(lost_km, 2)})


def _line(loss: Loss) -> str:
    kind = _("link") if loss.is_link else _("node")
    sensors = ngettext("%(number)s sensor", "%(number)s sensors", loss.sensors) % {"number": loss.sensors}
    return f"{number_shown(loss.lost_cm / CM_PER_KM, 3):>9} km  {kind}  {loss.uid}  ({sensors})"
