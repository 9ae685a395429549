"""What docs/security.md says proves a control is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/security.md").read_text()
PLACES = re.findall(r"`(tests/[\w/]+(?:\.py)?)/?(?:::(\w+))?`", TEXT)


def test_the_document_names_tests():
    assert len(PLACES) > 30


def test_every_row_of_the_standard_names_a_test_or_a_rule_of_the_linter():
    rows = re.findall(r"^\| (\d+\.\d+\.\d+[^|]*)\|[^|]*\|([^|]*)\|$", TEXT, re.MULTILINE)
    assert len(rows) > 40
    assert [row for row, proof in rows if "`tests/" not in proof and "`ruff`" not in proof] == []


@pytest.mark.parametrize(("path", "name"), sorted(set(PLACES)))
def test_what_is_said_to_prove_a_control_is_there(path, name):
    found = ROOT / path
    assert found.exists()
    assert not name or f"def {name}(" in found.read_text()
