from datetime import date

from django.db import connection, models
from django.db.models import Case, Count, F, Max, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from apps.geo.facts import FOREVER, Box


class ChangeSetQuerySet(models.QuerySet):
    def applied(self):
        return self.filter(seq__isnull=False).order_by("seq")

    def with_operation_count(self):
        """Add `operation_count`: counted for a draft, told by the last number of an applied set, which has no gaps."""
        own = self.model.operations.rel.related_model.objects.filter(change_set=OuterRef("pk")).order_by()
        counted = own.values("change_set").annotate(count=Count("pk")).values("count")
        last = own.order_by("-n").annotate(count=F("n") + 1).values("count")[:1]
        count = Case(When(seq__isnull=False, then=Subquery(last)), default=Subquery(counted))
        return self.annotate(operation_count=Coalesce(count, 0))

    def visible_to(self, user):
        """Whoever reads fully sees every set, a draft is shared by its address; others see their own."""
        if not user.is_authenticated:
            return self.none()
        return self if user.reads_fully else self.filter(author=user)

    def locked(self, pk: int):
        """Return a set that nobody else changes meanwhile: an applied one never changes, so it needs no lock."""
        found = self.select_for_update(of=("self",)).filter(pk=pk).first()
        return found or self.get(pk=pk)

    def head(self) -> tuple[int, str]:
        """Return number and hash of the newest applied set; 0 and zeros before the first."""
        newest = self.filter(seq__isnull=False).order_by("-seq").values_list("seq", "hash").first()
        return newest or (0, "0" * 64)

    def number(self) -> int:
        return self.aggregate(number=Max("seq"))["number"] or 0


class OperationQuerySet(models.QuerySet):
    def applied(self):
        return self.filter(change_set__seq__isnull=False).order_by("change_set__seq", "n")

    def after(self, number: int):
        return self.filter(change_set__seq__gt=number)

    def meeting(self, target: str, key: dict, box: Box):
        """Narrow to the operations of one key whose box shares a centimetre and a day with this one."""
        return self.filter(
            target=target,
            route=key.get("route", ""),
            key=key,
            extent__overlap=(box.from_cm, box.to_cm),
            valid__overlap=(box.start, None if box.end == FOREVER else box.end),
        )

    def on_metre(self, route: str, cm: int, day: date | None = None):
        """Narrow to the operations whose box holds a metre of a route, and a day if one is given."""
        here = Q(route=route, extent__contains=cm)
        return self.filter(here & Q(valid__contains=day) if day else here)

    def on_object(self, target: str, uid: str):
        return self.filter(target=target, uid=uid)

    def drop_from(self, change_set, numbers: list[int] | None = None) -> int:
        """Delete operations of a set that is not applied, all or some, and return how many; of any other none."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT public.ledger_drop_operations(%s, %s)", [change_set.pk, numbers])
            return cursor.fetchone()[0]
