"""The answer of a placement as a draft change set: sites, their sensors and the links that they need, all planned."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.border.days import day_or_today
from apps.border.geometry import point_hex
from apps.geo.errors import Conflict
from apps.indicators.placement_sites import Site, sites_given
from apps.jobs.models import Job
from apps.ledger import services
from apps.ledger.commands import Add, Command, Put
from apps.ledger.models import ChangeSet


def draft_sites(
    sites: Iterable[Site], links: Mapping[str, str], day: date, *, by: User, medium: str = "radio"
) -> ChangeSet | None:
    """Keep sites as a draft: from the day on, planned; `links` tells which node each is to be joined to."""
    sites = list(sites)
    nodes = {site.code: site.site or site.code for site in sites}
    commands = [command for site in sites for command in _commands(site, day)]
    for site in sites:
        if joins := links.get(site.code):
            commands += _link(nodes[site.code], nodes.get(joins, joins), day, medium)
    return services.draft(commands=commands, by=by, reason=_("Sites chosen by the placement"))


def draft_answer(job: Job, *, by: User, medium: str = "radio") -> ChangeSet | None:
    """Keep the answer of a job of placement as somebody's draft.

    Raises
    ------
    Conflict
        The job has no answer, or it is older than answers that tell where their sites stand.
    """
    found = job.result or {}
    if job.kind != "placement" or "sites" not in found:
        raise Conflict(_("The job has no answer that could become a draft."))
    links = {one["code"]: one["link_to"] for one in found["sites"] if one["link_to"]}
    day = day_or_today(job.arguments.get("as_of"))
    return draft_sites(sites_given(_rows(job)), links, day, by=by, medium=medium)


def _rows(job: Job) -> list[dict[str, Any]]:
    """Return the chosen as candidates: what was given with them, and where they stand."""
    given = {row["code"]: row for row in job.arguments.get("candidates") or ()}
    return [{**given.get(one["code"], {}), **one} for one in job.result["sites"]]


def _commands(site: Site, day: date) -> list[Command]:
    names = {"name_lv": site.code, "name_en": site.code}
    looks = {"mast_m": _decimal(site.mast_m), "azimuth_deg": _decimal(site.azimuth_deg)}
    sector = {"sector_deg": _decimal(site.sector_deg)} if site.sector_deg else {}
    sensor, node = f"{site.code}-{site.model}", site.site or site.code
    return [
        *([] if site.site else _node(site, names, day)),
        Add("sensor", sensor, {**names, "model": site.model}),
        Put(
            "sensor_standing", {"sensor": sensor}, {"site": node, "state": "planned", **looks, **sector}, day
        ),
    ]


def _node(site: Site, names: dict[str, str], day: date) -> list[Command]:
    point = point_hex(site.x, site.y, settings.NATIONAL_SRID)
    return [
        Add("node", site.code, {**names, "kind": "site"}),
        Put("node_standing", {"node": site.code}, {"state": "planned", "point": point}, day),
    ]


def _link(node: str, joins: str, day: date, medium: str) -> list[Command]:
    code = f"{node}-{joins}"
    values = {"name_lv": code, "name_en": code, "kind": "data", "medium": medium}
    return [
        Add("link", code, {**values, "from_node": node, "to_node": joins}),
        Put("link_standing", {"link": code}, {"state": "planned"}, day),
    ]


def _decimal(number: float) -> Decimal:
    return Decimal(repr(float(number))).quantize(Decimal("0.1"))
