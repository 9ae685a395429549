from datetime import date

import pytest
from rest_framework.test import APIClient

from apps.construction.models import Work
from apps.ledger.models import ChangeSet
from apps.ledger.replay import verify
from tests.factories import person, put_work, record, require, small_register

pytestmark = pytest.mark.django_db

URL = "/api/v1/change-sets/"


@pytest.fixture(autouse=True)
def register():
    small_register()


@pytest.fixture
def planner() -> APIClient:
    return client("planner")


def client(role: str) -> APIClient:
    signed_in = APIClient()
    signed_in.force_authenticate(person(role))
    return signed_in


def operation(**changes) -> dict:
    return {
        "verb": "put",
        "target": "work",
        "key": {"route": "LV-RU", "element": "fence"},
        "from_km": 1,
        "to_km": 2.5,
        "from_day": "2024-01-01",
        "values": {"status": "built"},
        **changes,
    }


def body(*operations, **changes) -> dict:
    return {"reason": "built in time", "operations": list(operations) or [operation()], **changes}


def post(api: APIClient, data, url: str = URL, number: int | None = None):
    number = ChangeSet.objects.number() if number is None else number
    return api.post(url, data, format="json", headers={"If-Match": f'"{number}"'})


def error(response) -> tuple[int, str, str | None]:
    said = response.json()["error"]
    assert said["message"]
    return response.status_code, said["code"], said["where"]


def test_a_change_set_is_applied_and_answers_with_its_number_and_hash(planner):
    answer = post(planner, body())
    assert answer.status_code == 201
    number, head = ChangeSet.objects.head()
    assert (answer.json()["number"], answer.json()["hash"], answer["ETag"]) == (number, head, f'"{number}"')
    assert answer.json()["operations"][0]["after"] == [
        {
            "from_km": 1.0,
            "to_km": 2.5,
            "from_day": "2024-01-01",
            "until_day": None,
            "values": {
                "status": "built",
                "designed_width_m": None,
                "as_built_width_m": None,
                "verified_on": None,
                "confidence": None,
                "note": "",
            },
        }
    ]
    assert Work.objects.get().to_cm == 250_000


def test_measures_may_be_typed_as_stationing(planner):
    post(planner, body(operation(from_km="1+234.56", to_km="1+300")))
    assert Work.objects.get().from_cm == 123_456


def test_a_write_needs_the_number_that_was_read(planner):
    assert error(planner.post(URL, body(), format="json")) == (428, "missing_version", "If-Match")
    for header in ('"x"', '"999999"'):
        answer = planner.post(URL, body(), format="json", headers={"If-Match": header})
        assert answer.status_code == 400


def test_a_stale_write_gets_both_versions(planner):
    number = ChangeSet.objects.number()
    record(put_work(1, 2, "cleared"), reason="got there first")
    answer = post(planner, body(), number=number)
    assert answer.status_code == 412
    detail = answer.json()["error"]["detail"]
    assert detail["later"][0]["reason"] == "got there first"
    assert (detail["later"][0]["after"][0]["to_km"], detail["yours"][0]["after"][0]["to_km"]) == (2.0, 2.5)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"from_km": 2.5}, "to_km"),
        ({"from_km": 3}, "to_km"),
        ({"to_km": 10.00001}, "to_km"),
        ({"from_km": 1.000001}, "from_km"),
        ({"from_km": "NaN"}, "from_km"),
        ({"from_km": None}, "from_km"),
        ({"from_km": -1}, "from_km"),
        ({"from_km": True}, "from_km"),
        ({"from_km": [1]}, "from_km"),
        ({"from_km": 1e300}, "from_km"),
        ({"values": {"status": "gone"}}, "values.status"),
        ({"values": {"status": "built", "designed_width_m": "-3"}}, "values.designed_width_m"),
        ({"values": {"status": "built", "as_built_width_m": 0}}, "values.as_built_width_m"),
        ({"values": {"status": "built", "verified_on": "x"}}, "values.verified_on"),
        ({"values": {}}, "values"),
        ({"values": {"status": ["built"]}}, "values.status"),
        ({"key": {"route": "LV-RU", "element": "moat"}}, "key.element"),
        ({"key": {"route": "LV-EE", "element": "fence"}}, "key.route"),
        ({"key": {"route": "LV-RU"}}, "key.element"),
        ({"key": {"route": "LV-RU", "element": "fence", "side": "left"}}, "key.side"),
        ({"key": "LV-RU"}, "key"),
        ({"from_day": "1 January"}, "from_day"),
        ({"from_day": "0001-01-01"}, "from_day"),
        ({"from_day": None}, "from_day"),
        ({"until_day": "2025-01-01"}, "until_day"),
        ({"target": "moat"}, "target"),
        ({"verb": "burn"}, "verb"),
        ({"verb": "add"}, "uid"),
    ],
)
def test_a_mistake_is_answered_with_the_path_of_its_field(planner, change, where):
    number = ChangeSet.objects.number()
    answer = post(planner, body(operation(), operation(**change)))
    assert answer.status_code == 400
    assert error(answer)[2] == f"operations[1].{where}"
    assert ChangeSet.objects.number() == number
    assert not Work.objects.exists()


def test_a_correction_ends_after_it_begins(planner):
    answer = post(planner, body(operation(until_day="2023-12-31"), kind="correct"))
    assert error(answer)[2] == "operations[0].until_day"


@pytest.mark.parametrize(
    "data", [[], "text", {}, {"reason": "x"}, {"reason": "x", "operations": []}, body(reason="")]
)
def test_a_body_that_is_no_change_set_is_refused(planner, data):
    assert post(planner, data).status_code == 400


def test_nan_in_json_is_refused(planner):
    raw = '{"reason": "x", "operations": [{"verb": "put", "target": "work", "from_km": NaN}]}'
    answer = planner.post(URL, raw, content_type="application/json", headers={"If-Match": '"0"'})
    assert answer.status_code == 400


def test_other_media_types_are_refused(planner):
    answer = planner.post(URL, {"reason": "x"}, format="multipart", headers={"If-Match": '"0"'})
    assert answer.status_code == 415


def test_what_changes_nothing_says_so(planner):
    first = post(planner, body()).json()
    answer = post(planner, body())
    told = answer.json()
    assert (answer.status_code, told["state"]) == (200, "unchanged")
    assert told.keys() == first.keys()
    assert (told["uid"], told["number"], told["hash"], told["operations"]) == (None, None, None, [])
    assert [told[name] for name in ("kind", "reason", "author")] == [
        first[name] for name in ("kind", "reason", "author")
    ]


def test_later_facts_are_kept_unless_replaced(planner):
    record(put_work(1, 2, "accepted", start=date(2025, 1, 1)))
    post(planner, body())
    assert Work.objects.filter(status__code="accepted").exists()
    post(planner, body(later="replace"))
    assert not Work.objects.filter(status__code="accepted").exists()


def test_a_draft_is_shared_previewed_applied_and_undone(planner):
    record(require(0, 10))
    uid = post(planner, body(state="draft")).json()["uid"]
    assert client("viewer").get(f"{URL}{uid}/").json()["state"] == "draft"
    assert client("viewer").get(f"{URL}{uid}/preview/").json()["operations"]
    applied = post(planner, None, f"{URL}{uid}/apply/").json()
    assert applied["state"] == "applied"
    undone = post(planner, {"reason": "a slip"}, f"{URL}{uid}/undo/")
    assert undone.status_code == 201
    assert not Work.objects.exists()
    assert planner.get(f"{URL}{uid}/").json()["undone_by"] == undone.json()["uid"]


def test_an_undo_under_later_sets_is_a_conflict_that_names_them(planner):
    uid = post(planner, body()).json()["uid"]
    later = record(put_work(1, 2, "cleared"))
    answer = post(planner, {"reason": "a slip"}, f"{URL}{uid}/undo/")
    assert answer.status_code == 409
    assert answer.json()["error"]["detail"]["later"][0]["number"] == later.seq


def test_a_preview_shows_figures_and_later_facts_and_keeps_nothing(planner):
    record(put_work(1, 2, "accepted", start=date(2030, 1, 1)))
    answer = post(planner, body(), f"{URL}preview/")
    assert answer.status_code == 200
    assert [fact["from_day"] for fact in answer.json()["later_facts"]] == ["2030-01-01"]
    assert Work.objects.count() == 1


def test_the_ledger_says_who_applied_another_s_draft(planner):
    uid = post(planner, body(state="draft")).json()["uid"]
    post(client("constructor"), None, f"{URL}{uid}/apply/")
    applied = ChangeSet.objects.get(uid=uid)
    assert (applied.author.username, applied.approver.username) == ("planner", "constructor")
    assert verify() is None


def test_a_draft_applied_by_its_author_has_no_approver(planner):
    uid = post(planner, body(state="draft")).json()["uid"]
    post(planner, None, f"{URL}{uid}/apply/")
    assert ChangeSet.objects.get(uid=uid).approver is None


@pytest.mark.parametrize(
    "address", ["layers/work/?bogus=1", "change-sets/?state=zz", "figures?bogus=1", "figures/K1/series"]
)
def test_a_parameter_that_nobody_reads_or_knows_is_refused(planner, address):
    assert planner.get(f"/api/v1/{address}").status_code == 400


def test_a_draft_is_discarded_by_its_author_only(planner):
    uid = post(planner, body(state="draft")).json()["uid"]
    assert client("constructor").delete(f"{URL}{uid}/").status_code == 403
    assert planner.delete(f"{URL}{uid}/").status_code == 204
    assert planner.get(f"{URL}{uid}/").status_code == 404


def test_roles_write_what_is_theirs():
    assert post(client("viewer"), body()).status_code == 403
    assert post(client("viewer"), body(), f"{URL}preview/").status_code == 403
    assert post(client("constructor"), body()).status_code == 201


def test_the_list_is_paged_and_newest_first(planner, django_assert_max_num_queries):
    for km in range(3):
        record(put_work(km, km + 1, "built"))
    with django_assert_max_num_queries(6):
        answer = planner.get(f"{URL}?limit=2").json()
    assert answer["count"] == 5
    assert [one["number"] for one in answer["results"]] == [5, 4]


def test_a_layer_is_read_as_intervals(planner):
    post(planner, body())
    answer = planner.get("/api/v1/layers/work/?as_of=2024-06-01&route=LV-RU&element=fence")
    assert answer["ETag"] == '"3"'
    assert answer.json()["columns"][:6] == ["route", "element", "from_km", "to_km", "from_day", "to_day"]
    assert answer.json()["rows"][0][:7] == ["LV-RU", "fence", 1.0, 2.5, "2024-01-01", None, "built"]
    assert planner.get("/api/v1/layers/work/?as_of=2023-12-31").json()["rows"] == []


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("layers/moat/", 404),
        ("layers/work/?as_of=x", 400),
        ("layers/work/?route=LV-EE", 400),
        ("layers/route/", 404),
    ],
)
def test_an_unknown_layer_day_or_route_is_named(planner, address, status):
    assert planner.get(f"/api/v1/{address}").status_code == status


def test_the_head_of_the_ledger_is_public_to_those_signed_in(planner):
    number, head = ChangeSet.objects.head()
    assert planner.get("/api/v1/ledger").json() == {"number": number, "head": head}
    assert APIClient().get("/api/v1/ledger").status_code == 401


def test_a_chosen_period_is_written_as_a_whole_and_an_endless_one_gives_way_to_the_next(planner):
    record(put_work(1, 2, "cleared", start=date(2022, 1, 1)), put_work(1, 2, "built", start=date(2023, 1, 1)))
    days = {"from_day": "2022-06-01", "until_day": "2023-06-01"}
    asked = operation(**days, to_km=2, values={"status": "accepted"})
    assert post(planner, body(asked, kind="correct")).status_code == 201
    held = [(one.valid.lower, one.status.code) for one in Work.objects.order_by("valid")]
    day = date(2022, 1, 1)
    assert held == [
        (day, "cleared"),
        (date(2022, 6, 1), "accepted"),
        (date(2023, 6, 1), "built"),
    ]
    endless = operation(from_day="2022-02-01", to_km=2, values={"status": "built"})
    assert post(planner, body(endless, kind="correct")).status_code == 201
    held = [(one.valid.lower, one.status.code) for one in Work.objects.order_by("valid")]
    assert held[1:3] == [(date(2022, 2, 1), "built"), (date(2022, 6, 1), "accepted")]
