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


def refusal(error: IntegrityError) -> Conflict:
    """Return the refusal of a write that breaks a rule of the database: the rule's own words if it has some."""
    diagnosis = error.__cause__.diag
    detail: dict[str, Any] = {"constraint": diagnosis.constraint_name, "database": diagnosis.message_detail}
    rule = _rule(diagnosis.constraint_name)
    if rule is not None and rule.violation_error_message != rule.default_violation_error_message:
        return Conflict(str(rule.violation_error_message), detail=detail)
    words = WORDS.get(type(error.__cause__))
    if words is None:
        return Conflict(
            _("The database refuses this: %(why)s.") % {"why": diagnosis.message_primary}, detail=detail
        )
    return Conflict(words % {"what": _title(diagnosis.table_name)}, detail=detail)


def _rule(name: str | None) -> models.BaseConstraint | None:
    rules = (rule for one in REGISTER for rule in one.model._meta.constraints)
    return next((rule for rule in rules if rule.name == name), None)


def _title(table: str | None) -> str:
    titles = (one.model._meta.verbose_name for one in REGISTER if one.table == table)
    return str(next(titles, table))
