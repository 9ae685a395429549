from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from apps.geo.errors import BorderGisError
from apps.surveillance.models import Dem
from apps.surveillance.services import load_dem


class Command(BaseCommand):
    help = (
        "Check GeoTIFFs of heights, bring them into the national grid and put them in force as the terrain."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="GeoTIFF in any CRS, metres")
        parser.add_argument("--name", help="what to call it; the first file's name if absent")
        parser.add_argument(
            "--surface", action="store_true", help="heights of trees and buildings, not of the ground"
        )
        parser.add_argument(
            "--vertical-datum", default="", help="such as LAS-2000,5, if the file does not say it"
        )
        parser.add_argument(
            "--cell-m", type=float, help="cell of the stored raster; that of the finest file if absent"
        )
        parser.add_argument("--licence", default="")
        parser.add_argument(
            "--allow-holes", action="store_true", help="take files with cells that have no height"
        )

    def handle(self, *, files, name, **options):
        try:
            dem = load_dem(
                files=files,
                name=name or files[0].name,
                kind=Dem.Kind.SURFACE if options["surface"] else Dem.Kind.GROUND,
                vertical_datum=options["vertical_datum"],
                licence=options["licence"],
                cell_m=options["cell_m"],
                holes_allowed=options["allow_holes"],
            )
        except BorderGisError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"Terrain: {dem.name}, cells of {dem.cell_m:g} m, heights above {dem.vertical_datum}"
        )
        self.stdout.write("Coverage is computed over it from now on: manage.py coverage compute")
