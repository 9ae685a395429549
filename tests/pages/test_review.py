"""One operation of a change set reads alike wherever the set is shown."""

import re

from django.utils.html import strip_tags

from apps.ledger import drafts, services
from apps.ledger.models import ChangeSet
from tests.factories import person, put_work


def rows(page: str) -> list[list[str]]:
    """Return the table of operations: its heads, then a row for each operation, in words."""
    [table] = re.findall(r'<table class="operations stacked">(.*?)</table>', page, re.DOTALL)
    cells = [re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL) for row in table.split("<tr>")[1:]]
    return [[" ".join(strip_tags(cell).split()) for cell in row] for row in cells]


def test_a_draft_tells_the_same_to_its_author_and_to_whoever_reads_it(client):
    by = person("planner")
    draft = services.draft(
        commands=[put_work(3, 4, "built"), put_work(0, 1, "cleared")], by=by, reason="a draft"
    )
    read = rows(client.get(f"/changes/{draft.uid}/").content.decode())
    reviewed = rows(client.get(f"/review/{draft.uid}/").content.decode())
    assert len(read) == 3
    assert "km 3" in read[1][1]
    assert [row[:5] for row in reviewed] == read
    assert {row[5] for row in reviewed[1:]} == {"Izņemt"}


def test_only_the_review_leads_from_a_place_to_the_map(client):
    draft = services.draft(commands=[put_work(3, 4, "built")], by=person("planner"), reason="a draft")
    pages = (client.get(f"/{name}/{draft.uid}/").content.decode() for name in ("changes", "review"))
    assert [bool(re.search(r'<td class="nowrap">\s*<a', page)) for page in pages] == [False, True]


def revision_in(page: str) -> str:
    return re.search(r'name="revision" value="(\d+)"', page)[1]


def test_what_was_changed_after_the_approver_looked_is_not_approved(client):
    by, approver = person("planner"), person("approver")
    waiting = services.draft(commands=[put_work(3, 4, "built")], by=by, reason="a draft")
    drafts.submit(change_set=waiting, by=by)
    client.force_login(approver)
    seen = revision_in(client.get(f"/review/{waiting.uid}/").content.decode())
    drafts.withdraw(change_set=waiting, by=by)
    number = ChangeSet.objects.number()
    drafts.extend(change_set=waiting, commands=[put_work(5, 9, "built")], by=by, seen=number)
    drafts.submit(change_set=waiting, by=by)
    for stale in ({"revision": seen}, {}, {"revision": "x"}):
        client.post(f"/review/{waiting.uid}/approve/", stale)
        assert ChangeSet.objects.number() == number
    now = revision_in(client.get(f"/review/{waiting.uid}/").content.decode())
    client.post(f"/review/{waiting.uid}/approve/", {"revision": now})
    assert ChangeSet.objects.number() == number + 1


def test_what_was_changed_after_somebody_looked_is_not_applied_by_them(client):
    by = person("planner")
    waiting = services.draft(commands=[put_work(3, 4, "built")], by=by, reason="a draft")
    client.force_login(person("constructor"))
    seen = revision_in(client.get(f"/changes/{waiting.uid}/").content.decode())
    number = ChangeSet.objects.number()
    drafts.extend(change_set=waiting, commands=[put_work(5, 9, "built")], by=by, seen=number)
    client.post(f"/changes/{waiting.uid}/apply/", {"revision": seen})
    assert ChangeSet.objects.number() == number
    now = revision_in(client.get(f"/changes/{waiting.uid}/").content.decode())
    client.post(f"/changes/{waiting.uid}/apply/", {"revision": now})
    assert ChangeSet.objects.number() == number + 1
