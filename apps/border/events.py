"""The bases of every layer: facts on a stretch of a route, and facts of a whole object, each over a period."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from apps.border.fields import extent_field
from apps.border.packed import DaysSince2000, OncePerGroup, PackedPairs, unpack_pairs
from apps.border.querysets import DatedQuerySet
from apps.geo.measures import MeasureSet, Stretch

EPOCH = date(2000, 1, 1)


class LinearEventQuerySet(DatedQuerySet):
    def on(self, route, stretch: Stretch):
        return self.filter(route=route, extent__overlap=(stretch.from_cm, stretch.to_cm))

    def at(self, route, cm: int):
        return self.filter(route=route, extent__contains=cm)

    def sets(self, *by: str) -> dict[tuple, MeasureSet]:
        """Return the union of the events' stretches for each value of the columns `by`, in one query."""
        rows = self._packed(by, stretches=PackedPairs("from_cm", "to_cm"))
        return {tuple(key): MeasureSet(*unpack_pairs(stretches)) for *key, stretches in rows}

    def history(self, *by: str) -> dict[tuple, "History"]:
        """Return the events of all days for each value of the columns `by`, in one query."""
        days = PackedPairs(DaysSince2000("valid", "lower"), DaysSince2000("valid", "upper"))
        rows = self._packed(by, stretches=PackedPairs("from_cm", "to_cm"), days=days)
        return {tuple(key): History(*unpack_pairs(where), *unpack_pairs(when)) for *key, where, when in rows}

    def _packed(self, by: tuple[str, ...], **packed: PackedPairs):
        """Return the packed columns for each value of the columns `by`; each may look through one reference.

        Rows are grouped by the ids of what they refer to: to join a code to each row takes as long as the rest.
        """
        ids = [name.replace("__", "_id__").partition("__")[0] for name in by]
        codes = {f"{name}_": self._of_group(name) for name in by if "__" in name}
        names = [f"{name}_" if "__" in name else name for name in by]
        return self.order_by().values(*ids).annotate(**packed, **codes).values_list(*names, *packed)

    def _of_group(self, name: str) -> OncePerGroup:
        reference, _, column = name.partition("__")
        related = self.model._meta.get_field(reference).related_model._default_manager
        return OncePerGroup(related.filter(pk=OuterRef(f"{reference}_id")).order_by().values(column))


class History:
    """Stretches with the days on which they hold; asked for one day it gives the set of that day."""

    def __init__(self, from_cm: NDArray, to_cm: NDArray, begins: NDArray, ends: NDArray):
        self._from_cm, self._to_cm, self._begins, self._ends = from_cm, to_cm, begins, ends

    def as_of(self, day: date) -> MeasureSet:
        number = (day - EPOCH).days
        holds = (self._begins <= number) & (number < self._ends)
        return MeasureSet(self._from_cm[holds], self._to_cm[holds])


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
        ExclusionConstraint(
            name=f"{name}_one_fact", expressions=[*parts, ("valid", RangeOperators.OVERLAPS)]
        ),
        models.CheckConstraint(name=f"{name}_period", condition=Q(valid__isempty=False)),
    ]
    if linear:
        stretch = Q(from_cm__gte=0) & Q(from_cm__lt=F("to_cm"))
        constraints.append(models.CheckConstraint(name=f"{name}_stretch", condition=stretch))
    return constraints
