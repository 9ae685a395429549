from django.conf import settings
from django.core.management.base import BaseCommand

from apps.exchange.demo import is_whole, load_demo_terrain, write_demo
from apps.indicators.jobs import compute_coverage
from spatial_data import demo_building, demo_deployments, demo_land, demo_register, demo_surveillance


class Command(BaseCommand):
    help = "Write the demo register: real line, published totals, invented places. Twice is the same as once."

    def handle(self, *, verbosity: int, **options):
        change_sets = [
            *demo_register.change_sets(settings.NATIONAL_SRID),
            *demo_building.change_sets(),
            *demo_land.change_sets(),
            *demo_deployments.change_sets(),
            *demo_surveillance.change_sets(settings.NATIONAL_SRID),
        ]
        written = write_demo(change_sets)
        load_demo_terrain()
        compute_coverage()
        if verbosity:
            said = f"{len(written)} change sets written" if written else "there already, nothing written"
            self.stdout.write(f"Demo register: {said}")
        if not is_whole(change_sets):
            self.stderr.write("It is an earlier edition. A database of another name, DB=…, gets this one.")
