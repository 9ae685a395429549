"""Small registers to test on, written through the ledger as everything is."""

from datetime import date
from uuid import uuid4

import numpy as np
from django.conf import settings
from rest_framework.test import APIClient

from apps.accounts.models import User
from apps.border.geometry import line_m_hex, point_hex
from apps.ledger import services
from apps.ledger.commands import Add, Put
from apps.ledger.models import ChangeSet

BEGIN = date(2021, 1, 1)
KM = 100_000


def person(role: str = "admin", username: str | None = None, **columns) -> User:
    """Return the person of that name; unless told otherwise they read positions and gaps too."""
    username = username or role
    found = User.objects.filter(username=username).first()
    columns = {"reading_level": User.Level.FULL, **columns}
    return found or User.objects.create_user(username, password="a long test password", role=role, **columns)


def api_of(role: str = "viewer", **columns) -> APIClient:
    """Return a client of the API that has signed in with a role."""
    signed_in = APIClient()
    signed_in.force_authenticate(person(role, **columns))
    return signed_in


def record(
    *commands, by: User | None = None, reason: str = "a test", kind: str = "update", **options
) -> ChangeSet:
    if {command.target for command in commands} & set(settings.FOUR_EYES_LAYERS):
        options.setdefault("approver", person("approver", "second person"))
    return services.record(commands=list(commands), by=by or person(), reason=reason, kind=kind, **options)


def named(name: str) -> dict:
    return {"name_lv": name, "name_en": name}


def add_route(code: str = "LV-RU", km: float = 10) -> ChangeSet:
    values = {**named(code), "neighbour": code[-2:], "official_length_cm": round(km * KM)}
    return record(Add("route", code, values))


def straight_line(km: float = 10, east_m: float = 700_000, north_m: float = 300_000) -> np.ndarray:
    """Return a calibrated line due north in the national grid, a vertex every 100 m, M as long as the grid says."""
    metres = np.arange(0, km * 1000 + 1, 100.0)
    return np.column_stack((np.full(metres.size, east_m), north_m + metres, metres * 100))


def alignment(
    route: str = "LV-RU", line: np.ndarray | None = None, valid: str = f"{BEGIN}/..", **values
) -> Add:
    """Return the command that publishes a line (x, y, M in cm) for a route; without one, a straight line of 10 km."""
    line = straight_line() if line is None else line
    drawn = {
        "route": route,
        "line": line_m_hex(line, settings.NATIONAL_SRID),
        "valid": valid,
        "source": "drawn",
    }
    return Add("alignment", str(uuid4()), {**drawn, "state": "published", **values})


def sign(label: str, km: float, ordinal: int, route: str = "LV-RU", valid: str = f"{BEGIN}/..") -> Add:
    """Return the command that sets a border sign on the straight line."""
    values = {
        "route": route,
        "label": label,
        "ordinal": ordinal,
        "measure_cm": round(km * KM),
        "valid": valid,
    }
    point = point_hex(700_000, 300_000 + km * 1000, settings.NATIONAL_SRID)
    return Add("border_sign", str(uuid4()), {**values, "point": point})


def add_codes(*elements: str) -> ChangeSet:
    """Add elements, and three statuses: cleared, built and accepted."""
    counted = {
        "cleared": {"counts_cleared": True},
        "built": {"counts_cleared": True, "counts_built": True},
        "accepted": {"counts_cleared": True, "counts_built": True, "counts_accepted": True},
    }
    things = [Add("element", code, named(code)) for code in elements or ("fence",)]
    things += [Add("work_status", code, {**named(code), **flags}) for code, flags in counted.items()]
    return record(*things)


def small_register(km: float = 10) -> None:
    """One route with one element to build on it: enough to write facts."""
    add_route(km=km)
    add_codes("fence")


def put_work(
    from_km: float,
    to_km: float,
    status: str | None = None,
    start: date = BEGIN,
    element: str = "fence",
    **values,
) -> Put:
    """Return the command that sets the work on a stretch of LV-RU, in kilometres."""
    options = {name: values.pop(name) for name in ("end", "later", "route") if name in values}
    key = {"route": options.pop("route", "LV-RU"), "element": element}
    given = {**({"status": status} if status else {}), **values}
    return Put("work", key, given, start, from_cm=round(from_km * KM), to_cm=round(to_km * KM), **options)


def require(
    from_km: float, to_km: float, element: str = "fence", route: str = "LV-RU", start: date = BEGIN
) -> Put:
    key = {"route": route, "element": element}
    return Put("requirement", key, {}, start, from_cm=round(from_km * KM), to_cm=round(to_km * KM))
