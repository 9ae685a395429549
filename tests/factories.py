"""Small registers to test on, written through the ledger as everything is."""

from datetime import date

from apps.accounts.models import User
from apps.ledger import services
from apps.ledger.commands import Add, Put
from apps.ledger.models import ChangeSet

BEGIN = date(2021, 1, 1)
KM = 100_000


def person(role: str = "admin", username: str | None = None) -> User:
    username = username or role
    found = User.objects.filter(username=username).first()
    return found or User.objects.create_user(username, password="a long test password", role=role)


def record(*commands, by: User | None = None, reason: str = "a test", kind: str = "update", **options) -> ChangeSet:
    return services.record(commands=list(commands), by=by or person(), reason=reason, kind=kind, **options)


def named(name: str) -> dict:
    return {"name_lv": name, "name_en": name}


def add_route(code: str = "LV-RU", km: float = 10) -> ChangeSet:
    values = {**named(code), "neighbour": code[-2:], "official_length_cm": round(km * KM)}
    return record(Add("route", code, values))


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
    from_km: float, to_km: float, status: str | None = None, start: date = BEGIN, element: str = "fence", **values
) -> Put:
    """Return the command that sets the work on a stretch of LV-RU, in kilometres."""
    options = {name: values.pop(name) for name in ("end", "later", "route") if name in values}
    key = {"route": options.pop("route", "LV-RU"), "element": element}
    given = {**({"status": status} if status else {}), **values}
    return Put("work", key, given, start, from_cm=round(from_km * KM), to_cm=round(to_km * KM), **options)


def require(from_km: float, to_km: float, element: str = "fence", route: str = "LV-RU", start: date = BEGIN) -> Put:
    key = {"route": route, "element": element}
    return Put("requirement", key, {}, start, from_cm=round(from_km * KM), to_cm=round(to_km * KM))
