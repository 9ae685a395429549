"""Plain forms whose session ends, or whose server cannot be reached: what was typed and chosen stays in them."""

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.documents.models import Document
from apps.ledger import services
from apps.ledger.models import ChangeSet
from tests.browser.people import PASSWORD, send, sign_in
from tests.browser.test_documents import attach
from tests.browser.test_pages import choose
from tests.factories import KM, put_work


@pytest.fixture(autouse=True)
def media(tmp_path, settings) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def sign_in_again(page: Page, username: str = "planner") -> None:
    """Follow the toast to another tab, and sign in there as a person would."""
    with page.context.expect_page() as opened:
        page.locator(".toast").get_by_role("link").click()
    tab = opened.value
    tab.fill("#id_username", username)
    tab.fill("#id_password", PASSWORD)
    with tab.expect_response(lambda answer: answer.request.method == "POST"):
        tab.locator("main button[type=submit]").click()
    tab.close()


def test_a_file_and_its_title_wait_in_the_form_for_the_sign_in(page, site):
    choose(page, site, "en", "light")
    sign_in(page, site)
    page.goto(f"{site}/documents/new/?route=LV-RU&from_km=10&to_km=12")
    page.fill("#title", "Act of acceptance")
    attach(page, "#file")
    page.context.clear_cookies(name="sessionid")
    page.locator("main button[type=submit]").click()
    expect(page.locator(".toast")).to_contain_text("Your session has ended")
    sign_in_again(page)
    page.locator("main button[type=submit]").click()
    expect(page.locator(".message.success")).to_be_visible()
    kept = Document.objects.get(title="Act of acceptance")
    assert kept.ties.get().from_cm == 10 * KM


def test_a_draft_is_discarded_only_by_who_says_so_twice(page, site):
    choose(page, site, "en", "light")
    sign_in(page, site)
    planner = User.objects.get(username="planner")
    draft = services.draft(commands=[put_work(3, 5, "built")], by=planner, reason="a draft")
    for address in (f"review/{draft.uid}/", f"changes/{draft.uid}/"):
        page.goto(f"{site}/{address}")
        page.once("dialog", lambda dialog: dialog.dismiss())
        page.get_by_role("button", name="Discard the draft").click()
        expect(page.locator("h1")).to_have_text("a draft")
        assert ChangeSet.objects.filter(uid=draft.uid).exists()
    page.once("dialog", lambda dialog: dialog.accept())
    send(page, "Discard the draft")
    assert not ChangeSet.objects.filter(uid=draft.uid).exists()


def test_a_comment_waits_for_its_writer_and_goes_out_for_nobody_else(page, site):
    choose(page, site, "en", "light")
    sign_in(page, site)
    planner = User.objects.get(username="planner")
    draft = services.draft(commands=[put_work(3, 5, "built")], by=planner, reason="a draft")
    page.goto(f"{site}/review/{draft.uid}/")
    page.fill("#text", "look at the culvert")
    page.context.clear_cookies(name="sessionid")
    sign_in(page, site, "approver", User.Role.APPROVER)
    page.get_by_role("button", name="Send the comment").click()
    expect(page.locator(".toast")).to_contain_text("Somebody else is signed in")
    page.context.clear_cookies(name="sessionid")
    sign_in(page, site)
    page.context.set_offline(True)
    page.get_by_role("button", name="Send the comment").click()
    expect(page.locator(".toast")).to_contain_text("cannot be reached")
    page.context.set_offline(False)
    send(page, "Send the comment")
    expect(page.get_by_text("look at the culvert")).to_be_visible()
    assert [one.author.username for one in draft.comments.all()] == ["planner"]
