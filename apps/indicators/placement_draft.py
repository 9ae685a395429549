"""The answer of a placement as a draft change set: sites, their sensors and the links that they need, all planned."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from math import hypot
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.border.days import day_or_today
from apps.border.geometry import point_hex
from apps.geo.errors import Conflict
from apps.geo.network import DATA, NOT_YET, OPERATIONAL
from apps.indicators.placement_sites import COLUMNS, GRID, ON_LINE, Site, free_code, sensor_code, sites_given
from apps.indicators.surveillance import Surveillance
from apps.jobs.models import Job
from apps.ledger import services
from apps.ledger.commands import Add, Command, Put
from apps.ledger.models import ChangeSet
from apps.surveillance.models import Link, LinkStanding

SAME_PLACE_M = 0.01
LONGEST_LINK = 36
"""Characters of a link's code that leave room for the number of a free one."""


def draft_sites(
    sites: Iterable[Site],
    links: Mapping[str, str],
    surveillance: Surveillance,
    *,
    by: User,
    medium: str = "radio",
) -> ChangeSet | None:
    """Keep sites as a draft: from the day on, planned; `links` tells which node each is to be joined to."""
    sites, day, places = list(sites), surveillance.day, surveillance.situation.points
    nodes = {site.code: site.site or site.code for site in sites}
    commands = [command for site in sites for command in _commands(site, day, places)]
    pairs = [(nodes[site.code], nodes.get(joins, joins)) for site in sites if (joins := links.get(site.code))]
    commands += _links(pairs, day, medium)
    return services.draft(commands=commands, by=by, reason=_("Sites chosen by the placement"))


def draft_answer(job: Job, *, by: User) -> ChangeSet | None:
    """Keep the answer of a job of placement as somebody's draft.

    Raises
    ------
    Conflict
        The job has no answer, or it is older than answers that tell where their sites stand.
    """
    found = job.result or {}
    if job.kind != "placement" or "sites" not in found:
        raise Conflict(_("The job has no answer that could become a draft."))
    surveillance = Surveillance(day_or_today(job.arguments.get("as_of")))
    return draft_found(found, sites_given(_rows(job), surveillance), surveillance, by=by)


def draft_found(
    found: Mapping[str, Any], sites: Iterable[Site], surveillance: Surveillance, *, by: User
) -> ChangeSet | None:
    """Keep the chosen of an answer, of the sites that it was chosen from, as somebody's draft."""
    links = {one["code"]: one["link_to"] for one in found["sites"] if one["link_to"]}
    chosen = [site for site in sites if site.code in set(found["chosen"])]
    return draft_sites(chosen, links, surveillance, by=by, medium=found.get("medium", "radio"))


def _rows(job: Job) -> list[dict[str, Any]]:
    """Return the chosen as candidates: what was given with them, and where they stand."""
    given = {row["code"]: row for row in job.arguments.get("candidates") or ()}
    merged = [{**given.get(one["code"], {}), **one} for one in job.result["sites"]]
    return [{name: row[name] for name in _columns(row) if name in row} for row in merged]


def _columns(row: Mapping[str, Any]) -> list[str]:
    """Return the columns that say of a chosen one what it is: its place is told in degrees."""
    elsewhere = {*GRID, "km"} if row.get("from_km") is not None else {*GRID, *ON_LINE}
    return [name for name in COLUMNS if name not in elsewhere]


def _commands(site: Site, day: date, places: Mapping[str, tuple[float, float]]) -> list[Command]:
    names = {"name_lv": site.code, "name_en": site.code}
    if site.is_linear:
        return _laid(site, names, day)
    looks = {"mast_m": _decimal(site.mast_m), "azimuth_deg": _decimal(site.azimuth_deg)}
    sector = {"sector_deg": _decimal(site.sector_deg)} if site.sector_deg else {}
    sensor, node = sensor_code(site), site.site or site.code
    standing = {"site": node, "state": "planned", **looks, **sector, **_own_place(site, places)}
    return [
        *([] if site.site else _node(site, names, day)),
        Add("sensor", sensor, {**names, "model": site.model}),
        Put("sensor_standing", {"sensor": sensor}, standing, day),
    ]


def _laid(site: Site, names: dict[str, str], day: date) -> list[Command]:
    """Write a fibre or cable: its sensor, the stretch that it senses along, and the node where its link begins."""
    sensor, node = sensor_code(site), site.site or site.code
    stretch = {"from_cm": site.from_cm, "to_cm": site.to_cm}
    return [
        *([] if site.site else _node(site, names, day)),
        Add("sensor", sensor, {**names, "model": site.model}),
        Put("sensor_standing", {"sensor": sensor}, {"site": node, "state": "planned"}, day),
        Put("sensor_stretch", {"route": site.route, "sensor": sensor}, {}, day, **stretch),
    ]


def _own_place(site: Site, places: Mapping[str, tuple[float, float]]) -> dict[str, str]:
    """Return the place of a sensor that stands beside the registered site it belongs to; nothing if on it."""
    if not site.site:
        return {}
    there = places.get(site.site)
    if there is not None and hypot(site.x - there[0], site.y - there[1]) < SAME_PLACE_M:
        return {}
    return {"point": point_hex(site.x, site.y, settings.NATIONAL_SRID)}


def _node(site: Site, names: dict[str, str], day: date) -> list[Command]:
    point = point_hex(site.x, site.y, settings.NATIONAL_SRID)
    return [
        Add("node", site.code, {**names, "kind": "site"}),
        Put("node_standing", {"node": site.code}, {"state": "planned", "point": point}, day),
    ]


def _links(pairs: Iterable[tuple[str, str]], day: date, medium: str) -> list[Command]:
    """Write the data links that are not registered yet; one that is planned between the same nodes will do."""
    usable = LinkStanding.objects.as_of(day).filter(link__kind=DATA, state__in={OPERATIONAL, *NOT_YET})
    there = {frozenset(ends) for ends in usable.values_list("link__from_node__code", "link__to_node__code")}
    taken, commands = set(Link.objects.values_list("code", flat=True)), []
    for node, joins in pairs:
        if frozenset((node, joins)) not in there:
            code = free_code(f"{node}-{joins}"[:LONGEST_LINK], taken)
            taken.add(code)
            commands += _link(code, node, joins, day, medium)
    return commands


def _link(code: str, node: str, joins: str, day: date, medium: str) -> list[Command]:
    values = {"name_lv": code, "name_en": code, "kind": DATA, "medium": medium}
    return [
        Add("link", code, {**values, "from_node": node, "to_node": joins}),
        Put("link_standing", {"link": code}, {"state": "planned"}, day),
    ]


def _decimal(number: float) -> Decimal:
    return Decimal(repr(float(number))).quantize(Decimal("0.1"))
