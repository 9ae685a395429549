"""What README, guide and records name is there: files, commands and their options, addresses, tests, pages."""

import re
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from babel.messages.pofile import read_po
from django.core.management import get_commands, load_command_class
from django.urls import resolve

from tests.border_gis.production import ROOT
from tests.test_translations import CATALOGUE

TEXTS = [ROOT / "README.md", ROOT / "spatial_data/README.md", *sorted((ROOT / "docs").rglob("*.md"))]
PLACEHOLDERS = {"UID": str(UUID(int=0)), "{uid}": str(UUID(int=0)), "CODE": "X"}

every_text = pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))


def code_in(text: str) -> Iterator[str]:
    """Yield what stands as code: between backticks, or in lines of a block."""
    yield from re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)
    yield from re.findall(r"^ {4}(\S.*)$", text, re.MULTILINE)
    for block in re.findall(r"^```\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield from block.splitlines()


def options_of(parser: ArgumentParser) -> set[str]:
    """Return a command's options, those of its parts too."""
    found = set(parser._option_string_actions)
    for action in parser._actions:
        parts = action.choices.values() if isinstance(action.choices, dict) else ()
        found |= {one for part in parts for one in options_of(part)}
    return found


@every_text
def test_files_and_pictures_are_there(path):
    linked = re.findall(r"\]\(([^)#\s]+)\)", path.read_text())
    assert [one for one in linked if not one.startswith("https:") and not (path.parent / one).exists()] == []


@every_text
def test_a_table_is_whole(path):
    lines = path.read_text().splitlines()
    firsts = [n for n, line in enumerate(lines) if line.startswith("|") and not lines[n - 1].startswith("|")]
    assert [lines[n] for n in firsts if not lines[n + 1].startswith("|---")] == []


@every_text
def test_commands_have_the_options_that_they_are_shown_with(path):
    for code in code_in(path.read_text()):
        for name, rest in re.findall(r"manage\.py (\w+)([^#|]*)", code):
            parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
            assert set(re.findall(r"--[a-z-]+", rest)) <= options_of(parser), code


@every_text
def test_addresses_answer(path):
    for code in code_in(path.read_text()):
        for address in re.findall(r"/api/v1/[\w{}/-]*", code):
            for placeholder, value in PLACEHOLDERS.items():
                address = address.replace(placeholder, value)
            assert resolve(address).func


@every_text
def test_tests_that_prove_something_are_there(path):
    for file, name in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", path.read_text()):
        assert f"def {name}" in (ROOT / file).read_text()


@pytest.mark.parametrize("language", ["lv", "en"])
def test_the_way_to_a_page_is_told_in_the_words_of_the_menus(language):
    with (ROOT / CATALOGUE).open("rb") as file:
        words = [one.string if language == "lv" else one.id for one in read_po(file, locale="lv")]
    known = {one.lower() for one in words if isinstance(one, str)}
    for path in sorted(Path(ROOT / "docs/guide" / language).glob("*.md")):
        for way in re.findall(r"(?<![*\w])\*(\w[^*]* → [^*]*\w)\*(?!\*)", path.read_text()):
            assert {step.lower() for step in " ".join(way.split()).split(" → ")} <= known, (
                f"{path.name}: {way}"
            )
