"""One thing of a queryset by its id, or a refusal that names both."""

from typing import Any

from django.db.models import Manager, QuerySet

from apps.geo.errors import NotFound


def the_one(things: QuerySet | Manager, absent: str, **by: Any):
    """Return the one that has this id.

    Raises
    ------
    NotFound
        There is none: `absent` says so, with the id in the place of its name, as in ``%(uid)s``.
    """
    try:
        return things.get(**by)
    except things.model.DoesNotExist:
        [where] = by
        raise NotFound(absent % by, where) from None
