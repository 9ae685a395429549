"""The two sides of a change: what differs is marked, on the metres and days on which it differs."""

import pytest
from django.template import Context, Template

from apps.pages.marked import Line, differing, differing_columns

DAY, LATER = "2026-01-01", "2026-06-01"


def piece(from_cm: int, to_cm: int, start: str = DAY, end: str | None = None, **values) -> list:
    return [from_cm, to_cm, start, end, values]


BUILT = piece(0, 100, status="built", width_m=12)


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([], set()),
        ([BUILT], set()),
        ([piece(0, 100, status="cleared", width_m=12)], {"status"}),
        # on a part of the metres, of the days, or where there was nothing
        (
            [piece(0, 60, status="built", width_m=12), piece(60, 100, status="cleared", width_m=12)],
            {"status"},
        ),
        (
            [piece(0, 100, DAY, LATER, status="built", width_m=9), piece(0, 100, LATER, **BUILT[4])],
            {"width_m"},
        ),
        ([piece(0, 60, status="built", width_m=12)], {"status", "width_m"}),
        # what lies beside it is of no matter
        ([BUILT, piece(100, 200, status="cleared", width_m=3)], set()),
    ],
)
def test_a_column_differs_where_the_other_side_did_not_hold_it_so(others, expected):
    assert differing(BUILT, others) == expected


def test_a_thing_differs_in_the_columns_that_it_holds_otherwise():
    assert differing_columns({"a": 1, "b": 2}, {"a": 1, "b": 3}) == {"b"}
    assert differing_columns({"a": 1}, None) == set()


def test_a_line_is_plain_text_that_a_page_shows_marked_and_escaped():
    line = Line([("Status: <built>", True), ("; ", False), ("Width: 12", False)])
    assert line == "Status: <built>; Width: 12"
    shown = Template("{{ line }}").render(Context({"line": line}))
    assert shown == "<mark>Status: &lt;built&gt;</mark>; Width: 12"
