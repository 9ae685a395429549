"""The candidates of a placement: given row by row, or generated on the line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from apps.border.locate import TO_GRID
from apps.geo.errors import MeasureError, PlacementError
from apps.geo.measures import CM_PER_KM, MeasureSet
from apps.geo.snapping import points_at
from apps.indicators.surveillance import Surveillance

NUMBERS = ("mast_m", "azimuth_deg", "sector_deg", "cost")


@dataclass(frozen=True)
class Site:
    """A candidate: a place in metres of the grid, what would stand there, and the cost in some unit.

    With `site` the sensor would stand on a site that is registered already.
    """

    code: str
    x: float
    y: float
    model: str
    mast_m: float = 30
    azimuth_deg: float = 0
    sector_deg: float | None = None
    cost: float = 1
    site: str | None = None


def sites_given(rows: Iterable[Mapping[str, Any]]) -> list[Site]:
    """Return candidates from rows: code, lon, lat (EPSG:4326), model; mast, bearing, sector, cost, site if given.

    Raises
    ------
    PlacementError
        A row that is none, or two of one code.
    """
    found = [_site(row, f"candidates[{n}]") for n, row in enumerate(rows)]
    if len({site.code for site in found}) < len(found):
        raise PlacementError(_("Two candidates have the same code."), "candidates")
    return found


def sites_along(
    surveillance: Surveillance,
    *,
    model: str,
    every_km: float,
    mast_m: float = 30,
    cost: float = 1,
    within: Mapping[str, MeasureSet] | None = None,
) -> list[Site]:
    """Return candidates on the line of each route, one every so many kilometres, or on some metres of it only."""
    if not 0.1 <= every_km <= 1_000:
        raise MeasureError(_("Candidates stand 0.1 to 1000 km apart."), "every_km")
    step_cm, found = round(every_km * CM_PER_KM), []
    for route, line in surveillance.situation.scenery.lines.items():
        if route not in surveillance.lengths_cm:
            continue
        measures = _measures(
            surveillance.lengths_cm[route], step_cm, within and within.get(route, MeasureSet())
        )
        for cm, (x, y) in zip(measures, points_at(line.points, measures) if measures else [], strict=True):
            code = f"{route}-{cm / CM_PER_KM:.1f}"
            found.append(Site(code, float(x), float(y), model, mast_m=mast_m, cost=cost))
    return found


def _measures(length_cm: int, step_cm: int, within: MeasureSet | None) -> list[int]:
    """Return the middles of equal steps from the route's start; within some stretches, from the start of each."""
    if within is None:
        return list(range(step_cm // 2, length_cm, step_cm))
    found = []
    for from_cm, to_cm in within.pairs():
        count = max(1, round((to_cm - from_cm) / step_cm))
        found += [from_cm + (2 * n + 1) * (to_cm - from_cm) // (2 * count) for n in range(count)]
    return found


def _site(row: Mapping[str, Any], where: str) -> Site:
    try:
        x, y = TO_GRID.transform(float(row["lon"]), float(row["lat"]), errcheck=True)
        numbers = {name: float(row[name]) for name in NUMBERS if row.get(name) not in (None, "")}
        return Site(str(row["code"]), x, y, str(row["model"]), **numbers, site=row.get("site") or None)
    except (KeyError, TypeError, ValueError, ArithmeticError, RuntimeError) as error:
        message = _("A candidate needs code, lon, lat and model: %(error)s.")
        raise PlacementError(message % {"error": error}, where) from None
