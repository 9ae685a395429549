"""One operation of a change set reads alike wherever the set is shown."""

import re

from django.utils.html import strip_tags

from apps.ledger import services
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
