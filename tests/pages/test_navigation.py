"""The menus: each person finds the pages that they may open and no other, and sees which one is open."""

import re

import pytest

from apps.accounts.models import User
from apps.pages.navigation import GROUPS, Link, may_open, menus
from tests.factories import person
from tests.ledger.test_drafts import grant

PAGES = [page for _, pages in GROUPS for page in pages]
LEVELS = (User.Level.GENERAL, User.Level.FULL)


def links(user: User, path: str) -> list[Link]:
    found = menus(user, path)
    return [link for one in found for link in ([one] if isinstance(one, Link) else one.links)]


@pytest.mark.django_db
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("role", User.Role.values)
def test_every_page_of_the_menus_opens(register, client, role, level):
    reader = person(role, username="reader", reading_level=level)
    client.force_login(reader)
    answers = {link.address: client.get(link.address).status_code for link in links(reader, "/")}
    assert {address: code for address, code in answers.items() if code != 200} == {}
    assert answers


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/scoreboard/", "/construction/", "/reports/", "/quality/"])
def test_every_tab_that_the_general_level_sees_opens(register, client, address):
    client.force_login(person("viewer", username="reader", reading_level=User.Level.GENERAL))
    page = client.get(address).content.decode()
    tabs = re.findall(r'href="([^"]+)"', "".join(re.findall(r'<nav class="tabs".*?</nav>', page, re.DOTALL)))
    assert {tab: client.get(tab).status_code for tab in tabs} == dict.fromkeys(tabs, 200)


@pytest.mark.django_db
def test_who_was_granted_works_finds_their_page(register, client):
    builder = person("contractor", username="builder", reading_level=User.Level.GENERAL)
    assert "/work/" not in {link.address for link in links(builder, "/")}
    grant(builder, 2, 4)
    client.force_login(builder)
    assert "/work/" in {link.address for link in links(builder, "/")}
    assert client.get("/work/").status_code == 200


@pytest.mark.parametrize(("role", "pages"), [("viewer", 0), ("auditor", 1), ("admin", 2)])
def test_audit_and_people_are_for_those_who_answer_for_them(role, pages):
    user = User(role=role, reading_level=User.Level.FULL)
    assert sum(may_open(user, page) for page in ("pages:audit", "pages:people")) == pages


def test_who_reads_generally_finds_neither_the_map_nor_the_ledger():
    user = User(role=User.Role.VIEWER, reading_level=User.Level.GENERAL)
    assert [page for page in PAGES if may_open(user, page)] == [
        "pages:figures",
        "scoreboard:board",
        "reports:list",
        "construction:board",
        "quality:page",
    ]


def test_a_menu_knows_the_page_that_is_open_under_it():
    user = User(role=User.Role.ADMIN, reading_level=User.Level.FULL)
    current = {
        one.name: one.current.address for one in menus(user, "/reports/7/") if one.current and one.links
    }
    assert [str(address) for address in current.values()] == ["/reports/"]


def test_a_menu_of_one_page_is_its_link():
    user = User(role=User.Role.AUDITOR, reading_level=User.Level.FULL)
    *_, last = menus(user, "/audit/")
    assert (last.address, last.current) == ("/audit/", "page")


def test_the_header_marks_the_menu_and_the_page(client):
    content = client.get("/reference/").content.decode()
    assert '<a href="/reference/" aria-current="page">' in content
    assert content.count('class="is-current"') == 1


@pytest.mark.parametrize("address", ["/", "/workspace/?route=LV-BY"])
def test_the_header_marks_the_workspace_at_both_of_its_addresses(client, address):
    assert '<a href="/" aria-current="page">' in client.get(address).content.decode()


def test_signed_out_nobody_finds_a_menu(client):
    client.logout()
    assert 'id="site-nav"' not in client.get("/sign-in/").content.decode()


def test_a_planner_finds_no_page_of_administration():
    addresses = {link.address for link in links(User(role="planner", reading_level=User.Level.FULL), "/")}
    assert addresses.isdisjoint({"/audit/", "/people/"})
