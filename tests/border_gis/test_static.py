import json
import re

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


@pytest.mark.parametrize("name", ["leaflet", "d3", "chart", "htmx"])
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


def test_the_field_page_keeps_the_hashed_files_that_production_serves(collected):
    said = "from apps.pages.field import kept_files; print('KEPT', *kept_files())"
    done = manage("shell", "-v", "0", "-c", said, STATIC_ROOT=str(collected))
    assert done.returncode == 0, done.stderr
    [kept] = [line.split()[1:] for line in done.stdout.splitlines() if line.startswith("KEPT")]
    names = [address.removeprefix("/static/") for address in kept]
    assert len([name for name in names if name.startswith("map/")]) > 10
    for name in names:
        assert name.count(".") == 2, name
        imports = re.findall(r'from "\./([\w.]+)"', (collected / name).read_text())
        assert {f"map/{one}" for one in imports} <= set(names)
