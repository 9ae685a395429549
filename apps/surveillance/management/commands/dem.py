import json

from django.core.management.base import BaseCommand, CommandError

from apps.geo.errors import BorderGisError
from apps.surveillance.terrain_loading import loader, reinstate, retire
from apps.surveillance.terrain_reading import terrain_models_json


class Command(BaseCommand):
    help = "List the terrain models, those in force first; take one out of force, or put it in force again."

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True)
        listed = actions.add_parser(
            "list", help="in force, in the order in which they decide; then retired ones"
        )
        listed.add_argument("--json", action="store_true", help="the same as GET /api/v1/terrain-models/")
        for action, told in [
            ("retire", "take a terrain model out of force; what lies under it decides again"),
            ("reinstate", "put a retired terrain model in force again"),
        ]:
            one = actions.add_parser(action, help=told)
            one.add_argument("code")
            one.add_argument("--reason", required=True, help="why, for the ledger")
            one.add_argument("--by", default="", help="account that does it; the loaders' own if absent")

    def handle(self, *, action: str, **options):
        try:
            getattr(self, action)(**options)
        except BorderGisError as error:
            raise CommandError(str(error)) from None

    def list(self, **options):
        found = terrain_models_json()
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, default=str))
            return
        for one in found["models"]:
            self.stdout.write(_line(one))
        for route in found["routes"]:
            self.stdout.write(
                f"{route['route']}: {route['line_km']:.1f} km of {route['length_km']:.1f} km of the line with heights"
                f", {route['without_km']:.1f} km without"
            )

    def retire(self, code: str, reason: str, by: str, **options):
        done = retire(code=code, by=loader(by), reason=reason)
        self.stdout.write(
            f"Retired: {code} (ledger {done.seq}). Coverage is computed without it from now on."
        )

    def reinstate(self, code: str, reason: str, by: str, **options):
        done = reinstate(code=code, by=loader(by), reason=reason)
        self.stdout.write(f"In force again: {code} (ledger {done.seq}).")


def _line(one: dict) -> str:
    marks = [
        one["kind"],
        "in force" if one["in_force"] else "retired",
        *(["synthetic"] if one["synthetic"] else []),
    ]
    covered = ", ".join(f"{of['route']} {of['line_km']:.1f} km" for of in one["border"])
    loaded = f"loaded by {one['loaded_by']} {one['loaded_at']:%Y-%m-%d}" if one["loaded_at"] else ""
    return (
        f"{one['code']:<12} {one['name']}  {one['cell_m']:g} m  {one['vertical_datum']}"
        f"  {', '.join(marks)}  {covered}  {loaded}"
    )
