"""Reports by page, as a planner makes them and as others find them."""

import io
import zipfile

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.jobs import services as background
from apps.jobs.models import Job
from apps.reports.models import Pack
from tests.browser.people import PASSWORD, sign_in
from tests.browser.test_pages import NARROW, axe_findings, choose


@pytest.fixture(autouse=True)
def kept_apart(settings, tmp_path):
    """Reports of tests lie in the test's own folder."""
    settings.REPORTS_DIR = str(tmp_path / "reports")


def ask(page: Page, site: str, kind: str = "public") -> Job:
    """Ask for a report as a planner does; return its job, which nobody has begun."""
    page.goto(f"{site}/reports/")
    forms = page.locator("details.entry")
    if forms.first.get_attribute("open") is None:
        forms.first.locator("summary").click()
    choose_kind(page, kind)
    page.fill("#id_as_of", "2024-12-31")
    page.locator("form.report-form[method=post] button[type=submit]").click()
    page.wait_for_url("**/jobs/**")
    return Job.objects.latest("pk")


def choose_kind(page: Page, kind: str) -> None:
    """Choose a kind of report and wait until the form offers what that kind has."""
    if page.locator("#id_kind").input_value() == kind:
        return
    with page.expect_response(lambda answer: f"kind={kind}" in answer.url):
        page.select_option("#id_kind", kind)
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)
    expect(page.locator("#id_audience option")).to_have_count(1)


def open_made(page: Page) -> Pack:
    page.reload()
    page.locator("main a.button.primary").click()
    page.wait_for_load_state()
    return Pack.objects.latest("pk")


def test_a_report_is_asked_for_followed_and_downloaded(page, site):
    sign_in(page, site)
    job = ask(page, site)
    expect(page.locator("main")).to_contain_text("Rindā")
    background.perform(job_id=job.pk)
    pack = open_made(page)
    assert pack.asked["as_of"] == "2024-12-31"
    with page.expect_download() as whole:
        page.locator("a.button.primary").click()
    archive = zipfile.ZipFile(io.BytesIO(whole.value.path().read_bytes()))
    assert archive.testzip() is None and "report.pdf" in archive.namelist()
    with page.expect_download() as one:
        page.locator("table a").first.click()
    assert one.value.path().read_bytes().startswith(b"%PDF")


def test_a_report_that_waits_is_stopped_and_says_so(page, site):
    sign_in(page, site)
    job = ask(page, site)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("main form button").click()
    page.goto(f"{site}/surveillance/jobs/{job.uid}/")
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    expect(page.locator("main")).to_contain_text(job.get_state_display().capitalize())
    assert not Pack.objects.exists()


def test_why_a_report_failed_stands_on_its_page(page, site, settings, tmp_path):
    sign_in(page, site)
    job = ask(page, site)
    in_the_way = tmp_path / "a file"
    in_the_way.write_text("")
    settings.REPORTS_DIR = str(in_the_way)
    background.perform(job_id=job.pk)
    page.reload()
    expect(page.locator("main .refused")).not_to_be_empty()
    assert not Pack.objects.exists()


def test_a_general_reader_finds_general_reports_and_no_form(page, site):
    sign_in(page, site)
    background.perform(job_id=ask(page, site).pk)
    background.perform(job_id=ask(page, site, "coverage").pk)
    shown, hidden = Pack.objects.get(kind="public"), Pack.objects.get(kind="coverage")
    User.objects.create_user("reader", password=PASSWORD, role=User.Role.VIEWER, reading_level="general")
    page.context.clear_cookies()
    sign_in(page, site, "reader")
    page.goto(f"{site}/reports/")
    expect(page.locator("main")).to_contain_text(shown.number)
    expect(page.locator("main")).not_to_contain_text(hidden.number)
    assert page.locator("form.report-form").count() == 0
    assert page.goto(f"{site}/reports/{hidden.uid}/").status == 404


def test_a_schedule_is_set_and_stopped(page, site):
    sign_in(page, site)
    page.goto(f"{site}/reports/schedules/")
    choose_kind(page, "public")
    page.fill("#id_day", "3")
    page.fill("#id_mail_to", "board@example.org")
    page.locator("form.report-form button[type=submit]").click()
    row = page.locator("main tbody tr")
    expect(row).to_contain_text("board@example.org")
    row.get_by_role("button").click()
    expect(row).to_have_count(0)


def test_the_map_to_hand_over_comes_as_one_file(page, site):
    sign_in(page, site)
    page.goto(f"{site}/reports/")
    form = page.locator("details.entry").nth(1)
    form.locator("summary").click()
    with page.expect_download() as file:
        form.locator("button[type=submit]").click()
    assert file.value.suggested_filename.endswith(".html")
    assert b"L.Map" in file.value.path().read_bytes() or file.value.path().stat().st_size > 100_000


@pytest.mark.parametrize("language", ["lv", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_nothing_runs_out_of_a_phone(page, site, language, theme):
    sign_in(page, site)
    job = ask(page, site)
    waiting = page.url
    choose(page, site, language, theme)
    findings = look(page, waiting)
    background.perform(job_id=job.pk)
    pack = Pack.objects.get()
    for address in (waiting, f"{site}/reports/", f"{site}/reports/{pack.uid}/", f"{site}/reports/schedules/"):
        findings += look(page, address)
    assert findings == []


def look(page: Page, address: str) -> list[str]:
    """Return what axe finds on a page with all that unfolds unfolded, and how much it is too wide for a phone."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(address)
    page.locator("details.entry").evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
    found = axe_findings(page)
    page.set_viewport_size(NARROW)
    wide = page.evaluate("document.documentElement.scrollWidth")
    return found + ([f"{address}: {wide} px"] if wide > NARROW["width"] else [])
