"""A camera at km 5 sees km 3 to 7 of 10 km; there is no terrain model."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from apps.jobs import services
from apps.jobs.models import Job
from apps.ledger.commands import Amend, Put
from apps.pages.computed import LOOKS
from apps.pages.layers import linear_layers, lists
from tests.factories import person, record
from tests.surveillance import register

pytestmark = pytest.mark.django_db
BOARD = "/surveillance/?as_of=2021-06-30"


@pytest.fixture
def client(monkeypatch) -> Client:
    monkeypatch.setattr(services, "ring", lambda job_id: None)
    register.small_surveillance()
    register.k2()
    record(*register.camera("C1"))
    signed_in = Client(headers={"accept-language": "en"})
    signed_in.force_login(person("planner"))
    signed_in.cookies["django_language"] = "en"
    return signed_in


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_board_shows_coverage_gaps_and_failures(client):
    shown = text(client.get(BOARD))
    assert "40.00" in shown
    assert "No terrain model is loaded" in shown
    assert "Out of range: 6.00 km" in shown
    assert 'class="cover-bar covered" x="300.000"' in " ".join(shown.split())
    assert "fibre" in shown


def test_a_sensor_without_a_place_leads_to_the_page_that_gives_it_one(client):
    record(*register.camera("C9", site=None))
    shown = text(client.get(BOARD))
    address = "/reference/sensor_standing/facts/?sensor=C9"
    assert f'<a href="{address}">C9</a>' in shown
    assert client.get(address).status_code == 200


def test_a_cable_without_a_stretch_leads_to_the_map_where_it_is_given_one(client):
    record(*register.cable("F9"))
    shown = text(client.get(BOARD))
    assert "Fibres and cables without a stretch, which see nothing" in shown
    assert ">F9</a>" in shown


def test_the_impact_of_a_gap_is_told_by_its_name(client):
    register.section("S-1", 0, 3, impact="grave")
    record(Amend("impact_level", "grave", {"name_en": "Grave impact"}))
    [row] = [row for row in text(client.get(BOARD)).split("<tr>") if ">S-1<" in row]
    assert "<td>Grave impact</td>" in row


def test_what_fails_together_is_told(client):
    assert "Without mast: 4.00 km are lost." in text(client.get(f"{BOARD}&fail=mast"))


def test_a_code_that_is_not_there_is_told_not_broken(client):
    assert "no node, link or sensor moon" in text(client.get(f"{BOARD}&fail=moon"))


def test_commas_without_a_code_are_refused_in_the_words_of_the_api(client):
    said = "There is no code in “,”."
    assert said not in text(client.get(f"{BOARD}&fail="))
    shown = text(client.get(f"{BOARD}&fail=,"))
    assert said in shown
    assert "No single failure loses anything." not in shown
    asked = {"as_of": "2021-06-30", "fail": ","}
    assert said in client.get("/api/v1/outages", asked).content.decode()


def test_a_network_without_a_centre_is_told(client):
    register.set_state("node", "centre", "damaged", register.BEGIN)
    assert "no working national command centre" in text(client.get(BOARD))


def test_coverage_is_computed_by_a_job(client):
    answer = client.post("/surveillance/compute/")
    services.perform(job_id=Job.objects.filter(kind="coverage").latest("pk").pk)
    assert "1 place to look from was computed." in text(client.get(answer.headers["Location"]))
    assert "Coverage" in text(client.get("/surveillance/jobs/"))


def test_a_waiting_job_can_be_stopped(client):
    page = client.post("/surveillance/compute/").headers["Location"]
    assert "being stopped" in text(client.post(f"{page}cancel/", follow=True))
    assert Job.objects.latest("pk").state == "cancelled"


def test_only_fibres_and_cables_are_offered_to_be_laid_along_a_stretch(client):
    record(*register.fibre("F1", 7, 9), *register.cable("K1"))
    laid = next(one for one in linear_layers(person("planner")) if one["name"] == "sensor_stretch")
    [sensor] = laid["key"]
    offered = lists()
    assert {one["code"] for one in offered[sensor["list"]]} == {"F1", "K1"}
    assert {one["code"] for one in offered["sensor"]} == {"C1", "F1", "K1"}


def test_a_sensor_of_a_class_that_looks_from_a_place_is_offered_once_one_like_it_was_laid(client):
    """As coverage holds it: whose model was laid along a stretch senses along itself, whatever its class is called."""
    register.lay_though_of_another_class("C1", 0, 1, register.BEGIN)
    assert [one["code"] for one in lists()["sensor_stretch.sensor"]] == ["C1"]


@pytest.mark.parametrize("of", ["", "answer"])
def test_a_job_that_is_being_stopped_says_so_and_is_not_stopped_twice(client, of):
    client.post("/surveillance/compute/")
    Job.objects.update(state="running", done=97, total=100)
    if of:
        asked = {"sites": 2, "along": {"model": "CAM-5", "every_km": 1}}
        Job.objects.update(kind="placement", arguments=asked)
    job = Job.objects.latest("pk")
    page = f"/surveillance/jobs/{job.uid}/"
    assert f"{page}cancel/" in text(client.get(page, follow=True))
    stopped = text(client.post(f"{page}cancel/", follow=True))
    assert "stopping…" in stopped.lower()
    assert f"{page}cancel/" not in stopped
    assert "reload.js" in stopped
    assert "stopping…" in text(client.get("/surveillance/jobs/"))
    Job.objects.update(state="cancelled")
    assert "stopping…" not in text(client.get(page, follow=True)).lower()


def test_each_cause_has_a_colour_of_its_own_that_of_the_map():
    css = Path(settings.BASE_DIR, "map_templates/static/css/surveillance.css").read_text()
    wanted = {cause: look.colour for cause, look in LOOKS["gap"].items()}
    assert len(set(wanted.values())) == len(wanted)
    for rule in (r"cover-bar\.(\w+) \{ fill", r"cover-mark\.(\w+) \{ background"):
        found = dict(re.findall(rule + r": (#\w+)", css))
        assert {cause: found.get(cause) for cause in wanted} == wanted


AWAY = {"site": None, "point": register.point(1)}
CLOSED = {
    "not_built": (register.camera("C2", state="planned", **AWAY), "a sensor that is being built: C2"),
    "damage": (register.camera("C2", state="damaged", **AWAY), "a repair: C2"),
    "equipment_fault": (
        register.camera("C2", state="out_of_service", **AWAY),
        "a repair or a return to service: C2",
    ),
    "no_power": (
        [
            *register.node("dark", "site", km=1),
            *register.node("source", "power", state="damaged"),
            *register.link("feed", "source", "dark", kind="power"),
            *register.link("data", "centre", "dark"),
            *register.camera("C2", site="dark"),
        ],
        "power at the site: C2",
    ),
    "no_link": (register.camera("C2", **AWAY), "a data link to the command centre: C2"),
    "out_of_scope": ([], "nothing is asked for here"),
    "too_few": (
        [Put("definition", {"indicator": "K2"}, {"version": 2, "parameters": {"depth": 2}}, register.BEGIN)],
        "one more sensor that sees it",
    ),
    "out_of_range": ([], "a new sensor"),
}


@pytest.mark.parametrize("cause", CLOSED)
def test_what_would_close_a_gap_is_told_of_every_cause(client, cause):
    commands, words = CLOSED[cause]
    record(*commands, *([register.exclusion("LV-RU", 0, 1)] if cause == "out_of_scope" else []))
    shown = text(client.get(BOARD))
    rows = [row for row in " ".join(shown.split()).split("<tr>")[1:] if f'"cover-mark {cause}"' in row]
    row = rows[0].split("</tr>")[0]
    assert words in row
    assert "–" not in row.split("<td>")[-1]
