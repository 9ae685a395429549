"""Short ways to write rows and boxes in tests; days count from 1 January 2024."""

from datetime import date, timedelta

from apps.geo.facts import FOREVER, Box, Row, as_values


def day(number: int | None) -> date:
    return FOREVER if number is None else date(2024, 1, 1) + timedelta(days=number)


def row(from_cm: int, to_cm: int, start: int = 0, end: int | None = None, **values) -> Row:
    return Row(from_cm, to_cm, day(start), day(end), as_values(values))


def box(from_cm: int, to_cm: int, start: int = 0, end: int | None = None) -> Box:
    return Box(from_cm, to_cm, day(start), day(end))
