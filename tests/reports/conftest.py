import pytest


@pytest.fixture(autouse=True)
def kept_apart(settings, tmp_path):
    """Reports of tests lie in the test's own folder."""
    settings.REPORTS_DIR = str(tmp_path / "reports")
    settings.REPORTS_OUT = str(tmp_path / "out")
