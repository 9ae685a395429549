"""A page names every module that it will load, so that the browser asks for all of them at once."""

import json
import os
import re

import pytest
from django.conf import settings

from apps.pages.modules import LIBRARIES, imported_by, loaded_by, modules_of, style_sheet

MODULES = settings.BASE_DIR / "map_templates/static/map"


def test_a_module_comes_with_all_that_its_imports_import():
    found = modules_of("map/workspace.js")
    assert found[0] == "map/workspace.js"
    assert {"map/main.js", "map/measures.js", "vendor/leaflet.js", "vendor/d3.js"} <= set(found)
    assert len(found) == len(set(found))


def test_what_is_imported_later_is_not_among_them():
    assert not {"map/edit_form.js", "map/tools.js", "map/sensors_map.js"} & set(
        modules_of("map/workspace.js")
    )


@pytest.mark.parametrize("path", sorted(MODULES.glob("*.js")), ids=lambda path: path.name)
def test_every_import_that_stands_in_a_module_is_found(path):
    text = path.read_text(encoding="utf-8")
    written = re.findall(
        r'^(?:import|export)\b[^;]*?"(\.{1,2}/[^"]+|leaflet|d3|chart|htmx)";', text, re.MULTILINE
    )
    assert len(imported_by(f"map/{path.name}")) == len(written)


def test_the_import_map_names_the_same_libraries():
    page = (settings.BASE_DIR / "map_templates/base.html").read_text(encoding="utf-8")
    named = re.search(r'\{"imports".*\}\}', page).group()
    paths = {
        name: re.search(r"'(.*)'", tag).group(1) for name, tag in re.findall(r'"(\w+)": "(\{%.*?%\})"', named)
    }
    assert paths == LIBRARIES


def test_a_module_that_is_not_there_is_an_error():
    with pytest.raises(FileNotFoundError):
        modules_of("map/nothing.js")


@pytest.fixture
def bundle(tmp_path, settings):
    """A folder of static files with one module and a bundle of it, made a minute later."""
    settings.STATICFILES_DIRS = [tmp_path]
    for folder in ("map", "built"):
        (tmp_path / folder).mkdir()
    source, told = tmp_path / "map/workspace.js", tmp_path / "built/built.json"
    source.write_text('import "leaflet";')
    entries = {
        "map/workspace.js": ["built/workspace.js", "built/part-1.js", "leaflet", "leaflet"],
        "css/workspace_page.css": ["built/workspace_page.css"],
    }
    told.write_text(json.dumps({"sources": ["map/workspace.js"], "entries": entries}))
    made = told.stat().st_mtime
    os.utime(source, (made - 60, made - 60))
    return source, told


def test_a_bundle_that_is_newer_than_its_modules_is_loaded(bundle):
    assert loaded_by("map/workspace.js") == ["built/workspace.js", "built/part-1.js", "vendor/leaflet.js"]


def test_a_module_written_after_its_bundle_is_loaded_as_it_is_written(bundle):
    source, told = bundle
    os.utime(source, (told.stat().st_mtime + 1,) * 2)
    assert loaded_by("map/workspace.js")[0] == "map/workspace.js"


def test_an_entry_that_is_in_no_bundle_is_loaded_as_it_is_written(bundle):
    source, told = bundle
    source.with_name("field.js").write_text("")
    assert loaded_by("map/field.js") == ["map/field.js"]
    told.unlink()
    assert loaded_by("map/workspace.js")[0] == "map/workspace.js"


def test_a_style_sheet_is_one_file_while_its_bundle_is_in_force(bundle):
    source, told = bundle
    assert style_sheet("css/workspace_page.css") == "built/workspace_page.css"
    os.utime(source, (told.stat().st_mtime + 1,) * 2)
    assert style_sheet("css/workspace_page.css") == "css/workspace_page.css"


def test_the_workspace_has_every_style_sheet_of_all_pages():
    base = (settings.BASE_DIR / "map_templates/base.html").read_text(encoding="utf-8")
    ours = (settings.BASE_DIR / "map_templates/static/css/workspace_page.css").read_text(encoding="utf-8")
    of_all = re.findall(r'rel="stylesheet" href="{% static \'css/(.*?)\' %}"', base)
    assert of_all
    assert re.findall(r'@import url\("(.*?)"\);', ours)[-len(of_all) :] == of_all


def test_the_bundle_of_this_checkout_begins_with_entry_first_data_one_part_and_the_libraries():
    """One more would be a part that something imported later shares with what comes first."""
    told = json.loads((settings.BASE_DIR / "map_templates/static/built/built.json").read_text())
    entry, ahead, part, *libraries = told["entries"]["map/workspace.js"]
    assert (entry, ahead) == ("built/workspace.js", "built/ahead.js")
    assert part.startswith("built/part-")
    assert set(libraries) == {"leaflet", "d3"}
