"""Schedules and deliveries that are stopped: nothing more goes out, and who did it stands in the access log."""

import pytest
from django.test import Client

from apps.accounts.models import AccessEvent
from apps.jobs import services as background
from apps.reports.models import Delivery, Pack, Schedule
from tests.factories import person
from tests.reports.mail_sink import listening
from tests.reports.test_delivery import (  # noqa: F401
    BOARD,
    FIFTH,
    STAFF,
    ask_for_the_month,
    brought,
    english,
    made,
    now,
    schedule,
    sent_to,
)

pytestmark = pytest.mark.django_db
VALUES = {"kind": "coverage", "audience": "general", "language": "en", "day": "3", "mail_to": f"{BOARD},"}


@pytest.fixture
def planner(client: Client) -> Client:
    client.force_login(person("planner"))
    client.cookies["django_language"] = "en"
    return client


def logged(kind: str) -> dict:
    event = AccessEvent.objects.get(kind=kind)
    assert event.by == person("planner")
    return event.detail


def test_who_schedules_a_report_is_logged_with_where_it_goes(planner):
    assert planner.post("/reports/schedules/", VALUES).status_code == 302
    assert Schedule.objects.latest("pk").mail_to == BOARD
    assert logged("schedule_made")["mail_to"] == BOARD


def test_a_stopped_schedule_is_logged_and_what_it_asked_for_is_not_made(planner):
    [job] = ask_for_the_month(FIFTH)
    planner.post(f"/reports/schedules/{Schedule.objects.get().pk}/stop/")
    background.perform(job_id=job.pk)
    job.refresh_from_db()
    assert job.state == "cancelled" and not Pack.objects.exists()
    assert BOARD in logged("schedule_stopped")["mail_to"]


def test_a_mail_that_waits_is_stopped_from_the_pages_of_reports(sent_to, planner):  # noqa: F811
    with listening() as sink:
        sent_to(sink)
    made()
    waiting = brought()[BOARD]
    address = f"/reports/{waiting.pack.uid}/deliveries/{waiting.uid}/stop/"
    assert address in planner.get("/reports/").content.decode()
    assert planner.post(address).status_code == 302
    assert {to: one.state for to, one in now().items()} == {
        "board": "sent",
        BOARD: "stopped",
        STAFF: "waiting",
    }
    assert logged("sending_stopped")["to"] == BOARD


def test_only_planners_stop_a_sending(client: Client):
    made()
    delivery = Delivery.objects.select_related("pack").first()
    client.force_login(person("auditor"))
    assert client.post(f"/reports/{delivery.pack.uid}/deliveries/{delivery.uid}/stop/").status_code == 403
    assert now()[delivery.to].state == "waiting"


def test_sections_of_a_report_of_the_whole_border_are_refused(planner):
    given = {**VALUES, "kind": "committee", "sections": ["A"]}
    answer = planner.post("/reports/schedules/", given)
    assert answer.status_code == 400 and "left out of it" in answer.content.decode()
