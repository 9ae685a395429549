"""Where the next sensors belong: what counts, the exact answer, and how the chosen would be joined."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from apps.border.models import ImpactLevel
from apps.geo import placement
from apps.geo.errors import PlacementError
from apps.geo.measures import CM_PER_KM, EMPTY, MeasureSet, union
from apps.geo.placement import Candidate, Placement
from apps.indicators.figures import percent_of
from apps.indicators.placement_links import RADIO, Apart, Linking, Links, reason_text
from apps.indicators.placement_sites import Site, degrees
from apps.indicators.surveillance import Surveillance, pairs_km
from apps.surveillance.models import SensorModel
from apps.surveillance.poses import eye_at, vertical_of

MOST_CANDIDATES = 5_000
REPORT_EVERY = 25
MOST_REASONS = 3

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Scope:
    """Which metres count: of some impact levels only, on one route or stretch only; all of them if nothing is said.

    All of them are K2's: the whole official length, with what is out of scope.
    """

    impacts: tuple[str, ...] = ()
    route: str | None = None
    from_cm: int | None = None
    to_cm: int | None = None

    @property
    def is_narrow(self) -> bool:
        return bool(self.impacts) or self.route is not None

    def sets(self, surveillance: Surveillance) -> dict[str, MeasureSet]:
        """Return them by route.

        Raises
        ------
        PlacementError
            Nothing is left to count, or there is no such impact level.
        """
        wanted = {route: MeasureSet.of((0, cm)) for route, cm in surveillance.lengths_cm.items()}
        if self.impacts:
            self._require_levels()
            sections = surveillance.of_impact(self.impacts)
            wanted = {route: sections.get(route, EMPTY) & whole for route, whole in wanted.items()}
        if self.route is not None:
            mine = wanted.get(self.route, EMPTY)
            wanted = {self.route: mine if self.from_cm is None else mine.within(self.from_cm, self.to_cm)}
        if not any(wanted.values()):
            raise PlacementError(_("There is nothing to cover on these metres."), "impacts")
        return wanted

    def as_json(self, wanted: Mapping[str, MeasureSet]) -> dict[str, Any]:
        """Return what a percentage of the answer is of: its kind, and its kilometres."""
        kind = "selection" if self.is_narrow else "whole"
        ends = {"from_km": self.from_cm, "to_km": self.to_cm}
        return {
            "kind": kind,
            "km": sum(one.length_cm for one in wanted.values()) / CM_PER_KM,
            "impacts": list(self.impacts),
            "route": self.route,
            **{name: None if cm is None else cm / CM_PER_KM for name, cm in ends.items()},
        }

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
    """The candidates of one question over the coverage of a day; those that no link can join are left out."""

    def __init__(
        self,
        surveillance: Surveillance,
        sites: Sequence[Site],
        scope: Scope | None = None,
        progress: Progress = lambda done, total: None,
        links: Links | None = None,
        listen: placement.Listen = placement.deaf,
    ):
        if not 0 < len(sites) <= MOST_CANDIDATES:
            message = _("Give 1 to %(most)s candidates, not %(given)s.")
            raise PlacementError(message % {"most": MOST_CANDIDATES, "given": len(sites)}, "candidates")
        _require_single_cover(surveillance)
        links = links or Links()
        self.surveillance, self.scope, self.listen = surveillance, scope or Scope(), listen
        self.wanted = self.scope.sets(surveillance)
        progress(0, len(sites))
        self.linking = Linking(surveillance, sites, links.medium, links.radio_m, listen)
        self.left_out = self.linking.apart()
        self.sites = [sites[n] for n in self.linking.connectable]
        if not self.sites:
            raise PlacementError(_none_joined(self.left_out), "candidates")
        self._models = {model.code: model for model in SensorModel.objects.all()}
        self.candidates = []
        for n, site in enumerate(self.sites):
            if n % REPORT_EVERY == 0:
                progress(n, len(self.sites))
            self.candidates.append(Candidate(site.code, self._seen(site), site.cost))

    @property
    def covered(self) -> dict[str, MeasureSet]:
        return {route: found.counted for route, found in self.surveillance.coverage.items()}

    def answer(self, question: Question) -> Placement:
        """Return the exact answer, or the best found in time with its gap."""
        common = (self.candidates, self.covered, self.wanted)
        if question.target_pct is not None:
            return placement.cheapest(
                *common,
                target_pct=question.target_pct,
                time_limit_s=question.time_limit_s,
                ties=self.linking.ties_of_connectable,
                listen=self.listen,
            )
        return placement.most_new_metres(
            *common,
            sites=question.sites,
            budget=question.budget,
            time_limit_s=question.time_limit_s,
            ties=self.linking.ties_of_connectable,
            listen=self.listen,
        )

    def curve(self, steps: int = 10, time_limit_s: float = placement.TIME_LIMIT_S) -> list[dict[str, Any]]:
        """Return cost against the percentage that is reached, which steps over the target that was asked for."""
        points = placement.curve(
            self.candidates,
            self.covered,
            self.wanted,
            steps=steps,
            time_limit_s=time_limit_s,
            ties=self.linking.ties_of_connectable,
            listen=self.listen,
        )
        before_cm, whole_cm = self._lengths_cm
        return [
            {
                "percent": percent_of(before_cm + found.new_cm, whole_cm),
                "target_pct": target,
                "cost": found.cost,
                "gap": found.gap,
                "sites": len(found.chosen),
            }
            for target, found in points
        ]

    @property
    def _lengths_cm(self) -> tuple[int, int]:
        """What is covered now of the wanted metres, and their whole length."""
        before = sum((self.covered[route] & whole).length_cm for route, whole in self.wanted.items())
        return before, sum(one.length_cm for one in self.wanted.values())

    def as_json(self, found: Placement) -> dict[str, Any]:
        before, whole = self._lengths_cm
        counted, adds, beside = self._of_k2(found)
        k2_cm = sum(self.surveillance.lengths_cm.values())
        return {
            **asdict(found),
            "chosen": list(found.chosen),
            "new_km": found.new_cm / CM_PER_KM,
            "greedy_km": found.greedy_cm / CM_PER_KM,
            "wanted_km": whole / CM_PER_KM,
            "percent_before": percent_of(before, whole),
            "percent_after": percent_of(before + found.new_cm, whole),
            "base": self.scope.as_json(self.wanted),
            "k2_before": percent_of(counted, k2_cm),
            "k2_after": percent_of(counted + adds, k2_cm),
            "k2_km": k2_cm / CM_PER_KM,
            "new_out_of_scope_km": beside / CM_PER_KM,
            "candidates": len(self.candidates) + len(self.left_out),
            "left_out": [asdict(one) for one in self.left_out],
            "medium": self.linking.medium,
            "radio_m": self.linking.most_m if self.linking.medium == RADIO else None,
            "terrain": self.surveillance.terrain_json(),
            "sites": self._sites_json(found),
            "stretches_km": self._stretches_json(found),
        }

    def _of_k2(self, found: Placement) -> tuple[int, int, int]:
        """Return centimetres that K2 counts now, that the chosen add to it, and of these those out of scope."""
        chosen = [one for one in self.candidates if one.uid in set(found.chosen)]
        counted = sum(metres.length_cm for metres in self.covered.values())
        adds = {
            route: union(*(one.seen.get(route, EMPTY) for one in chosen)) - metres
            for route, metres in self.covered.items()
        }
        beside = [metres & self.surveillance.out_of_scope.get(route, EMPTY) for route, metres in adds.items()]
        return counted, sum(one.length_cm for one in adds.values()), sum(one.length_cm for one in beside)

    def _sites_json(self, found: Placement) -> list[dict[str, Any]]:
        chosen, links = set(found.chosen), self.linking.links(found.chosen)
        pairs = zip(self.sites, self.candidates, strict=True)
        return [
            {
                **self._site_json(site, candidate),
                "site": site.site,
                "joined": site.site in self.linking.joined,
                **links[site.code],
            }
            for site, candidate in pairs
            if site.code in chosen
        ]

    def _site_json(self, site: Site, candidate: Candidate) -> dict[str, Any]:
        lon, lat = degrees(site.x, site.y)
        new_cm = sum(
            ((candidate.seen.get(route, EMPTY) & whole) - self.covered[route]).length_cm
            for route, whole in self.wanted.items()
        )
        return {
            "code": site.code,
            "model": site.model,
            "mast_m": site.mast_m,
            "cost": site.cost,
            "route": site.route,
            "from_km": site.from_cm / CM_PER_KM if site.is_linear else None,
            "to_km": site.to_cm / CM_PER_KM if site.is_linear else None,
            "lon": lon,
            "lat": lat,
            "alone_km": new_cm / CM_PER_KM,
        }

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

    def _seen(self, site: Site) -> dict[str, MeasureSet]:
        model = self._models[site.model]
        if model.family not in self.surveillance.rule.families:
            return {}
        if site.is_linear:
            return site.stretches
        eye = eye_at(
            site.x,
            site.y,
            azimuth_deg=site.azimuth_deg,
            sector_deg=float(site.sector_deg or model.field_of_view_deg),
            range_m=float(model.detection_m),
            mast_m=site.mast_m,
            **vertical_of(model),
        )
        return {route: sight.seen for route, sight in self.surveillance.situation.scenery.look(eye).items()}


def _require_single_cover(surveillance: Surveillance) -> None:
    rule = surveillance.rule
    if rule.depth > 1 or (rule.each_family and len(rule.families) > 1):
        raise PlacementError(
            _(
                "K2’s definition asks for several sensors on each metre; a placement answers only where one is"
                " enough."
            ),
            "as_of",
        )


def _none_joined(left_out: Sequence[Apart]) -> str:
    """Return why no candidate can be joined: the first few with their reasons."""
    told = "; ".join(f"{one.code}: {reason_text(one)}" for one in left_out[:MOST_REASONS])
    return _("None of the candidates can be joined to the network. %(reasons)s") % {"reasons": told}


def scope_of(arguments: Mapping[str, Any]) -> Scope:
    """Return which metres count, from the arguments of a job."""
    impacts, within = tuple(arguments.get("impacts") or ()), arguments.get("within")
    if not within:
        return Scope(impacts, arguments.get("route") or None)
    from_cm, to_cm = (round(within[end] * CM_PER_KM) for end in ("from_km", "to_km"))
    return Scope(impacts, within["route"], from_cm, to_cm)


def links_of(arguments: Mapping[str, Any]) -> Links:
    return Links(arguments.get("medium") or RADIO, arguments.get("radio_m"))
