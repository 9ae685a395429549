"""The rule of K2: what of the whole length working, integrated means cover; and the series beside it."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property

from apps.geo.coverage import Coverage, coverage
from apps.geo.measures import MeasureSet, Share
from apps.indicators.models import Definition
from apps.surveillance.situation import History, Parameters, lengths_cm

COVERED_SHARE = "covered_share"


class Covered:
    """What the register says of surveillance, read when first asked and once for all days."""

    def __init__(self):
        self._known: dict[tuple, dict[str, Coverage]] = {}

    @cached_property
    def _history(self) -> History:
        return History()

    @cached_property
    def _lengths_cm(self) -> dict[str, int]:
        return lengths_cm()

    def shares(self, definition: Definition, day: date, routes: Iterable[str]) -> dict[str, Share | None]:
        """Return what the definition counts of each route; None before the first sensor is registered.

        None as well by a definition that cannot be counted by.
        """
        if definition.fault or self._history.begins_after(day):
            return dict.fromkeys(routes)
        found = self._on(definition, day)
        wholes = {route: MeasureSet.of((0, self._lengths_cm[route])) for route in routes}
        return {route: Share(found[route].counted & whole, whole) for route, whole in wholes.items()}

    def _on(self, definition: Definition, day: date) -> dict[str, Coverage]:
        key = (definition.pk, day)
        if key not in self._known:
            asked = Parameters.of(definition.parameters)
            situation = self._history.on(day, asked.conditions)
            self._known[key] = coverage(situation.means, situation.network, asked.rule, self._lengths_cm)
        return self._known[key]
