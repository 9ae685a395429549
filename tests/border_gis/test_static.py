import json

import pytest
from django.conf import settings

from tests.border_gis.production import manage

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("collected")]


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The static files as production collects them: hashed names, every reference resolved."""
    root = tmp_path_factory.mktemp("static")
    done = manage("collectstatic", "--noinput", "--verbosity", "0", STATIC_ROOT=str(root))
    assert done.returncode == 0, done.stderr
    return root


@pytest.mark.parametrize("name", ["leaflet", "d3", "chart", "proj4", "htmx"])
def test_each_library_is_one_hashed_file_of_our_own(collected, name):
    paths = json.loads((collected / "staticfiles.json").read_text())["paths"]
    assert (collected / paths[f"vendor/{name}.js"]).stat().st_size > 10_000


def test_no_library_loads_another_file(collected):
    for path in (settings.BASE_DIR / "map_templates/static/vendor").glob("*.js"):
        assert "sourceMappingURL" not in path.read_text()
        assert "import(" not in path.read_text()


def test_relative_imports_of_our_modules_are_hashed(collected):
    modules = [path for path in (collected / "map").glob("*.*.js") if path.stem.count(".") == 1]
    relative = [line for path in modules for line in path.read_text().splitlines() if 'from "./' in line]
    assert relative
    assert all(line.count(".") >= 3 for line in relative)
