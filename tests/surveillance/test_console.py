"""Commands that are asked often answer without loading what they do not need."""

import subprocess
import sys

import pytest
from django.conf import settings

RUN = """
import sys
from django.core.management import execute_from_command_line
try:
    execute_from_command_line(["manage.py", *sys.argv[1:]])
except SystemExit as ended:
    print(ended.code, "border_gis.urls" in sys.modules, "matplotlib" in sys.modules)
"""


@pytest.mark.parametrize("command", ["coverage show", "gaps", "outages"])
def test_a_command_does_not_import_the_pages(command):
    done = subprocess.run(
        [sys.executable, "-c", RUN, *command.split(), "--as-of", "never"],
        capture_output=True, text=True, cwd=settings.BASE_DIR, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["1", "False", "False"]
    assert "never" in done.stderr
