"""How many sensors look at each border section: counts, which say nothing of where a sensor stands."""

from dataclasses import dataclass
from datetime import date

from apps.geo.coverage import INSTALLED, Means, cause_of
from apps.geo.measures import EMPTY, MeasureSet
from apps.indicators.surveillance import Surveillance


@dataclass(frozen=True)
class SensorCount:
    """Sensors that see some metre of a section: those that stand there, and those that K2's rule counts."""

    installed: int = 0
    integrated: int = 0


def sensors_by_section(day: date, route: str | None = None) -> dict[tuple[str, str], SensorCount]:
    """Return the counts by route and section; a sensor that sees two sections counts in both."""
    surveillance = Surveillance(day, route)
    standing = [one for one in surveillance.means if one.state in INSTALLED]
    counted = [one for one in standing if _is_integrated(one, surveillance)]
    return {
        (name, section): SensorCount(_seeing(standing, name, metres), _seeing(counted, name, metres))
        for name, sections in surveillance.sections().items()
        for section, metres in sections.items()
    }


def _is_integrated(one: Means, surveillance: Surveillance) -> bool:
    return (
        one.state in surveillance.rule.states
        and cause_of(one, surveillance.network, surveillance.rule) is None
    )


def _seeing(means: list[Means], route: str, metres: MeasureSet) -> int:
    seen = (one.sights[route].seen if route in one.sights else EMPTY for one in means)
    return sum(1 for one in seen if one & metres)
