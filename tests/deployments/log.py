"""Small deployment logs to test on."""

from datetime import date

from apps.geo.facts import FOREVER
from apps.ledger.commands import Add, Command, Put
from tests.factories import named, record


def add_lists() -> None:
    """Add what slots and items refer to: a country, an operation, a body, a profile, a category."""
    record(
        Add("host_country", "GR", named("Greece")),
        Add("host_country", "LV", named("Latvia")),
        Add("sending_body", "VRS", named("State Border Guard")),
        Add("profile", "officer", named("border surveillance officer")),
        Add("curtailment_reason", "illness", named("illness")),
        Add("equipment_category", "patrol_car", named("patrol car")),
        Add("operation", "TERRA", {**named("Terra"), "kind": "joint", "host": "GR"}),
        Add("operation", "HOME", {**named("Home"), "kind": "joint", "host": "LV"}),
    )


def slot(code: str, category: int = 2, **values) -> Add:
    lists = {"profile": "officer", "operation": "TERRA", "body": "VRS"}
    return Add("slot", code, {**lists, "category": category, **values})


def slot_days(
    code: str, first: date, last: date, heads: int = 1, stage: str = "deployed", travel: bool = False
) -> Put:
    """Return the command that gives a slot its days, both ends included."""
    values = {"heads": heads, "travel": travel}
    return Put("slot_days", {"slot": code, "stage": stage}, values, first, after(last))


def slot_with_days(
    code: str, first: date, last: date, heads: int = 1, category: int = 2, **days
) -> list[Command]:
    return [slot(code, category), slot_days(code, first, last, heads, **days)]


def item(code: str) -> Add:
    return Add("equipment_item", code, {"category": "patrol_car"})


def item_days(code: str, first: date, last: date, stage: str = "deployed", operation: str = "TERRA") -> Put:
    return Put("equipment_days", {"item": code, "stage": stage}, {"operation": operation}, first, after(last))


def log(*commands: Command) -> None:
    record(*commands, kind="correct")


def after(last: date) -> date:
    return FOREVER if last == FOREVER else date.fromordinal(last.toordinal() + 1)
