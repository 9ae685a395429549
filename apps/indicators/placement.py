"""Where the next sensors belong: what counts, the exact answer, and how the chosen would be joined."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from math import hypot
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from apps.border.locate import TO_DEGREES
from apps.border.models import ImpactLevel
from apps.geo import placement
from apps.geo.errors import PlacementError
from apps.geo.measures import CM_PER_KM, EMPTY, MeasureSet, union
from apps.geo.placement import Candidate, Placement
from apps.geo.sight import Eye
from apps.indicators.figures import percent_of
from apps.indicators.placement_sites import Site
from apps.indicators.surveillance import Surveillance, pairs_km
from apps.surveillance.models import SensorModel
from apps.surveillance.poses import eye_at

MOST_CANDIDATES = 5_000
REPORT_EVERY = 25
LINK = ("link_to", "link_m", "link_lon", "link_lat")
"""Which node a site would have to be joined to, how far off, and where that stands."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Scope:
    """Which metres count: of some impact levels only, on one stretch only; all of them if nothing is said."""

    impacts: tuple[str, ...] = ()
    route: str | None = None
    from_cm: int | None = None
    to_cm: int | None = None

    @property
    def is_narrow(self) -> bool:
        return bool(self.impacts) or self.from_cm is not None

    def sets(self, surveillance: Surveillance) -> dict[str, MeasureSet]:
        """Return them by route, less what is out of scope.

        Raises
        ------
        PlacementError
            Nothing is left to count, or there is no such impact level.
        """
        wanted = {route: MeasureSet.of((0, cm)) for route, cm in surveillance.lengths_cm.items()}
        if self.impacts:
            self._require_levels()
            sections = surveillance.of_impact(self.impacts)
            wanted = {route: sections.get(route, EMPTY) for route in wanted}
        if self.route is not None and self.from_cm is not None:
            wanted = {self.route: wanted.get(self.route, EMPTY).within(self.from_cm, self.to_cm)}
        left = {route: one - surveillance.out_of_scope.get(route, EMPTY) for route, one in wanted.items()}
        if not any(left.values()):
            raise PlacementError(_("There is nothing to cover on these metres."), "impacts")
        return left

    def _require_levels(self) -> None:
        known = set(ImpactLevel.objects.values_list("code", flat=True))
        for code in self.impacts:
            if code not in known:
                raise PlacementError(_("There is no impact level %(code)s.") % {"code": code}, "impacts")


@dataclass(frozen=True)
class Question:
    """Either at most so many sites or a budget, or a target in percent."""

    sites: int | None = None
    budget: float | None = None
    target_pct: float | None = None
    time_limit_s: float = placement.TIME_LIMIT_S


class Planner:
    """The candidates of one question over the coverage of a day."""

    def __init__(
        self,
        surveillance: Surveillance,
        sites: Sequence[Site],
        scope: Scope | None = None,
        progress: Progress = lambda done, total: None,
    ):
        if not 0 < len(sites) <= MOST_CANDIDATES:
            message = _("Give 1 to %(most)s candidates, not %(given)s.")
            raise PlacementError(message % {"most": MOST_CANDIDATES, "given": len(sites)}, "candidates")
        self.surveillance, self.sites = surveillance, sites
        self.wanted = (scope or Scope()).sets(surveillance)
        self._models = {model.code: model for model in SensorModel.objects.all()}
        self.candidates = []
        for n, site in enumerate(sites):
            if n % REPORT_EVERY == 0:
                progress(n, len(sites))
            self.candidates.append(Candidate(site.code, self._seen(site, f"candidates[{n}]"), site.cost))

    @property
    def covered(self) -> dict[str, MeasureSet]:
        return {route: found.counted for route, found in self.surveillance.coverage.items()}

    def answer(self, question: Question) -> Placement:
        """Return the exact answer, or the best found in time with its gap."""
        common = (self.candidates, self.covered, self.wanted)
        if question.target_pct is not None:
            return placement.cheapest(
                *common, target_pct=question.target_pct, time_limit_s=question.time_limit_s
            )
        return placement.most_new_metres(
            *common, sites=question.sites, budget=question.budget, time_limit_s=question.time_limit_s
        )

    def curve(self, steps: int = 10, time_limit_s: float = placement.TIME_LIMIT_S) -> list[dict[str, Any]]:
        """Return cost against percentage."""
        points = placement.curve(
            self.candidates, self.covered, self.wanted, steps=steps, time_limit_s=time_limit_s
        )
        return [
            {"percent": target, "cost": found.cost, "gap": found.gap, "sites": len(found.chosen)}
            for target, found in points
        ]

    def as_json(self, found: Placement) -> dict[str, Any]:
        before = sum((self.covered[route] & whole).length_cm for route, whole in self.wanted.items())
        whole = sum(one.length_cm for one in self.wanted.values())
        return {
            **asdict(found),
            "chosen": list(found.chosen),
            "new_km": found.new_cm / CM_PER_KM,
            "greedy_km": found.greedy_cm / CM_PER_KM,
            "wanted_km": whole / CM_PER_KM,
            "percent_before": percent_of(before, whole),
            "percent_after": percent_of(before + found.new_cm, whole),
            "candidates": len(self.candidates),
            "terrain": self.surveillance.terrain_json(),
            "sites": self._sites_json(found),
            "stretches_km": self._stretches_json(found),
        }

    def _sites_json(self, found: Placement) -> list[dict[str, Any]]:
        chosen, links = set(found.chosen), self._links(found)
        pairs = zip(self.sites, self.candidates, strict=True)
        return [
            {**self._site_json(site, candidate), "joined": site.site in self._joined, **links[site.code]}
            for site, candidate in pairs
            if site.code in chosen
        ]

    def _site_json(self, site: Site, candidate: Candidate) -> dict[str, Any]:
        lon, lat = _degrees((site.x, site.y))
        new_cm = sum(
            ((candidate.seen.get(route, EMPTY) & whole) - self.covered[route]).length_cm
            for route, whole in self.wanted.items()
        )
        return {
            "code": site.code,
            "model": site.model,
            "mast_m": site.mast_m,
            "cost": site.cost,
            "lon": lon,
            "lat": lat,
            "alone_km": new_cm / CM_PER_KM,
        }

    def _links(self, found: Placement) -> dict[str, dict[str, Any]]:
        """Return which link each chosen site needs: the shortest set that joins them all to the network.

        A chosen site may be joined by way of another one. Where no node that is joined has a place, and for
        sites that are joined already, there is none.
        """
        links = {code: dict.fromkeys(LINK) for code in found.chosen}
        sites = [site for site in self.sites if site.code in links]
        waiting = {site.code: (site.x, site.y) for site in sites if site.site not in self._joined}
        places = self.surveillance.situation.points
        ends = {code: places[code] for code in self._joined if code in places}
        nearest = {code: _nearest(point, ends) for code, point in waiting.items()} if ends else {}
        while nearest:
            code = min(nearest, key=lambda one: nearest[one][1])
            node, metres = nearest.pop(code)
            lon, lat = _degrees(ends[node])
            links[code] = dict(zip(LINK, (node, round(metres), lon, lat), strict=True))
            ends[code] = waiting[code]
            for other, (_node, far_m) in list(nearest.items()):
                across_m = hypot(waiting[other][0] - ends[code][0], waiting[other][1] - ends[code][1])
                if across_m < far_m:
                    nearest[other] = (code, across_m)
        return links

    @cached_property
    def _joined(self) -> list[str]:
        network, rule = self.surveillance.network, self.surveillance.rule
        return sorted(network.joined(rule.level) & network.powered())

    def _stretches_json(self, found: Placement) -> dict[str, dict[str, list]]:
        """Return by route what was covered before, what the chosen add, and what of the wanted stays open."""
        chosen = [one for one in self.candidates if one.uid in set(found.chosen)]
        told = {}
        for route, length_cm in self.surveillance.lengths_cm.items():
            whole = self.wanted.get(route, EMPTY)
            new = (union(*(one.seen.get(route, EMPTY) for one in chosen)) & whole) - self.covered[route]
            parts = {"covered": self.covered[route], "new": new, "open": whole - self.covered[route] - new}
            others = MeasureSet.of((0, length_cm)) - whole - self.covered[route]
            told[route] = {name: pairs_km(metres) for name, metres in {**parts, "not_asked": others}.items()}
        return told

    def _seen(self, site: Site, where: str) -> dict[str, MeasureSet]:
        sights = self.surveillance.situation.scenery.look(self._eye(site, where))
        return {route: sight.seen for route, sight in sights.items()}

    def _eye(self, site: Site, where: str) -> Eye:
        model = self._models.get(site.model)
        if model is None:
            message = _("There is no sensor model %(code)s.")
            raise PlacementError(message % {"code": site.model}, f"{where}.model")
        return eye_at(
            site.x,
            site.y,
            azimuth_deg=site.azimuth_deg,
            sector_deg=float(site.sector_deg or model.field_of_view_deg),
            range_m=float(model.detection_m),
            mast_m=site.mast_m,
        )


def _nearest(point: tuple[float, float], ends: Mapping[str, tuple[float, float]]) -> tuple[str, float]:
    distances_m = np.hypot(*(np.array(list(ends.values())) - point).T)
    n = int(np.argmin(distances_m))
    return list(ends)[n], float(distances_m[n])


def _degrees(point: tuple[float, float]) -> tuple[float, float]:
    lon, lat = TO_DEGREES.transform(*point)
    return round(lon, 7), round(lat, 7)


def scope_of(arguments: Mapping[str, Any]) -> Scope:
    """Return which metres count, from the arguments of a job."""
    impacts, within = tuple(arguments.get("impacts") or ()), arguments.get("within")
    if not within:
        return Scope(impacts)
    from_cm, to_cm = (round(within[end] * CM_PER_KM) for end in ("from_km", "to_km"))
    return Scope(impacts, within["route"], from_cm, to_cm)
