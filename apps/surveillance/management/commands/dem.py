import json

from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from apps.border.console import SpokenCommand, add_language
from apps.border.days import day_shown
from apps.border.wording import number_shown
from apps.surveillance.models import Dem
from apps.surveillance.terrain_loading import loader, reinstate, retire
from apps.surveillance.terrain_reading import terrain_models_json


class Command(SpokenCommand):
    help = "List the terrain models, those in force first; take one out of force, or put it in force again."
    says_where = False

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
            add_language(one)
        add_language(listed)

    def handle(self, *, action: str, **options):
        getattr(self, action)(**options)

    def list(self, **options):
        found = terrain_models_json()
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, default=str))
            return
        for one in found["models"]:
            self.stdout.write(_line(one))
        said = _("%(route)s: %(line)s km of %(length)s km of the line with heights, %(without)s km without")
        for route in found["routes"]:
            lengths = {name: number_shown(route[f"{name}_km"], 1) for name in ("line", "length", "without")}
            self.stdout.write(said % {"route": route["route"], **lengths})

    def retire(self, code: str, reason: str, by: str, **options):
        done = retire(code=code, by=loader(by), reason=reason)
        said = _("Retired: %(code)s (ledger %(number)s). Coverage is computed without it from now on.")
        self.stdout.write(said % {"code": code, "number": done.seq})

    def reinstate(self, code: str, reason: str, by: str, **options):
        done = reinstate(code=code, by=loader(by), reason=reason)
        said = _("In force again: %(code)s (ledger %(number)s).")
        self.stdout.write(said % {"code": code, "number": done.seq})


def _line(one: dict) -> str:
    marks = [
        str(Dem.Kind(one["kind"]).label),
        _("in force") if one["in_force"] else _("retired"),
        *([_("synthetic")] if one["synthetic"] else []),
    ]
    covered = ", ".join(f"{of['route']} {number_shown(of['line_km'], 1)} km" for of in one["border"])
    loaded = ""
    if one["loaded_at"]:
        values = {"by": one["loaded_by"], "day": day_shown(localdate(one["loaded_at"]))}
        loaded = _("loaded by %(by)s %(day)s") % values
    return (
        f"{one['code']:<12} {one['name']}  {number_format(one['cell_m'])} m  {one['vertical_datum']}"
        f"  {', '.join(marks)}  {covered}  {loaded}"
    )
