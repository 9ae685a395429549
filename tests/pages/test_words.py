import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation

from apps.pages.field_words import field_words
from apps.pages.templatetags.pages import day, decimals, exact, file_size, km, last_day, moment, percent
from apps.pages.watch_words import watch_words
from apps.pages.words import words
from apps.pages.workspace_words import workspace_words

MODULES = Path(settings.BASE_DIR, "map_templates/static/map")


@pytest.fixture
def catalogue():
    with Path(settings.BASE_DIR, "locale/lv/LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file, locale="lv")


def test_latvian_is_complete(catalogue):
    strings = [(message.id, message.string) for message in catalogue if message.id]
    assert [text for text, said in strings if not (all(said) if isinstance(said, tuple) else said)] == []
    assert not [message.id for message in catalogue if message.id and message.fuzzy]


def test_places_in_a_message_survive_translation(catalogue):
    places = re.compile(r"%\(\w+\)(?:\.\d+)?[sdrf]|\{\w+\}")
    plain = [message for message in catalogue if message.id and isinstance(message.id, str)]
    pairs = [(message.id, message.string) for message in plain if message.string]
    assert [
        text for text, said in pairs if sorted(places.findall(text)) != sorted(places.findall(said))
    ] == []


def test_every_word_that_the_modules_say_is_given_to_them():
    text = "".join(path.read_text(encoding="utf-8") for path in MODULES.glob("*.js"))
    said = {key for found in re.findall(r'\bt\(\s*"(\w+)"', text) for key in [found]}
    said |= set(re.findall(r'MeasureError\("(\w+)"', text)) | set(re.findall(r'code = "(\w+)"', text))
    given = [words(), workspace_words(), watch_words(), field_words()]
    assert said - {key for some in given for key in some} == set()


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("lv", ["52,33\u00a0%", "1\u00a0234,50", "2,50\u00a0km", "−0,50", "21.11.2026.", "20.11.2026."]),
        ("en", ["52.33\u00a0%", "1,234.50", "2.50\u00a0km", "−0.50", "21 Nov 2026", "20 Nov 2026"]),
    ],
)
def test_numbers_and_days_are_written_in_the_readers_way(language, shown):
    today = date(2026, 11, 21)
    with translation.override(language):
        assert [
            percent(52.33),
            decimals(1234.5),
            km(250_000),
            decimals(-0.5),
            day(today),
            last_day(today),
        ] == shown


def test_nothing_is_shown_as_a_dash_or_not_at_all():
    assert (percent(None), km(None), day(None), last_day(None), moment(None)) == ("–", "–", "", "", "")


def test_moments_are_those_of_riga():
    with translation.override("lv"):
        assert moment(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)) == "01.07.2026. 01:30"


@pytest.mark.parametrize(
    ("size", "in_latvian", "in_english"),
    [(1, "1 baits", "1 byte"), (151, "151 baits", "151 bytes"), (246, "246 baiti", "246 bytes")],
)
def test_a_size_agrees_with_its_number(size, in_latvian, in_english):
    with translation.override("lv"):
        assert file_size(size) == in_latvian and file_size(2048) == "2,0\u00a0KB"
    with translation.override("en"):
        assert file_size(size) == in_english


@pytest.mark.parametrize(
    ("value", "latvian", "english"),
    [("13860.00", "13\u00a0860", "13,860"), ("52.33", "52,33", "52.33"), ("-0.125", "−0,125", "−0.125")],
)
def test_a_value_keeps_what_it_has_after_the_point(value, latvian, english):
    for language, said in (("lv", latvian), ("en", english)):
        with translation.override(language):
            assert exact(Decimal(value)) == said
