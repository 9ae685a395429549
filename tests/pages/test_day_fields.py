"""A day is typed and shown as the reader writes it on every page: no browser's own date field is seen."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from apps.pages.report_forms import MapForm, ReportForm, ScheduleForm

NATIVE = re.compile(r"<input\b[^>]*\btype=[\"']?(?:date|datetime-local|month)\b[^>]*>", re.DOTALL)
TEMPLATES = [Path(folder) for one in settings.TEMPLATES for folder in one["DIRS"]]


def native_fields() -> list[tuple[str, str]]:
    pages = [page for folder in TEMPLATES for page in folder.rglob("*.html")]
    assert len(pages) > 100
    return [(page.name, tag) for page in pages for tag in NATIVE.findall(page.read_text())]


def test_the_only_date_field_of_the_browser_is_the_unseen_calendar():
    assert [name for name, tag in native_fields() if 'class="picker"' not in tag] == []
    assert [name for name, tag in native_fields()] == ["day_field.html"]


@pytest.mark.parametrize("form", [ReportForm, MapForm, ScheduleForm])
def test_no_form_draws_a_date_field_of_the_browser(form):
    types = {getattr(one.widget, "input_type", "") for one in form.base_fields.values()}
    assert not types & {"date", "datetime-local"}


@pytest.mark.parametrize(
    ("language", "value", "shown"),
    [
        ("lv", "2026-11-21", "21.11.2026."),
        ("en", "2026-11-21", "21 Nov 2026"),
        ("lv", "31.02.2026.", "31.02.2026."),
        ("en", "", ""),
    ],
)
def test_a_day_is_shown_as_the_reader_writes_it_and_a_mistake_as_it_was_typed(language, value, shown):
    with override(language):
        field = render_to_string("parts/day_field.html", {"name": "as_of", "label": "Day", "value": value})
    assert f'value="{shown}"' in field


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["30.06.2024.", "30 Jun 2024", "2024-06-30"])
@pytest.mark.parametrize(
    "address",
    ["/construction/", "/construction/land/", "/surveillance/", "/scoreboard/", "/scoreboard/tasks/"],
)
def test_a_page_takes_the_day_of_its_address_as_people_write_it(client, address, typed):
    page = client.get(address, {"as_of": typed}).content.decode()
    assert 'value="30.06.2024."' in page or 'value="30 Jun 2024"' in page
