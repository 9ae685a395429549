import re

from playwright.sync_api import Page, expect

from tests.browser.people import sign_in


def test_the_apis_description_comes_from_our_own_files(page: Page, site: str):
    sign_in(page, site)
    page.goto(f"{site}/api/v1/docs")
    expect(page.locator(".opblock-summary-path", has_text="change-sets")).not_to_have_count(0)
    expect(page.locator(".info .title")).to_have_text(re.compile("Border GIS"))
