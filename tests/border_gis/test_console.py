"""A database that is away is one clear line on the console, never a traceback."""

import pytest

from tests.border_gis.production import manage


@pytest.mark.parametrize("command", [["migrate"], ["ledger", "verify"]])
def test_a_database_that_is_down_is_one_line(command):
    done = manage(*command)
    assert done.returncode == 1
    [line] = done.stderr.strip().splitlines()
    assert "127.0.0.1" in line
    assert "make up" in line
