"""The register of surveillance as of a day, as rows to show."""

from collections.abc import Iterable
from datetime import date
from math import isnan
from typing import Any

from django.utils.translation import gettext as _

from apps.border.locate import TO_DEGREES, measure_of, named
from apps.border.models import Route
from apps.geo.errors import Conflict, NotFound
from apps.geo.measures import CM_PER_KM
from apps.geo.sight import HIDDEN, OUT_OF_REACH, SEEN, UNKNOWN, profile
from apps.geo.snapping import point_at
from apps.surveillance.models import LinkStanding, NodeStanding, Standing
from apps.surveillance.situation import History, Placed, Situation

WORDS = {OUT_OF_REACH: "out_of_reach", HIDDEN: "hidden", UNKNOWN: "unknown", SEEN: "seen"}
DEGREE_DECIMALS = 7


def nodes(day: date, kind: str | None = None) -> list[dict[str, Any]]:
    rows = NodeStanding.objects.as_of(day).select_related("node", "unit").order_by("node__code")
    rows = rows.filter(node__kind=kind) if kind else rows
    return [
        {
            **_standing(row, row.node),
            "kind": row.node.kind,
            "level": row.node.level,
            **_degrees(row.point and row.point.coords),
        }
        for row in rows
    ]


def links(day: date) -> list[dict[str, Any]]:
    rows = LinkStanding.objects.as_of(day).select_related("link__from_node", "link__to_node", "unit")
    return [
        {
            **_standing(row, row.link),
            "kind": row.link.kind,
            "medium": row.link.medium,
            "from_node": row.link.from_node.code,
            "to_node": row.link.to_node.code,
        }
        for row in rows.order_by("link__code")
    ]


def sensors(day: date) -> list[dict[str, Any]]:
    found = sorted(History().on(day).sensors, key=lambda sensor: sensor.code)
    return [_sensor(sensor) for sensor in found]


def profile_json(day: date, sensor: str, route: str, km: str) -> dict[str, Any]:
    """Return the line of sight from a sensor to a measure.

    Raises
    ------
    NotFound
        There is no such sensor on that day, or it has no place to look from.
    Conflict
        No terrain is loaded, or it does not reach there.
    """
    situation, measure = History().on(day), named("km", measure_of, km, Route.objects.named(route), day)
    eye = situation.eyes.get(sensor)
    if eye is None:
        raise NotFound(_("No sensor %(code)s looks from a place on that day.") % {"code": sensor}, "sensor")
    x, y = _point(situation, route, measure)
    distance_m = ((x - eye.x) ** 2 + (y - eye.y) ** 2) ** 0.5
    terrain = situation.scenery.terrain.around(eye.x, eye.y, distance_m)
    if terrain is None or isnan(float(terrain.ground_at(eye.x, eye.y))):
        raise Conflict(_("No terrain is loaded there."), "sensor")
    found, dem = profile(eye, x, y, terrain, situation.scenery.conditions), situation.scenery.terrain.ground
    names = ("distance_m", "ground_m", "tops_m", "sight_m")
    return {
        "state": WORDS[found.state],
        **{name: _numbers(getattr(found, name)) for name in names},
        "terrain": dem.name,
        "synthetic": dem.is_synthetic,
    }


def _point(situation: Situation, route: str, cm: int) -> tuple[float, float]:
    line = situation.scenery.lines.get(route)
    if line is None:
        raise NotFound(_("The route %(route)s has no line on that day.") % {"route": route}, "route")
    return point_at(line.points, cm)


def _numbers(values: Iterable[float]) -> list[float | None]:
    return [None if isnan(value) else round(float(value), 2) for value in values]


def _sensor(sensor: Placed) -> dict[str, Any]:
    row, model = sensor.row, sensor.row.sensor.model
    return {
        **_standing(row, row.sensor),
        "model": model.code,
        "family": model.family,
        "site": row.site.code if row.site else None,
        **_degrees(sensor.point),
        "mast_m": float(row.mast_m),
        "azimuth_deg": float(row.azimuth_deg),
        "sector_deg": float(row.sector_deg or model.field_of_view_deg),
        "range_m": row.range_m or model.detection_m,
        "stretches_km": {
            route: [[from_cm / CM_PER_KM, to_cm / CM_PER_KM] for from_cm, to_cm in metres.pairs()]
            for route, metres in sensor.stretches.items()
        },
    }


def _standing(row: Standing, thing) -> dict[str, Any]:
    return {
        "code": thing.code,
        "name": thing.name,
        "state": row.state,
        "owner": row.owner,
        "unit": row.unit.code if row.unit else None,
        "verified_on": row.verified_on,
        "note": row.note,
    }


def _degrees(point: tuple[float, float] | None) -> dict[str, float | None]:
    lon, lat = TO_DEGREES.transform(*point) if point else (None, None)
    return {name: value and round(value, DEGREE_DECIMALS) for name, value in (("lon", lon), ("lat", lat))}
