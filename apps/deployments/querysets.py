"""Every read of the log."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from django.db import models
from django.db.models import IntegerField
from django.db.models.functions import Cast
from numpy.typing import NDArray

from apps.border.packed import DaysSince2000, Packed, unpack
from apps.border.querysets import DatedQuerySet
from apps.deployments.person_days import Periods

EPOCH = np.datetime64("2000-01-01", "D")
FAR_DAY = 300 * 366  # an open end, as days since 2000: later than any year that is asked for


class StagedQuerySet(DatedQuerySet):
    """Days of things in stages: nominated, agreed, deployed."""

    thing: str

    def in_year(self, year: int):
        return self.filter(valid__overlap=(date(year, 1, 1), date(year + 1, 1, 1)))

    def packed(self, stages: Sequence[str], *by: str, **columns) -> list[tuple]:
        """Return for each stage and value of `by`: rank, value, and arrays of thing, begin, end, columns."""
        rows = self.order_by().filter(stage__in=stages).values_list("stage", *by)
        rows = rows.annotate(
            things=Packed(Cast(f"{self.thing}_id", IntegerField())),
            begins=Packed(DaysSince2000("valid", "lower")),
            ends=Packed(DaysSince2000("valid", "upper")),
            **{name: Packed(Cast(column, IntegerField())) for name, column in columns.items()},
        )
        width = 1 + len(by)
        return [(stages.index(row[0]), *row[1:width], *map(unpack, row[width:])) for row in rows]


class SlotDaysQuerySet(StagedQuerySet):
    thing = "slot"

    def out(self):
        return self.filter(slot__direction="out")

    def periods(self, stages: Sequence[str]) -> Periods:
        """Return the rows of some stages as arrays, in one query."""
        groups = self.packed(stages, "travel", "slot__category", heads_of="heads")
        sizes = [group[3].size for group in groups]
        return Periods(
            thing=joined([group[3] for group in groups]),
            rank=np.repeat(whole([group[0] for group in groups]), sizes),
            begin=days_of([group[4] for group in groups]),
            end=days_of([group[5] for group in groups]),
            heads=joined([group[6] for group in groups]),
            category=np.repeat(whole([group[2] for group in groups]), sizes),
            travel=np.repeat(whole([group[1] for group in groups]).astype(bool), sizes),
        )


class EquipmentDaysQuerySet(StagedQuerySet):
    thing = "item"

    def periods(self, stages: Sequence[str]) -> Periods:
        """Return the rows of some stages as arrays, in one query; an item counts as one."""
        groups = self.packed(stages)
        things = joined([group[1] for group in groups])
        return Periods(
            thing=things,
            rank=np.repeat(whole([group[0] for group in groups]), [group[1].size for group in groups]),
            begin=days_of([group[2] for group in groups]),
            end=days_of([group[3] for group in groups]),
            heads=np.ones_like(things),
            category=np.zeros_like(things),
            travel=np.zeros(things.size, dtype=bool),
        )


class SlotQuerySet(models.QuerySet):
    def with_names(self):
        return self.select_related("operation__host", "body", "profile", "crew_of", "curtailed")

    def in_year(self, year: int):
        """Narrow to the slots that have a day of any stage in a year."""
        return self.filter(days__valid__overlap=(date(year, 1, 1), date(year + 1, 1, 1))).distinct()


def whole(numbers: list[int]) -> NDArray[np.int64]:
    return np.array(numbers, dtype=np.int64)


def joined(arrays: list[NDArray]) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(0, dtype=np.int64), *arrays])


def days_of(arrays: list[NDArray]) -> NDArray[np.datetime64]:
    """Return days since 2000 as dates; an open end becomes a far day."""
    return EPOCH + np.minimum(joined(arrays), FAR_DAY).astype("timedelta64[D]")
