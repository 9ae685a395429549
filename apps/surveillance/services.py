"""What surveillance writes beside the ledger: rasters; and how coverage is asked for."""

import hashlib
import secrets
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.border.days import today
from apps.border.locate import lines_on
from apps.geo.dem_files import Bounds, bounds_of, check, to_grid
from apps.geo.errors import TerrainError
from apps.jobs import services as jobs
from apps.surveillance.models import Dem
from apps.surveillance.terrain import file_of, folder

BESIDE_BORDER_M = 30_000
SIDES = ("west_m", "south_m", "east_m", "north_m")
READ_BYTES = 1 << 20


def load_dem(
    *,
    files: Sequence[Path],
    name: str,
    kind: str = Dem.Kind.GROUND,
    vertical_datum: str = "",
    licence: str = "",
    cell_m: float | None = None,
    holes_allowed: bool = False,
    is_synthetic: bool = False,
) -> Dem:
    """Check rasters of heights, bring them into the national grid, put them in force; nothing is half stored.

    Raises
    ------
    TerrainError
        One of the files cannot be used; its message says why.
    """
    if not files:
        raise TerrainError(_("Name a file to load."), "file")
    options = {"srid": settings.NATIONAL_SRID, "area": border_area(), "holes_allowed": holes_allowed}
    checked = [check(path, vertical_datum=vertical_datum, **options) for path in files]
    rough = folder() / f"{secrets.token_hex(8)}.tif"
    try:
        to_grid(checked, rough, srid=settings.NATIONAL_SRID, cell_m=cell_m, area=options["area"])
        sha256 = digest_of(rough)
        rough.replace(file_of(sha256))
    finally:
        rough.unlink(missing_ok=True)
    sides = dict(zip(SIDES, bounds_of(checked, options["area"]), strict=True))
    values = {
        "kind": kind,
        "name": name,
        "is_synthetic": is_synthetic,
        "cell_m": cell_m or min(one.cell_m for one in checked),
        **sides,
        "source_crs": checked[0].crs[:200],
        "vertical_datum": checked[0].vertical_datum,
        "missing_pct": max(one.missing_pct for one in checked),
        "licence": licence,
    }
    return _in_force(sha256, values)


def border_area() -> Bounds | None:
    """Return the rectangle around the lines of today and some way beside them; None if there is no line."""
    boxes = [
        (*line.points[:, :2].min(axis=0), *line.points[:, :2].max(axis=0))
        for line in lines_on(today()).values()
    ]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    beside = BESIDE_BORDER_M
    return min(west) - beside, min(south) - beside, max(east) + beside, max(north) + beside


def digest_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(READ_BYTES):
            digest.update(part)
    return digest.hexdigest()


@transaction.atomic
def _in_force(sha256: str, values: dict) -> Dem:
    """Store the raster as the newest of its kind; loading the same again puts it in force again."""
    Dem.objects.filter(sha256=sha256).delete()
    dem = Dem.objects.create(sha256=sha256, **values)
    ask_for_coverage()
    return dem


def ask_for_coverage(by: User | None = None) -> None:
    """Ask, in the transaction that changes what sensors see, that it be computed again."""
    jobs.ask_once(kind="coverage", arguments={}, by=by)
