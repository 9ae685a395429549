"""Columns of many rows as arrays: one aggregate a column instead of one Python object a row."""

import numpy as np
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import BinaryField, Func, IntegerField
from numpy.typing import NDArray

HEADER_INTS = 5


class Packed(Func):
    """All values of an integer expression in one binary PostgreSQL array, in the order of the scan."""

    function = "array_send"
    output_field = BinaryField()
    contains_aggregate = True

    def __init__(self, expression):
        super().__init__(ArrayAgg(expression, output_field=None))


class DaysSince2000(Func):
    """A day of a period's end as whole days since 1 January 2000; an open end is far away."""

    output_field = IntegerField()

    def __init__(self, expression, side: str):
        super().__init__(expression, template=f"coalesce({side}(%(expressions)s) - date '2000-01-01', 2000000000)")


def unpack(binary: bytes) -> NDArray:
    """Return the integers of an ``array_send`` of a one-dimensional int4 array without nulls."""
    pairs = np.frombuffer(binary, dtype=">i4")[HEADER_INTS:]
    return pairs[1::2].astype(np.int64)
