"""The surveillance means a report lists: what stands where, how it does, and what it is joined to."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

import numpy as np
from django.db.models import Min
from numpy.typing import NDArray

from apps.border.locate import TO_DEGREES, CalibratedLine
from apps.geo.coverage import INSTALLED, integrated
from apps.geo.measures import CM_PER_KM, EMPTY
from apps.geo.snapping import nearest_along, point_at
from apps.indicators.figures import percent_of
from apps.indicators.surveillance import Surveillance
from apps.reports.content.scope import Scope, SectionPiece, km
from apps.surveillance.models import LinkStanding, SensorStanding
from apps.surveillance.situation import Placed

AVAILABILITY_DAYS, ONE_DAY = 30, timedelta(days=1)
DEGREE_DECIMALS, GRID_DECIMALS = 7, 2

Row = dict[str, Any]


@dataclass(frozen=True)
class Beside:
    """The place on a route nearest to a point: centimetres of official measure, metres of distance."""

    route: str
    cm: int
    distance_m: float


class Assets:
    """The sensors of a day inside the scope, each with the place on the route that it is told by."""

    def __init__(self, scope: Scope, surveillance: Surveillance):
        self.scope, self.surveillance = scope, surveillance
        self._beside = nearest_places(surveillance.situation.scenery.lines, self._points())
        self.rows = [row for one in self._sensors() if (row := self._row(one)) is not None]

    def counts(self) -> list[Row]:
        """Return how many stand, by family, class and state."""
        found = Counter((row["family"], row["class"], row["state"]) for row in self.rows)
        return [
            {"family": family, "class": kind, "state": state, "count": count}
            for (family, kind, state), count in sorted(found.items())
        ]

    def classes_by_section(self) -> dict[str, dict[str, int]]:
        """Return how many installed sensors of each class stand nearest to each section."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for row in self.rows:
            if row["section"] and row["state"] in INSTALLED:
                found[row["section"]][row["class"]] += 1
        return {section: dict(sorted(counts.items())) for section, counts in found.items()}

    def _sensors(self) -> list[Placed]:
        return sorted(self.surveillance.situation.sensors, key=lambda one: one.code)

    def _points(self) -> dict[str, tuple[float, float]]:
        looking = (one for one in self._sensors() if not one.is_linear)
        return {one.code: one.point for one in looking if one.point is not None}

    def _row(self, sensor: Placed) -> Row | None:
        """Return what is told of a sensor; None if the report does not speak of where it is."""
        beside, section = self._place(sensor)
        if self.scope.names and section is None:
            return None
        row, model = sensor.row, sensor.row.sensor.model
        return {
            "code": sensor.code,
            "name": row.sensor.name,
            "family": model.family,
            "class": model.kind,
            "model": model.code,
            "state": row.state,
            "since": row.valid.lower.isoformat(),
            "owner": row.owner,
            "unit": row.unit.code if row.unit else None,
            "site": row.site.code if row.site else None,
            "section": section,
            "route": beside.route if beside else None,
            "km": km(beside.cm) if beside else None,
            "distance_m": beside and round(beside.distance_m),
            **_coordinates(self._point(sensor, beside)),
            "mast_m": float(row.mast_m),
            "azimuth_deg": float(row.azimuth_deg),
            "sector_deg": float(row.sector_deg or model.field_of_view_deg),
            "range_m": row.range_m or model.detection_m,
            "stretches_km": [
                {"route": route, "from_km": from_cm / CM_PER_KM, "to_km": to_cm / CM_PER_KM}
                for route, metres in sorted(sensor.stretches.items())
                for from_cm, to_cm in metres.pairs()
            ],
            "links": self._links.get(row.site.code if row.site else None, []),
            "integrated": sensor.code in self._integrated,
            "centres": self._centres.get(row.site.code, []) if row.site else [],
            "commissioned_on": self._commissioned.get(sensor.code),
            "verified_on": row.verified_on.isoformat() if row.verified_on else None,
            "confidence": row.confidence.code if row.confidence else None,
            "availability_30d_pct": self._availability.get(sensor.code),
        }

    def _place(self, sensor: Placed) -> tuple[Beside | None, str | None]:
        beside = self._start(sensor) if sensor.is_linear else self._beside.get(sensor.code)
        return beside, self._section_at(beside.route, beside.cm) if beside else None

    def _start(self, sensor: Placed) -> Beside | None:
        """Return where a fibre or cable begins inside the scope, else where it begins; None if laid nowhere."""
        laid = sorted(sensor.stretches.items())
        inside = [(route, metres & self.scope.metres.get(route, EMPTY)) for route, metres in laid]
        for route, metres in inside + laid:
            if metres:
                return Beside(route, int(metres.starts[0]), 0)
        return None

    def _point(self, sensor: Placed, beside: Beside | None) -> tuple[float, float] | None:
        """Return where a sensor is; a fibre or cable is where it is laid, not at the site that it is joined to."""
        if not sensor.is_linear:
            return sensor.point
        lines = self.surveillance.situation.scenery.lines
        if beside is None or beside.route not in lines:
            return None
        return point_at(lines[beside.route].points, beside.cm)

    def _section_at(self, route: str, cm: int) -> str | None:
        pieces = self._pieces.get(route, [])
        place = bisect_right(pieces, cm, key=lambda one: one.from_cm) - 1
        return pieces[place].section if place >= 0 and cm < pieces[place].to_cm else None

    @cached_property
    def _pieces(self) -> dict[str, list[SectionPiece]]:
        """The pieces of each route, in order; no two of them overlap."""
        found: dict[str, list[SectionPiece]] = defaultdict(list)
        for piece in sorted(self.scope.pieces, key=lambda one: one.from_cm):
            found[piece.route].append(piece)
        return found

    @cached_property
    def _integrated(self) -> set[str]:
        situation, rule = self.surveillance.situation, self.surveillance.parameters.rule
        return {one.uid for one in integrated(situation.means, situation.network, rule)}

    @cached_property
    def _links(self) -> dict[str | None, list[str]]:
        """Kind and medium of the links that come to each site: ``data:fibre``."""
        found: dict[str | None, set[str]] = defaultdict(set)
        for row in LinkStanding.objects.as_of(self.surveillance.day).select_related(
            "link__from_node", "link__to_node"
        ):
            for node in (row.link.from_node, row.link.to_node):
                found[node.code].add(f"{row.link.kind}:{row.link.medium}")
        return {node: sorted(kinds) for node, kinds in found.items()}

    @cached_property
    def _centres(self) -> dict[str, list[str]]:
        """The command centres of whatever level that each node is joined to."""
        found: dict[str, list[str]] = defaultdict(list)
        for centre, reached in self.surveillance.situation.network.joined_to_each().items():
            for node in reached:
                found[node].append(centre)
        return found

    @cached_property
    def _commissioned(self) -> dict[str, str]:
        """The first day on which each sensor is recorded at work."""
        until = SensorStanding.objects.filter(
            state__in=self.surveillance.parameters.rule.states, valid__startswith__lte=self.surveillance.day
        ).order_by()
        first = until.values_list("sensor__code").annotate(Min("valid__startswith"))
        return {code: day.isoformat() for code, day in first}

    @cached_property
    def _availability(self) -> dict[str, float | None]:
        """Share of the last 30 days on which each sensor stood and worked, of those on which it stood."""
        states, last = self.surveillance.parameters.rule.states, self.surveillance.day + ONE_DAY
        first = last - AVAILABILITY_DAYS * ONE_DAY
        stood: dict[str, int] = defaultdict(int)
        worked: dict[str, int] = defaultdict(int)
        rows = SensorStanding.objects.filter(valid__overlap=(first, last))
        for code, state, valid in rows.values_list("sensor__code", "state", "valid"):
            days = (min(valid.upper or last, last) - max(valid.lower, first)).days
            stood[code] += days if state in INSTALLED else 0
            worked[code] += days if state in states else 0
        return {code: percent_of(worked[code], days) for code, days in stood.items()}


def nearest_places(
    lines: Mapping[str, CalibratedLine], points: Mapping[str, tuple[float, float]]
) -> dict[str, Beside]:
    """Return for each named point (x, y in metres, NATIONAL_SRID) the nearest place on any of the lines."""
    if not points or not lines:
        return {}
    codes, places = list(points), np.array(list(points.values()))
    routes = sorted(lines)
    near = [_near(lines[route].points, places) for route in routes]
    nearest = np.argmin([distances for _measures, distances in near], axis=0)
    return {
        code: Beside(routes[n], int(near[n][0][at]), float(near[n][1][at]))
        for at, (code, n) in enumerate(zip(codes, nearest, strict=True))
    }


def _near(line: NDArray, places: NDArray) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return measures (cm) and distances (m) of the places on a line (x, y, M) nearest to points."""
    measures_cm, distances_m = nearest_along(line, places)
    last = round(line[-1, 2]) - 1
    return np.minimum(measures_cm, last).astype(np.int64), distances_m


def _coordinates(point: tuple[float, float] | None) -> Row:
    if point is None:
        return dict.fromkeys(("lon", "lat", "easting_m", "northing_m"))
    lon, lat = TO_DEGREES.transform(*point)
    return {
        "lon": round(lon, DEGREE_DECIMALS),
        "lat": round(lat, DEGREE_DECIMALS),
        "easting_m": round(point[0], GRID_DECIMALS),
        "northing_m": round(point[1], GRID_DECIMALS),
    }
