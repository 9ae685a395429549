"""What docs/security.md says proves a control is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/security.md").read_text()
PLACES = re.findall(r"`(tests/[\w/]+(?:\.py)?)/?(?:::(\w+))?`", TEXT)


def test_the_document_names_tests():
    assert len(PLACES) > 30


@pytest.mark.parametrize(("path", "name"), sorted(set(PLACES)))
def test_what_is_said_to_prove_a_control_is_there(path, name):
    found = ROOT / path
    assert found.exists()
    assert not name or f"def {name}(" in found.read_text()
