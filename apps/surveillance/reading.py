"""The register of surveillance as of a day, as rows to show."""

from collections.abc import Iterable
from datetime import date
from math import isnan
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from apps.border.locate import TO_DEGREES, measure_of, named
from apps.border.models import Route
from apps.geo.errors import Conflict, NotFound
from apps.geo.measures import CM_PER_KM
from apps.geo.rays import GRAZE_M
from apps.geo.sight import HIDDEN, OUT_OF_REACH, SEEN, UNKNOWN, Eye, Profile, profile
from apps.geo.snapping import point_at
from apps.surveillance.models import LinkStanding, NodeStanding, Standing
from apps.surveillance.situation import History, Placed, Situation

WORDS = {OUT_OF_REACH: "out_of_reach", HIDDEN: "hidden", UNKNOWN: "unknown", SEEN: "seen"}
DEGREE_DECIMALS = 7


def nodes(day: date, kind: str | None = None) -> list[dict[str, Any]]:
    rows = NodeStanding.objects.as_of(day).select_related("node", "unit", "confidence").order_by("node__code")
    rows = rows.filter(node__kind=kind) if kind else rows
    return [
        {
            **_standing(row, row.node),
            "kind": row.node.kind,
            "level": row.node.level,
            **degrees_of(row.point and row.point.coords),
        }
        for row in rows
    ]


def links(day: date) -> list[dict[str, Any]]:
    rows = LinkStanding.objects.as_of(day).select_related(
        "link__from_node", "link__to_node", "unit", "confidence"
    )
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
    return [sensor_json(sensor) for sensor in found]


def profile_json(situation: Situation, sensor: str, route: str, km: str) -> dict[str, Any]:
    """Return the line of sight from a sensor to a measure, and what stands in its way.

    Raises
    ------
    NotFound
        There is no such sensor on that day, or it has no place to look from.
    Conflict
        No terrain is loaded, or it does not reach there.
    """
    measure = named("km", measure_of, km, Route.objects.named(route), situation.day)
    eye = eye_of(situation, sensor)
    x, y = _point(situation, route, measure)
    distance_m = ((x - eye.x) ** 2 + (y - eye.y) ** 2) ** 0.5
    in_force = situation.scenery.terrain.near(eye.x, eye.y, max(distance_m, eye.range_m))
    terrain = in_force.around(eye.x, eye.y, max(distance_m, eye.range_m))
    if terrain is None or isnan(float(terrain.ground_at(eye.x, eye.y))):
        raise Conflict(_("No terrain is loaded there."), "sensor")
    conditions = situation.scenery.conditions
    found, over = profile(eye, x, y, terrain, conditions), in_force.as_json()
    drops_m = conditions.drop_per_m2 * found.distance_m**2
    names = ("distance_m", "ground_m", "tops_m", "sight_m")
    return {
        "state": WORDS[found.state],
        "sensor": sensor,
        "route": route,
        "km": measure / CM_PER_KM,
        "length_m": round(distance_m, 1),
        "range_m": eye.range_m,
        "mast_m": eye.mast_m,
        "target_m": conditions.target_m,
        "refraction": conditions.refraction,
        "drop_at_target_m": round(float(drops_m[-1]), 2),
        "block": _block(found, drops_m),
        **{name: _numbers(getattr(found, name)) for name in names},
        "drop_m": _numbers(drops_m),
        "terrain": over["name"],
        "synthetic": over["synthetic"],
    }


def eye_of(situation: Situation, sensor: str) -> Eye:
    """Return how a sensor looks.

    Raises
    ------
    NotFound
        There is no such sensor on that day, or it has no place to look from.
    """
    eye = situation.eyes.get(sensor)
    if eye is None:
        raise NotFound(_("No sensor %(code)s looks from a place on that day.") % {"code": sensor}, "sensor")
    return eye


def _block(found: Profile, drops_m: NDArray) -> dict[str, float] | None:
    """Return what rises highest above the line between eye and target; None if nothing does."""
    above_m = (found.tops_m - found.sight_m)[1:-1]
    if not above_m.size or np.isnan(above_m).all():
        return None
    n = int(np.nanargmax(above_m)) + 1
    if above_m[n - 1] <= GRAZE_M:
        return None
    first = int(np.nonzero(above_m > GRAZE_M)[0][0]) + 1
    return {
        "first_m": round(float(found.distance_m[first]), 1),
        "distance_m": round(float(found.distance_m[n]), 1),
        "top_m": round(float(found.tops_m[n] + drops_m[n]), 2),
        "above_m": round(float(above_m[n - 1]), 2),
    }


def _point(situation: Situation, route: str, cm: int) -> tuple[float, float]:
    line = situation.scenery.lines.get(route)
    if line is None:
        raise NotFound(_("The route %(route)s has no line on that day.") % {"route": route}, "route")
    return point_at(line.points, cm)


def _numbers(values: Iterable[float]) -> list[float | None]:
    return [None if isnan(value) else round(float(value), 2) for value in values]


def sensor_json(sensor: Placed) -> dict[str, Any]:
    row, model = sensor.row, sensor.row.sensor.model
    return {
        **_standing(row, row.sensor),
        "model": model.code,
        "family": model.family,
        "site": row.site.code if row.site else None,
        **degrees_of(sensor.point),
        "mast_m": float(row.mast_m),
        "azimuth_deg": float(row.azimuth_deg),
        "sector_deg": float(row.sector_deg or model.field_of_view_deg),
        "tilt_deg": float(row.tilt_deg),
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
        "confidence": row.confidence.name if row.confidence else None,
        "note": row.note,
    }


def degrees_of(point: tuple[float, float] | None) -> dict[str, float | None]:
    lon, lat = TO_DEGREES.transform(*point) if point else (None, None)
    return {name: value and round(value, DEGREE_DECIMALS) for name, value in (("lon", lon), ("lat", lat))}
