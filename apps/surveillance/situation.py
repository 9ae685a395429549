"""The surveillance means and their network as of a day, with what each of them sees."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from apps.border.locate import Lines
from apps.border.models import Route
from apps.geo.coverage import Means, Rule
from apps.geo.measures import EMPTY, MeasureSet, union
from apps.geo.network import Link, Network, Node
from apps.geo.sight import Conditions, Eye, Sight
from apps.surveillance import models
from apps.surveillance.linear import is_linear
from apps.surveillance.poses import Looked, Scenery, Sights, eye_at, vertical_of
from apps.surveillance.terrain import TerrainInForce

WORKING = models.State.OPERATIONAL
RULE_PARAMETERS = ("level", "depth", "families", "each_family", "states")


class Placed(NamedTuple):
    """A sensor on one day: its row, its place in the grid if any, whether and where it senses along itself."""

    row: models.SensorStanding
    point: tuple[float, float] | None
    stretches: Mapping[str, MeasureSet]
    is_linear: bool = False

    @property
    def code(self) -> str:
        return self.row.sensor.code

    @property
    def eye(self) -> Eye | None:
        """How it looks; None if it has no place, or senses only along itself."""
        if self.point is None or self.is_linear:
            return None
        model = self.row.sensor.model
        return eye_at(
            *self.point,
            azimuth_deg=float(self.row.azimuth_deg),
            sector_deg=float(self.row.sector_deg or model.field_of_view_deg),
            range_m=float(self.row.range_m or model.detection_m),
            mast_m=float(self.row.mast_m),
            **vertical_of(model, float(self.row.tilt_deg)),
        )

    def means(self, sights: Sights) -> Means:
        model, site = self.row.sensor.model, self.row.site
        return Means(
            uid=self.code,
            family=model.family,
            state=self.row.state,
            site=site.code if site else None,
            sights=sights,
            by_day=model.by_day,
            by_night=model.by_night,
        )


@dataclass(frozen=True)
class Situation:
    """Everything that decides what is covered on a day."""

    day: date
    network: Network
    sensors: list[Placed]
    points: Mapping[str, tuple[float, float]]
    """Places of the nodes, in metres of the grid."""
    scenery: Scenery
    looked: Looked = field(default_factory=Looked, compare=False)
    is_known: bool = True
    """False before the first sensor is registered."""

    @property
    def has_terrain(self) -> bool:
        return self.scenery.terrain.is_loaded

    @cached_property
    def eyes(self) -> dict[str, Eye]:
        """The sensors that look from a place, by code."""
        return {sensor.code: eye for sensor in self.sensors if (eye := sensor.eye) is not None}

    @cached_property
    def means(self) -> list[Means]:
        seen = self.looked.of(self.eyes.values(), self.scenery)
        return [sensor.means(self._sights(sensor, seen)) for sensor in self.sensors]

    @property
    def without_place(self) -> list[str]:
        return [one.code for one in self.sensors if one.point is None and not one.is_linear]

    @property
    def without_stretch(self) -> list[str]:
        """The fibres and cables that are laid along nothing: they see nothing, whatever stands in their model."""
        return [one.code for one in self.sensors if one.is_linear and not one.stretches]

    @property
    def standing_nowhere(self) -> list[str]:
        return sorted([*self.without_place, *self.without_stretch])

    def _sights(self, sensor: Placed, seen: Mapping[Eye, Sights]) -> Sights:
        if sensor.is_linear:
            return {route: Sight(metres, metres) for route, metres in sensor.stretches.items()}
        return seen.get(self.eyes.get(sensor.code), {})


@dataclass(frozen=True)
class Parameters:
    """What a definition's version says of coverage: which metres count, and how to look."""

    rule: Rule = field(default_factory=Rule)
    conditions: Conditions = field(default_factory=Conditions)

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> "Parameters":
        """Read them from JSON; SightError if they make no sense."""
        lists = {name: tuple(parameters[name]) for name in ("families", "states") if name in parameters}
        given = {name: parameters[name] for name in RULE_PARAMETERS if name in parameters}
        looks = {name: parameters[name] for name in ("target_m", "refraction") if name in parameters}
        return cls(Rule(**{**given, **lists}), Conditions(**looks))


class History:
    """All standings of sensors, nodes and links, read once; asked for a day it tells the situation."""

    def __init__(self):
        standings = models.SensorStanding.objects
        self._sensors = list(standings.select_related("sensor__model", "site", "unit", "confidence"))
        self._nodes = list(models.NodeStanding.objects.select_related("node"))
        self._links = list(models.LinkStanding.objects.select_related("link__from_node", "link__to_node"))
        self._stretches = list(models.SensorStretch.objects.select_related("route", "sensor"))
        self._lines, self._looked = Lines(), Looked()

    def begins_after(self, day: date) -> bool:
        """Tell whether no sensor was registered on the day or before, so that nothing is known."""
        return all(day < row.valid.lower for row in self._sensors)

    @property
    def codes(self) -> set[str]:
        return {row.sensor.code for row in self._sensors}

    @property
    def linear_codes(self) -> set[str]:
        """The sensors that sense along themselves, whether they are laid anywhere or not."""
        return {row.sensor.code for row in self._sensors if self._is_linear(row.sensor)}

    @property
    def laid_codes(self) -> set[str]:
        return {row.sensor.code for row in self._stretches}

    def days(self) -> list[date]:
        """Return the days on which a sensor, a node or a line begins to stand otherwise than before."""
        begins = {row.valid.lower for row in (*self._sensors, *self._nodes)}
        return sorted(begins | self._lines.days)

    @cached_property
    def _terrain(self) -> TerrainInForce:
        return TerrainInForce.now()

    def on(self, day: date, conditions: Conditions | None = None) -> Situation:
        nodes = [row for row in self._nodes if _holds(row, day)]
        points = {row.node.code: row.point.coords for row in nodes if row.point is not None}
        stretches = self._linear(day)
        sensors = [
            Placed(row, _place(row, points), stretches.get(row.sensor_id, {}), self._is_linear(row.sensor))
            for row in self._sensors
            if _holds(row, day)
        ]
        scenery = Scenery(self._lines.on(day), self._terrain, conditions or Conditions())
        is_known = not self.begins_after(day)
        return Situation(day, self._network(nodes, day), sensors, points, scenery, self._looked, is_known)

    @cached_property
    def _laid(self) -> set[int]:
        return {row.sensor_id for row in self._stretches}

    def _is_linear(self, sensor: models.Sensor) -> bool:
        return sensor.pk in self._laid or is_linear(sensor.model)

    def _linear(self, day: date) -> dict[int, dict[str, MeasureSet]]:
        found: dict[int, dict[str, MeasureSet]] = defaultdict(dict)
        for row in self._stretches:
            if _holds(row, day):
                mine, route = found[row.sensor_id], row.route.code
                mine[route] = union(mine.get(route, EMPTY), MeasureSet.of((row.from_cm, row.to_cm)))
        return found

    def _network(self, rows: Iterable[models.NodeStanding], day: date) -> Network:
        nodes = [
            Node(row.node.code, row.node.kind, row.node.level, row.state == WORKING, row.state)
            for row in rows
        ]
        there = {node.uid for node in nodes}
        links = [
            Link(row.link.code, row.link.kind, ends, row.state == WORKING, row.state)
            for row in self._links
            if _holds(row, day) and there.issuperset(ends := (row.link.from_node.code, row.link.to_node.code))
        ]
        return Network.of(nodes, links)


def registered(codes: Iterable[str]) -> set[str]:
    """Return those of the codes that a node, a link or a sensor has, on whatever days it stands."""
    named = [one.objects.filter(code__in=codes) for one in (models.Node, models.Link, models.Sensor)]
    return {code for found in named for code in found.values_list("code", flat=True)}


def lengths_cm(route: str | None = None) -> dict[str, int]:
    """Return the official length of each route, or of one."""
    routes = Route.objects.all() if route is None else [Route.objects.named(route)]
    return {one.code: one.official_length_cm for one in routes}


def _holds(row, day: date) -> bool:
    return row.valid.lower <= day and (row.valid.upper is None or day < row.valid.upper)


def _place(
    row: models.SensorStanding, points: Mapping[str, tuple[float, float]]
) -> tuple[float, float] | None:
    if row.point is not None:
        return row.point.coords
    return points.get(row.site.code) if row.site else None
