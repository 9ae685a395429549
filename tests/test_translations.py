import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.border_gis.production import ROOT

CATALOGUE = "locale/lv/LC_MESSAGES/django.po"


def strings(path: Path) -> set:
    with path.open("rb") as file:
        return {message.id for message in read_po(file, locale="lv")}


@pytest.mark.slow
def test_no_string_of_the_code_is_left_out(tmp_path):
    for folder in ["apps", "border_gis", "map_templates", "locale"]:
        ignored = shutil.ignore_patterns("vendor", "__pycache__")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    command = [
        Path(sys.executable).with_name("django-admin"),
        "makemessages",
        "--locale",
        "lv",
        "--no-obsolete",
    ]
    subprocess.run(command, cwd=tmp_path, env={"PATH": os.environ["PATH"]}, check=True, capture_output=True)
    assert strings(tmp_path / CATALOGUE) - strings(ROOT / CATALOGUE) == set()
