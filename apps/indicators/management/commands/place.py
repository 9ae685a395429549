import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.border.days import day_or_today
from apps.border.models import Route
from apps.geo.errors import BorderGisError, MeasureError
from apps.geo.measures import CM_PER_KM
from apps.indicators.placement import Planner, Question, Scope
from apps.indicators.placement_draft import draft_found
from apps.indicators.placement_files import candidates_in
from apps.indicators.placement_links import MEDIA, RADIO, Links
from apps.indicators.placement_sites import Site, require_model, sites_along, sites_given
from apps.indicators.surveillance import Surveillance

HIGH = "high"
FILE_HELP = (
    "CSV, GeoJSON or JSON list of candidates. Columns: code, model; the place as lon and lat (WGS 84), east_m and"
    " north_m (LKS-92, EPSG:3059) or route and km; if wanted mast_m, azimuth_deg, sector_deg, cost, and site: a"
    " registered site to stand on. A CSV with decimal commas has semicolons between its columns."
)


class Command(BaseCommand):
    help = "Choose the next sites: most new metres for so many sites or a budget, or the cheapest set for a target."
    requires_system_checks = ()  # they import every page, which takes longer than the answer

    def add_arguments(self, parser):
        parser.add_argument("--as-of", help="ISO day; today if absent")
        parser.add_argument("--candidates", type=Path, metavar="FILE", help=FILE_HELP)
        parser.add_argument(
            "--every-km", type=float, help="or candidates on the line, so many kilometres apart"
        )
        parser.add_argument("--model", help="sensor model of generated candidates")
        asked = parser.add_mutually_exclusive_group(required=True)
        asked.add_argument("--sites", type=int, help="at most so many sites")
        asked.add_argument("--budget", type=float, help="at most this cost")
        asked.add_argument(
            "--target",
            "--target-pct",
            type=float,
            help="percent to reach: of K2's whole official length, or of the metres that --sections or --route leave",
        )
        asked.add_argument("--curve", action="store_true", help="cost against percent")
        parser.add_argument(
            "--sections",
            metavar="LEVEL",
            help=f"only sections of these impact levels count, such as {HIGH}; several with commas",
        )
        parser.add_argument("--route", help="only this route counts, such as LV-RU")
        parser.add_argument("--from-km", type=float, help="with --route: only from this km on")
        parser.add_argument("--to-km", type=float, help="with --route: only up to this km")
        parser.add_argument(
            "--medium", choices=MEDIA, default=RADIO, help="of the links that join the chosen"
        )
        parser.add_argument(
            "--radio-km", type=float, help="longest radio link; as K2's definition says, else 20, if absent"
        )
        parser.add_argument("--seconds", type=float, default=30, help="time limit of the solver")
        parser.add_argument(
            "--draft", metavar="USER", help="keep the answer as a draft change set of this person"
        )
        parser.add_argument(
            "--json", action="store_true", help="the same as the result of POST /api/v1/placement"
        )

    def handle(self, **options):
        try:
            surveillance, scope = Surveillance(day_or_today(options["as_of"])), scope_of(options)
            sites = self._sites(surveillance, scope, options)
            planner = Planner(surveillance, sites, scope, links=links_of(options))
            if options["curve"]:
                self.stdout.write(json.dumps(planner.curve(time_limit_s=options["seconds"])))
                return
            asked = (options["sites"], options["budget"], options["target"], options["seconds"])
            told = planner.as_json(planner.answer(Question(*asked)))
            if options["draft"]:
                draft = draft_found(told, planner.sites, surveillance, by=_person(options["draft"]))
                told |= {"draft": str(draft.uid)} if draft else {}
        except BorderGisError as error:
            raise CommandError(_line(error)) from None
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else in_words(told))

    def _sites(self, surveillance: Surveillance, scope: Scope, options: dict[str, Any]) -> list[Site]:
        if options["candidates"]:
            return _of_file(options["candidates"], surveillance)
        if not (options["every_km"] and options["model"]):
            raise CommandError("Give --candidates, or --every-km with --model.")
        require_model(options["model"])
        within = scope.sets(surveillance) if scope.is_narrow else None
        return sites_along(surveillance, model=options["model"], every_km=options["every_km"], within=within)


def scope_of(options: dict[str, Any]) -> Scope:
    """Return which metres count.

    Raises
    ------
    MeasureError
        Ends without a route, or a stretch that is none of its route.
    """
    impacts = tuple(code for part in (options["sections"] or "").split(",") if (code := part.strip()))
    route, ends = options["route"], (options["from_km"], options["to_km"])
    if route is None:
        if ends != (None, None):
            raise MeasureError(_("A stretch needs its route."), "route")
        return Scope(impacts)
    length_cm = Route.objects.named(route).official_length_cm
    if ends == (None, None):
        return Scope(impacts, route)
    from_cm = round((ends[0] or 0) * CM_PER_KM)
    to_cm = length_cm if ends[1] is None else round(ends[1] * CM_PER_KM)
    if not 0 <= from_cm < to_cm <= length_cm:
        message = _("Km %(from_km)s to %(to_km)s is no stretch of %(route)s, which ends at km %(length_km)s.")
        kms = {"from_km": from_cm / CM_PER_KM, "to_km": to_cm / CM_PER_KM, "length_km": length_cm / CM_PER_KM}
        raise MeasureError(message % {**kms, "route": route}, "to_km")
    return Scope(impacts, route, from_cm, to_cm)


def links_of(options: dict[str, Any]) -> Links:
    return Links(options["medium"], options["radio_km"] and 1_000 * options["radio_km"])


def _of_file(path: Path, surveillance: Surveillance) -> list[Site]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from None
    try:
        table = candidates_in(content)
        try:
            return sites_given(table.rows, surveillance)
        except BorderGisError as error:
            raise table.told(error) from None
    except BorderGisError as error:
        raise CommandError(f"{path}: {error.translated(_)}") from None


def in_words(told: dict[str, Any]) -> str:
    """Return the answer in a few lines: what, of what, how sure, and what could not be joined."""
    sure = "the best there is" if told["is_best"] else f"within {100 * told['gap']:.2f} % of the best"
    lines = [
        ", ".join(told["chosen"]) or "nothing",
        f"{told['new_km']:.3f} km new, {told['percent_before']:.2f} % to {told['percent_after']:.2f} %"
        f" of {base_in_words(told['base'])}, cost {told['cost']:g}; {sure}",
    ]
    if told["base"]["kind"] != "whole":
        lines.append(f"K2 {told['k2_before']:.2f} % to {told['k2_after']:.2f} % of {told['k2_km']:.2f} km")
    left_out = told["left_out"]
    if left_out:
        reasons = ", ".join(f"{one['code']} ({one['reason']})" for one in left_out[:10])
        lines.append(f"no link can join {len(left_out)}: {reasons}{', …' if len(left_out) > 10 else ''}")
    return "\n".join(lines)


def base_in_words(base: dict[str, Any]) -> str:
    """Return what the percentages are of, with its kilometres."""
    if base["kind"] == "whole":
        return f"K2's whole official length, {base['km']:.2f} km"
    ends = f" km {base['from_km']:g} to {base['to_km']:g}" if base["from_km"] is not None else ""
    names = [f"sections of impact {', '.join(base['impacts'])}"] if base["impacts"] else []
    names += [f"{base['route']}{ends}"] if base["route"] else []
    return f"{' on '.join(names)}, {base['km']:.2f} km"


def _line(error: BorderGisError) -> str:
    said = error.translated(_)
    return f"{error.where}: {said}" if error.where else said


def _person(username: str) -> User:
    person = User.objects.filter(username=username).first()
    if person is None:
        raise CommandError(f"There is no user {username}.")
    return person
