"""As a rule, beside the table: contractors without a grant read as viewers do, auditors change nothing."""

import pytest

from tests.api.test_rights import TABLE, answer, asked, sets  # noqa: F401 `sets` is a fixture

READS = [route for method, route in asked() if method == "GET"]
HARMLESS = ("api/v1/events/check/", "api/v1/saved-views/", "api/v1/snapshots/<uuid:uid>/verify/")
"""Trials that keep nothing, and a person's own views: nothing of the register."""

CHANGES = [
    (method, route)
    for method, route in asked()
    if method != "GET" and route.startswith("api/") and route not in HARMLESS
]


@pytest.mark.parametrize("route", READS)
def test_a_contractor_of_the_general_level_reads_what_a_viewer_reads(route, sets):  # noqa: F811
    assert answer("GET", route, "contractor", sets) == TABLE[route]["GET"]["viewer"]


@pytest.mark.parametrize(("method", "route"), CHANGES)
def test_an_auditor_changes_nothing_by_api(method, route, sets):  # noqa: F811
    assert answer(method, route, "auditor", sets) in (400, 403, 404, 415)


@pytest.mark.parametrize(("method", "route"), CHANGES)
def test_a_contractor_without_a_grant_changes_nothing_by_api(method, route, sets):  # noqa: F811
    assert answer(method, route, "contractor", sets) in (400, 403, 404, 415)
