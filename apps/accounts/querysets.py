from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone


class GrantQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(Q(until=None) | Q(until__gte=timezone.localdate()))

    def on_lots(self, day: date, element: str | None = None):
        """Return route, from and to (cm) of the granted lots, of those that build `element` if it is given."""
        lots = self.filter(lot__stretches__valid__contains=day)
        if element is not None:
            lots = lots.filter(lot__elements__valid__contains=day, lot__elements__element__code=str(element))
        ends = ("route__code", "from_cm", "to_cm")
        return lots.order_by().values_list(*(f"lot__stretches__{name}" for name in ends)).distinct()


class ApiTokenQuerySet(models.QuerySet):
    def usable(self):
        """Narrow to those that open anything: not while their person is locked or has to choose a password."""
        alive = self.filter(revoked_at=None, expires_at__gt=timezone.now())
        return alive.filter(user__is_active=True, user__password_is_temporary=False)
