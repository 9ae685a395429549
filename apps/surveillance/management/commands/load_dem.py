from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from apps.geo.errors import BorderGisError
from apps.geo.measures import CM_PER_KM
from apps.surveillance.heights import Heights, total_cm
from apps.surveillance.models import Dem
from apps.surveillance.terrain_loading import Beside, Loaded, load_dem, loader


class Command(BaseCommand):
    help = (
        "Check GeoTIFFs of heights, bring them into the national grid and put them in force as the terrain."
    )

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
            "--cell-m", type=float, help="cell of the stored raster; that of the finest file if absent"
        )
        parser.add_argument("--source", default="", help="who made it, such as LĢIA")
        parser.add_argument("--licence", default="")
        parser.add_argument(
            "--allow-holes", action="store_true", help="take files with cells that have no height"
        )
        beside = parser.add_mutually_exclusive_group()
        beside.add_argument(
            "--combine", "--partial", action="store_true",
            help="lay it over the terrain in force though it covers less of the border: sheet after sheet",
        )  # fmt: skip
        beside.add_argument("--replace", action="store_true", help="retire all others of its kind")
        parser.add_argument("--by", default="", help="account that loads it; the loaders' own if absent")
        parser.add_argument("--reason", default="", help="why, for the ledger")

    def handle(self, *, files, name, surface, allow_holes, combine, replace, by, **options):
        names = ("vertical_datum", "source", "licence", "cell_m", "code", "reason")
        try:
            loaded = load_dem(
                files=files,
                name=name or files[0].name,
                by=loader(by),
                kind=Dem.Kind.SURFACE if surface else Dem.Kind.GROUND,
                holes_allowed=allow_holes,
                beside=Beside.COMBINE if combine else Beside.REPLACE if replace else Beside.UNLESS_LESS,
                **{key: options[key] for key in names},
            )
        except BorderGisError as error:
            raise CommandError(str(error)) from None
        self.tell(loaded)

    def tell(self, loaded: Loaded):
        dem, others = loaded.dem, Dem.objects.filter(kind=loaded.dem.kind, in_force=True)
        self.stdout.write(
            f"Terrain {dem.code}: {dem.name}, cells of {float(dem.cell_m):g} m, heights above {dem.vertical_datum}"
        )
        range_km = loaded.range_m / 1_000
        for one in loaded.alone:
            self.stdout.write(
                f"{one.route}: heights on {km(one.on_line)} km of {km(one.whole)} km of the line;"
                f" {range_km:.1f} km all around on {km(one.around)} km"
            )
        self.stdout.write(
            f"In force: {', '.join(one.code for one in others)} (the first with a height decides):"
            f" {_line_km(loaded.before)} km of the line with heights before, {_line_km(loaded.now)} km now"
        )
        if len(datums := {one.vertical_datum for one in others}) > 1:
            self.stderr.write(f"They refer to several height systems: {', '.join(sorted(datums))}")
        if len(others) > 1 and any(one.is_synthetic for one in others):
            self.stderr.write("Some of it is synthetic: retire it once real terrain covers the border")
        self.stdout.write("Coverage is computed over it from now on: manage.py coverage compute")


def km(metres) -> str:
    return f"{metres.length_cm / CM_PER_KM:.1f}"


def _line_km(found: list[Heights]) -> str:
    return f"{total_cm(found, 'on_line') / CM_PER_KM:.1f}"
