from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.border.codes import CodeList
from apps.border.events import LinearEvent, one_fact_at_a_time


class LandStatus(CodeList):
    """What the State holds on the land; `counts_cleared` lets works begin."""

    counts_cleared = models.BooleanField(_("lets works begin"), default=False)

    class Meta(CodeList.Meta):
        verbose_name = _("land-rights status")
        verbose_name_plural = _("land-rights statuses")


class LandRight(LinearEvent):
    """What the State holds on the land under the border strips."""

    status = models.ForeignKey(LandStatus, models.PROTECT, related_name="+", db_index=False)
    note = models.CharField(_("note"), max_length=500, default="")

    class Meta:
        constraints = one_fact_at_a_time("landright", "route")
