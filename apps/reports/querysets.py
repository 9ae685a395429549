from typing import TYPE_CHECKING

from django.db import models

from apps.reports.content.asked import GENERAL

if TYPE_CHECKING:
    from apps.accounts.models import User


class DeliveryQuerySet(models.QuerySet):
    def not_sent(self):
        """Return those that wait or have failed; who stopped one knows of it."""
        return self.exclude(job__state__in=["done", "cancelled"])


class ScheduleQuerySet(models.QuerySet):
    def in_force(self):
        """Return those that are made: nothing is made for somebody who may no longer sign in."""
        return self.filter(is_active=True, asked_by__is_active=True)


class PackQuerySet(models.QuerySet):
    def visible_to(self, user: "User"):
        """Return the reports that a person may have: all, or those for general readers.

        The committee's has the sums of every lot, and is not for a contractor, who reads their own.
        """
        if user.reads_fully:
            return self
        general = self.filter(audience=GENERAL)
        return general.exclude(kind="committee") if user.role == user.Role.CONTRACTOR else general
