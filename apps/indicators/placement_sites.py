"""The candidates of a placement: given row by row, or generated on the line."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from math import isfinite
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from pyproj.exceptions import ProjError

from apps.border.locate import TO_DEGREES, TO_GRID
from apps.border.places import require_near
from apps.geo.errors import BorderGisError, MeasureError, PlacementError
from apps.geo.measures import CM_PER_KM, MeasureSet
from apps.geo.snapping import points_at
from apps.indicators.surveillance import Surveillance
from apps.surveillance.linear import linear_models
from apps.surveillance.models import CODE, MOST_MAST_M, Link, Node, Sensor, SensorModel

TENTHS = ("mast_m", "azimuth_deg", "sector_deg")
"""Kept to a tenth, as the register does."""
MOST_M = 1e8
LONGEST_CODE = 40
DEGREES, GRID, ON_LINE = ("lon", "lat"), ("east_m", "north_m"), ("route", "km")
ENDS = ("from_km", "to_km")
COLUMNS = ("code", "model", *DEGREES, *GRID, *ON_LINE, *ENDS, *TENTHS, "cost", "site")
BOUNDS = {
    "lon": (-180, 180),
    "lat": (-90, 90),
    "east_m": (-MOST_M, MOST_M),
    "north_m": (-MOST_M, MOST_M),
    "km": (0, 1e5),
    "from_km": (0, 1e5),
    "to_km": (0, 1e5),
    "mast_m": (0, MOST_MAST_M),
    "azimuth_deg": (0, 359.9),
    "sector_deg": (1, 360),
    "cost": (1e-9, 1e15),
}


@dataclass(frozen=True)
class Site:
    """A candidate: a place in metres of the grid, what would stand there, and the cost in some unit.

    With `site` the sensor would stand on a site that is registered already. A fibre or cable senses along its
    stretch of a route; its place is where its data link begins.
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
    route: str | None = None
    from_cm: int | None = None
    to_cm: int | None = None

    @property
    def is_linear(self) -> bool:
        return self.route is not None

    @property
    def stretches(self) -> dict[str, MeasureSet]:
        """What it senses along, by route; nothing if it looks from a place."""
        return {self.route: MeasureSet.of((self.from_cm, self.to_cm))} if self.is_linear else {}


def sites_given(rows: Iterable[Mapping[str, Any]], surveillance: Surveillance) -> list[Site]:
    """Return candidates from rows: code, model, a place; mast, bearing, sector, cost, site if given.

    A place is lon and lat (EPSG:4326), east_m and north_m in the national grid, or route and km; with `site`
    that of the registered site, if none is given. A fibre or cable has route, from_km and to_km; its place is the
    start of this stretch, if none is given.

    Raises
    ------
    PlacementError
        `where` names row and column: a column or model that is unknown, a number out of its bounds, no place,
        a code that another row or something registered has.
    """
    linear, models = linear_models(), set(SensorModel.objects.values_list("code", flat=True))
    found = [_at(f"candidates[{n}]", _site, row, surveillance, linear) for n, row in enumerate(rows)]
    most = Counter(site.code for site in found)
    nodes = _taken(Node, most)
    sensors = _taken(Sensor, [*most, *(sensor_code(site) for site in found)])
    links = _taken(Link, most)
    for n, site in enumerate(found):
        where = f"candidates[{n}]"
        _at(where, require_model, site.model, models)
        if most[site.code] > 1:
            message = _("Two candidates have the code %(code)s.")
            raise PlacementError(message % {"code": site.code}, f"{where}.code")
        if site.code in nodes and not site.site:
            message = _(
                "There is a node %(code)s already: name it as the candidate’s site, or take another code."
            )
            raise PlacementError(message % {"code": site.code}, f"{where}.code")
        if known := next((code for code in (site.code, sensor_code(site)) if code in sensors), None):
            message = _("There is a sensor %(code)s already: take another code.")
            raise PlacementError(message % {"code": known}, f"{where}.code")
        if site.code in links:
            message = _("There is a link %(code)s already: take another code.")
            raise PlacementError(message % {"code": site.code}, f"{where}.code")
    return found


def sensor_code(site: Site) -> str:
    """Return what the sensor of a candidate is called once it is drafted."""
    return f"{site.code}-{site.model}"[:LONGEST_CODE]


def _taken(model: type[Model], codes: Iterable[str]) -> set[str]:
    return set(model.objects.filter(code__in=list(codes)).values_list("code", flat=True))


def sites_along(
    surveillance: Surveillance,
    *,
    model: str,
    every_km: float,
    mast_m: float = 30,
    cost: float = 1,
    within: Mapping[str, MeasureSet] | None = None,
) -> list[Site]:
    """Return candidates on the line of each route, one every so many kilometres, or on some metres of it only.

    Of a fibre or cable each is a stretch so long; a shorter one costs as much less. None stands where surveillance
    is not asked for.
    """
    if not 0.1 <= every_km <= 1_000:
        raise MeasureError(_("Candidates stand 0.1 to 1000 km apart."), "along.every_km")
    step_cm, found = round(every_km * CM_PER_KM), []
    is_linear = model in linear_models()
    for route in surveillance.situation.scenery.lines:
        if route not in surveillance.lengths_cm:
            continue
        some = within and within.get(route, MeasureSet())
        length_cm, beside = surveillance.lengths_cm[route], surveillance.out_of_scope.get(route, MeasureSet())
        common = {"model": model, "mast_m": round(mast_m, 1), "cost": cost}
        if is_linear:
            pieces = _pieces(length_cm, step_cm, some)
            asked = [pair for piece in pieces for pair in (MeasureSet.of(piece) - beside).pairs()]
            found += [_laid(surveillance, route, pair, step_cm, common) for pair in asked]
        else:
            middles = [cm for cm in _middles(length_cm, step_cm, some) if cm not in beside]
            found += _standing(surveillance, route, middles, common)
    return _with_free_codes(found)


def _standing(
    surveillance: Surveillance, route: str, measures: list[int], common: dict[str, Any]
) -> list[Site]:
    points = points_at(surveillance.situation.scenery.lines[route].points, measures) if measures else []
    return [
        Site(_code(route, cm), float(x), float(y), **common)
        for cm, (x, y) in zip(measures, points, strict=True)
    ]


def _laid(
    surveillance: Surveillance, route: str, pair: tuple[int, int], step_cm: int, common: dict[str, Any]
) -> Site:
    from_cm, to_cm = pair
    [(x, y)] = points_at(surveillance.situation.scenery.lines[route].points, [from_cm])
    cost = common["cost"] * min(1, (to_cm - from_cm) / step_cm)
    ends = {"route": route, "from_cm": from_cm, "to_cm": to_cm}
    return Site(_code(route, from_cm), float(x), float(y), **{**common, "cost": cost}, **ends)


def require_model(code: str, models: set[str] | None = None) -> None:
    """Refuse a model that is unknown."""
    if code not in (set(SensorModel.objects.values_list("code", flat=True)) if models is None else models):
        raise PlacementError(_("There is no sensor model %(code)s.") % {"code": code}, "model")


def degrees(x: float, y: float) -> tuple[float, float]:
    """Return longitude and latitude of a place in the grid, to a tenth of a millimetre."""
    lon, lat = TO_DEGREES.transform(x, y)
    return round(lon, 9), round(lat, 9)


def _code(route: str, cm: int) -> str:
    km = f"{cm / CM_PER_KM:.5f}".rstrip("0")
    return f"{route}-{km}0" if km.endswith(".") else f"{route}-{km}"


def _with_free_codes(sites: list[Site]) -> list[Site]:
    """Return sites whose codes nothing has: an earlier placement may have kept the same places."""
    taken = {code for model in (Node, Sensor, Link) for code in model.objects.values_list("code", flat=True)}
    return [replace(site, code=free_code(site.code, taken)) for site in sites]


def free_code(code: str, taken: Container[str]) -> str:
    """Return the code, or if something has it the first with a number behind it."""
    n, free = 1, code
    while free in taken:
        n, free = n + 1, f"{code}-{n + 1}"
    return free


def _middles(length_cm: int, step_cm: int, within: MeasureSet | None) -> list[int]:
    """Return the middles of equal steps; a rest at the end of the route that is no half step has none."""
    if within is None:
        return list(range(step_cm // 2, length_cm, step_cm))
    return [(from_cm + to_cm) // 2 for from_cm, to_cm in _pieces(length_cm, step_cm, within)]


def _pieces(length_cm: int, step_cm: int, within: MeasureSet | None) -> Iterator[tuple[int, int]]:
    """Yield equal steps from the route's start, the last one shorter; within some stretches, from the start of each."""
    if within is None:
        yield from ((start, min(start + step_cm, length_cm)) for start in range(0, length_cm, step_cm))
        return
    for from_cm, to_cm in within.pairs():
        count = max(1, round((to_cm - from_cm) / step_cm))
        ends = [from_cm + n * (to_cm - from_cm) // count for n in range(count + 1)]
        yield from pairwise(ends)


def _at(where: str, work, *arguments):
    try:
        return work(*arguments)
    except BorderGisError as error:
        raise error.at(where) from None


def _site(row: Mapping[str, Any], surveillance: Surveillance, linear: set[str]) -> Site:
    for column in row:
        if column not in COLUMNS:
            message = _("There is no column %(column)s; known are %(known)s.")
            raise PlacementError(message % {"column": column, "known": ", ".join(COLUMNS)}, str(column))
    given = {name: value for name, value in row.items() if value not in (None, "")}
    for name in ("code", "model"):
        if name not in given:
            raise PlacementError(_("A candidate needs a %(column)s.") % {"column": name}, name)
    code = str(given["code"]).strip()
    if not CODE.regex.match(code) or len(code) > 30:
        message = _("A code has 1 to 30 letters, digits, dots, colons, dashes and underscores, not %(code)s.")
        raise PlacementError(message % {"code": code}, "code")
    numbers = {name: round(_number(given, name), 1) for name in TENTHS if name in given}
    cost = {"cost": _number(given, "cost")} if "cost" in given else {}
    model, site = str(given["model"]).strip(), str(given["site"]).strip() if "site" in given else None
    stretch = _stretch(given, surveillance, is_linear=model in linear)
    if stretch:
        given = _with_place(given)
    x, y = _place(given, surveillance)
    return Site(code, x, y, model, **numbers, **cost, site=site, **stretch)


def _stretch(given: Mapping[str, Any], surveillance: Surveillance, is_linear: bool) -> dict[str, Any]:
    """Return route and ends of a fibre or cable; nothing for what looks from a place."""
    if not is_linear:
        for name in ENDS:
            if name in given:
                message = _("%(model)s looks from a place: only a fibre or cable has %(column)s.")
                raise PlacementError(message % {"model": given["model"], "column": name}, name)
        return {}
    for name in ("route", *ENDS):
        if name not in given:
            message = _(
                "%(model)s senses along itself, as a fibre or cable does: it needs route, from_km and to_km."
            )
            raise PlacementError(message % {"model": given["model"]}, name)
    route = str(given["route"]).strip()
    length_cm = surveillance.lengths_cm.get(route)
    if length_cm is None:
        raise PlacementError(_("There is no route %(route)s.") % {"route": route}, "route")
    from_cm, to_cm = (round(_number(given, name) * CM_PER_KM) for name in ENDS)
    if not from_cm < to_cm <= length_cm:
        message = _("Km %(from_km)s to %(to_km)s is no stretch of %(route)s, which ends at km %(length_km)s.")
        kms = {"from_km": from_cm / CM_PER_KM, "to_km": to_cm / CM_PER_KM, "length_km": length_cm / CM_PER_KM}
        raise PlacementError(message, "to_km", route=route, **kms)
    return {"route": route, "from_cm": from_cm, "to_cm": to_cm}


def _with_place(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is given of a fibre or cable with a place: where its stretch begins, if no other is said."""
    if "km" in given:
        return dict(given)
    elsewhere = {name: value for name, value in given.items() if name != "route"}
    is_placed = {"site", *DEGREES, *GRID} & elsewhere.keys()
    return elsewhere if is_placed else {**given, "km": given["from_km"]}


def _place(given: Mapping[str, Any], surveillance: Surveillance) -> tuple[float, float]:
    kinds = [pair for pair in (DEGREES, GRID, ON_LINE) if set(pair) & given.keys()]
    points = surveillance.situation.points
    if "site" in given and str(given["site"]) not in surveillance.situation.network.nodes:
        raise PlacementError(_("There is no site %(code)s.") % {"code": given["site"]}, "site")
    if "site" in given and not kinds and str(given["site"]) in points:
        return points[str(given["site"])]
    if len(kinds) != 1 or not set(kinds[0]) <= given.keys():
        raise PlacementError(
            _("A candidate needs one place: lon and lat, east_m and north_m, or route and km."), "lon"
        )
    [pair] = kinds
    if pair == ON_LINE:
        return _on_line(str(given["route"]).strip(), _number(given, "km"), surveillance)
    first, second = (_number(given, name) for name in pair)
    try:
        x, y = (first, second) if pair == GRID else TO_GRID.transform(first, second, errcheck=True)
        require_near(x, y)
    except ProjError:
        raise PlacementError(_("This place does not lie in the national grid."), "lon") from None
    except ValueError as error:
        raise PlacementError(str(error), pair[0]) from None
    return x, y


def _on_line(route: str, km: float, surveillance: Surveillance) -> tuple[float, float]:
    line = surveillance.situation.scenery.lines.get(route)
    if line is None:
        raise PlacementError(_("There is no route %(route)s.") % {"route": route}, "route")
    cm = round(km * CM_PER_KM)
    if not 0 <= cm <= surveillance.lengths_cm.get(route, 0):
        message = _("Km %(km)s is not on %(route)s.")
        raise PlacementError(message, "km", km=km, route=route)
    [(x, y)] = points_at(line.points, [cm])
    return float(x), float(y)


def _number(given: Mapping[str, Any], name: str) -> float:
    low, high = BOUNDS[name]
    try:
        number = float(given[name])
    except (TypeError, ValueError):
        message = _("%(column)s is no number: %(given)s.")
        raise PlacementError(message % {"column": name, "given": given[name]}, name) from None
    if not (isfinite(number) and low <= number <= high):
        message = _("%(column)s is from %(low)s to %(high)s, not %(given)s.")
        values = {"column": name, "low": f"{low:g}", "high": f"{high:g}", "given": given[name]}
        raise PlacementError(message % values, name)
    return number
