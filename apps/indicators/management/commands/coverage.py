import json

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.border.console import SpokenCommand, add_language
from apps.border.days import day_or_today, day_shown
from apps.border.wording import number_shown
from apps.indicators.figures import NO_DATA
from apps.indicators.jobs import compute_coverage
from apps.indicators.surveillance import Surveillance
from apps.indicators.surveillance_words import COUNTED, KIND_NAMES


class Command(SpokenCommand):
    help = "Compute what sensors see over the terrain, or show what is covered as of a day."

    def add_arguments(self, parser: CommandParser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        compute = verbs.add_parser("compute", help="compute and store what is not stored yet")
        compute.add_argument("--sensor", help="one sensor only, by its code")
        show = verbs.add_parser("show", help="covered kilometres of each kind")
        show.add_argument("--as-of", help="ISO day; today if absent")
        show.add_argument("--route", help="one route only, such as LV-RU")
        show.add_argument("--json", action="store_true", help="the same as GET /api/v1/coverage")
        for verb in (compute, show):
            add_language(verb)

    def handle(self, *, verb, **options):
        getattr(self, verb)(**options)

    def compute(self, *, sensor, **options) -> None:
        done = compute_coverage(sensor)
        self.stdout.write(_computed(done) if done else _("Coverage is up to date."))

    def show(self, *, as_of, route, **options) -> None:
        surveillance = Surveillance(day_or_today(as_of), route)
        found = surveillance.coverage_json()
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        self.stdout.write(_("Covered as of %(day)s") % {"day": day_shown(surveillance.day)})
        if found["state"] == NO_DATA:
            said = _("No sensor was registered by this day: nothing is known of surveillance then.")
            self.stdout.write(f"  {said}")
            return
        self.stdout.write(_over(found["terrain"]))
        for name, title in {**KIND_NAMES, "counted": COUNTED}.items():
            self.stdout.write(f"  {title:<32} {number_shown(found['total'][f'{name}_km'], 2):>8} km")
        if found["total"]["percent"] is not None:
            share = {
                "percent": number_shown(found["total"]["percent"], 2),
                "length": number_shown(found["total"]["length_km"], 2),
            }
            self.stdout.write("  " + _("That is %(percent)s %% of %(length)s km.") % share)
        for line in _doubts(found):
            self.stdout.write(f"  {line}")


def _computed(done: int) -> str:
    said = ngettext(
        "%(number)s place to look from was computed.", "%(number)s places to look from were computed.", done
    )
    return said % {"number": done}


def _over(terrain: dict | None) -> str:
    if terrain is None:
        return _("No terrain model is loaded: range and sector only decide what is seen.")
    return _("Terrain: %(name)s.") % {"name": terrain["name"]}


def _doubts(found: dict) -> list[str]:
    """Return what is not known: metres without heights, sensors without them, sensors without a place."""
    told, bare = [], found["without_heights"]
    if bare["total_km"]:
        said = _("Without heights: %(km)s km of the line")
        told.append(said % {"km": number_shown(bare["total_km"], 2)})
    if bare["sensors_km"]:
        lengths = [f"{code} {number_shown(km, 2)} km" for code, km in bare["sensors_km"].items()]
        said = _("Not known, for want of heights, whether seen: %(lengths)s")
        told.append(said % {"lengths": ", ".join(lengths)})
    if found["without_place"]:
        said = _("Sensors without a place, which see nothing")
        told.append(f"{said}: {', '.join(found['without_place'])}")
    if found["without_stretch"]:
        said = _("Fibres and cables without a stretch, which see nothing")
        told.append(f"{said}: {', '.join(found['without_stretch'])}")
    return told
