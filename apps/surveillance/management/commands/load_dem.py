from pathlib import Path

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from apps.border.console import SpokenCommand
from apps.border.wording import number_shown
from apps.geo.measures import CM_PER_KM
from apps.surveillance.heights import Heights, total_cm
from apps.surveillance.models import Dem
from apps.surveillance.terrain_loading import Beside, Loaded, load_dem, loader


class Command(SpokenCommand):
    help = (
        "Check GeoTIFFs of heights, bring them into the national grid and put them in force as the terrain."
    )
    says_where = False

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="GeoTIFF in any CRS, metres")
        parser.add_argument("--name", help="what to call it; the first file's name if absent")
        parser.add_argument("--code", default="", help="its code; dem-N if absent")
        parser.add_argument(
            "--surface", action="store_true", help="heights of trees and buildings, not of the ground"
        )
        parser.add_argument(
            "--vertical-datum", default="", help="such as LAS-2000,5, if the file does not say it"
        )
        parser.add_argument(
            "--cell-m",
            type=float,
            help="cell of the stored raster, 0.1 to 1000 m; that of the finest file if absent",
        )
        parser.add_argument("--source", default="", help="who made it, such as LĢIA")
        parser.add_argument("--licence", default="")
        parser.add_argument(
            "--allow-holes", action="store_true", help="take files with cells that have no height"
        )
        parser.add_argument(
            "--differs",
            action="store_true",
            help="take it though it lies far above or below the terrain in force, its own other sheets, or any ground"
            " of the country",
        )
        beside = parser.add_mutually_exclusive_group()
        beside.add_argument(
            "--combine", "--partial", action="store_true",
            help="lay it over the terrain in force though it covers less of the border: sheet after sheet",
        )  # fmt: skip
        beside.add_argument("--replace", action="store_true", help="retire all others of its kind")
        parser.add_argument("--by", default="", help="account that loads it; the loaders' own if absent")
        parser.add_argument("--reason", default="", help="why, for the ledger")

    def handle(self, *, files, name, surface, allow_holes, combine, replace, differs, by, **options):
        names = ("vertical_datum", "source", "licence", "cell_m", "code", "reason")
        loaded = load_dem(
            files=files,
            name=name or files[0].name,
            by=loader(by),
            kind=Dem.Kind.SURFACE if surface else Dem.Kind.GROUND,
            holes_allowed=allow_holes,
            may_differ=differs,
            beside=Beside.COMBINE if combine else Beside.REPLACE if replace else Beside.UNLESS_LESS,
            **{key: options[key] for key in names},
        )
        self.tell(loaded)

    def tell(self, loaded: Loaded):
        dem, others = loaded.dem, Dem.objects.filter(kind=loaded.dem.kind, in_force=True)
        said = _("Terrain %(code)s: %(name)s, cells of %(cell)s m, heights above %(system)s")
        values = {"code": dem.code, "name": dem.name, "system": dem.vertical_datum}
        self.stdout.write(said % {**values, "cell": number_format(dem.cell_m.normalize())})
        said = _("Heights from %(lowest)s m to %(highest)s m")
        ends = (loaded.extremes.lowest, loaded.extremes.highest)
        lowest, highest = (number_shown(one.height_m, 1) for one in ends)
        self.stdout.write(said % {"lowest": lowest, "highest": highest})
        for doubt in loaded.doubts:
            self.stderr.write(doubt)
        said = _(
            "%(route)s: heights on %(line)s km of %(whole)s km of the line; %(range)s km all around on %(around)s km"
        )
        for one in loaded.alone:
            lengths = {"line": km(one.on_line), "whole": km(one.whole), "around": km(one.around)}
            reach = number_shown(loaded.range_m / 1_000, 1)
            self.stdout.write(said % {"route": one.route, "range": reach, **lengths})
        said = _(
            "In force: %(codes)s (the first with a height decides): %(before)s km of the line with heights before,"
            " %(now)s km now"
        )
        lengths = {"before": _line_km(loaded.before), "now": _line_km(loaded.now)}
        self.stdout.write(said % {"codes": ", ".join(one.code for one in others), **lengths})
        if len(systems := {one.vertical_datum for one in others}) > 1:
            said = _("They refer to several height systems: %(systems)s")
            self.stderr.write(said % {"systems": ", ".join(sorted(systems))})
        if len(others) > 1 and any(one.is_synthetic for one in others):
            self.stderr.write(_("Some of it is synthetic: retire it once real terrain covers the border"))
        self.stdout.write(_("Coverage is computed over it from now on: manage.py coverage compute"))


def km(metres) -> str:
    return number_shown(metres.length_cm / CM_PER_KM, 1)


def _line_km(found: list[Heights]) -> str:
    return number_shown(total_cm(found, "on_line") / CM_PER_KM, 1)
