"""Scheduled reports on their way: into a folder and through a mail server that takes or refuses them."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.core import mail

from apps.jobs import services as background
from apps.jobs.models import Job
from apps.reports.jobs import ask_for_the_month
from apps.reports.models import Pack, Schedule
from tests.factories import person
from tests.reports.mail_sink import Sink, listening
from tests.reports.register import small_border

pytestmark = pytest.mark.django_db
FIFTH = date(2024, 12, 5)


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
        mail_to="board@example.org, staff@example.org",
        asked_by=person("planner"),
    )


def performed(settings, sink: Sink) -> Job:
    settings.EMAIL_HOST, settings.EMAIL_PORT = sink.server_address
    [job] = ask_for_the_month(FIFTH)
    background.perform(job_id=job.pk)
    job.refresh_from_db()
    return job


def test_the_archive_comes_whole_by_mail_and_into_the_folder(settings):
    with listening() as sink:
        job = performed(settings, sink)
    assert (job.state, job.failure) == ("done", "")
    pack = Pack.objects.get()
    [message] = sink.taken
    assert message["Subject"] == pack.number and message["From"] == settings.DEFAULT_FROM_EMAIL
    assert message["To"] == "board@example.org, staff@example.org"
    text, archive = message.get_payload()
    assert pack.sha256 in text.get_payload(decode=True).decode()
    assert archive.get_filename() == pack.file_name
    content = archive.get_payload(decode=True)
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    assert (Path(settings.REPORTS_OUT) / "board" / pack.file_name).read_bytes() == content


def test_a_mail_that_is_refused_leaves_nothing_and_says_why(settings):
    with listening(refuses=True) as sink:
        job = performed(settings, sink)
    assert job.state == "failed" and "no such mailbox" in job.failure
    assert sink.taken == [] and not Pack.objects.exists()
    assert list((Path(settings.REPORTS_OUT) / "board").iterdir()) == []
    assert [one for one in Path(settings.REPORTS_DIR).rglob("*") if one.is_file()] == []


def test_without_a_mail_server_the_job_says_so(settings):
    with listening() as sink:
        gone = sink
    job = performed(settings, gone)
    assert job.state == "failed" and job.failure
    assert not Pack.objects.exists() and mail.outbox == []
