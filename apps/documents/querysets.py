from django.db import models
from django.db.models import Q

from apps.geo.measures import Stretch


class DocumentQuerySet(models.QuerySet):
    def on(self, route, stretch: Stretch):
        """Narrow to the documents tied to a stretch that shares a centimetre with this one."""
        on_it = Q(ties__route=route, ties__from_cm__lt=stretch.to_cm, ties__to_cm__gt=stretch.from_cm)
        return self.filter(on_it).distinct()

    def about(self, thing_type: str, thing: str):
        return self.filter(ties__thing_type=thing_type, ties__thing=thing).distinct()

    def saying(self, text: str):
        """Narrow to those whose title or file name holds every word."""
        found = self
        for word in text.split():
            found = found.filter(Q(title__icontains=word) | Q(name__icontains=word))
        return found

    def with_ties(self):
        return self.select_related("kind").prefetch_related("ties__route")
