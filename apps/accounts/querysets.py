from django.db import models
from django.db.models import Q
from django.utils import timezone


class GrantQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(Q(until=None) | Q(until__gte=timezone.localdate()))


class ApiTokenQuerySet(models.QuerySet):
    def usable(self):
        return self.filter(revoked_at=None, expires_at__gt=timezone.now(), user__is_active=True)
