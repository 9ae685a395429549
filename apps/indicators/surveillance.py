"""What a surveillance planner asks, by the rule that K2 has on the day: coverage, gaps, outages."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from apps.border.models import Exclusion, SectionImpact, SectionStretch
from apps.geo.coverage import (
    CAUSES,
    Closers,
    Coverage,
    Gap,
    Means,
    Rule,
    causes_of,
    coverage,
    gaps,
    without_heights_cm,
)
from apps.geo.errors import Conflict, NetworkError, gettext_noop
from apps.geo.measures import CM_PER_KM, CM_PER_M, EMPTY, MeasureSet
from apps.geo.network import Network
from apps.geo.outage import Loss, single_failures
from apps.geo.snapping import point_at
from apps.geo.switched_off import switched_off
from apps.geo.ways import broken_on_ways
from apps.indicators.figures import NO_DATA, OK, Rulebook, percent_of
from apps.indicators.models import Definition, Indicator
from apps.surveillance.heights import without_heights
from apps.surveillance.situation import History, Parameters, Situation, lengths_cm, registered

SITES_NEAR = 3
OUT_OF_SCOPE = CAUSES[0]
NOT_JOINED = ("no_power", "no_link")
KINDS = ("installed", "operational", "integrated", "twice", "both_families", "by_day", "by_night", "counted")


@dataclass(frozen=True)
class GapFound:
    """A gap with where it lies, what stands nearest to its middle (code, metres), and what would close it.

    Of each sensor that would, the cause that keeps it from it; of one without power or link, what is broken on its
    way to the command centre.
    """

    gap: Gap
    sections: tuple[str, ...]
    impact: str | None
    nearest: tuple[tuple[str, int], ...]
    closers: tuple[tuple[str, str], ...]
    broken: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def closed_by(self) -> tuple[str, ...]:
        return tuple(code for code, _cause in self.closers)

    def by_need(self) -> dict[str, list[str]]:
        """Return the sensors by what keeps them from covering, in the order of the causes."""
        return {
            cause: codes
            for cause in CAUSES
            if (codes := [code for code, own in self.closers if own == cause])
        }

    def named(self, sensor: str) -> str:
        """Return a sensor's code, and behind it what is broken on its way."""
        broken = self.broken.get(sensor)
        return f"{sensor} ({', '.join(broken)})" if broken else sensor

    def as_json(self) -> dict[str, Any]:
        return {
            "route": self.gap.route,
            "from_km": self.gap.from_cm / CM_PER_KM,
            "to_km": self.gap.to_cm / CM_PER_KM,
            "length_km": self.gap.length_cm / CM_PER_KM,
            "cause": self.gap.cause,
            "sections": list(self.sections),
            "impact": self.impact,
            "nearest_sites": [{"site": code, "distance_m": metres} for code, metres in self.nearest],
            "closed_by": list(self.closed_by),
            "closers": [
                {"sensor": code, "cause": cause, "broken": list(self.broken.get(code, ()))}
                for code, cause in self.closers
            ],
        }


class Surveillance:
    """Everything about surveillance as of a day, on one route or all; as if some of it had failed if asked so."""

    def __init__(self, day: date, route: str | None = None, failed: Sequence[str] = ()):
        self.day = day
        self.lengths_cm = lengths_cm(route)
        self.failed = tuple(failed)

    @cached_property
    def definition(self) -> Definition | None:
        if not Indicator.objects.filter(code="K2").exists():
            return None
        [(_indicator, definition)] = Rulebook("K2").on(self.day)
        return definition

    @cached_property
    def parameters(self) -> Parameters:
        if self.definition and self.definition.fault:
            message = gettext_noop("Version %(version)s of K2's definition cannot be counted by: %(reason)s")
            told = {"version": self.definition.version, "reason": self.definition.fault}
            raise Conflict(message, "parameters", **told)
        return Parameters.of(self.definition.parameters if self.definition else {})

    @cached_property
    def situation(self) -> Situation:
        return History().on(self.day, self.parameters.conditions)

    @cached_property
    def means(self) -> list[Means]:
        return self._left[0]

    @property
    def network(self) -> Network:
        return self._left[1]

    @cached_property
    def _left(self) -> tuple[list[Means], Network]:
        situation = self.situation
        return switched_off(situation.means, situation.network, self._standing(self.failed))

    def _standing(self, codes: Sequence[str]) -> list[str]:
        """Leave out what is registered but does not stand on this day, so that an outage can be seen over time."""
        network = self.situation.network
        standing = {*network.nodes, *(link.uid for link in network.links)}
        standing |= {sensor.code for sensor in self.situation.sensors}
        others = set(codes) - standing
        absent = registered(others) if others else set()
        return [code for code in codes if code not in absent]

    @property
    def rule(self) -> Rule:
        return self.parameters.rule

    @cached_property
    def coverage(self) -> dict[str, Coverage]:
        return coverage(self.means, self.network, self.rule, self.lengths_cm)

    def coverage_json(self) -> dict[str, Any]:
        routes = [self._route_json(route, found) for route, found in self.coverage.items()]
        names = ("length_km", *map(_km_name, KINDS))
        total = {name: round(sum(one[name] for one in routes), 5) for name in names}  # whole centimetres
        counted_cm = sum(found.counted.length_cm for found in self.coverage.values())
        return {
            "as_of": self.day.isoformat(),
            "definition_version": self.definition.version if self.definition else None,
            "state": OK if self.situation.is_known else NO_DATA,
            "terrain": self.terrain_json(),
            "without_place": self.situation.without_place,
            "without_stretch": self.situation.without_stretch,
            "without_heights": self.without_heights_json(),
            "total": {**total, "percent": self._percent(counted_cm, sum(self.lengths_cm.values()))},
            "routes": routes,
        }

    def _percent(self, part_cm: int, whole_cm: int) -> float | None:
        return percent_of(part_cm, whole_cm) if self.situation.is_known else None

    def terrain_json(self) -> dict[str, Any] | None:
        """Return what the coverage was computed over; None if only range and sector decided."""
        return self.situation.scenery.terrain.as_json()

    @cached_property
    def without_heights(self) -> dict[str, MeasureSet]:
        """The metres of each route that the terrain in force has no heights for."""
        scenery = self.situation.scenery
        lines = {route: line for route, line in scenery.lines.items() if route in self.lengths_cm}
        return without_heights(lines, scenery.terrain)

    def without_heights_json(self) -> dict[str, Any]:
        found = {route: metres for route, metres in self.without_heights.items() if metres}
        sensors = {uid: cm / CM_PER_KM for uid, cm in without_heights_cm(self.means).items()}
        return {
            "total_km": sum(metres.length_cm for metres in found.values()) / CM_PER_KM,
            "stretches_km": {route: pairs_km(metres) for route, metres in found.items()},
            "sensors_km": sensors,
        }

    def gaps(self) -> list[GapFound]:
        found = gaps(self.means, self.network, self.rule, self.lengths_cm, self.out_of_scope)
        return [self._placed(gap) for gap in found]

    @cached_property
    def out_of_scope(self) -> dict[str, MeasureSet]:
        events = Exclusion.objects.filter(indicator="K2").as_of(self.day)
        return {route: metres for (route,), metres in events.sets("route__code").items()}

    def failures(self) -> list[Loss]:
        return single_failures(self.means, self.network, self.rule)

    def lost(self, failed: Sequence[str]) -> dict[str, MeasureSet]:
        """Return what the rule counts of each route and no longer does when all of these fail together."""
        left = switched_off(self.means, self.network, self._standing(failed))
        after = coverage(*left, self.rule, self.lengths_cm)
        both = {route: (found.counted, after[route].counted) for route, found in self.coverage.items()}
        return {route: gone for route, (before, now) in both.items() if (gone := before - now)}

    def _route_json(self, route: str, found: Coverage) -> dict[str, Any]:
        lengths = {_km_name(name): getattr(found, name).length_cm / CM_PER_KM for name in KINDS}
        return {
            "route": route,
            "length_km": self.lengths_cm[route] / CM_PER_KM,
            **lengths,
            "percent": self._percent(found.counted.length_cm, self.lengths_cm[route]),
            "stretches_km": {name: pairs_km(getattr(found, name)) for name in KINDS},
        }

    @cached_property
    def _sections(self) -> dict[str, list[tuple[str, int, int]]]:
        rows = SectionStretch.objects.as_of(self.day).order_by("from_cm")
        found: dict[str, list[tuple[str, int, int]]] = {}
        for route, *section in rows.values_list("route__code", "section__code", "from_cm", "to_cm"):
            found.setdefault(route, []).append(tuple(section))
        return found

    def sections(self) -> dict[str, dict[str, MeasureSet]]:
        """Return by route the metres of each section on the day."""
        return {
            route: {
                section: MeasureSet.from_pairs(
                    (start, end) for code, start, end in stretches if code == section
                )
                for section, *_ in stretches
            }
            for route, stretches in self._sections.items()
            if route in self.lengths_cm
        }

    @cached_property
    def _impacts(self) -> dict[str, tuple[int, str]]:
        rows = SectionImpact.objects.as_of(self.day)
        return {
            code: (order, level)
            for code, order, level in rows.values_list("section__code", "level__order", "level__code")
        }

    def of_impact(self, levels: Iterable[str]) -> dict[str, MeasureSet]:
        """Return the metres of the sections that have one of these impact levels on the day."""
        wanted = set(levels)
        return {
            route: MeasureSet.from_pairs(
                (from_cm, to_cm)
                for code, from_cm, to_cm in sections
                if code in self._impacts and self._impacts[code][1] in wanted
            )
            for route, sections in self._sections.items()
        }

    @cached_property
    def _causes(self) -> dict[str, str]:
        return causes_of(self.means, self.network, self.rule)

    @cached_property
    def _closers(self) -> Closers:
        return Closers(self.means)

    @cached_property
    def _broken(self) -> dict[str, tuple[str, ...]]:
        return broken_on_ways(self.network, self.rule.level)

    @cached_property
    def _sites(self) -> tuple[list[str], NDArray]:
        """Codes and places of the sites."""
        nodes = self.situation.network.nodes
        found = {code: point for code, point in self.situation.points.items() if nodes[code].kind == "site"}
        return list(found), np.array(list(found.values())).reshape(-1, 2)

    def _placed(self, gap: Gap) -> GapFound:
        sections = [
            code
            for code, from_cm, to_cm in self._sections.get(gap.route, ())
            if from_cm < gap.to_cm and gap.from_cm < to_cm
        ]
        impacts = [self._impacts[code] for code in sections if code in self._impacts]
        closers = self._closers.of(gap) if gap.cause != OUT_OF_SCOPE else []
        told = [one for one in closers if one.uid in self._causes]
        return GapFound(
            gap,
            tuple(sections),
            max(impacts)[1] if impacts else None,
            self._nearest(gap),
            tuple((one.uid, self._causes[one.uid]) for one in told),
            {one.uid: self._broken.get(one.site, ()) for one in told if self._causes[one.uid] in NOT_JOINED},
        )

    def _nearest(self, gap: Gap) -> tuple[tuple[str, int], ...]:
        line = self.situation.scenery.lines.get(gap.route)
        codes, points = self._sites
        if line is None or not codes:
            return ()
        middle = point_at(line.points, (gap.from_cm + gap.to_cm) / 2)
        distances_m = np.hypot(*(points - middle).T)
        return tuple((codes[n], round(distances_m[n])) for n in np.argsort(distances_m)[:SITES_NEAR])


def codes_of(text: str | None) -> list[str]:
    """Return the codes that somebody wrote with commas between them; none if nothing was written.

    Raises
    ------
    NetworkError
        Something was written, but no code between the commas.
    """
    codes = [code for part in (text or "").split(",") if (code := part.strip())]
    if text and not codes:
        raise NetworkError(gettext_noop("There is no code in “%(text)s”."), "fail", text=text)
    return codes


def parted(found: Iterable[GapFound]) -> tuple[list[GapFound], list[GapFound]]:
    """Return the gaps, and apart from them the slivers, in the order in which they came."""
    least_cm, found = settings.GAP_SLIVER_M * CM_PER_M, list(found)
    wide = [one for one in found if one.gap.length_cm >= least_cm]
    return wide, [one for one in found if one.gap.length_cm < least_cm]


def gaps_json(found: Iterable[GapFound], surveillance: Surveillance) -> dict[str, Any]:
    found, day = list(found), surveillance.day
    by_cause: Counter[str] = Counter()
    for one in found:
        by_cause[one.gap.cause] += one.gap.length_cm
    lengths = {cause: length_cm / CM_PER_KM for cause, length_cm in by_cause.most_common()}
    return {
        "as_of": day.isoformat(),
        "state": OK if surveillance.situation.is_known else NO_DATA,
        "by_cause_km": lengths,
        "gaps": [one.as_json() for one in found],
    }


def losses_json(losses: Iterable[Loss], day: date) -> dict[str, Any]:
    return {"as_of": day.isoformat(), "losses": [_loss_json(loss) for loss in losses]}


def outage_json(surveillance: Surveillance, failed: Sequence[str]) -> dict[str, Any]:
    """Return what is lost when all of these fail together, with the figure before and after."""
    gone, whole_cm = surveillance.lost(failed), sum(surveillance.lengths_cm.values())
    before_cm = sum(found.counted.length_cm for found in surveillance.coverage.values())
    after_cm = before_cm - sum(metres.length_cm for metres in gone.values())
    return {
        **lost_json(gone, failed, surveillance.day),
        "counted_before_km": before_cm / CM_PER_KM,
        "counted_after_km": after_cm / CM_PER_KM,
        "percent_before": percent_of(before_cm, whole_cm),
        "percent_after": percent_of(after_cm, whole_cm),
    }


def lost_json(gone: Mapping[str, MeasureSet], failed: Sequence[str], day: date) -> dict[str, Any]:
    return {
        "as_of": day.isoformat(),
        "failed": list(failed),
        "lost_km": sum(metres.length_cm for metres in gone.values()) / CM_PER_KM,
        "stretches_km": {route: pairs_km(metres) for route, metres in gone.items()},
    }


def pairs_km(metres: MeasureSet = EMPTY) -> list[list[float]]:
    return [[from_cm / CM_PER_KM, to_cm / CM_PER_KM] for from_cm, to_cm in metres.pairs()]


def _loss_json(loss: Loss) -> dict[str, Any]:
    return {
        "uid": loss.uid,
        "type": "link" if loss.is_link else "node",
        "lost_km": loss.lost_cm / CM_PER_KM,
        "for_want_of_data_km": loss.data_cm / CM_PER_KM,
        "for_want_of_power_km": loss.power_cm / CM_PER_KM,
        "sensors": loss.sensors,
    }


def _km_name(name: str) -> str:
    return f"{name}_km"
