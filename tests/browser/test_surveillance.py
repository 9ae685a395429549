"""The page of surveillance on the demo: what is covered, a simulated outage, the next sites by a job."""

import os
import re

import pytest
from playwright.sync_api import Page, expect

from apps.jobs import services
from apps.jobs.models import Job
from tests.browser.people import sign_in
from tests.browser.test_pages import NARROW, axe_findings, choose

BOARD = "/surveillance/?as_of=2021-12-31"


def open_board(page: Page, site: str) -> None:
    sign_in(page, site)
    page.goto(f"{site}{BOARD}")


def test_the_board_tells_k2_and_says_that_the_terrain_is_invented(page, site):
    open_board(page, site)
    expect(page.get_by_role("heading", level=2).first).to_contain_text("43,00")
    expect(page.locator(".note.warning").first).to_contain_text("Synthetic")
    expect(page.locator(".strip svg")).to_have_count(2)
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/surveillance.png", full_page=True)


def test_a_mast_is_switched_off(page, site):
    open_board(page, site)
    page.fill("#fail", "M-RU-04")
    page.get_by_role("button", name="Izslēgt").click()
    expect(page.locator("#outages ~ .note")).to_contain_text("km")


def ask(page: Page, site: str) -> None:
    """Ask for three sites from the board on, as of the end of 2021."""
    open_board(page, site)
    page.locator("#place ~ p a").click()
    page.fill("#every_km", "10")
    page.check("input[name=curve]")
    page.locator("#placement button[type=submit]").click()


def test_the_next_sites_are_asked_for_and_answered(page, site, monkeypatch):
    monkeypatch.setattr(services, "ring", lambda job_id: None)
    ask(page, site)
    expect(page.locator("progress")).to_be_visible()
    services.perform(job_id=Job.objects.get(kind="placement").pk)
    expect(page.locator("#answer")).to_be_visible()
    expect(page.locator("#chosen tbody tr")).to_have_count(3)
    expect(page.locator("html")).to_have_attribute("data-ready", "true")
    expect(page.locator(".site-mark")).to_have_count(3)
    expect(page.locator(".curve-point").first).to_be_visible()
    assert axe_findings(page) == []
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/placement.png", full_page=True)
    page.get_by_role("button", name="Saglabāt atbildi melnrakstā").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("vietas")
    expect(page).to_have_url(re.compile("/changes/"))


def test_an_answer_whose_lines_failed_to_come_is_read_again(page, site, monkeypatch):
    monkeypatch.setattr(services, "ring", lambda job_id: None)
    ask(page, site)
    expect(page.locator("progress")).to_be_visible()
    page.route("**/line/**", lambda route: route.abort())
    services.perform(job_id=Job.objects.get(kind="placement").pk)
    expect(page.locator("#map-error")).to_be_visible()
    expect(page.locator("#map-error")).to_contain_text("Karti neizdevās nolasīt")
    assert axe_findings(page) == []
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/placement-failed.png", full_page=True)
    page.unroute("**/line/**")
    page.get_by_role("button", name="Mēģināt vēlreiz").click()
    expect(page.locator("html")).to_have_attribute("data-ready", "true")
    expect(page.locator("#map-error")).to_be_hidden()
    expect(page.locator(".site-mark")).to_have_count(3)


@pytest.mark.parametrize(("language", "theme"), [("lv", "light"), ("en", "dark"), ("lv", "night")])
def test_the_board_is_readable_by_everybody(page, site, language, theme):
    sign_in(page, site)
    choose(page, site, language, theme)
    page.goto(f"{site}{BOARD}")
    assert axe_findings(page) == []


@pytest.mark.parametrize(("language", "theme"), [("lv", "dark"), ("en", "light")])
def test_the_question_is_readable_by_everybody_and_on_a_narrow_screen(page, site, language, theme):
    sign_in(page, site)
    choose(page, site, language, theme)
    page.goto(f"{site}/surveillance/placement/")
    assert axe_findings(page) == []
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_a_narrow_screen_never_scrolls_sideways(page, site):
    page.set_viewport_size(NARROW)
    open_board(page, site)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_the_terrain_is_retired_and_put_in_force_again(page, site):
    sign_in(page, site)
    page.goto(f"{site}/surveillance/terrain/")
    page.fill("#reason-synthetic", "izdomāts")
    page.get_by_role("button", name="Izņemt no spēka: synthetic").click()
    expect(page.locator("#retired ~ .table-wrap")).to_contain_text("izdomāts")
    page.fill("#reason-synthetic", "tomēr vajag")
    page.get_by_role("button", name="Atkal likt spēkā: synthetic").click()
    expect(page.locator("#retired")).to_have_count(0)
    expect(page.locator("#in-force ~ .table-wrap")).to_contain_text("tomēr vajag")


@pytest.mark.parametrize(("language", "theme"), [("lv", "dark"), ("en", "light")])
def test_the_terrain_is_readable_by_everybody_and_on_a_narrow_screen(page, site, language, theme):
    sign_in(page, site)
    choose(page, site, language, theme)
    page.goto(f"{site}/surveillance/terrain/")
    assert axe_findings(page) == []
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
