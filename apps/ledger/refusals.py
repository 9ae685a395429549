"""What the database refuses, in the reader's words."""

from typing import Any

from django.db import IntegrityError, models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg import errors

from apps.geo.errors import Conflict
from apps.ledger.register import REGISTER

WORDS = {
    errors.ForeignKeyViolation: gettext_lazy("“%(what)s” in the register still refers to it."),
    errors.UniqueViolation: gettext_lazy("“%(what)s” of that name is in the register already."),
    errors.ExclusionViolation: gettext_lazy("Two of “%(what)s” would hold at once where only one can."),
    errors.CheckViolation: gettext_lazy("The values of “%(what)s” do not go together."),
}

CHECKS = {
    "route_length": gettext_lazy("A route is longer than nothing."),
    "bordersign_measure": gettext_lazy("A border sign stands at or after the origin of its route."),
    "node_level_of_command": gettext_lazy("A command centre needs a level, and nothing else has one."),
    "slot_category": gettext_lazy("The categories of the standing corps are 1 to 4."),
    "slotdays_heads": gettext_lazy("A slot holds one person or more, and no more than can be."),
    "target_value_not_negative": gettext_lazy("A target is not below nothing."),
    "document_sha256": gettext_lazy("A document is known by its SHA-256: 64 hexadecimal digits."),
    "document_size": gettext_lazy("A document is larger than nothing."),
    "documenttie_stretch_or_thing": gettext_lazy(
        "A document is tied to a stretch or to one thing, not to both."
    ),
}
CHECK_ENDINGS = {
    "_period": gettext_lazy("A period of “%(what)s” holds one day or more."),
    "_stretch": gettext_lazy("A stretch of “%(what)s” begins at or after the origin and before its end."),
    "_days_that_can_be": gettext_lazy(
        "Days of “%(what)s” lie before the Agency was founded, or absurdly late."
    ),
}


def refusal(error: IntegrityError) -> Conflict:
    """Return the refusal of a write that breaks a rule of the database: the rule's own words if it has some."""
    diagnosis = error.__cause__.diag
    detail: dict[str, Any] = {"constraint": diagnosis.constraint_name}
    rule = _rule(diagnosis.constraint_name)
    if rule is not None and rule.violation_error_message != rule.default_violation_error_message:
        return Conflict(str(rule.violation_error_message), detail=detail)
    words = check_words(diagnosis.constraint_name or "") or WORDS.get(type(error.__cause__))
    if words is None:
        return Conflict(
            _("The database refuses this: %(why)s.") % {"why": diagnosis.message_primary}, detail=detail
        )
    return Conflict(str(words) % {"what": _title(diagnosis.table_name)}, detail=detail)


def check_words(name: str) -> str:
    """Return what a check constraint asks for, in plain words; empty for what is no such constraint."""
    endings = (words for ending, words in CHECK_ENDINGS.items() if name.endswith(ending))
    return CHECKS.get(name) or next(endings, "")


def _rule(name: str | None) -> models.BaseConstraint | None:
    rules = (rule for one in REGISTER for rule in one.model._meta.constraints)
    return next((rule for rule in rules if rule.name == name), None)


def _title(table: str | None) -> str:
    titles = (one.model._meta.verbose_name for one in REGISTER if one.table == table)
    return str(next(titles, table))
