import json
from datetime import date

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client

from apps.ledger import services
from apps.ledger.models import ChangeSet
from tests.factories import person, put_work, record
from tests.pages.conftest import browser_of


def in_english(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


def config_of(response) -> dict:
    text = response.content.decode()
    start = text.index(">", text.index('id="config"')) + 1
    return json.loads(text[start : text.index("</script>", start)])


def test_pages_speak_latvian_whatever_the_browser_asks(client):
    page = client.get("/", headers={"accept-language": "en-US"}).content.decode()
    assert '<html lang="lv"' in page
    assert "Mainīt" in page


def test_english_is_kept_once_chosen(client):
    client.post("/i18n/setlang/", {"language": "en", "next": "/changes/"})
    assert '<html lang="en"' in client.get("/changes/").content.decode()


def test_the_map_knows_routes_code_lists_and_what_its_reader_may_write(client):
    config = config_of(client.get("/"))
    assert config["routes"] == [{"code": "LV-RU", "name": "LV-RU", "length_cm": 1_000_000}]
    assert {"cleared", "built", "accepted"} == {one["code"] for one in config["lists"]["work_status"]}
    writable = {layer["name"] for layer in config["layers"] if layer["writable"]}
    assert {"work", "segment", "land_right"} <= writable


def test_who_only_reads_may_write_no_layer(register):
    config = config_of(browser_of("viewer").get("/"))
    assert not [layer["name"] for layer in config["layers"] if layer["writable"]]


def test_a_column_is_described_so_that_a_form_can_ask_for_it(client):
    work = next(one for one in config_of(in_english(client).get("/"))["layers"] if one["name"] == "work")
    columns = {column["name"]: column for column in work["values"]}
    assert (columns["status"]["kind"], columns["status"]["list"]) == ("choice", "work_status")
    assert columns["as_built_width_m"]["kind"] == "decimal"
    assert columns["verified_on"] == {
        "name": "verified_on",
        "label": "Verified on",
        "required": False,
        "kind": "day",
        "nullable": True,
        "longest": None,
    }


def test_signs_are_told_with_their_kilometre(client):
    assert client.get("/signs.json").json() == {"signs": {"LV-RU": [["1", 0.0], ["2", 5.0]]}}


def test_signs_of_a_day_before_the_register_are_none(client):
    assert client.get("/signs.json?as_of=1990-01-01").json() == {"signs": {}}


def test_signs_of_what_is_no_day_are_refused(client):
    assert client.get("/signs.json?as_of=soon").status_code == 400


def test_the_base_map_is_served_from_here_and_nothing_else_is(client):
    places = json.loads(b"".join(client.get("/base-map/places.geojson")))
    assert places["type"] == "FeatureCollection"
    assert client.get("/base-map/latvia_external_border.geojson").status_code == 404
    assert client.get("/base-map/..%2Fsecret.geojson").status_code == 404


def test_strangers_see_the_sign_in_page_only(register):
    for address in ("/", "/changes/", "/signs.json", "/base-map/places.geojson"):
        assert Client().get(address).headers["Location"].startswith("/sign-in/")


def test_a_change_set_is_told_in_names_and_days(client):
    made = record(put_work(3, 4.5, "cleared", start=date(2024, 2, 1), note="pa ledu"), reason="sniegs")
    page = client.get(f"/changes/{made.uid}/").content.decode()
    for said in ("sniegs", "km 3–4,5", "no 01.02.2024.", "Statuss: cleared", "Piezīme: pa ledu"):
        assert said in page


def test_a_piece_with_a_shorter_stretch_or_period_tells_it(client):
    record(put_work(2, 3, "cleared", start=date(2024, 1, 1)))
    made = record(put_work(0, 3, "accepted", start=date(2025, 1, 1)))
    page = client.get(f"/changes/{made.uid}/").content.decode()
    assert "km 0–2: <mark>Statuss: built</mark>" in page
    assert "km 2–3: <mark>Statuss: cleared</mark>" in page


def test_a_draft_shows_what_the_figures_would_become(client, settings):
    draft = services.draft(
        commands=[put_work(3, 5, "built", start=date(2024, 1, 1))], by=person("planner"), reason="maybe"
    )
    page = client.get(f"/changes/{draft.uid}/").content.decode()
    assert "Piemērot" in page
    assert "maybe" in page


def test_a_draft_that_was_overtaken_names_the_later_set(client):
    draft = services.draft(commands=[put_work(3, 5, "built")], by=person("planner"), reason="maybe")
    record(put_work(4, 5, "cleared"), reason="overtook it")
    page = client.get(f"/changes/{draft.uid}/").content.decode()
    assert "overtook it" in page
    assert "nevar piemērot" in page


def test_a_draft_is_applied_and_undone_by_its_page(client):
    draft = services.draft(commands=[put_work(3, 5, "built")], by=person("planner"), reason="maybe")
    client.post(f"/changes/{draft.uid}/apply/", {"revision": draft.revision})
    draft.refresh_from_db()
    assert draft.state == "applied"
    client.post(f"/changes/{draft.uid}/undo/", {"reason": "no"})
    assert ChangeSet.objects.get(undoes=draft).reason == "no"


@pytest.mark.parametrize(
    "address", ["NaN", "//evil.example/", "https://evil.example/", "javascript:alert(1)"]
)
def test_what_is_no_page_of_ours_is_not_led_back_to(client, address):
    applied = record(put_work(3, 5, "built"), reason="a slip")
    answer = client.post(f"/changes/{applied.uid}/undo/", {"reason": "no", "next": address})
    undone = ChangeSet.objects.get(undoes=applied)
    assert (answer.status_code, answer["Location"]) == (302, f"/changes/{undone.uid}/")


def test_undoing_needs_a_reason(client):
    made = record(put_work(3, 4, "built"))
    answer = client.post(f"/changes/{made.uid}/undo/", {"reason": "  "}, follow=True)
    assert "Norādiet pamatojumu." in answer.content.decode()
    assert not ChangeSet.objects.filter(undoes=made).exists()


def test_a_draft_is_discarded_by_its_author_alone(client):
    draft = services.draft(commands=[put_work(3, 5, "built")], by=person("admin"), reason="mine")
    client.post(f"/changes/{draft.uid}/discard/")
    assert ChangeSet.objects.filter(pk=draft.pk).exists()
    browser_of("admin").post(f"/changes/{draft.uid}/discard/")
    assert not ChangeSet.objects.filter(pk=draft.pk).exists()


def test_a_viewer_is_offered_no_write(register):
    made = record(put_work(3, 4, "built"))
    viewer = browser_of("viewer")
    assert "/undo/" not in viewer.get(f"/changes/{made.uid}/").content.decode()
    viewer.post(f"/changes/{made.uid}/undo/", {"reason": "because"})
    assert not ChangeSet.objects.filter(undoes=made).exists()


def test_the_list_reads_no_more_for_more_sets(client, django_assert_max_num_queries):
    for km in range(5):
        record(put_work(km, km + 1, "cleared", start=date(2024, 1, 1)), reason=f"set {km}")
    with django_assert_max_num_queries(16):
        page = client.get("/changes/").content.decode()
    assert "set 4" in page


def test_drafts_are_listed_apart(client):
    services.draft(commands=[put_work(3, 5, "built")], by=person("planner"), reason="only thought of")
    drafts = client.get("/changes/?state=draft").content.decode()
    assert "only thought of" in drafts
    assert "first works" not in drafts


def test_reading_changes_nothing(client):
    draft = services.draft(commands=[put_work(3, 5, "built")], by=person("planner"), reason="maybe")
    before = ChangeSet.objects.head()
    for address in ("/", "/changes/", f"/changes/{draft.uid}/"):
        assert client.get(address).status_code == 200
    assert ChangeSet.objects.head() == before
    for verb in ("apply", "undo", "discard"):
        assert client.get(f"/changes/{draft.uid}/{verb}/")["Location"] == f"/changes/{draft.uid}/"


def test_an_error_page_is_ours_in_latvian_with_the_requests_reference(client):
    page = client.get("/nowhere/").content.decode()
    assert "Tādas lapas nav." in page
    assert "Atsauces numurs" in page


def test_a_form_from_another_page_is_refused_in_words(register):
    stranger = Client(enforce_csrf_checks=True)
    stranger.force_login(person("planner"), backend=settings.AUTHENTICATION_BACKENDS[-1])
    answer = stranger.post("/sign-out/")
    assert answer.status_code == 403
    assert "Lapa bija atvērta pārāk ilgi" in answer.content.decode()


@pytest.mark.parametrize(("template", "said"), [("400.html", "nevar nolasīt"), ("403.html", "nedrīkstat")])
def test_other_errors_have_their_page(template, said):
    assert said in render_to_string(template)
