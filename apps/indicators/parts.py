"""A share figure cut by a partition of the route: per section, per segment, per unit."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import numpy as np

from apps.border.models import SectionStretch, Segment, UnitStretch
from apps.geo.errors import NotFound, gettext_noop
from apps.geo.measures import CM_PER_KM
from apps.indicators.figures import NOT_APPLICABLE, OK, RouteShare, behind, percent_of

PARTITIONS = {
    "section": (SectionStretch, "section__code"),
    "unit": (UnitStretch, "unit__code"),
    "segment": (Segment, "code"),
}


@dataclass(frozen=True)
class PartShare:
    """One part of a route: how much of it counts, of how much, in centimetres of official measure."""

    part: str
    route: str
    numerator_cm: int
    denominator_cm: int

    @property
    def percent(self) -> float | None:
        return percent_of(self.numerator_cm, self.denominator_cm)

    def as_json(self) -> dict:
        return {
            "part": self.part,
            "route": self.route,
            "numerator_km": self.numerator_cm / CM_PER_KM,
            "denominator_km": self.denominator_cm / CM_PER_KM,
            "state": OK if self.denominator_cm else NOT_APPLICABLE,
            "percent": self.percent,
        }


def shares_by(partition: str, *, as_of: date, code: str = "K1", route: str | None = None) -> list[PartShare]:
    """Return the share of each part of a partition, in the order of the route."""
    if partition not in PARTITIONS:
        message = gettext_noop("A figure is cut by section, unit or segment, not by %(name)s.")
        raise NotFound(message, "by", name=partition)
    model, label = PARTITIONS[partition]
    found = []
    for name, route_share in behind(as_of=as_of, route=route, code=code).items():
        parts = model.objects.as_of(as_of).filter(route__code=name).order_by("from_cm")
        found += _of_route(name, list(parts.values_list(label, "from_cm", "to_cm")), route_share)
    return found


def _of_route(route: str, parts: list[tuple[str, int, int]], behind_it: RouteShare) -> list[PartShare]:
    if behind_it.share is None or not parts:
        return []
    ends = np.array([[from_cm, to_cm] for _, from_cm, to_cm in parts])
    lengths = defaultdict(lambda: np.zeros(2, dtype=np.int64))
    for side, metres in enumerate((behind_it.share.part, behind_it.share.whole)):
        inside = metres.length_below(ends[:, 1]) - metres.length_below(ends[:, 0])
        for (part, *_), length in zip(parts, inside, strict=True):
            lengths[part][side] += length
    return [PartShare(part, route, *map(int, both)) for part, both in lengths.items()]
