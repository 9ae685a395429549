import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from apps.accounts.models import ReadEvent
from apps.geo.errors import FactError, NotPermitted
from apps.ledger.commands import Add, Amend, Put
from apps.reports.handover import handover_map
from apps.reports.handover_colours import APART, distance
from tests.factories import BEGIN, KM, named, person, record
from tests.reports.register import DAY, small_border
from tests.surveillance.register import fibre

WHOLE = {"from_cm": 0, "to_cm": 10 * KM}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def register():
    small_border()


def written(*names: str, language: str = "en", role: str = "planner") -> str:
    with override(language):
        return handover_map(names=names, day=DAY, by=person(role))


def test_nothing_in_the_file_is_asked_of_another_place():
    text = written("sections", "coverage", "gaps", "sensors")
    assert not re.search(r"<(?:script|img|iframe)[^>]+\bsrc=|<link\b|@import|url\((?!data:|#)", text)


def test_the_map_has_a_largest_zoom():
    assert "setMaxZoom(18)" in written("sections")


def test_marking_day_ledger_and_sources_stand_on_the_map():
    text = written("sections")
    assert text.count("for official use") >= 2
    for words in ("31 Dec 2024", "OpenStreetMap contributors (ODbL)", "number "):
        assert words in text


def test_the_legend_is_in_the_language_asked_for():
    assert "Robežas posmi" in written("sections", language="lv")


def test_general_readers_get_no_map_of_positions():
    with pytest.raises(NotPermitted):
        handover_map(names=["sensors"], day=DAY, by=person("viewer", reading_level="general"))


KEPT_BACK = ["sensors", "gaps", "coverage", "segments", "units", "land", "signs", "work:strip"]


@pytest.mark.parametrize("name", KEPT_BACK)
def test_a_public_map_shows_sections_only(name, client, tmp_path: Path):
    with override("en"), pytest.raises(FactError, match=f"for official use only: {name}"):
        handover_map(names=["sections", name], day=DAY, by=person("planner"), marking="public")
    out = tmp_path / "map.html"
    with pytest.raises(CommandError, match=name):
        call_command("handover_map", "--layers", name, "--marking", "public", "--out", str(out))
    assert not out.exists()
    client.force_login(person("planner"))
    asked = {"as_of": "2024-12-31", "layers": ["sections", name], "marking": "public"}
    answer = client.get("/reports/map/", asked)
    assert answer.status_code == 400
    assert list(answer.context["map_form"].errors) == ["layers"]


def layers_on(text: str) -> list[dict]:
    return json.loads(re.search(r'id="drawn">(.*?)</script>', text, re.DOTALL)[1])["layers"]


def stretches_on(text: str) -> list[list[int]]:
    return [one["stretches"]["LV-RU"] for layer in layers_on(text) for one in layer["classes"]]


def test_a_fibre_is_a_line_on_the_map_and_no_point():
    record(*fibre("F-1", 7, 9), *fibre("F-2", 8, 10))
    [layer] = layers_on(written("sensors"))
    assert [name for _lon, _lat, name, _state in layer["points"]] == ["C-1"]
    assert [one["stretches"] for one in layer["classes"]] == [{"LV-RU": [7 * KM, 10 * KM]}]
    named = layer["named"]["LV-RU"]
    assert (named["starts"], named["ends"]) == ([7 * KM, 8 * KM], [9 * KM, 10 * KM])


def test_no_colour_stands_for_two_things():
    record(
        *fibre("F-1", 7, 9),
        Add("land_status", "owned", named("owned") | {"colour": "#00a800"}),
        Put("land_right", {"route": "LV-RU"}, {"status": "owned"}, BEGIN, **WHOLE),
    )
    colours = [
        (layer["name"], one["colour"])
        for layer in layers_on(written("sections", "units", "land", "gaps", "sensors"))
        for one in layer["classes"]
    ]
    assert {"sections", "land", "gaps", "sensors"} <= {name for name, _colour in colours}
    pairs = [(a, b) for n, a in enumerate(colours) for b in colours[n + 1 :]]
    assert [(a, b) for a, b in pairs if distance(a[1], b[1]) < APART] == []


def test_colours_of_two_code_lists_are_told_apart():
    """Owned land, a fence and a strip that are built have one colour in their lists: the first layer keeps it."""
    blue = {"colour": "#0072b2"}
    record(
        Add("element", "fence", named("fence")),
        Amend("work_status", "built", blue),
        Add("land_status", "owned", named("owned") | blue),
        Put("land_right", {"route": "LV-RU"}, {"status": "owned"}, BEGIN, **WHOLE),
        *[
            Put("work", {"route": "LV-RU", "element": one}, {"status": "built"}, BEGIN, **WHOLE)
            for one in ("fence", "strip")
        ],
    )
    drawn = layers_on(written("land", "work:fence", "work:strip"))
    colours = [one["colour"] for layer in drawn for one in layer["classes"]]
    assert colours[0] == blue["colour"] and len(colours) == 3
    assert all(distance(a, b) >= APART for n, a in enumerate(colours) for b in colours[n + 1 :])


def test_on_a_public_map_the_ends_of_sections_are_rounded():
    record(Put("section_stretch", {"route": "LV-RU"}, {"section": "B"}, BEGIN, from_cm=512_345, to_cm=6 * KM))
    with override("en"):
        exact = written("sections")
        public = handover_map(names=["sections"], day=DAY, by=person("planner"), marking="public")
    assert stretches_on(exact) == [[0, 512_345], [512_345, 10 * KM]]
    assert stretches_on(public) == [[0, 5 * KM], [5 * KM, 10 * KM]]
    assert "512345" not in public and "5.12345" not in public


@pytest.mark.parametrize("day", ["1900-01-01", "2199-12-31x", "9999-12-31"])
def test_a_day_that_the_register_cannot_speak_of_is_refused(day, client, tmp_path: Path):
    out = tmp_path / "map.html"
    with pytest.raises(CommandError, match="as_of"):
        call_command("handover_map", "--layers", "sections", "--as-of", day, "--out", str(out))
    client.force_login(person("planner"))
    answer = client.get("/reports/map/", {"as_of": day, "layers": ["sections"], "marking": "internal"})
    assert answer.status_code == 400
    assert list(answer.context["map_form"].errors) == ["as_of"]


def test_an_unknown_layer_is_named_with_those_there_are():
    with pytest.raises(FactError, match="sections, units"):
        written("sections", "weather")
    with pytest.raises(FactError, match="drone"):
        written("work:drone")


def test_user_text_cannot_end_the_program():
    hostile = "</script><script>alert(1)</script>"
    record(
        Add("land_status", "odd", named(hostile)),
        Put("land_right", {"route": "LV-RU"}, {"status": "odd"}, BEGIN, **WHOLE),
    )
    text = written("land")
    assert hostile not in text and "alert(1)" in text
    assert len(re.findall("<script", text)) == text.count("</script>")


def test_a_map_of_a_day_still_to_come_says_so():
    with override("en"):
        text = handover_map(names=["sections"], day=date(2100, 1, 1), by=person("planner"))
    assert "still to come" in text and "still to come" not in written("sections")


def test_a_folder_is_no_file_to_write(tmp_path: Path):
    with pytest.raises(CommandError, match="is a folder"):
        call_command("handover_map", "--layers", "sections", "--out", str(tmp_path), "--lang", "en")
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_one_file_and_the_making_is_logged(tmp_path: Path):
    out = tmp_path / "map.html"
    call_command("handover_map", "--layers", "sections", "--as-of", "2024-12-31", "--out", str(out))
    assert out.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert "--layers sections" in ReadEvent.objects.get().path
    with pytest.raises(CommandError, match="layers"):
        call_command("handover_map", "--layers", "weather", "--out", str(out))
