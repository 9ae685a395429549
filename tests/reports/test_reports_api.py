import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.utils.html import escape
from rest_framework.test import APIClient

from apps.accounts.models import ReadEvent
from apps.border.models import Section
from apps.jobs import services as background
from apps.jobs.models import Job
from apps.reports import jobs
from apps.reports.content.asked import Asked
from apps.reports.jobs import ask_for_the_month
from apps.reports.models import Pack, Schedule
from tests.factories import api_of, person
from tests.reports.register import made, small_border

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def register():
    small_border()


def signed_in(role: str, **columns) -> APIClient:
    """Return a client with a session, so that what it reads is logged."""
    client = APIClient()
    client.force_login(person(role, **columns))
    return client


def test_a_report_is_asked_for_made_by_a_job_and_downloaded():
    planner = signed_in("planner")
    asked = planner.post("/api/v1/reports/", {"as_of": "2024-12-31", "language": "en"}, format="json")
    assert asked.status_code == 202
    job = Job.objects.get(uid=asked.data["uid"])
    background.perform(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.failure) == ("done", "")
    found = planner.get(f"/api/v1/reports/{job.result['report']}/").data
    archive = b"".join(planner.get(f"/api/v1/reports/{found['uid']}/archive/").streaming_content)
    assert zipfile.ZipFile(BytesIO(archive)).testzip() is None
    pdf = planner.get(f"/api/v1/reports/{found['uid']}/files/report.pdf")
    assert pdf.content.startswith(b"%PDF") and pdf["Content-Disposition"].startswith("attachment")
    assert ReadEvent.objects.filter(what="reports").count() == 2


def test_bad_questions_are_refused_at_once():
    planner = api_of("planner")
    for body, where in (
        ({"as_of": "2024-12-31", "sections": ["Z"]}, "sections[0]"),
        ({"as_of": "1999-12-31"}, "as_of"),
        ({"as_of": "2024-12-31", "kind": "novel"}, "kind"),
    ):
        answer = planner.post("/api/v1/reports/", body, format="json")
        assert answer.status_code in (400, 404)
        assert answer.data["error"]["where"] == where
    assert not Job.objects.filter(kind="report").exists()


def test_general_readers_see_and_download_general_reports_only():
    full, general = made().keep(), made(audience="general").keep()
    viewer = signed_in("viewer", reading_level="general")
    listed = viewer.get("/api/v1/reports/").data["results"]
    assert [one["uid"] for one in listed] == [str(general.uid)]
    assert viewer.get(f"/api/v1/reports/{full.uid}/archive/").status_code == 404
    assert viewer.get(f"/api/v1/reports/{general.uid}/archive/").status_code == 200


def test_no_name_outside_the_archive_is_served():
    pack = made(audience="general").keep()
    planner = signed_in("planner")
    for name in ("manifest.jsonx", "../settings.py", "..%2f..%2fetc%2fpasswd"):
        assert planner.get(f"/api/v1/reports/{pack.uid}/files/{name}").status_code == 404


def test_a_cancelled_report_leaves_nothing(settings):
    planner = signed_in("planner")
    uid = planner.post("/api/v1/reports/", {"as_of": "2024-12-31"}, format="json").data["uid"]
    Job.objects.filter(uid=uid).update(is_cancel_asked=True)
    background.perform(job_id=Job.objects.get(uid=uid).pk)
    assert Job.objects.get(uid=uid).state == "cancelled"
    assert not Pack.objects.exists()
    assert not Path(settings.REPORTS_DIR).exists() or not any(Path(settings.REPORTS_DIR).rglob("*.zip"))


def test_scheduled_reports_are_made_once_a_month_into_a_folder_and_by_mail(settings):
    planner = person("planner")
    Schedule.objects.create(
        kind="coverage",
        audience="general",
        language="lv",
        day=5,
        folder="board",
        mail_to="a@example.org",
        asked_by=planner,
    )
    assert ask_for_the_month(date(2024, 12, 4)) == []
    [job] = ask_for_the_month(date(2024, 12, 5))
    assert ask_for_the_month(date(2024, 12, 6)) == []
    background.perform(job_id=job.pk)
    pack = Pack.objects.get()
    for delivery in pack.deliveries.all():
        background.perform(job_id=delivery.job_id)
    assert pack.as_of == date(2024, 11, 30)
    assert (Path(settings.REPORTS_OUT) / "board" / pack.file_name).is_file()
    [sent] = mail.outbox
    assert sent.to == ["a@example.org"] and sent.attachments[0][0] == pack.file_name


@pytest.mark.parametrize("language", ["lv", "en"])
def test_the_pages_ask_show_and_verify(language, client: Client):
    client.force_login(person("planner"))
    client.cookies["django_language"] = language
    assert client.get("/reports/").status_code == 200
    sent = client.post(
        "/reports/ask/",
        {"kind": "coverage", "as_of": "2024-12-31", "audience": "general", "language": language},
    )
    background.perform(job_id=Job.objects.get(kind="report").pk)
    pack = Pack.objects.get()
    shown = client.get(sent["Location"]).content.decode()
    assert pack.number in shown
    assert "report.pdf" in client.get(f"/reports/{pack.uid}/").content.decode()
    answer = client.post(f"/reports/{pack.uid}/verify/")
    background.perform(job_id=Job.objects.latest("pk").pk)
    assert Job.objects.latest("pk").result["holds"] is True
    assert client.get(answer["Location"]).status_code == 200


def test_a_schedule_is_added_and_stopped_by_page(client: Client):
    client.force_login(person("planner"))
    values = {
        "kind": "coverage",
        "audience": "general",
        "language": "lv",
        "day": 3,
        "folder": "",
        "mail_to": "",
    }
    assert client.post("/reports/schedules/", {**values, "mail_to": "no address"}).status_code == 400
    to_nobody = client.post("/reports/schedules/", {**values, "mail_to": " , "})
    assert (to_nobody.status_code, list(to_nobody.context["form"].errors)) == (400, ["folder"])
    assert not Schedule.objects.exists()
    assert client.post("/reports/schedules/", {**values, "folder": "board"}).status_code == 302
    client.post(f"/reports/schedules/{Schedule.objects.get().pk}/stop/")
    assert not Schedule.objects.exists()


def test_a_map_to_hand_over_is_downloaded_by_page_and_logged(client: Client):
    client.force_login(person("planner"))
    answer = client.get(
        "/reports/map/", {"as_of": "2024-12-31", "layers": ["sections", "sensors"], "marking": "internal"}
    )
    assert answer["Content-Disposition"] == 'attachment; filename="border-2024-12-31.html"'
    assert b"C-1" in answer.content
    assert ReadEvent.objects.filter(path__startswith="/reports/map/").exists()
    refused = client.get("/reports/map/", {"layers": ["weather"]})
    assert refused.status_code == 400
    assert "weather" in refused.content.decode()


def test_a_schedule_may_be_of_some_sections(client: Client):
    client.force_login(person("planner"))
    values = {"kind": "coverage", "audience": "general", "language": "lv", "day": 3, "sections": ["B"]}
    values["folder"] = "board"
    assert client.post("/reports/schedules/", values | {"sections": ["Z"]}).status_code == 400
    assert not Schedule.objects.exists()
    assert client.post("/reports/schedules/", values).status_code == 302
    assert Schedule.objects.get().sections == ["B"]
    [job] = ask_for_the_month(date(2024, 12, 5))
    background.perform(job_id=job.pk)
    assert Pack.objects.get().asked["sections"] == ["B"]
    form = client.get("/reports/schedules/", {"kind": "public"}).context["form"]
    assert "sections" not in form.fields


def options_of(answer, name: str) -> list[str]:
    """Return the values that a field of the report's form offers; none if it is not there."""
    form = answer.context["form"]
    return [value for value, _label in form.fields[name].choices] if name in form.fields else []


@pytest.mark.parametrize(
    ("kind", "audience", "readers", "has_sections", "has_sheets"),
    [
        ("coverage", "full", ["full", "general"], True, True),
        ("coverage", "general", ["full", "general"], True, False),
        ("committee", "general", ["general"], False, False),
        ("public", "general", ["general"], False, False),
        ("novel", "", ["full", "general"], True, True),
    ],
)
def test_the_form_offers_what_the_chosen_kind_has(kind, audience, readers, has_sections, has_sheets, client):
    client.force_login(person("planner"))
    answer = client.get("/reports/", {"kind": kind, "audience": audience, "as_of": "2024-12-31"})
    fields = answer.context["form"].fields
    assert options_of(answer, "audience") == readers
    assert ("sections" in fields, "detail_maps" in fields) == (has_sections, has_sheets)
    assert 'value="31.12.2024."' in answer.content.decode()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "committee", "audience": "full"}, "audience"),
        ({"as_of": "1999-12-31"}, "as_of"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"language": "xx"}, "language"),
        ({"sections": ["Z"]}, "sections"),
        ({"kind": "public", "sections": ["A"]}, "__all__"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_rest_stays(changed, field, client):
    client.force_login(person("planner"))
    given = {"kind": "coverage", "as_of": "2024-12-31", "audience": "general", "language": "en"}
    answer = client.post("/reports/ask/", given | changed)
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert ('aria-invalid="true"' in answer.content.decode()) == (field != "__all__")
    assert not Job.objects.filter(kind="report").exists()


def test_sections_that_a_report_does_not_take_are_refused_by_api():
    body = {"kind": "public", "audience": "general", "as_of": "2024-12-31", "sections": ["A"]}
    answer = api_of("planner").post("/api/v1/reports/", body, format="json")
    assert (answer.status_code, answer.data["error"]["where"]) == (400, "sections")


def test_a_schedule_is_only_for_readers_that_its_report_has(client: Client):
    client.force_login(person("planner"))
    values = {"kind": "committee", "audience": "full", "language": "lv", "day": 3}
    answer = client.post("/reports/schedules/", values)
    assert list(answer.context["form"].errors) == ["audience"]
    assert not Schedule.objects.exists()


def test_a_scheduled_report_that_cannot_be_made_says_why_and_keeps_no_other_from_being_made():
    planner = person("planner")
    usual = {"kind": "coverage", "audience": "general", "language": "en", "day": 1, "asked_by": planner}
    Schedule.objects.create(**usual, sections=["gone"])
    Schedule.objects.create(**usual)
    broken, sound = ask_for_the_month(date(2024, 12, 1))
    for job in (broken, sound):
        background.perform(job_id=job.pk)
        job.refresh_from_db()
    assert (broken.state, sound.state) == ("failed", "done")
    assert "gone" in broken.failure
    assert Pack.objects.count() == 1


def test_a_scheduled_report_is_made_for_a_month_once_it_is_made_and_asked_for_again_until_then(
    client: Client,
):
    one = Schedule.objects.create(
        kind="coverage", audience="general", language="en", day=1, folder="board", asked_by=person("planner")
    )
    Schedule.objects.filter(pk=one.pk).update(sections=["A"])
    Section.objects.filter(code="A").update(code="later")
    [job] = ask_for_the_month(date(2024, 12, 1))
    one.refresh_from_db()
    assert one.last_month is None, "it is only asked for"
    assert ask_for_the_month(date(2024, 12, 2)) == [], "it waits"
    background.perform(job_id=job.pk)
    client.force_login(person("planner", username="other"))
    client.cookies["django_language"] = "en"
    shown = client.get("/reports/schedules/").content.decode()
    failure = escape(Job.objects.get(pk=job.pk).failure)
    assert "30.11.2024" in failure and "30 Nov 2024" in shown and failure in shown and "Try again" in shown
    [second] = ask_for_the_month(date(2024, 12, 3))
    background.perform(job_id=second.pk)
    Section.objects.filter(code="later").update(code="A")
    assert client.post(f"/reports/jobs/{second.uid}/again/").status_code == 302
    one.refresh_from_db()
    background.perform(job_id=one.job_id)
    one.refresh_from_db()
    assert (one.job.state, one.last_month) == ("done", date(2024, 11, 30)), one.job.failure
    assert ask_for_the_month(date(2024, 12, 4)) == []
    assert failure not in client.get("/reports/schedules/").content.decode()


def test_who_asked_for_a_report_that_failed_asks_once_more_on_the_page_of_its_job(client: Client):
    planner = person("planner")
    job = jobs.ask(kind="coverage", asked=Asked(date(2024, 12, 31), audience="general"), by=planner)
    Job.objects.filter(pk=job.pk).update(state="failed", failure="out of luck")
    client.force_login(planner)
    client.cookies["django_language"] = "en"
    assert "Try again" in client.get(f"/surveillance/jobs/{job.uid}/").content.decode()
    sent = client.post(f"/reports/jobs/{job.uid}/again/")
    found = Job.objects.latest("pk")
    assert found.pk != job.pk and str(found.uid) in sent["Location"]
    assert (found.arguments, found.state) == (job.arguments, "queued")
    client.post(f"/reports/jobs/{found.uid}/again/")
    assert Job.objects.filter(kind="report").count() == 2, "one that waits is not asked for once more"
    client.force_login(person("viewer", reading_level="general"))
    assert client.post(f"/reports/jobs/{job.uid}/again/").status_code == 403
