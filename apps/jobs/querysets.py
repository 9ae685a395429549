from datetime import datetime

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery


class JobQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return a person's own jobs, not their parts one by one; an administrator sees all."""
        whole = self.filter(parent__isnull=True)
        return whole if user.role == user.Role.ADMIN else whole.filter(asked_by=user)

    def open(self):
        return self.filter(state__in=["queued", "running"])

    def due(self, now: datetime):
        """Leave out the jobs that wait for their next try."""
        return self.filter(Q(not_before__isnull=True) | Q(not_before__lte=now))

    def in_turn(self):
        """Put first what is asked by whoever of these kinds has begun nothing yet, or nothing for longest."""
        begun = self.model.objects.filter(asked_by=OuterRef("asked_by"), kind=OuterRef("kind"))
        begun = begun.order_by(F("started_at").desc(nulls_last=True)).values("started_at")[:1]
        turn = F("last_begun").asc(nulls_first=True)
        return self.annotate(last_begun=Subquery(begun)).order_by(turn, "asked_at")

    def unheard(self, since: datetime):
        """Return the open jobs for which the bell was not rung since then."""
        return self.open().filter(Q(rung_at__isnull=True) | Q(rung_at__lt=since))
