"""A write to an address without its closing slash arrives as that write, or the sender is told where to send it."""

import pytest

from apps.jobs.models import Job
from tests.factories import api_of
from tests.reports.register import small_border

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_write_without_the_slash_is_sent_on_as_a_write(method, debug, settings):
    settings.DEBUG = debug
    answer = getattr(api_of("planner"), method)("/api/v1/reports?x=1", {}, format="json")
    assert (answer.status_code, answer["Location"]) == (308, "/api/v1/reports/?x=1")


def test_a_reading_without_the_slash_is_sent_on_as_before():
    answer = api_of("planner").get("/api/v1/reports")
    assert (answer.status_code, answer["Location"]) == (301, "/api/v1/reports/")


def test_who_follows_has_asked_for_the_report():
    small_border()
    body = {"as_of": "2024-12-31", "audience": "general"}
    planner = api_of("planner")
    sent_on = planner.post("/api/v1/reports", body, format="json")
    assert planner.post(sent_on["Location"], body, format="json").status_code == 202
    assert Job.objects.get(kind="report").arguments["asked"]["as_of"] == "2024-12-31"


def test_an_address_that_is_none_with_a_slash_either_is_not_found():
    assert api_of("planner").post("/api/v1/nowhere", {}, format="json").status_code == 404
