"""The API sent whatever its description allows, and much that it does not: never a server error."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.conftest import Site, done

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]  # one cluster, one site

IS_FULL = os.environ.get("FAULTS") == "full"
CASES_AN_ADDRESS, LONGEST_S = ("40", "400") if IS_FULL else ("5", "300")
FEWEST_CASES = 10_000 if IS_FULL else 1_000


def test_no_body_and_no_query_makes_the_server_fail(site: Site, tmp_path):
    command = [str(Path(sys.executable).parent / "st"), "run", f"{site.url}/api/v1/schema"]
    command += ["-H", f"Authorization: Bearer {site.token}", "--checks", "not_a_server_error", "--seed", "1"]
    command += [
        "--max-examples",
        CASES_AN_ADDRESS,
        "--max-time",
        LONGEST_S,
        "--phases",
        "examples,coverage,fuzzing",
    ]
    command += [
        "--no-color",
        "--suppress-health-check",
        "all",
        "--request-timeout",
        "300",
        "--warnings",
        "off",
    ]
    found = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    print(found.stdout[-3000:])
    assert found.returncode == 0, found.stdout[-6000:] + found.stderr[-2000:]
    assert int(re.search(r"(\d+) generated", found.stdout)[1]) >= FEWEST_CASES
    done(site.manage("ledger", "verify"))
