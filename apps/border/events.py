"""The bases of every layer: facts on a stretch of a route, and facts of a whole object, each over a period."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.border.fields import extent_field
from apps.border.querysets import DatedQuerySet
from apps.geo.measures import Stretch


class LinearEventQuerySet(DatedQuerySet):
    def on(self, route, stretch: Stretch):
        return self.filter(route=route, extent__overlap=(stretch.from_cm, stretch.to_cm))


class ObjectFact(models.Model):
    """A fact of one object over a period: what can change about a thing without a stretch."""

    valid = DateRangeField(_("period"))

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


class LinearEvent(models.Model):
    """A fact from measure to measure of a route over a period. Ids carry no meaning: the ledger rewrites rows."""

    route = models.ForeignKey("border.Route", models.PROTECT, related_name="+", db_index=False)
    from_cm = models.IntegerField(_("from, cm"))
    to_cm = models.IntegerField(_("to, cm"))
    extent = extent_field()
    valid = DateRangeField(_("period"))

    objects = LinearEventQuerySet.as_manager()

    class Meta:
        abstract = True


def one_fact_at_a_time(name: str, *key: str, linear: bool = True) -> list[models.BaseConstraint]:
    """Return the constraints of a layer: no two rows of one key meet, no row is empty.

    Integer keys and the extent come first: the index is a quarter faster so.
    """
    parts = [(column, RangeOperators.EQUAL) for column in key]
    parts += [("extent", RangeOperators.OVERLAPS)] if linear else []
    constraints: list[models.BaseConstraint] = [
        ExclusionConstraint(name=f"{name}_one_fact", expressions=[*parts, ("valid", RangeOperators.OVERLAPS)]),
        models.CheckConstraint(name=f"{name}_period", condition=Q(valid__isempty=False)),
    ]
    if linear:
        stretch = Q(from_cm__gte=0) & Q(from_cm__lt=F("to_cm"))
        constraints.append(models.CheckConstraint(name=f"{name}_stretch", condition=stretch))
    return constraints
