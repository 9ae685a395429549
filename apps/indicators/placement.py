"""Where the next sensors belong: candidates given or generated, the exact answer, and a draft of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.border.geometry import point_hex
from apps.border.locate import TO_GRID
from apps.geo import placement
from apps.geo.errors import MeasureError, PlacementError
from apps.geo.measures import CM_PER_KM, EMPTY, MeasureSet
from apps.geo.placement import Candidate, Placement
from apps.geo.sight import Eye
from apps.geo.snapping import points_at
from apps.indicators.figures import percent_of
from apps.indicators.surveillance import Surveillance
from apps.ledger import services
from apps.ledger.commands import Add, Command, Put
from apps.ledger.models import ChangeSet
from apps.surveillance.models import SensorModel
from apps.surveillance.poses import eye_at

MOST_CANDIDATES = 5_000


@dataclass(frozen=True)
class Site:
    """A candidate: a place in metres of the grid, what would stand there, and the cost in some unit."""

    code: str
    x: float
    y: float
    model: str
    mast_m: float = 30
    azimuth_deg: float = 0
    sector_deg: float | None = None
    cost: float = 1


@dataclass(frozen=True)
class Question:
    """Either at most so many sites or a budget, or a target in percent."""

    sites: int | None = None
    budget: float | None = None
    target_pct: float | None = None
    time_limit_s: float = placement.TIME_LIMIT_S


class Planner:
    """The candidates of one question over the coverage of a day."""

    def __init__(self, surveillance: Surveillance, sites: Sequence[Site]):
        if not 0 < len(sites) <= MOST_CANDIDATES:
            message = _("Give 1 to %(most)s candidates, not %(given)s.")
            raise PlacementError(message % {"most": MOST_CANDIDATES, "given": len(sites)}, "candidates")
        self.surveillance, self.sites = surveillance, sites
        self._models = {model.code: model for model in SensorModel.objects.all()}
        self.candidates = [
            Candidate(site.code, self._seen(site, f"candidates[{n}]"), site.cost)
            for n, site in enumerate(sites)
        ]

    @property
    def covered(self) -> dict[str, MeasureSet]:
        return {route: found.counted for route, found in self.surveillance.coverage.items()}

    @property
    def wanted(self) -> dict[str, MeasureSet]:
        """The whole length, less what is out of scope."""
        wholes = {route: MeasureSet.of((0, cm)) for route, cm in self.surveillance.lengths_cm.items()}
        return {
            route: whole - self.surveillance.out_of_scope.get(route, EMPTY) for route, whole in wholes.items()
        }

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

    def curve(self, steps: int = 10, time_limit_s: float = placement.TIME_LIMIT_S) -> list[dict[str, float]]:
        """Return cost against percentage."""
        points = placement.curve(
            self.candidates, self.covered, self.wanted, steps=steps, time_limit_s=time_limit_s
        )
        return [{"percent": target, "cost": found.cost, "gap": found.gap} for target, found in points]

    def as_json(self, found: Placement) -> dict[str, Any]:
        before = sum((self.covered[route] & whole).length_cm for route, whole in self.wanted.items())
        whole = sum(one.length_cm for one in self.wanted.values())
        return {
            **asdict(found),
            "chosen": list(found.chosen),
            "new_km": found.new_cm / CM_PER_KM,
            "greedy_km": found.greedy_cm / CM_PER_KM,
            "percent_before": percent_of(before, whole),
            "percent_after": percent_of(before + found.new_cm, whole),
            "candidates": len(self.candidates),
            "terrain": self.surveillance.terrain_json(),
        }

    def draft(self, found: Placement, *, by: User) -> ChangeSet | None:
        """Keep the chosen sites and their sensors, planned, as a draft change set."""
        chosen = [site for site in self.sites if site.code in set(found.chosen)]
        commands = [command for site in chosen for command in self._commands(site)]
        return services.draft(commands=commands, by=by, reason=_("Sites chosen by the placement"))

    def _commands(self, site: Site) -> list[Command]:
        day, names = self.surveillance.day, {"name_lv": site.code, "name_en": site.code}
        point = point_hex(site.x, site.y, settings.NATIONAL_SRID)
        looks = {"mast_m": _decimal(site.mast_m), "azimuth_deg": _decimal(site.azimuth_deg)}
        sector = {"sector_deg": _decimal(site.sector_deg)} if site.sector_deg else {}
        standing = {"site": site.code, "state": "planned", **looks, **sector}
        sensor = f"{site.code}-{site.model}"
        return [
            Add("node", site.code, {**names, "kind": "site"}),
            Put("node_standing", {"node": site.code}, {"state": "planned", "point": point}, day),
            Add("sensor", sensor, {**names, "model": site.model}),
            Put("sensor_standing", {"sensor": sensor}, standing, day),
        ]

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


def sites_given(rows: Iterable[Mapping[str, Any]]) -> list[Site]:
    """Return candidates from rows with code, lon, lat (EPSG:4326) and model; mast, bearing, sector, cost if given.

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
    surveillance: Surveillance, *, model: str, every_km: float, mast_m: float = 30, cost: float = 1
) -> list[Site]:
    """Return candidates on the line of each route, one every so many kilometres."""
    if not 0.1 <= every_km <= 1_000:
        raise MeasureError(_("Candidates stand 0.1 to 1000 km apart."), "every_km")
    found = []
    for route, line in surveillance.situation.scenery.lines.items():
        if route not in surveillance.lengths_cm:
            continue
        measures = range(
            round(every_km * CM_PER_KM / 2), surveillance.lengths_cm[route], round(every_km * CM_PER_KM)
        )
        for cm, (x, y) in zip(measures, points_at(line.points, list(measures)), strict=True):
            code = f"{route}-{cm / CM_PER_KM:.1f}"
            found.append(Site(code, float(x), float(y), model, mast_m=mast_m, cost=cost))
    return found


def _site(row: Mapping[str, Any], where: str) -> Site:
    try:
        x, y = TO_GRID.transform(float(row["lon"]), float(row["lat"]), errcheck=True)
        numbers = {
            name: float(row[name])
            for name in ("mast_m", "azimuth_deg", "sector_deg", "cost")
            if row.get(name) not in (None, "")
        }
        return Site(str(row["code"]), x, y, str(row["model"]), **numbers)
    except (KeyError, TypeError, ValueError, ArithmeticError, RuntimeError) as error:
        message = _("A candidate needs code, lon, lat and model: %(error)s.")
        raise PlacementError(message % {"error": error}, where) from None


def _decimal(number: float) -> Decimal:
    return Decimal(repr(float(number))).quantize(Decimal("0.1"))
