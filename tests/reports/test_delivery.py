"""Scheduled reports on their way: into a folder and through a mail server that takes or refuses them."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone, translation

from apps.accounts.models import User
from apps.geo.errors import Conflict
from apps.jobs import services as background
from apps.jobs.models import Job
from apps.reports import deliveries
from apps.reports.jobs import ask_for_the_month
from apps.reports.models import Delivery, Pack, Schedule
from apps.reports.pack import kept_at
from tests.factories import api_of, person
from tests.reports.mail_sink import Sink, listening
from tests.reports.register import small_border

pytestmark = pytest.mark.django_db
FIFTH = date(2024, 12, 5)
BOARD, STAFF = "board@example.org", "staff@example.org"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def schedule(settings) -> Schedule:
    small_border()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    return Schedule.objects.create(
        kind="coverage",
        audience="general",
        language="en",
        day=5,
        folder="board",
        mail_to=f"{BOARD}, {STAFF},",
        asked_by=person("planner"),
    )


@pytest.fixture
def sent_to(settings) -> Callable[[Sink], None]:
    """Let mail go to a server of the test's own."""

    def go_to(sink: Sink) -> None:
        settings.EMAIL_HOST, settings.EMAIL_PORT = sink.server_address

    return go_to


def made() -> Job:
    [job] = ask_for_the_month(FIFTH)
    background.perform(job_id=job.pk)
    job.refresh_from_db()
    return job


def brought() -> dict[str, Delivery]:
    """Perform the jobs that are due, and return the deliveries by where they go."""
    for delivery in Delivery.objects.all():
        background.perform(job_id=delivery.job_id)
    return now()


def now() -> dict[str, Delivery]:
    return {one.to: one for one in Delivery.objects.select_related("job", "pack")}


def after(wait: timedelta) -> None:
    """Let the next try come due, as if that time had passed."""
    for job in Job.objects.filter(not_before__isnull=False):
        Job.objects.filter(pk=job.pk).update(not_before=job.not_before - wait)


def files(folder: str) -> list[Path]:
    return [one for one in Path(folder).rglob("*") if one.is_file()]


def test_the_archive_comes_whole_by_mail_to_each_address_and_into_the_folder(settings, sent_to):
    with listening() as sink:
        sent_to(sink)
        job = made()
        found = brought()
    assert (job.state, job.failure) == ("done", "")
    assert {to: one.state for to, one in found.items()} == {"board": "sent", BOARD: "sent", STAFF: "sent"}
    pack = Pack.objects.get()
    assert [message["To"] for message in sink.taken] == [BOARD, STAFF]
    message = sink.taken[0]
    assert (
        message["Subject"] == f"{pack.number} [TLP:GREEN]" and message["From"] == settings.DEFAULT_FROM_EMAIL
    )
    assert message["Message-ID"] == f"<{found[BOARD].job.uid}@localhost>"
    text, archive = message.get_payload()
    body = text.get_payload(decode=True).decode()
    assert pack.sha256 in body and body.startswith("for official use · TLP:GREEN")
    assert archive.get_filename() == pack.file_name
    content = archive.get_payload(decode=True)
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    assert (Path(settings.REPORTS_OUT) / "board" / pack.file_name).read_bytes() == content


def test_a_mail_that_is_refused_for_good_says_why_and_the_report_is_kept(sent_to):
    with listening(refuses=True) as sink:
        sent_to(sink)
        job = made()
        found = brought()
    assert job.state == "done" and sink.taken == []
    assert {to: one.state for to, one in found.items()} == {"board": "sent", BOARD: "failed", STAFF: "failed"}
    assert found[BOARD].job.failure == "The mail is refused: 550 no such mailbox"
    assert kept_at(Pack.objects.get().sha256).is_file()


def test_a_mail_server_that_is_gone_is_tried_again_until_it_takes_the_mail_and_the_report_is_made_once(
    sent_to,
):
    with listening() as sink:
        sent_to(sink)
    made()
    found = brought()
    waiting = found[BOARD].job
    assert found[BOARD].state == "waiting" and "refused" in waiting.failure
    assert (waiting.put_off, waiting.result) == (1, None)
    assert 50 < (waiting.not_before - timezone.now()).total_seconds() <= 60
    with listening() as sink:
        sent_to(sink)
        assert brought()[BOARD].state == "waiting", "it is not due yet"
        after(timedelta(minutes=1))
        found = brought()
    assert (found[BOARD].state, found[BOARD].job.failure) == ("sent", "")
    assert [message["To"] for message in sink.taken] == [BOARD, STAFF]
    assert Pack.objects.count() == 1 and Job.objects.filter(kind="report").count() == 1


def test_tries_grow_rarer_and_end(sent_to):
    with listening() as sink:
        sent_to(sink)
    made()
    waits = []
    for _time in range(len(background.TRY_AGAIN_AFTER)):
        job = brought()[BOARD].job
        waits.append(round((job.not_before - timezone.now()).total_seconds() / 60))
        after(timedelta(hours=12))
    assert waits == [1, 5, 15, 60, 240, 720]
    failed = brought()[BOARD]
    assert failed.state == "failed" and "7 times in vain" in failed.job.failure
    assert failed.job.state == "failed"


def test_what_has_failed_is_sent_again_when_somebody_asks(sent_to):
    with listening(refuses=True) as sink:
        sent_to(sink)
        made()
        failed = brought()[BOARD]
    with listening() as sink:
        sent_to(sink)
        deliveries.again(delivery=failed, by=person("planner"))
        assert brought()[BOARD].state == "sent"
    assert [message["To"] for message in sink.taken] == [BOARD]
    assert Pack.objects.count() == 1


def test_what_waits_for_its_next_try_can_be_sent_at_once(sent_to):
    with listening() as sink:
        sent_to(sink)
    made()
    waiting = brought()[BOARD]
    with listening() as sink:
        sent_to(sink)
        deliveries.again(delivery=waiting, by=person("planner"))
        found = brought()
    assert (found[BOARD].state, found[STAFF].state) == ("sent", "waiting")
    assert found[BOARD].job_id == waiting.job_id


def test_deliveries_are_read_and_sent_again_by_api(sent_to):
    with listening(refuses=True) as sink:
        sent_to(sink)
        made()
        brought()
    address = f"/api/v1/reports/{Pack.objects.get().uid}/deliveries/"
    told = {one["to"]: one for one in api_of("auditor").get(address).json()}
    assert {to: (one["way"], one["state"]) for to, one in told.items()} == {
        "board": ("folder", "sent"),
        BOARD: ("mail", "failed"),
        STAFF: ("mail", "failed"),
    }
    assert told[BOARD]["failure"] == "The mail is refused: 550 no such mailbox"
    again = f"{address}{told[BOARD]['uid']}/again/"
    with listening() as sink:
        sent_to(sink)
        answer = api_of("planner").post(again)
        assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
        assert brought()[BOARD].state == "sent"
    assert [message["To"] for message in sink.taken] == [BOARD]


def test_by_api_a_delivery_under_way_is_not_sent_twice_and_those_of_other_reports_are_not_found():
    made()
    delivery, report = now()[BOARD], Pack.objects.get().uid
    Job.objects.filter(pk=delivery.job_id).update(state="running")
    answers = [
        api_of("planner").post(f"/api/v1/reports/{one}/deliveries/{delivery.uid}/again/")
        for one in (report, delivery.uid)
    ]
    assert [one.status_code for one in answers] == [409, 404]
    assert (
        api_of("approver").post(f"/api/v1/reports/{report}/deliveries/{delivery.uid}/again/").status_code
        == 403
    )


def test_what_is_under_way_is_not_sent_twice():
    made()
    delivery = now()[BOARD]
    Job.objects.filter(pk=delivery.job_id).update(state="running")
    with pytest.raises(Conflict):
        deliveries.again(delivery=delivery, by=person("planner"))


def test_a_folder_that_cannot_be_written_is_tried_again_and_holds_no_part(settings, tmp_path):
    settings.REPORTS_OUT = str(tmp_path / "taken")
    (tmp_path / "taken").write_text("a file where a folder should be")
    made()
    assert brought()["board"].state == "waiting"
    (tmp_path / "taken").unlink()
    after(timedelta(minutes=1))
    assert brought()["board"].state == "sent"
    assert [one.name for one in files(settings.REPORTS_OUT)] == [Pack.objects.get().file_name]


def test_a_folder_with_another_file_of_that_name_is_left_as_it_is(settings):
    made()
    other = Path(settings.REPORTS_OUT) / "board" / Pack.objects.get().file_name
    other.parent.mkdir(parents=True)
    other.write_text("somebody's own")
    found = brought()["board"]
    assert found.state == "failed" and "other content" in found.job.failure
    assert other.read_text() == "somebody's own"


def test_a_report_whose_archive_is_gone_is_not_sent():
    made()
    kept_at(Pack.objects.get().sha256).unlink()
    assert {one.state for one in brought().values()} == {"failed"}
    assert mail.outbox == []


def test_a_delivery_that_is_stopped_is_not_tried_again(sent_to):
    with listening() as sink:
        sent_to(sink)
    made()
    background.cancel(job=brought()[BOARD].job)
    after(timedelta(hours=1))
    assert brought()[BOARD].state == "stopped"
    assert set(Delivery.objects.not_sent().values_list("to", flat=True)) == {STAFF}


@pytest.mark.parametrize("language", ["lv", "en"])
def test_the_pages_tell_what_is_not_sent_and_send_it_again(language, sent_to, client: Client):
    with listening(refuses=True) as sink:
        sent_to(sink)
        made()
        failed = brought()[BOARD]
    client.force_login(person("planner"))
    client.cookies["django_language"] = language
    for address in ("/reports/", f"/reports/{failed.pack.uid}/"):
        shown = client.get(address).content.decode()
        assert BOARD in shown and "no such mailbox" in shown
    address = f"/reports/{failed.pack.uid}/deliveries/{failed.uid}/"
    with listening() as sink:
        sent_to(sink)
        assert client.post(address).status_code == 302
        brought()
    assert [message["To"] for message in sink.taken] == [BOARD]
    assert BOARD not in client.get("/reports/").content.decode()
    assert BOARD in client.get(f"/reports/{failed.pack.uid}/").content.decode()


def test_where_reports_go_is_not_told_to_general_readers(client: Client):
    made()
    delivery = now()[BOARD]
    client.force_login(person("viewer", reading_level="general"))
    assert BOARD not in client.get("/reports/").content.decode()
    assert BOARD not in client.get(f"/reports/{delivery.pack.uid}/").content.decode()
    assert client.post(f"/reports/{delivery.pack.uid}/deliveries/{delivery.uid}/").status_code == 403


def test_a_job_that_waits_for_its_next_try_says_so_and_its_page_is_not_reloaded_all_the_time(
    sent_to, client: Client
):
    with listening() as sink:
        sent_to(sink)
    made()
    waiting = now()[BOARD].job
    client.force_login(person("planner"))
    client.cookies["django_language"] = "en"
    address = f"/surveillance/jobs/{waiting.uid}/"
    assert "map/reload.js" in client.get(address).content.decode()
    brought()
    shown = client.get(address).content.decode()
    assert "It was tried 1 time in vain; the next try is on" in shown
    assert "map/reload.js" not in shown and "out of reach" in shown


def lock_planner() -> None:
    User.objects.filter(pk=person("planner").pk).update(is_active=False)


def test_nothing_is_made_for_somebody_who_may_no_longer_sign_in(client: Client):
    lock_planner()
    assert ask_for_the_month(FIFTH) == []
    client.force_login(person("admin"))
    client.cookies["django_language"] = "en"
    assert "this person may no longer sign in" in client.get("/reports/schedules/").content.decode()


def test_a_report_that_waits_is_not_made_once_its_asker_may_no_longer_sign_in():
    [job] = ask_for_the_month(FIFTH)
    lock_planner()
    background.perform(job_id=job.pk)
    job.refresh_from_db()
    assert job.state == "failed" and "may no longer sign in" in job.failure
    assert not Pack.objects.exists()


def test_a_delivery_that_waits_is_not_sent_once_its_asker_may_no_longer_sign_in(sent_to):
    with listening() as sink:
        sent_to(sink)
        made()
        lock_planner()
        found = brought()
    assert sink.taken == [] and {one.state for one in found.values()} == {"failed"}
    assert "may no longer sign in" in found[BOARD].job.failure


def test_a_full_report_is_not_sent_for_somebody_who_may_no_longer_read_it(schedule, sent_to):
    Schedule.objects.update(audience="full")
    with listening() as sink:
        sent_to(sink)
        made()
        User.objects.filter(pk=person("planner").pk).update(role="viewer", reading_level="general")
        found = brought()
    assert sink.taken == [] and "general" in found[BOARD].job.failure


def test_who_locks_a_person_is_told_of_their_monthly_reports(client: Client):
    shown = person("planner")
    client.force_login(person("admin"))
    client.cookies["django_language"] = "en"
    values = {"role": "planner", "reading_level": "full", "first_name": "", "last_name": ""}
    answer = client.post(f"/people/{shown.uid}/", values, follow=True)
    assert "1 monthly report is made in this person" in answer.content.decode()
