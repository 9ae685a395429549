"""One sensor as of a day: its facts, what it sees of each route, and the way to its command centre."""

from math import isnan
from typing import Any

from django.utils.translation import gettext as _

from apps.geo.coverage import cause_of
from apps.geo.errors import NotFound
from apps.geo.measures import CM_PER_KM
from apps.geo.network import DATA, Network
from apps.geo.ways import Step, way
from apps.indicators.surveillance import Surveillance, pairs_km
from apps.surveillance.models import SensorModel
from apps.surveillance.reading import degrees_of, sensor_json
from apps.surveillance.situation import Placed


def sensor_sheet(surveillance: Surveillance, code: str) -> dict[str, Any]:
    """Return the sensor with what it sees and why it counts or not.

    Raises
    ------
    NotFound
        There is no such sensor on that day.
    """
    placed = next((one for one in surveillance.situation.sensors if one.code == code), None)
    if placed is None:
        raise NotFound(_("There is no sensor %(code)s on that day.") % {"code": code}, "code")
    [means] = [one for one in surveillance.means if one.uid == code]
    cause = cause_of(means, surveillance.network, surveillance.rule)
    row, site = placed.row, means.site or ""
    seen_cm = sum(sight.seen.length_cm for sight in means.sights.values())
    return {
        **sensor_json(placed),
        "as_of": surveillance.day.isoformat(),
        "model_facts": _model_json(row.sensor.model),
        "integrated": cause is None and means.state in surveillance.rule.states,
        "cause": cause,
        "seen_km": seen_cm / CM_PER_KM,
        "no_heights": _stands_without_heights(surveillance, placed),
        "sights_km": {
            route: {name: pairs_km(getattr(sight, name)) for name in ("reach", "seen", "hidden", "unknown")}
            for route, sight in means.sights.items()
        },
        "level": surveillance.rule.level,
        "way": _way_json(surveillance, site),
        "power": _power(surveillance.network, site),
        "terrain": surveillance.terrain_json(),
    }


def _stands_without_heights(surveillance: Surveillance, placed: Placed) -> bool:
    """Tell whether terrain is in force and has no height where a sensor that looks from its place stands."""
    in_force, eye = surveillance.situation.scenery.terrain, placed.eye
    if eye is None or not in_force.is_loaded:
        return False
    terrain = in_force.around(eye.x, eye.y, eye.range_m)
    return terrain is None or isnan(float(terrain.ground_at(eye.x, eye.y)))


def _model_json(model: SensorModel) -> dict[str, Any]:
    names = ("kind", "by_day", "by_night", "detection_m", "recognition_m", "identification_m")
    return {"name": model.name, **{name: getattr(model, name) for name in names}}


def _way_json(surveillance: Surveillance, site: str) -> list[dict[str, Any]]:
    points = surveillance.situation.points
    return [
        _step_json(step, None if step.is_link else points.get(step.uid))
        for step in way(surveillance.network, site, DATA, surveillance.rule.level)
    ]


def _step_json(step: Step, point: tuple[float, float] | None) -> dict[str, Any]:
    found = {"code": step.uid, "type": "link" if step.is_link else "node", "works": step.works}
    return {**found, **degrees_of(point)}


def _power(network: Network, site: str) -> bool | None:
    """Tell whether the site has power; None if none is registered there."""
    if site not in network.with_power_registered:
        return None
    return site in network.powered()
