"""What cannot be true of a structure, whatever else the register holds; and who accepts no works."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.construction.models import WorkStatus
from apps.geo.errors import FactError, NotPermitted


def require_may_accept(by: User, work: Mapping[str, Any]) -> None:
    """Keep whoever builds for pay from accepting the own works."""
    status = work.get("status")
    if by.role != User.Role.CONTRACTOR or not isinstance(status, str):
        return
    if WorkStatus.objects.filter(code=status, counts_accepted=True).exists():
        message = _("A contractor reports works as built; whoever ordered them accepts them.")
        raise NotPermitted(message, "values.status")


def require_a_place(standing: Mapping[str, Any]) -> None:
    if standing["measure_cm"] is None and standing["point"] is None:
        raise FactError(_("A structure stands at a measure or at a point."), "values.measure_cm")
