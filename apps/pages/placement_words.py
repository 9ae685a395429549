"""A question of placement in words: an answer says what it answers."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.border.days import day_or_today, day_shown
from apps.border.models import ImpactLevel
from apps.indicators.placement_links import RADIO
from apps.jobs.models import Job
from apps.pages.templatetags.pages import amount, decimals
from apps.surveillance.models import Link

Asked = Mapping[str, Any]


def question_text(job: Job) -> str:
    """Return what was asked: the goal, the candidates, what counts, the links, the day."""
    asked = job.arguments
    parts = [_goal(asked), _candidates(asked), *_scope(asked), _links(asked), _day(job)]
    return capfirst(" · ".join(parts))


def _goal(asked: Asked) -> str:
    if sites := asked.get("sites"):
        return ngettext("at most %(number)s site", "at most %(number)s sites", sites) % {"number": sites}
    if budget := asked.get("budget"):
        return _("a budget of %(amount)s") % {"amount": amount(budget)}
    return _("the cheapest for %(percent)s %%") % {"percent": amount(asked["target_pct"])}


def _candidates(asked: Asked) -> str:
    if given := asked.get("candidates"):
        said = ngettext("%(number)s candidate given", "%(number)s candidates given", len(given))
        return said % {"number": len(given)}
    along = asked["along"]
    said = _("%(model)s every %(km)s km, mast %(mast)s m")
    numbers = {"km": amount(along["every_km"]), "mast": amount(along.get("mast_m") or 30)}
    return said % {"model": along["model"], **numbers}


def _scope(asked: Asked) -> Iterator[str]:
    if impacts := asked.get("impacts"):
        names = {one.code: one.name for one in ImpactLevel.objects.all()}
        yield _("impact: %(levels)s") % {"levels": ", ".join(names.get(code, code) for code in impacts)}
    if within := asked.get("within"):
        ends = {end: decimals(within[end]) for end in ("from_km", "to_km")}
        yield _("only %(route)s, km %(from_km)s–%(to_km)s") % {"route": within["route"], **ends}
    elif asked.get("route"):
        yield _("only %(route)s") % {"route": asked["route"]}


def _links(asked: Asked) -> str:
    medium = asked.get("medium") or RADIO
    if medium == RADIO and asked.get("radio_m"):
        return _("radio links of %(km)s km at most") % {"km": amount(asked["radio_m"] / 1_000)}
    return _("links: %(medium)s") % {"medium": Link.Medium(medium).label}


def _day(job: Job) -> str:
    given = job.arguments.get("as_of")
    day = day_or_today(given) if given else timezone.localdate(job.asked_at)
    return _("as of %(day)s") % {"day": day_shown(day)}
