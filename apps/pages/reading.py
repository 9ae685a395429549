"""The facts of any layer on one route on a day, as the ledger names them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from psycopg import sql

from apps.border.models import Route
from apps.geo.facts import Row
from apps.ledger.register import Layer, layers
from apps.ledger.store import read_rows

ON_ROUTE = "WHERE t.route_id = %s AND t.valid @> %s::date"


def route_layers() -> list[Layer]:
    """Return the layers that lie on routes; one that is registered later is among them."""
    return [layer for layer in layers() if layer.linear]


def facts(
    layer: Layer, route: Route, day: date, cm: int | None = None
) -> Iterator[tuple[dict[str, Any], Row]]:
    """Yield key (without the route) and row of each fact of a route on a day; at one centimetre if given."""
    where, parameters = ON_ROUTE, [route.pk, day]
    if cm is not None:
        where, parameters = f"{ON_ROUTE} AND t.extent @> %s::int", [*parameters, cm]
    for _pk, key, row in read_rows(layer, sql.SQL(where), parameters):
        yield {name: value for name, value in key.items() if name != "route"}, row
