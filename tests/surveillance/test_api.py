"""A camera at km 5 sees km 3 to 7, a fibre senses km 6 to 9; the route is 10 km long, there is no terrain model."""

from datetime import timedelta

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.geo.errors import FactError
from apps.jobs import services as jobs
from apps.jobs.models import Job
from apps.ledger import services
from apps.ledger.commands import Add, Amend, Put
from apps.ledger.models import ChangeSet
from tests.factories import BEGIN, KM, api_of, named, person, record
from tests.surveillance import register

pytestmark = pytest.mark.django_db
DAY = {"as_of": BEGIN.isoformat()}


@pytest.fixture
def api():
    register.small_surveillance()
    register.k2()
    record(*register.camera("C1"), *register.fibre("F1", 6, 9))
    return api_of("admin")


def test_coverage_by_kind(api):
    found = api.get("/api/v1/coverage", DAY).json()
    [route] = found["routes"]
    assert (found["terrain"], found["definition_version"], found["total"]["percent"]) == (None, 1, 60.0)
    assert route["stretches_km"]["integrated"] == [[3, 9]]
    assert route["stretches_km"]["twice"] == route["stretches_km"]["both_families"] == [[6, 7]]


def test_gaps_with_causes_and_what_would_close_them(api):
    record(*register.camera("C2", state="damaged", point=register.point(0)))
    found = api.get("/api/v1/gaps", DAY).json()
    assert [(gap["from_km"], gap["to_km"], gap["cause"], gap["closed_by"]) for gap in found["gaps"]] == [
        (0, 2, "damage", ["C2"]),
        (2, 3, "out_of_range", []),
        (9, 10, "out_of_range", []),
    ]
    assert [gap["closers"] for gap in found["gaps"]] == [
        [{"sensor": "C2", "cause": "damage", "broken": []}],
        [],
        [],
    ]
    assert found["by_cause_km"] == {"damage": 2, "out_of_range": 2}
    assert found["gaps"][0]["nearest_sites"] == [{"site": "mast", "distance_m": 4_000}]


def test_a_gap_for_want_of_a_link_names_what_is_broken(api):
    [gap, *_] = api.get("/api/v1/gaps", {**DAY, "fail": "fibre"}).json()["gaps"][1:]
    assert (gap["cause"], gap["closers"]) == (
        "no_link",
        [{"sensor": code, "cause": "no_link", "broken": ["fibre"]} for code in ("C1", "F1")],
    )
    register.set_state("link", "fibre", "damaged", BEGIN)
    browser = Client()
    browser.force_login(person("viewer"))
    page = browser.get("/surveillance/", DAY).content.decode()
    assert "C1 (fibre)" in page


def test_before_the_first_sensor_nothing_is_known(api):
    early = {"as_of": (BEGIN - timedelta(days=1)).isoformat()}
    before, after = (api.get("/api/v1/coverage", day).json() for day in (early, DAY))
    assert (before["state"], before["total"]["percent"], before["routes"][0]["percent"]) == (
        "no_data",
        None,
        None,
    )
    assert (after["state"], after["total"]["percent"]) == ("ok", 60.0)
    assert [api.get("/api/v1/gaps", day).json()["state"] for day in (early, DAY)] == ["no_data", "ok"]


def laid(api, sensor: str, *before: dict):
    """Lay a sensor along km 9 to 10, after other operations of the same set."""
    stretch = {
        "verb": "put",
        "target": "sensor_stretch",
        "key": {"route": "LV-RU", "sensor": sensor},
        "from_km": 9,
        "to_km": 10,
        "from_day": BEGIN.isoformat(),
        "values": {},
    }
    body = {"reason": "laid", "kind": "update", "operations": [*before, stretch]}
    number = f'"{ChangeSet.objects.number()}"'
    return api.post("/api/v1/change-sets/", body, format="json", HTTP_IF_MATCH=number)


def test_a_camera_is_not_laid_along_a_stretch(api):
    number = ChangeSet.objects.number()
    answer = laid(api, "C1")
    assert (answer.status_code, answer.json()["error"]["where"]) == (400, "operations[0].key.sensor")
    said = "Gar posmu iegulda tikai šķiedru vai kabeli: C1 ir modelis camera, klase “–”."
    assert said in answer.json()["error"]["message"]
    assert ChangeSet.objects.number() == number


@pytest.mark.parametrize(("model", "status"), [("fibre", 201), ("camera", 400)])
def test_the_model_counts_that_the_sensor_gets_in_the_same_set(api, model, status):
    values = {"name_lv": "N1", "name_en": "N1", "model": model}
    new = {"verb": "add", "target": "sensor", "uid": "N1", "values": values}
    assert laid(api, "N1", new).status_code == status


def test_a_draft_that_lays_what_became_a_camera_is_refused_when_it_is_applied(api):
    """Kept while its model said that it senses along itself."""
    by = person("planner")
    stretch = {"from_cm": 9 * KM, "to_cm": 10 * KM}
    record(Amend("sensor_model", "camera", {"senses": "along"}))
    lays = Put("sensor_stretch", {"route": "LV-RU", "sensor": "C1"}, {}, BEGIN, **stretch)
    draft = services.draft(commands=[lays], by=by, reason="laid")
    record(Amend("sensor_model", "camera", {"senses": "around"}))
    with pytest.raises(FactError) as refused:
        services.apply(change_set=draft, by=by)
    assert refused.value.where == "operations[0].key.sensor"


def test_a_fibre_is_laid_along_a_stretch_without_any_column(api):
    answer = laid(api, "F1")
    assert answer.status_code == 201, answer.json()
    [route] = api.get("/api/v1/coverage", DAY).json()["routes"]
    assert route["stretches_km"]["integrated"] == [[3, 10]]


def test_every_single_failure_and_some_together(api):
    losses = api.get("/api/v1/outages", DAY).json()["losses"]
    assert {loss["uid"]: loss["lost_km"] for loss in losses} == {"centre": 6, "fibre": 6, "mast": 6}
    together = api.get("/api/v1/outages", {**DAY, "fail": "mast, fibre"}).json()
    assert (together["lost_km"], together["stretches_km"]) == (6, {"LV-RU": [[3, 9]]})


def test_what_fails_has_to_be_there(api):
    answer = api.get("/api/v1/outages", {**DAY, "fail": "moon"})
    assert (answer.status_code, answer.json()["error"]["where"]) == (400, "fail")


@pytest.mark.parametrize("address", ["outages", "gaps"])
@pytest.mark.parametrize("fail", [",", " , "])
def test_commas_alone_name_nothing_that_fails(api, address, fail):
    answer = api.get(f"/api/v1/{address}", {**DAY, "fail": fail})
    assert (answer.status_code, answer.json()["error"]["where"]) == (400, "fail")


def test_a_network_without_a_command_centre(api):
    register.set_state("node", "centre", "damaged", BEGIN)
    answer = api.get("/api/v1/outages", DAY)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "network")


def test_the_register_of_a_day(api):
    [camera, fibre] = api.get("/api/v1/sensors/", DAY).json()
    assert (camera["code"], camera["site"], camera["range_m"], camera["sector_deg"]) == (
        "C1",
        "mast",
        2_000,
        360,
    )
    assert fibre["stretches_km"] == {"LV-RU": [[6, 9]]}
    [site] = api.get("/api/v1/sites/", DAY).json()
    assert (site["code"], round(site["lon"], 2)) == ("mast", 27.36)
    assert [node["code"] for node in api.get("/api/v1/nodes/", DAY).json()] == ["centre", "mast"]
    assert [link["to_node"] for link in api.get("/api/v1/links/", DAY).json()] == ["mast"]
    assert [model["code"] for model in api.get("/api/v1/sensor-models/").json()] == ["camera", "fibre"]


def test_before_it_stood_there_nothing_is_shown(api):
    yesterday = {"as_of": (BEGIN - timedelta(days=1)).isoformat()}
    assert api.get("/api/v1/sensors/", yesterday).json() == api.get("/api/v1/sites/", yesterday).json() == []


def test_without_terrain_there_is_no_profile(api):
    answer = api.get("/api/v1/profile", {**DAY, "sensor": "C1", "route": "LV-RU", "km": "4"})
    assert answer.status_code == 409


def test_no_profile_of_what_does_not_look(api):
    answer = api.get("/api/v1/profile", {**DAY, "sensor": "F1", "route": "LV-RU", "km": "4"})
    assert (answer.status_code, answer.json()["error"]["where"]) == (404, "sensor")


@pytest.fixture
def planner(api, monkeypatch):
    monkeypatch.setattr(jobs, "ring", lambda job_id: None)
    return api_of("planner")


def candidate(code, lon, **values):
    return {"code": code, "lon": lon, "lat": 55.84, "model": "camera", **values}


def placed(api, **question) -> dict:
    """Ask for a placement and do the job at once; return the job."""
    answer = api.post("/api/v1/placement/", {**DAY, **question}, format="json")
    assert answer.status_code == 202, answer.json()
    jobs.perform(job_id=Job.objects.get(uid=answer.json()["uid"]).pk)
    return api.get(f"/api/v1/jobs/{answer.json()['uid']}/").json()


def test_placement_is_a_job_whose_result_tells_how_sure_it_is(planner):
    """Generated at km 1, 3, 5, 7, 9; the camera at km 1 sees km 0 to 3, all of it new."""
    job = placed(planner, along={"model": "camera", "every_km": 2}, sites=1)
    found = job["result"]
    assert (job["state"], found["chosen"], found["new_km"], found["is_best"]) == (
        "done",
        ["LV-RU-1.0"],
        3,
        True,
    )
    assert (found["percent_before"], found["percent_after"], found["terrain"]) == (60, 90, None)


def test_the_answer_becomes_a_draft(planner):
    job = placed(planner, along={"model": "camera", "every_km": 2}, target_pct=100, draft=True)
    draft = ChangeSet.objects.get(uid=job["result"]["draft"])
    assert (draft.state, draft.author.username) == ("draft", "planner")
    assert job["result"]["chosen"] == ["LV-RU-1.0", "LV-RU-9.0"]


def test_a_target_out_of_reach_is_the_reason_of_the_failure(planner):
    job = placed(planner, candidates=[candidate("far", 20.0)], target_pct=99, medium="fibre")
    assert job["state"] == "failed"
    assert "60,00 %" in job["failure"]


@pytest.mark.parametrize(
    ("question", "where"),
    [
        ({"sites": 1}, "candidates"),
        ({"sites": 1, "budget": 2, "along": {"model": "camera", "every_km": 2}}, "sites"),
        ({"along": {"model": "camera", "every_km": 2}}, "sites"),
        ({"sites": 1, "candidates": [{"code": "x", "lon": 27, "lat": 95, "model": "camera"}]}, "candidates"),
    ],
)
def test_a_question_without_sense_is_refused_at_once(planner, question, where):
    answer = planner.post("/api/v1/placement/", question, format="json")
    assert answer.status_code == 400
    assert str(answer.json()["error"]["where"]).startswith(where)


def test_a_job_is_seen_by_who_asked_for_it(planner, api):
    job = placed(planner, along={"model": "camera", "every_km": 2}, sites=1)
    assert [one["uid"] for one in planner.get("/api/v1/jobs/").json()["results"]] == [job["uid"]]
    other = api_of("constructor")
    assert other.get(f"/api/v1/jobs/{job['uid']}/").status_code == 404
    assert planner.post(f"/api/v1/jobs/{job['uid']}/cancel/").status_code == 409


@pytest.mark.parametrize("state", ["applied", "draft"])
@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "A link leads from one node to another, not to itself."),
        ("lv", "Savienojums ved no viena mezgla uz citu, nevis uz to pašu."),
    ],
)
def test_a_link_to_itself_is_refused_and_leaves_nothing(api, state, language, message):
    operation = {
        "verb": "add",
        "target": "link",
        "uid": "loop",
        "values": {
            "name_lv": "cilpa",
            "name_en": "loop",
            "kind": "data",
            "medium": "fibre",
            "from_node": "mast",
            "to_node": "mast",
        },
    }
    number = ChangeSet.objects.number()
    answer = api.post(
        "/api/v1/change-sets/",
        {"reason": "a loop", "kind": "update", "state": state, "operations": [operation]},
        format="json",
        headers={"If-Match": f'"{number}"', "Accept-Language": language},
    )
    refused = answer.json()["error"]
    assert (answer.status_code, refused["where"]) == (400, "operations[0].values.to_node")
    assert refused["message"] == message
    assert ChangeSet.objects.number() == number
    assert not ChangeSet.objects.filter(reason="a loop").exists()


@pytest.mark.parametrize(
    ("column", "value"), [("azimuth_deg", "400"), ("range_m", 0), ("mast_m", "-2"), ("tilt_deg", "95")]
)
def test_a_pose_that_cannot_be_is_refused_when_it_is_drafted(api, column, value):
    record(*register.camera("C9"))
    operation = {
        "verb": "put",
        "target": "sensor_standing",
        "key": {"sensor": "C9"},
        "from_day": "2022-01-01",
    }
    answer = api.post(
        "/api/v1/change-sets/",
        {"reason": "a pose", "kind": "update", "operations": [{**operation, "values": {column: value}}]},
        format="json",
        headers={"If-Match": f'"{ChangeSet.objects.number()}"'},
    )
    assert (answer.status_code, answer.json()["error"]["where"]) == (400, f"operations[0].values.{column}")
    assert not ChangeSet.objects.filter(reason="a pose").exists()


def put_place(api, point):
    operation = {
        "verb": "put",
        "target": "node_standing",
        "key": {"node": "mast"},
        "from_day": BEGIN.isoformat(),
        "values": {"point": point},
    }
    headers = {"If-Match": f'"{ChangeSet.objects.number()}"'}
    body = {"reason": "measured again", "operations": [operation]}
    return api.post("/api/v1/change-sets/", body, format="json", headers=headers)


@pytest.mark.parametrize("given", [{"e": 705_100, "n": 300_050}, "POINT(705100 300050)"])
def test_a_place_is_written_as_hex_however_it_is_given(api, given):
    answer = put_place(api, given)
    assert answer.status_code == 201
    [piece] = answer.json()["operations"][0]["after"]
    assert piece["values"]["point"] == register.point(5.1, 50)


@pytest.mark.parametrize("given", ["POINT(0 0)", "abc", "POINT(nan nan)", "LINESTRING(0 0, 1 1)", [0, 0], 7])
def test_what_is_no_place_is_refused_at_its_field_in_the_readers_language(api, given):
    said = set()
    for language in ("lv", "en"):
        api.credentials(HTTP_ACCEPT_LANGUAGE=language)
        answer = put_place(api, given)
        error = answer.json()["error"]
        assert (answer.status_code, error["where"]) == (400, "operations[0].values.point")
        said.add(error["message"])
    assert len(said) == 2


def ask_placement(api, **changes):
    asked = {"along": {"model": "camera", "every_km": 5}, "target_pct": 80, **changes}
    asked = {name: value for name, value in asked.items() if value is not None}
    return api.post("/api/v1/placement/", asked, format="json")


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"target_pct": 150}, "target_pct"),
        ({"target_pct": -1}, "target_pct"),
        ({"target_pct": 0}, "target_pct"),
        ({"target_pct": None, "budget": 0}, "budget"),
        ({"target_pct": "nan"}, "target_pct"),
        ({"target": 80}, "target"),
        ({"along": {"model": "camera", "every_km": 5, "mast_m": 501}}, "along.mast_m"),
        ({"along": {"model": "camera", "every_km": 5, "step": 1}}, "along.step"),
    ],
)
def test_a_question_of_placement_that_cannot_be_is_refused_before_there_is_a_job(api, changes, where):
    asked = Job.objects.count()
    answer = ask_placement(api, **changes)
    assert (answer.status_code, answer.json()["error"]["where"]) == (400, where)
    assert Job.objects.count() == asked


def test_a_body_with_a_field_that_nobody_reads_is_refused_by_its_name(api):
    headers = {"If-Match": f'"{ChangeSet.objects.number()}"'}
    operation = {"verb": "remove", "target": "node", "uid": "mast", "when": "now"}
    body = {"reason": "gone", "operations": [operation]}
    error = api.post("/api/v1/change-sets/", body, format="json", headers=headers).json()["error"]
    assert error["where"] == "operations[0].when"


def test_a_mast_is_no_tower_of_a_kilometre(api):
    answer = write(api, "put", "sensor_standing", key={"sensor": "C1"}, values={"mast_m": 501})
    assert (answer.status_code, answer.json()["error"]["where"]) == (400, "operations[0].values.mast_m")


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"recognition_m": 2_001}, "recognition_m"),
        ({"recognition_m": 1_000, "identification_m": 1_001}, "identification_m"),
        ({"identification_m": 2_001}, "identification_m"),
    ],
)
def test_a_range_is_no_longer_than_the_one_before_it(api, values, where):
    answer = write(api, "amend", "sensor_model", uid="camera", values=values)
    assert (answer.status_code, answer.json()["error"]["where"]) == (400, f"operations[0].values.{where}")


def test_a_new_model_says_whether_it_senses_along_itself(api):
    values = {**named("K"), "family": "presence", "kind": "žogakabelis", "detection_m": 900}
    answer = write(api, "add", "sensor_model", uid="K", values=values)
    assert (answer.status_code, answer.json()["error"]["where"]) == (400, "operations[0].values.senses")
    assert write(api, "add", "sensor_model", uid="K", values={**values, "senses": "along"}).status_code == 201
    models = {one["code"]: one["senses"] for one in api.get("/api/v1/sensor-models/").json()}
    assert models == {"K": "along", "camera": "around", "fibre": "along"}


@pytest.mark.parametrize(("target", "uid"), [("sensor", "C1"), ("node", "mast"), ("link", "fibre")])
def test_nothing_was_verified_on_a_day_to_come(api, target, uid):
    put = {"key": {target: uid}, "values": {"verified_on": "2199-01-01"}}
    answer = write(api, "put", f"{target}_standing", **put)
    assert (answer.status_code, answer.json()["error"]["where"]) == (400, "operations[0].values.verified_on")
    put["values"] = {"verified_on": "2021-03-01"}
    assert write(api, "put", f"{target}_standing", **put).status_code == 201


def test_ranges_in_order_are_kept(api):
    values = {"recognition_m": 2_000, "identification_m": 2_000}
    assert write(api, "amend", "sensor_model", uid="camera", values=values).status_code == 201


def write(api, verb: str, target: str, **operation):
    start = {"from_day": BEGIN.isoformat()} if verb == "put" else {}
    body = {"reason": "a trial", "operations": [{"verb": verb, "target": target, **start, **operation}]}
    headers = {"If-Match": f'"{ChangeSet.objects.number()}"'}
    return api.post("/api/v1/change-sets/", body, format="json", headers=headers)


def test_sensors_nodes_and_links_say_how_they_look_and_how_sure_that_is(api):
    record(Add("confidence", "sure", named("sure")))
    for target, code in (("sensor", "C1"), ("node", "mast"), ("link", "fibre")):
        values = {"confidence": "sure"} | ({"tilt_deg": -2} if target == "sensor" else {})
        record(Put(f"{target}_standing", {target: code}, values, BEGIN))
        [row] = [one for one in api.get(f"/api/v1/{target}s/", DAY).json() if one["code"] == code]
        assert row["confidence"] == named("sure")["name_lv"]
        assert row.get("tilt_deg") == (-2 if target == "sensor" else None)


def test_counts_of_sensors_by_section_and_no_position(api):
    register.section("WEST", 0, 5, "high")
    record(*register.camera("C2", state="damaged", point=register.point(0)))
    found = api_of(reading_level=User.Level.GENERAL).get("/api/v1/figures/K2/by/section", DAY)
    [west] = found.json()
    assert (west["part"], west["sensors_installed"], west["sensors_integrated"]) == ("WEST", 2, 1)
    assert "C1" not in found.content.decode()
