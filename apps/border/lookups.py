"""Conditions that PostgreSQL would answer more slowly if they were joins."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Func, QuerySet


class RefersTo(Func):
    """Tell whether a foreign key refers to one of the things of a query, which is run once.

    On a layer of 10^5 facts, joining those things to every row takes as long as reading the layer.
    """

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, column: str, things: QuerySet):
        super().__init__(f"{column}_id", ArraySubquery(things.order_by().values("pk")))
