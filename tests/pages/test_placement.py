"""A camera at km 5 sees km 3 to 7 of 10 km; the next ones are asked for on the page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.border.locate import TO_DEGREES
from apps.geo.errors import PlacementError
from apps.indicators.placement_files import candidates_in
from apps.jobs import services
from apps.jobs.models import Job
from apps.ledger.models import ChangeSet
from apps.pages.curve_chart import curve_chart, ticks
from tests.factories import person, record
from tests.surveillance import register

DAY = "2021-06-30"
PAGE = "/surveillance/placement/"
ALONG = {
    "as_of": DAY,
    "goal": "sites",
    "amount": "1",
    "source": "along",
    "model": "camera",
    "every_km": "2",
    "mast_m": "10",
    "cost": "2,5",
    "time_limit_s": "10",
}


@pytest.fixture
def client(db, monkeypatch) -> Client:
    monkeypatch.setattr(services, "ring", lambda job_id: None)
    register.small_surveillance()
    register.k2()
    record(*register.camera("C1"))
    signed_in = Client(headers={"accept-language": "en"})
    signed_in.force_login(person("planner"))
    signed_in.cookies["django_language"] = "en"
    return signed_in


def text(answer, code: int = 200) -> str:
    assert answer.status_code == code, answer.content
    return " ".join(answer.content.decode().split())


def newest() -> Job:
    return Job.objects.filter(kind="placement").latest("asked_at")


def asked(client: Client, **more) -> str:
    """Ask, do the job, and return the address of the answer."""
    answer = client.post(PAGE, {**ALONG, **more})
    assert answer.status_code == 302, text(answer, answer.status_code)
    services.perform(job_id=newest().pk)
    return answer.headers["Location"]


def table(places_km: dict[str, float], cost: float = 1, site: str = "") -> str:
    """Return candidates with cameras at some kilometres of the line."""
    rows = ["code,lon,lat,model,cost,site"]
    for code, km in places_km.items():
        lon, lat = TO_DEGREES.transform(register.WEST_M + km * 1_000, register.NORTH_M)
        rows.append(f"{code},{lon:.7f},{lat:.7f},camera,{cost},{site}")
    return "\n".join(rows)


def test_the_page_waits_and_then_tells_the_answer(client):
    answer = client.post(PAGE, {**ALONG, "curve": "1"})
    address = answer.headers["Location"]
    waiting = text(client.get(address))
    assert "<progress" in waiting
    assert "map/reload" in waiting
    services.perform(job_id=newest().pk)
    shown = text(client.get(address))
    assert "40.00 % → 70.00 %" in shown
    assert "There is no better answer." in shown
    assert "time limit 10" in shown
    assert "it needs a data link to mast, 4000 m" in shown
    assert 'class="curve-line"' in shown
    assert "map/reload" not in shown
    assert "LV-RU-1.0" in text(client.get(PAGE))


QUESTION = "At most 1 site · camera every 2 km, mast 10 m · links: radio · as of 30 Jun 2021"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, QUESTION),
        ({"goal": "budget", "amount": "7,5"}, "A budget of 7.50 · camera every 2 km"),
        ({"goal": "target_pct", "amount": "45"}, "The cheapest for 45 % · "),
        ({"route": "LV-RU", "from_km": "7", "to_km": "10"}, "only LV-RU, km 7.00–10.00 · links"),
        ({"route": "LV-RU"}, "only LV-RU · links"),
        ({"radio_km": "15"}, "radio links of 15 km at most"),
        ({"medium": "fibre"}, "links: fibre"),
    ],
)
def test_an_answer_tells_its_question(client, more, said):
    assert said in text(client.get(asked(client, **more)))


def test_what_was_asked_before_is_told_with_what_came_of_it(client):
    asked(client)
    asked(client, goal="target_pct", amount="100", medium="fibre", every_km="10")
    shown = text(client.get(PAGE))
    assert QUESTION in shown
    assert "40.00 % → 70.00 %" in shown.replace("\N{NO-BREAK SPACE}", " ")
    assert newest().failure in shown


def test_a_question_in_the_queue_says_that_it_waits(client):
    waiting = client.post(PAGE, ALONG).headers["Location"]
    assert "It waits for its turn" in text(client.get(waiting))
    services.perform(job_id=newest().pk)
    assert "It waits for its turn" not in text(client.get(waiting))


def test_the_answer_becomes_a_draft_with_the_link_that_it_needs(client):
    address = asked(client, medium="fibre")
    answer = client.post(f"{address}draft/")
    draft = ChangeSet.objects.get(state="draft")
    assert draft.operations.get(target="link").after["medium"] == "fibre"
    assert answer.headers["Location"] == f"/changes/{draft.uid}/"
    targets = [one.target for one in draft.operations.order_by("n")]
    assert targets == ["node", "node_standing", "sensor", "sensor_standing", "link", "link_standing"]
    assert ChangeSet.objects.filter(state="applied").count() == ChangeSet.objects.number()


def test_a_chosen_site_may_be_joined_by_way_of_another(client):
    """The mast stands at km 5; a site at km 2.5 is nearest to it, one at km 0 to that."""
    file = SimpleUploadedFile("candidates.csv", table({"A": 2.5, "B": 0}).encode())
    asked(client, source="file", candidates=file, amount="2")
    links = {one["code"]: (one["link_to"], one["link_m"]) for one in newest().result["sites"]}
    assert links == {"A": ("mast", 2_500), "B": ("A", 2_500)}


def test_a_stretch_alone_can_count_and_candidates_stand_on_it(client):
    address = asked(client, route="LV-RU", from_km="7", to_km="10", every_km="1")
    shown = text(client.get(address))
    assert "3.00 km new of 3.00 km that count" in shown
    assert "LV-RU-8.5" in shown


def test_sections_of_high_impact_alone_can_count(client):
    register.section("EAST", 8, 10, impact="high")
    shown = text(client.get(asked(client, impacts="high")))
    assert "2.00 km new of 2.00 km that count" in shown


def test_where_no_section_has_the_level_nothing_is_asked(client):
    register.section("EAST", 8, 10, impact="high")
    register.impact_level("low", 1)
    assert "nothing to cover" in text(client.post(PAGE, {**ALONG, "impacts": "low"}), 400)


def test_candidates_come_from_a_file_and_may_stand_on_a_site(client):
    content = table({"A": 5, "B": 9}, cost=3, site="mast").replace(",", ";").replace(".", ",")
    file = SimpleUploadedFile("candidates.csv", content.encode("utf-8-sig"))
    asked(client, source="file", candidates=file, goal="budget", amount="4")
    result = newest().result
    assert [(one["code"], one["joined"], one["link_to"]) for one in result["sites"]] == [("B", True, None)]
    assert (result["new_km"], result["cost"]) == (3, 3)


def test_a_fibre_is_offered_and_its_stretch_told(client):
    shown = text(client.get(PAGE))
    assert '<option value="fibre"' in shown
    shown = text(client.get(asked(client, model="fibre", every_km="2", amount="2")))
    assert newest().result["new_km"] == 4
    assert "LV-RU, km 0.00–2.00" in shown
    kept = text(client.post(f"{PAGE}{newest().uid}/draft/", follow=True))
    assert "sensor_stretch" in kept or "Stretches of a linear sensor" in kept


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"amount": "many"}, "A number is needed"),
        ({"goal": "moon"}, "Give one of"),
        ({"goal": "budget", "amount": "0"}, "above zero"),
        ({"goal": "target_pct", "amount": "0"}, "above 0"),
        ({"source": "file"}, "Choose a file"),
        ({"route": "LV-RU", "from_km": "7", "to_km": "6"}, "no stretch of LV-RU"),
        ({"time_limit_s": "0"}, "time_limit_s"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(client, wrong, said):
    shown = text(client.post(PAGE, {**ALONG, **wrong}), 400)
    assert said in shown
    assert 'value="2,5"' in shown
    assert not Job.objects.filter(kind="placement").exists()


def test_somebody_elses_answer_is_not_there(client):
    address = asked(client)
    other = Client()
    other.force_login(person("constructor"))
    assert other.get(address).status_code == 404


def test_whoever_may_not_write_sensors_keeps_no_draft(client):
    other = Client(headers={"accept-language": "en"})
    other.force_login(person("constructor"))
    address = asked(other)
    assert "Keep the answer as a draft" not in text(other.get(address))
    other.post(f"{address}draft/")
    assert not ChangeSet.objects.filter(state="draft").exists()


def test_a_gap_leads_here_with_its_stretch(client):
    shown = text(client.get(f"{PAGE}?route=LV-RU&from_km=7.5&to_km=9"))
    assert 'value="7.5"' in shown


def test_a_table_is_read_whatever_stands_between_its_columns():
    assert candidates_in(b"code,lon\nA,27.5\n").rows == [{"code": "A", "lon": "27.5"}]
    assert candidates_in("code;lon\nŠ;27,5\n\n".encode()).rows == [{"code": "Š", "lon": "27.5"}]


@pytest.mark.parametrize("content", [b"", b"code,lon\n", b"\xff\xfe\x00"])
def test_what_is_no_table_is_refused(content):
    with pytest.raises(PlacementError):
        candidates_in(content)


def test_the_curve_begins_at_no_cost_and_rises():
    chart = curve_chart([{"cost": 1, "percent": 60}, {"cost": 4, "percent": 80}], 40)
    assert [point.x for point in chart.points] == sorted(point.x for point in chart.points)
    assert [point.y for point in chart.points] == sorted((point.y for point in chart.points), reverse=True)
    assert [tick.text for tick in chart.costs] == ["0", "1", "2", "3", "4"]


def test_ticks_are_round():
    assert ticks(43, 57) == [45, 50, 55]
