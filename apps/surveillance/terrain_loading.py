"""Putting terrain in force and out of it: files are kept by their hash, what is in force is in the ledger."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import require_write
from apps.border.days import today
from apps.border.locate import lines_on
from apps.geo.dem_checks import Checked, check, check_cell, check_systems
from apps.geo.dem_files import bounds_of, to_grid
from apps.geo.dem_source import Bounds, Extremes
from apps.geo.errors import Conflict, NotFound, TerrainError
from apps.geo.measures import CM_PER_KM
from apps.ledger.commands import Add, Amend, Command
from apps.ledger.lock import lock_ledger
from apps.ledger.models import ChangeSet
from apps.ledger.register import entry
from apps.ledger.services import record
from apps.surveillance.heights import BESIDE_BORDER_M, Heights, heights, heights_of, largest_range_m, total_cm
from apps.surveillance.models import Dem
from apps.surveillance.terrain import file_of, folder
from apps.surveillance.terrain_differences import refuse_different, refuse_unlike_sheets
from apps.surveillance.terrain_extremes import doubts

LOADER = "terrain"
TARGET = "terrain_model"
SIDES = ("west_m", "south_m", "east_m", "north_m")
READ_BYTES = 1 << 20


class Beside(StrEnum):
    """What becomes of the terrain in force when another comes: kept if the new one covers no less, or as told."""

    UNLESS_LESS = "unless_less"
    COMBINE = "combine"
    REPLACE = "replace"


@dataclass(frozen=True)
class Loaded:
    """A raster that came into force, where the border has heights by it alone, and by all before and since.

    `doubts` tells which single heights of it cannot be.
    """

    dem: Dem
    change_set: ChangeSet | None
    alone: list[Heights]
    before: list[Heights]
    now: list[Heights]
    range_m: float
    extremes: Extremes
    doubts: list[str]


def load_dem(
    *,
    files: Sequence[Path],
    name: str,
    by: User | None = None,
    kind: str = Dem.Kind.GROUND,
    vertical_datum: str = "",
    source: str = "",
    licence: str = "",
    code: str = "",
    reason: str = "",
    cell_m: float | None = None,
    holes_allowed: bool = False,
    is_synthetic: bool = False,
    beside: Beside = Beside.UNLESS_LESS,
    may_differ: bool = False,
) -> Loaded:
    """Check rasters of heights, bring them into the national grid, put them in force; nothing is half stored.

    Raises
    ------
    TerrainError
        One of the files cannot be used; they cover less of the border than the terrain in force and nobody said
        what becomes of that; they lie far above or below it, each other or the ground of the country and nobody said
        that they may. The message says why.
    """
    by = by or loader()
    require_write(by, TARGET)
    if not files:
        raise TerrainError(_("Name a file to load."), "file")
    check_cell(cell_m)
    check_systems(files, vertical_datum)
    area = border_area()
    options = {"srid": settings.NATIONAL_SRID, "area": area, "holes_allowed": holes_allowed}
    checked = [check(path, vertical_datum=vertical_datum, **options) for path in files]
    if not may_differ:
        refuse_unlike_sheets(checked)
    rough = folder() / f"{secrets.token_hex(8)}.tif"
    try:
        extremes = to_grid(checked, rough, srid=settings.NATIONAL_SRID, cell_m=cell_m, area=area)
        alone, before = heights([rough]), heights_of(_in_force(kind))
        if beside is Beside.UNLESS_LESS:
            _refuse_less(alone, before)
        if not (may_differ or is_synthetic):
            refuse_different(rough, bounds_of(checked, area), kind)
        values = {
            **_facts(checked, area, cell_m),
            "kind": kind,
            "name": name,
            "is_synthetic": is_synthetic,
            "source": source,
            "licence": licence,
        }
        sha256 = digest_of(rough)
        is_new = not file_of(sha256).exists()
        rough.replace(file_of(sha256))
    finally:
        rough.unlink(missing_ok=True)
    try:
        dem, change_set = _put_in_force(sha256, values, by, beside, code=code, reason=reason)
    except BaseException:
        if is_new:
            file_of(sha256).unlink(missing_ok=True)
        raise
    now = heights_of(_in_force(kind))
    return Loaded(dem, change_set, alone, before, now, largest_range_m(), extremes, doubts(extremes, kind))


@transaction.atomic
def retire(*, code: str, by: User, reason: str, seen: int | None = None) -> ChangeSet:
    """Take a raster out of force: what lies under it decides again. Its file stays.

    Raises
    ------
    NotFound
        There is no such terrain model.
    Conflict
        It is not in force.
    StaleWrite
        A set later than ledger number `seen` changed it.
    """
    require_write(by, TARGET)
    dem = _named(code)
    if not dem.in_force:
        raise Conflict(_("The terrain model %(code)s is not in force.") % {"code": code}, "code")
    return record(commands=[Amend(TARGET, code, {"in_force": False})], by=by, reason=reason, seen=seen)


@transaction.atomic
def reinstate(*, code: str, by: User, reason: str, seen: int | None = None) -> ChangeSet:
    """Put a retired raster in force again, at the place in the order that it had.

    Raises
    ------
    NotFound
        There is no such terrain model.
    Conflict
        It is in force.
    StaleWrite
        A set later than ledger number `seen` changed it.
    TerrainError
        Its file is gone.
    """
    require_write(by, TARGET)
    dem = _named(code)
    if dem.in_force:
        raise Conflict(_("The terrain model %(code)s is in force.") % {"code": code}, "code")
    if not file_of(dem.sha256).is_file():
        message = _("The file of the terrain model %(name)s is gone: load it again.")
        raise TerrainError(message % {"name": dem.name}, "code")
    return record(commands=[Amend(TARGET, code, {"in_force": True})], by=by, reason=reason, seen=seen)


def loader(username: str = "") -> User:
    """Return who loads terrain from the console: who is named, else an account that cannot sign in.

    Raises
    ------
    NotFound
        There is no such account.
    """
    if username:
        found = User.objects.filter(username=username).first()
        if found is None:
            raise NotFound(_("There is no account %(name)s.") % {"name": username}, "by")
        return found
    account, is_new = User.objects.get_or_create(username=LOADER, defaults={"role": User.Role.PLANNER})
    if is_new:
        account.set_unusable_password()
        account.save()
    return account


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


def _in_force(kind: str) -> list[Dem]:
    return list(Dem.objects.filter(kind=kind, in_force=True))


def _refuse_less(alone: list[Heights], before: list[Heights]) -> None:
    parts = ("on_line", "around")
    now_cm, then_cm = ([total_cm(some, part) for part in parts] for some in (alone, before))
    if all(now >= then for now, then in zip(now_cm, then_cm, strict=True)):
        return
    line_km, around_km = (cm / CM_PER_KM for cm in now_cm)
    old_line_km, old_around_km = (cm / CM_PER_KM for cm in then_cm)
    message = _(
        "It covers less of the border than the terrain in force: heights on %(line).1f km instead of"
        " %(old_line).1f km of the line, and all around, as far as the largest range of a sensor"
        " (%(range).1f km), on %(around).1f km instead of %(old_around).1f km. To lay it over the terrain in"
        " force, load it with --combine; to have it instead, with --replace."
    )
    values = {"line": line_km, "old_line": old_line_km, "around": around_km, "old_around": old_around_km}
    raise TerrainError(message, "file", **values, range=largest_range_m() / 1_000)


def _facts(checked: Sequence[Checked], area: Bounds | None, cell_m: float | None) -> dict[str, Any]:
    sides = zip(SIDES, bounds_of(checked, area), strict=True)
    return {
        "cell_m": _rounded(cell_m or min(one.cell_m for one in checked), 2),
        **{side: _rounded(metres, 2) for side, metres in sides},
        "source_crs": checked[0].crs[:200],
        "vertical_datum": checked[0].vertical_datum[:100],
        "missing_pct": _rounded(max(one.missing_pct for one in checked), 3),
    }


def _rounded(number: float, places: int) -> Decimal:
    return Decimal(f"{number:.{places}f}")


@transaction.atomic
def _put_in_force(
    sha256: str, values: dict[str, Any], by: User, beside: Beside, *, code: str, reason: str
) -> tuple[Dem, ChangeSet | None]:
    """Record the raster as the latest; loading the same again puts it in force again, as the latest."""
    lock_ledger(by.username)
    number = (Dem.objects.aggregate(most=Max("load_number"))["most"] or 0) + 1
    known = Dem.objects.filter(sha256=sha256).first()
    uid = known.code if known else code or f"dem-{number}"
    values = {**values, "sha256": sha256, "load_number": number, "in_force": True}
    commands: list[Command] = [Amend(TARGET, uid, _told(values)) if known else Add(TARGET, uid, values)]
    if beside is Beside.REPLACE:
        others = Dem.objects.filter(kind=values["kind"], in_force=True).exclude(sha256=sha256)
        commands += [Amend(TARGET, one.code, {"in_force": False}) for one in others]
    reason = reason or _("Terrain: %(name)s") % {"name": values["name"]}
    change_set = record(commands=commands, by=by, reason=reason)
    return Dem.objects.get(sha256=sha256), change_set


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is of the raster itself, and whether it is invented: loading it again changes none of that."""
    return {name: value for name, value in values.items() if name not in entry(TARGET).lasting}


def _named(code: str) -> Dem:
    found = Dem.objects.filter(code=code).first()
    if found is None:
        raise NotFound(_("There is no terrain model %(code)s.") % {"code": code}, "code")
    return found
