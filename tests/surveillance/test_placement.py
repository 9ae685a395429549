"""A camera at km 5 of 10 sees km 3 to 7, so K2 is 40 %; the mast there is joined to the national centre."""

from datetime import timedelta

import numpy as np
import pytest
from django.test import Client

from apps.accounts.models import ReadEvent, User
from apps.geo import placement as exact
from apps.geo.errors import PlacementError
from apps.indicators.figures import figures
from apps.indicators.jobs import STEPS_TO_SOLVE, place
from apps.indicators.placement import Planner, Question, Scope
from apps.indicators.placement_draft import draft_answer, draft_found
from apps.indicators.placement_links import Links, reason_text
from apps.indicators.placement_sites import sites_along, sites_given
from apps.indicators.surveillance import Surveillance
from apps.jobs import services as jobs
from apps.jobs.kinds import Cancelled
from apps.jobs.models import Job
from apps.ledger import services
from apps.ledger.commands import Put
from apps.surveillance.models import Link
from tests.factories import BEGIN, KM, api_of, person, record
from tests.surveillance import register
from tests.surveillance.candidates import degrees_at, laid, row
from tests.surveillance.test_terrain import CELL_M, load, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("surveillance_in_english")]
LATER = BEGIN + timedelta(days=30)


@pytest.fixture
def wall(settings, tmp_path):
    """A wall 100 m high at km 6."""
    settings.DEM_DIR = str(tmp_path / "dem")
    heights = np.full((600, 900), 120.0)
    heights[:, 10_000 // CELL_M : 10_040 // CELL_M] = 220
    return written(tmp_path / "wall.tif", heights)


def planner(*rows: dict, scope: Scope | None = None, **links) -> Planner:
    on_day = Surveillance(BEGIN)
    return Planner(on_day, sites_given(rows, on_day), scope, links=Links(**links))


def answer(*rows: dict, sites: int = 1, **more) -> dict:
    asked = planner(*rows, **more)
    return asked.as_json(asked.answer(Question(sites=sites)))


def k2_on(day) -> float:
    return next(figure for figure in figures(as_of=day, code="K2") if figure.route is None).percent


def put_to_work(draft, by: User) -> None:
    """Apply the draft, then let all that it planned work."""
    services.apply(change_set=draft, by=by)
    keys = [one.key for one in draft.operations.filter(target__endswith="_standing").order_by("n")]
    targets = [one.target for one in draft.operations.filter(target__endswith="_standing").order_by("n")]
    record(
        *[
            Put(target, key, {"state": "operational"}, LATER)
            for target, key in zip(targets, keys, strict=True)
        ],
        by=by,
    )


def test_k2_becomes_what_was_predicted_once_the_draft_works():
    """The far one adds km 0 to 2; it is 5 km from the mast and joined by a relay, which adds 200 m itself."""
    record(register.model("spyglass", detection_m=100))
    rows, on_day, by = (
        [row("far", 0), row("relay", 2.5, model="spyglass")],
        Surveillance(BEGIN),
        person("planner"),
    )
    found = answer(*rows, sites=2, radio_m=3_000)
    assert (found["percent_before"], found["percent_after"]) == (40, 62)
    put_to_work(draft_found(found, sites_given(rows, on_day), on_day, by=by), by)
    assert k2_on(BEGIN) == 40
    assert k2_on(LATER) == found["percent_after"] == found["k2_after"]


def test_a_sensor_beside_a_registered_site_sees_from_its_own_place():
    found = answer(row("B", 9, site="mast"))
    planner_, on_day = person("planner"), Surveillance(BEGIN)
    draft = draft_found(found, sites_given([row("B", 9, site="mast")], on_day), on_day, by=planner_)
    put_to_work(draft, planner_)
    assert (found["sites"][0]["joined"], found["percent_after"]) == (True, 70)
    assert k2_on(LATER) == 70


def test_out_of_scope_is_of_the_base_as_it_is_of_k2():
    """Km 7 to 10 are out of scope: the base stays 10 km, and what is covered there counts in K2."""
    record(register.exclusion("LV-RU", 7, 10))
    found = answer(row("B", 9))
    assert found["base"] == {
        "kind": "whole",
        "km": 10,
        "impacts": [],
        "route": None,
        "from_km": None,
        "to_km": None,
    }
    assert (found["percent_before"], found["percent_after"], found["new_out_of_scope_km"]) == (40, 70, 3)
    assert found["percent_before"] == k2_on(BEGIN) == found["k2_before"]


def test_no_candidate_is_generated_where_surveillance_is_not_asked_for():
    record(register.exclusion("LV-RU", 0, 4))
    sites = sites_along(Surveillance(BEGIN), model="camera", every_km=2)
    assert [site.code for site in sites] == ["LV-RU-5.0", "LV-RU-7.0", "LV-RU-9.0"]


def test_a_selection_is_named_with_its_kilometres_and_k2_beside_it():
    register.section("EAST", 6, 10, impact="high")
    found = answer(row("B", 9), scope=Scope(("high",)))
    assert (found["base"]["kind"], found["base"]["km"], found["base"]["impacts"]) == (
        "selection",
        4,
        ["high"],
    )
    assert (found["percent_before"], found["percent_after"]) == (25, 100)
    assert (found["k2_before"], found["k2_after"], found["k2_km"]) == (40, 70, 10)


def test_a_radio_link_is_no_longer_than_the_definition_says():
    register.k2_parameters({"radio_m": 2_500})
    asked = planner(row("near", 3), row("far", 0))
    assert [site.code for site in asked.sites] == ["near"]
    [left] = asked.left_out
    assert (left.code, left.reason, left.node, left.distance_m) == ("far", "too_far", "mast", 5_000)


def test_the_curve_tells_the_percentage_that_is_reached_beside_the_one_asked_for():
    """One camera more sees 4 of 10 km beside the 4 that are seen: every target up to there is met by all of it."""
    points = planner(row("A", 9), radio_m=20_000).curve(steps=4)
    assert {one["percent"] for one in points} == {answer(row("A", 9), radio_m=20_000)["percent_after"]}
    assert len({one["target_pct"] for one in points}) == len(points) > 1


@pytest.mark.parametrize("state", ["damaged", "decommissioned", "out_of_service", "degraded"])
def test_a_candidate_on_a_site_that_does_not_work_is_left_out_with_its_reason(state):
    record(*register.node("broken", "site", km=9, state=state))
    asked = planner(row("A", 0), {"code": "B", "model": "camera", "site": "broken"}, medium="fibre")
    assert [site.code for site in asked.sites] == ["A"]
    [left] = asked.left_out
    assert (left.code, left.reason, left.node, left.distance_m) == ("B", state, "broken", None)
    words = {"out_of_service": "out of service", "degraded": "degraded, so nothing passes it"}
    assert reason_text(left) == f"its site, broken, is {words.get(state, state)}"


def test_a_candidate_on_a_site_without_power_is_left_out_and_relays_nothing():
    """The plant does not work. A site still to be built has its planned plant's power."""
    record(
        *register.node("plant", "power", state="damaged"),
        *register.node("newplant", "power", state="planned"),
        *register.node("dark", "site", km=8),
        *register.node("new", "site", km=9, state="planned"),
        *register.link("line", "plant", "dark", kind="power"),
        *register.link("newline", "newplant", "new", kind="power", state="planned"),
    )
    rows = [{"code": code.title(), "model": "camera", "site": code} for code in ("dark", "new")]
    asked = planner(*rows, row("far", 10), radio_m=4_000)
    assert [site.code for site in asked.sites] == ["New", "far"]
    assert [(one.code, one.reason, one.node) for one in asked.left_out] == [("Dark", "no_power", "dark")]
    found = asked.as_json(asked.answer(Question(sites=2)))
    assert {one["code"]: one["link_to"] for one in found["sites"]} == {"New": "mast", "far": "New"}


def test_two_sensors_on_one_site_need_one_link():
    record(*register.node("site", "site", km=9))
    looks = {"model": "camera", "site": "site", "sector_deg": 180}
    rows = [{"code": "E", "azimuth_deg": 90, **looks}, {"code": "W", "azimuth_deg": 270, **looks}]
    found, on_day, by = answer(*rows, sites=2, medium="fibre"), Surveillance(BEGIN), person("planner")
    assert found["percent_after"] == 70
    first, second = found["sites"]
    assert (first["link_to"], first["link_m"], first["link_with"]) == ("mast", 4_000, None)
    assert (second["link_to"], second["link_m"], second["link_with"]) == (None, None, "E")
    put_to_work(draft_found(found, sites_given(rows, on_day), on_day, by=by), by)
    assert k2_on(LATER) == found["k2_after"] == 70
    assert list(Link.objects.values_list("code", flat=True)) == ["fibre", "site-mast"]


@pytest.mark.parametrize(
    ("state", "links"),
    [("planned", ["fibre", "site-mast"]), ("damaged", ["fibre", "site-mast", "site-mast-2"])],
)
def test_a_link_that_is_planned_already_is_used_and_a_broken_one_is_laid_anew(state, links):
    record(*register.node("site", "site", km=9), *register.link("site-mast", "mast", "site", state=state))
    rows = [{"code": "B", "model": "camera", "site": "site"}]
    found, on_day, by = answer(*rows, medium="fibre"), Surveillance(BEGIN), person("planner")
    put_to_work(draft_found(found, sites_given(rows, on_day), on_day, by=by), by)
    assert list(Link.objects.values_list("code", flat=True)) == links
    if state == "planned":
        register.set_state("link", "site-mast", "operational", LATER)
    assert k2_on(LATER) == found["k2_after"] == 70


def test_long_codes_have_a_link_too():
    code = "x" * 30
    record(*register.node("y" * 40, "site", km=9), *register.link("to-y", "mast", "y" * 40))
    rows = [row(code, 9.5)]
    found, on_day, by = answer(*rows, radio_m=1_000), Surveillance(BEGIN), person("planner")
    put_to_work(draft_found(found, sites_given(rows, on_day), on_day, by=by), by)
    assert k2_on(LATER) == found["k2_after"] == 65


def test_a_fibre_may_lead_anywhere():
    assert len(planner(row("far", 0), medium="fibre", radio_m=100).sites) == 1


def test_a_far_site_is_chosen_only_with_the_one_that_joins_it():
    """Km 0 alone would add most, 2 km, but is 5 km from the mast; the relay at km 2.9 adds 2.1 km."""
    rows = [row("far", 0), row("relay", 2.9, model="spyglass", mast_m=10)]
    record(register.model("spyglass", detection_m=100))
    assert answer(*rows, sites=1, radio_m=3_000)["chosen"] == ["relay"]
    both = answer(*rows, sites=2, radio_m=3_000)
    assert both["chosen"] == ["far", "relay"]
    assert {one["code"]: one["link_to"] for one in both["sites"]} == {"far": "relay", "relay": "mast"}


def test_behind_a_wall_no_radio_link_leads(wall):
    """The wall stands at km 6; masts of 10 m do not see over it, the candidate at km 4 sees the mast at km 5."""
    load(wall)
    asked = planner(row("behind", 8), row("before", 4))
    assert [site.code for site in asked.sites] == ["before"]
    assert (asked.left_out[0].code, asked.left_out[0].reason) == ("behind", "hidden")


def test_when_nothing_can_be_joined_the_reasons_are_told():
    with pytest.raises(PlacementError, match="far: the nearest joined node, mast, is 5000 m away"):
        planner(row("far", 0), radio_m=1_000)


def test_without_a_joined_node_there_is_nothing_to_link_to():
    register.set_state("node", "centre", "damaged", BEGIN)
    with pytest.raises(PlacementError, match="no node that is joined to a command centre has a place"):
        planner(row("B", 9))


def test_a_definition_that_asks_for_two_sensors_is_refused():
    register.record_k2_depth(2)
    with pytest.raises(PlacementError, match="several sensors"):
        planner(row("B", 9))


def test_a_family_that_k2_does_not_count_adds_nothing():
    register.k2_parameters({"families": ["presence"]})
    assert answer(row("B", 9))["chosen"] == []


NOWHERE = {"route": None, "km": None}


@pytest.mark.parametrize(
    ("wrong", "where", "said"),
    [
        ({"model": "moon"}, "model", "no sensor model moon"),
        ({"model": "fibre"}, "from_km", "needs route, from_km and to_km"),
        ({"from_km": 3}, "from_km", "looks from a place"),
        (laid("B", 7, 7), "to_km", "no stretch of LV-RU"),
        (laid("B", 9, 11), "to_km", "ends at km 10"),
        (laid("B", 7, 9, route="LV-XX"), "route", "no route LV-XX"),
        (laid("B", "far", 9), "from_km", "no number"),
        ({"km": 11}, "km", "not on LV-RU"),
        ({"route": "LV-XX"}, "route", "no route LV-XX"),
        ({"azimuth_deg": 400}, "azimuth_deg", "from 0 to 359.9"),
        ({"cost": 0}, "cost", "cost is from"),
        ({"mast_m": "tall"}, "mast_m", "no number"),
        ({"site": "moon"}, "site", "no site moon"),
        ({"code": "mast"}, "code", "a node mast already"),
        ({"code": "C1"}, "code", "a sensor C1 already"),
        ({"code": "C1", "site": "mast"}, "code", "a sensor C1 already"),
        ({"code": "fibre"}, "code", "a link fibre already"),
        ({"code": "A"}, "code", "the code A"),
        ({"range_m": 5}, "range_m", "no column range_m"),
        ({"lon": 27.5}, "lon", "one place"),
        ({**NOWHERE, "lon": 0, "lat": 0}, "lon", "outside the country"),
        ({**NOWHERE, "east_m": 2_000_000, "north_m": 300_000}, "east_m", "outside the country"),
    ],
)
def test_what_is_wrong_with_a_candidate_names_its_row_and_column(wrong, where, said):
    with pytest.raises(PlacementError, match=said) as caught:
        planner(row("A", 9), wrong if "code" in wrong and "from_km" in wrong else row("B", 8) | wrong)
    assert caught.value.where == f"candidates[{0 if wrong == {'code': 'A'} else 1}].{where}"


def test_by_api_a_wrong_model_is_refused_before_there_is_a_job():
    api = api_of("planner")
    for body, where in [
        ({"candidates": [row("A", 9), row("B", 8, model="moon")]}, "candidates[1].model"),
        ({"candidates": [row("A", 9, range_m=3)]}, "candidates[0].range_m"),
        ({"along": {"model": "moon", "every_km": 2}}, "along.model"),
        ({"candidates": [laid("A", 9, 8)]}, "candidates[0].to_km"),
        ({"along": {"model": "camera", "every_km": 0}}, "along.every_km"),
        ({"along": {"model": "camera", "every_km": 2}, "impacts": ["moon"]}, "impacts"),
        ({"along": {"model": "camera", "every_km": 2}, "medium": "rope"}, "medium"),
    ]:
        refused = api.post("/api/v1/placement/", {"sites": 1, **body}, format="json")
        assert (refused.status_code, refused.json()["error"]["where"]) == (400, where)
    assert not Job.objects.filter(kind="placement").exists()


def test_by_api_the_fourth_open_question_is_refused_clearly():
    api, body = api_of("planner"), {"candidates": [row("A", 9)], "sites": 1}
    answers = [api.post("/api/v1/placement/", body, format="json") for _n in range(4)]
    assert [one.status_code for one in answers] == [202, 202, 202, 409]
    assert Job.objects.filter(kind="placement").count() == 3


def test_an_answer_read_by_way_of_its_job_is_in_the_read_log():
    reader = person("planner")
    browser = Client()
    browser.force_login(reader)
    job = jobs.ask(kind="placement", arguments={"candidates": [row("A", 9)], "sites": 1}, by=reader)
    addresses = ["/api/v1/jobs/", f"/api/v1/jobs/{job.uid}/"]
    assert [browser.get(address).status_code for address in addresses] == [200, 200]
    assert not ReadEvent.objects.exists()
    jobs.perform(job_id=job.pk)
    assert [browser.get(address).status_code for address in addresses] == [200, 200]
    told = ReadEvent.objects.order_by("pk").values_list("user__username", "what", "path")
    assert list(told) == [(reader.username, "gaps", address) for address in addresses]


@pytest.mark.parametrize(
    ("day", "said"), [("9999-12-31", "between 1900 and 2200"), ("1950-01-01", "No line")]
)
def test_by_api_a_day_without_a_border_is_refused_before_there_is_a_job(day, said):
    body = {"along": {"model": "camera", "every_km": 2}, "sites": 1, "as_of": day}
    refused = api_of("planner").post("/api/v1/placement/", body, format="json", HTTP_ACCEPT_LANGUAGE="en")
    assert (refused.status_code, refused.json()["error"]["where"]) == (400, "as_of")
    assert said in refused.json()["error"]["message"]
    assert not Job.objects.filter(kind="placement").exists()


def test_a_fibre_covers_its_stretch_and_needs_a_link_as_others_do():
    """The camera sees km 3 to 7: of km 6 to 10 the fibre adds 3 km, more than the 2 km from km 0 to 2."""
    told = answer(laid("A", 0, 2), laid("B", 6, 10, cost=4))
    [site] = told["sites"]
    assert (told["chosen"], told["new_km"], told["cost"]) == (["B"], 3, 4)
    assert (site["route"], site["from_km"], site["to_km"]) == ("LV-RU", 6, 10)
    assert (site["joined"], site["link_to"], site["link_m"]) == (False, "mast", 1_000)
    assert told["stretches_km"]["LV-RU"]["new"] == [[7, 10]]


def test_a_fibre_is_weighed_against_a_camera():
    """A camera at km 9 adds 3 km for 10; two pieces of fibre add 3 km for 2."""
    asked = planner(row("CAM", 9, cost=10), laid("F1", 7, 8), laid("F2", 8, 10))
    told = asked.as_json(asked.answer(Question(target_pct=70)))
    assert (set(told["chosen"]), told["cost"]) == ({"F1", "F2"}, 2)


def test_the_link_of_a_fibre_begins_where_it_is_said_to():
    told = answer(laid("A", 8, 10, lon=degrees_at(6)[0], lat=degrees_at(6)[1]), radio_m=1_500)
    assert [(one["link_to"], one["link_m"]) for one in told["sites"]] == [("mast", 1_000)]
    with pytest.raises(PlacementError, match="farther than a radio link reaches"):
        answer(laid("A", 8, 10), radio_m=1_500)
    [site] = answer(laid("A", 8, 10, site="mast"))["sites"]
    assert (site["joined"], site["link_to"]) == (True, None)


def test_k2_becomes_what_was_predicted_once_the_fibre_works():
    on_day, by = Surveillance(BEGIN), person("planner")
    asked = planner(laid("B", 6, 10), laid("A", 0, 2, site="mast"))
    told = asked.as_json(asked.answer(Question(sites=2)))
    draft = draft_found(told, asked.sites, on_day, by=by)
    targets = draft.operations.order_by("n").values_list("target", flat=True)
    assert [target for target in targets if "stretch" in target] == ["sensor_stretch"] * 2
    put_to_work(draft, by)
    assert k2_on(LATER) == pytest.approx(told["k2_after"])
    assert told["k2_after"] == 90


def test_a_job_of_fibres_becomes_a_draft():
    body = {"sites": 1, "candidates": [laid("A", 8, 10)], "as_of": BEGIN.isoformat()}
    asked = api_of("planner").post("/api/v1/placement/", body, format="json")
    assert asked.status_code == 202, asked.json()
    jobs.perform(job_id=Job.objects.get(kind="placement").pk)
    draft = draft_answer(Job.objects.get(kind="placement"), by=person("planner"))
    laid_along = draft.operations.get(target="sensor_stretch")
    assert (laid_along.key, laid_along.from_cm, laid_along.to_cm) == (
        {"route": "LV-RU", "sensor": "A-fibre"},
        8 * KM,
        10 * KM,
    )


def test_fibres_are_generated_piece_by_piece_where_surveillance_is_asked_for():
    """Of 10 km in pieces of 4: two whole ones and one of 2 km at half the cost; km 5 to 6 is out of scope."""
    sites = sites_along(Surveillance(BEGIN), model="fibre", every_km=4, cost=8)
    assert [(one.from_cm / KM, one.to_cm / KM, one.cost) for one in sites] == [
        (0, 4, 8),
        (4, 8, 8),
        (8, 10, 4),
    ]
    record(register.exclusion("LV-RU", 5, 6))
    sites = sites_along(Surveillance(BEGIN), model="fibre", every_km=4, cost=8)
    assert [(one.from_cm / KM, one.to_cm / KM, one.cost) for one in sites] == [
        (0, 4, 8),
        (4, 5, 2),
        (6, 8, 4),
        (8, 10, 4),
    ]


def test_the_solver_out_of_time_says_how_far_off_it_may_be():
    """Time for the greedy answer only: it comes with its gap, and is an answer all the same."""
    rows = [row(f"S{n}", n / 4, cost=1 + n % 3) for n in range(1, 40)]
    asked = planner(*rows)
    found = asked.answer(Question(budget=6, time_limit_s=1e-6))
    assert found.new_cm <= 6 * KM
    assert (found.gap == 0) == found.is_best
    assert found.new_cm >= found.greedy_cm


def test_a_stop_is_heard_while_links_are_sought(monkeypatch):
    """The job tells that it is at the beginning, and asks before the first site is looked from."""
    monkeypatch.setattr(exact, "LISTEN_EVERY_S", 0)
    looked, reported = [], []
    monkeypatch.setattr(Planner, "_seen", lambda planner, site: looked.append(site))
    arguments = {"candidates": [row("A", 1), row("B", 8)], "sites": 1, "as_of": "2021-06-30"}

    def report(done: int, total: int) -> None:
        reported.append((done, total))
        if len(reported) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        place(arguments, report)
    assert reported == [(0, 2 + STEPS_TO_SOLVE)] * 2
    assert looked == []


@pytest.mark.parametrize("curve", [False, True])
def test_a_stop_is_heard_while_the_solver_works(monkeypatch, curve):
    """Three sites are looked from and then weighed: the job asks on the way whether it is to stop, and stops."""
    monkeypatch.setattr(exact, "LISTEN_EVERY_S", 0)
    arguments = {"candidates": [row("A", 1), row("B", 8), row("C", 9)], "sites": 2, "as_of": "2021-06-30"}
    solved_at = 3 + (STEPS_TO_SOLVE if curve else 0)
    reported = []

    def report(done: int, total: int) -> None:
        reported.append(done)
        if reported.count(solved_at) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        place({**arguments, "curve": curve}, report)
    assert reported[-1] == solved_at < 3 + STEPS_TO_SOLVE * 2
