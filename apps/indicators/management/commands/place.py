import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from apps.accounts.models import User
from apps.border.days import day_or_today
from apps.geo.errors import BorderGisError
from apps.indicators.placement import Planner, Question
from apps.indicators.placement_draft import draft_sites
from apps.indicators.placement_sites import Site, sites_along, sites_given
from apps.indicators.surveillance import Surveillance


class Command(BaseCommand):
    help = "Choose the next sites: most new metres for so many sites or a budget, or the cheapest set for a target."

    def add_arguments(self, parser):
        parser.add_argument("--as-of", help="ISO day; today if absent")
        parser.add_argument(
            "--candidates", type=Path, help="JSON list of {code, lon, lat, model, mast_m, cost}"
        )
        parser.add_argument(
            "--every-km", type=float, help="or candidates on the line, so many kilometres apart"
        )
        parser.add_argument("--model", help="sensor model of generated candidates")
        asked = parser.add_mutually_exclusive_group(required=True)
        asked.add_argument("--sites", type=int, help="at most so many sites")
        asked.add_argument("--budget", type=float, help="at most this cost")
        asked.add_argument("--target", type=float, help="percent of the whole length to reach")
        asked.add_argument("--curve", action="store_true", help="cost against percent")
        parser.add_argument("--seconds", type=float, default=30, help="time limit of the solver")
        parser.add_argument(
            "--draft", metavar="USER", help="keep the answer as a draft change set of this person"
        )
        parser.add_argument(
            "--json", action="store_true", help="the same as the result of POST /api/v1/placement"
        )

    def handle(self, **options):
        try:
            planner = self._planner(options)
            if options["curve"]:
                self.stdout.write(json.dumps(planner.curve(time_limit_s=options["seconds"])))
                return
            asked = (options["sites"], options["budget"], options["target"], options["seconds"])
            found = planner.answer(Question(*asked))
            told = planner.as_json(found)
            if options["draft"]:
                told |= self._draft(planner, told, _person(options["draft"]))
        except BorderGisError as error:
            raise CommandError(f"{error.where}: {error}") from None
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else in_words(told))

    def _draft(self, planner: Planner, told: dict, by: User) -> dict[str, str]:
        chosen = [site for site in planner.sites if site.code in told["chosen"]]
        links = {one["code"]: one["link_to"] for one in told["sites"] if one["link_to"]}
        draft = draft_sites(chosen, links, planner.surveillance.day, by=by)
        return {"draft": str(draft.uid)} if draft else {}

    def _planner(self, options: dict) -> Planner:
        surveillance = Surveillance(day_or_today(options["as_of"]))
        return Planner(surveillance, self._sites(surveillance, options))

    def _sites(self, surveillance: Surveillance, options: dict) -> list[Site]:
        if options["candidates"]:
            return sites_given(read_candidates(options["candidates"]))
        if not (options["every_km"] and options["model"]):
            raise CommandError("Give --candidates, or --every-km with --model.")
        return sites_along(surveillance, model=options["model"], every_km=options["every_km"])


def read_candidates(path: Path) -> list[dict]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{path}: {error}") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise CommandError(f"{path}: a JSON list of objects is wanted")
    return rows


def in_words(told: dict) -> str:
    """Return the answer in two lines: what, and how sure."""
    sure = "the best there is" if told["is_best"] else f"within {100 * told['gap']:.2f} % of the best"
    return (
        f"{', '.join(told['chosen']) or 'nothing'}\n{told['new_km']:.3f} km new, "
        f"{told['percent_before']:.2f} % to {told['percent_after']:.2f} %, cost {told['cost']:g}; {sure}"
    )


def _person(username: str) -> User:
    person = User.objects.filter(username=username).first()
    if person is None:
        raise CommandError(f"There is no user {username}.")
    return person
