import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.border.console import SpokenCommand
from apps.border.days import day_or_today
from apps.border.models import Route
from apps.border.wording import number_shown
from apps.geo.errors import BorderGisError, MeasureError, NotFound, PlacementError
from apps.geo.measures import CM_PER_KM
from apps.indicators.placement import Planner, Question, Scope
from apps.indicators.placement_draft import draft_found
from apps.indicators.placement_files import candidates_in
from apps.indicators.placement_links import MEDIA, RADIO, Links, reason_text
from apps.indicators.placement_sites import Site, require_model, sites_along, sites_given
from apps.indicators.surveillance import Surveillance

HIGH = "high"
MOST_TOLD = 10
FILE_HELP = (
    "CSV, GeoJSON or JSON list of candidates. Columns: code, model; the place as lon and lat (WGS 84), east_m and"
    " north_m (LKS-92, EPSG:3059) or route and km; for a fibre or cable route, from_km and to_km; if wanted mast_m,"
    " azimuth_deg, sector_deg, cost, and site: a registered site to stand on. A CSV with decimal commas has"
    " semicolons between its columns."
)


class Command(SpokenCommand):
    help = "Choose the next sites: most new metres for so many sites or a budget, or the cheapest set for a target."

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
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else in_words(told))

    def _sites(self, surveillance: Surveillance, scope: Scope, options: dict[str, Any]) -> list[Site]:
        if options["candidates"]:
            return _of_file(options["candidates"], surveillance)
        if not (options["every_km"] and options["model"]):
            raise PlacementError(_("Give --candidates, or --every-km with --model."))
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
    parts = [", ".join(told["chosen"]) or _("nothing"), _reached(told), _certainty(told)]
    if told["base"]["kind"] != "whole":
        said = _("K2 %(before)s %% to %(after)s %% of %(km)s km")
        parts.append(said % _shown(told, before="k2_before", after="k2_after", km="k2_km"))
    if told["left_out"]:
        parts.append(_left_out(told["left_out"]))
    if told.get("draft"):
        parts.append(_("Kept as draft %(uid)s") % {"uid": told["draft"]})
    return "\n".join(parts)


def base_in_words(base: dict[str, Any]) -> str:
    """Return what the percentages are of, with its kilometres."""
    km = number_shown(base["km"], 2)
    if base["kind"] == "whole":
        return _("K2’s whole official length, %(km)s km") % {"km": km}
    names = []
    if base["impacts"]:
        names.append(_("sections of impact %(levels)s") % {"levels": ", ".join(base["impacts"])})
    if base["from_km"] is not None:
        ends = {end: number_format(base[end]) for end in ("from_km", "to_km")}
        names.append(_("%(route)s km %(from_km)s to %(to_km)s") % {"route": base["route"], **ends})
    elif base["route"]:
        names.append(base["route"])
    return f"{', '.join(names)}, {km} km"


def _reached(told: dict[str, Any]) -> str:
    said = _("%(km)s km new, %(before)s %% to %(after)s %% of %(base)s; cost %(cost)s")
    numbers = _shown(told, km="new_km", before="percent_before", after="percent_after")
    return said % {**numbers, "base": base_in_words(told["base"]), "cost": number_format(f"{told['cost']:g}")}


def _certainty(told: dict[str, Any]) -> str:
    if told["is_best"]:
        return _("There is no better answer.")
    said = _("The solver ran out of time: the answer is within %(gap)s %% of the best.")
    return said % {"gap": number_shown(100 * told["gap"], 2)}


def _left_out(left_out: list[dict[str, Any]]) -> str:
    said = ngettext(
        "%(number)s candidate was left out: it cannot be joined",
        "%(number)s candidates were left out: they cannot be joined",
        len(left_out),
    )
    told = [f"  {one['code']}: {reason_text(one)}" for one in left_out[:MOST_TOLD]]
    more = ["  …"] if len(left_out) > MOST_TOLD else []
    return "\n".join([said % {"number": len(left_out)}, *told, *more])


def _shown(told: dict[str, Any], **names: str) -> dict[str, str]:
    """Return numbers of the answer to two decimals, under the names that a sentence has for them."""
    return {place: number_shown(told[name] or 0, 2) for place, name in names.items()}


def _person(username: str) -> User:
    person = User.objects.filter(username=username).first()
    if person is None:
        raise NotFound(_("There is no account %(name)s.") % {"name": username}, "draft")
    return person
