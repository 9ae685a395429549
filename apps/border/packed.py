"""Columns of many rows as arrays: one aggregate instead of one Python object a row."""

import numpy as np
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Aggregate, BinaryField, Func, IntegerField, Subquery
from numpy.typing import NDArray

HEADER_INTS = 5


class Packed(Func):
    """All values of an integer expression in one binary PostgreSQL array, in the order of the scan."""

    function = "array_send"
    output_field = BinaryField()
    contains_aggregate = True

    def __init__(self, expression):
        super().__init__(ArrayAgg(expression, output_field=None))


class PackedPairs(Aggregate):
    """All pairs of two integer expressions in one binary string, in the order of the scan.

    Half as long as two packed columns: at 10^5 rows, making those takes longer than finding the rows.
    """

    template = "string_agg(int8send((%(expressions)s)), '')"
    arg_joiner = "::bigint << 32) | (4294967295 & "  # the second's sign must not run into the first
    output_field = BinaryField()

    def __init__(self, first, second):
        super().__init__(first, second)


class OncePerGroup(Subquery):
    """A look-up by columns that the rows are grouped by: run for each group, not for each row."""

    def get_group_by_cols(self):
        return []


class DaysSince2000(Func):
    """A day of a period's end as whole days since 1 January 2000; an open end is far away."""

    output_field = IntegerField()

    def __init__(self, expression, side: str):
        super().__init__(
            expression, template=f"coalesce({side}(%(expressions)s) - date '2000-01-01', 2000000000)"
        )


def unpack(binary: bytes) -> NDArray:
    """Return the integers of an ``array_send`` of a one-dimensional int4 array without nulls."""
    pairs = np.frombuffer(binary, dtype=">i4")[HEADER_INTS:]
    return pairs[1::2].astype(np.int64)


def unpack_pairs(binary: bytes) -> tuple[NDArray, NDArray]:
    """Return the first and the second integers of packed pairs."""
    pairs = np.frombuffer(binary, dtype=">i4").astype(np.int64)
    return pairs[::2], pairs[1::2]
