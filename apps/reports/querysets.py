from typing import TYPE_CHECKING

from django.db import models

from apps.reports.content.asked import GENERAL

if TYPE_CHECKING:
    from apps.accounts.models import User


class PackQuerySet(models.QuerySet):
    def visible_to(self, user: "User"):
        """Return the reports that a person may have: all, or those for general readers."""
        return self if user.reads_fully else self.filter(audience=GENERAL)
