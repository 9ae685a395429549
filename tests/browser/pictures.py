"""The pictures of README and guide, taken anew from the pages by `make pictures`: not collected as tests."""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from apps.jobs import services
from apps.jobs.models import Job
from tests.browser.people import sign_in
from tests.browser.test_map import fill_status
from tests.browser.test_pages import choose
from tests.browser.workspace import open_workspace

IMAGES = Path(settings.BASE_DIR) / "docs" / "images"
EYE = "M-RU-04-C"
SHOW = {"lv": "Parādīt kartē", "en": "Show on the map"}


def prepare(page: Page, site: str, language: str, height: int) -> None:
    page.set_viewport_size({"width": 1400, "height": height})
    sign_in(page, site)
    choose(page, site, language, "light")


def take(page: Page, name: str, *, whole: bool = False) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / name, full_page=whole)


def test_the_workspace_and_an_edit_before_it_is_saved(page, site):
    prepare(page, site, "lv", 900)
    open_workspace(page, site, "?route=LV-RU&element=patrol_strip&from=99&to=103.5")
    fill_status(page, "damaged", "Pēc plūdiem apsekots")
    expect(page.locator("#edit-preview table")).to_be_visible()
    page.locator("#edit-reason").scroll_into_view_if_needed()
    take(page, "map-lv.png")


@pytest.mark.parametrize("language", ["lv", "en"])
def test_a_sensor_and_its_line_of_sight(page, site, language):
    prepare(page, site, language, 1000)
    open_workspace(page, site, f"?route=LV-RU&layer=coverage_depth&sensor={EYE}&km=67&from=65.91&to=67.4")
    page.click("#tab-watch")
    expect(page.locator("#watch-profile svg.profile")).to_be_visible()
    page.click("#watch-viewshed-toggle")
    expect(page.locator("img.viewshed")).to_have_js_property("naturalWidth", 200)
    page.locator("#watch-sensor").get_by_role("button", name=SHOW[language]).click()
    page.locator("#watch-viewshed").scroll_into_view_if_needed()
    take(page, f"watch-{language}.png")


@pytest.mark.parametrize("language", ["lv", "en"])
def test_the_answer_of_a_placement(page, site, language, monkeypatch):
    monkeypatch.setattr(services, "ring", lambda job_id: None)
    prepare(page, site, language, 900)
    page.goto(f"{site}/surveillance/placement/")
    page.fill("#amount", "5")
    page.fill("#every_km", "5")
    page.locator("#placement button[type=submit]").click()
    expect(page.locator("progress")).to_be_visible()
    services.perform(job_id=Job.objects.get(kind="placement").pk)
    expect(page.locator("html")).to_have_attribute("data-ready", "true")
    expect(page.locator(".site-mark").first).to_be_visible()
    take(page, f"placement-{language}.png", whole=True)
