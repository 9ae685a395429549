"""Reference data: any entry of the register listed, added, amended, removed and undone through the ledger."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from apps.geo.errors import Conflict
from apps.ledger.commands import Add, Put, Remove
from apps.ledger.models import ChangeSet
from apps.ledger.register import BY_NAME, REGISTER, ObjectType
from apps.ledger.store import read_objects
from apps.ledger.uses import uses
from tests.factories import BEGIN, named, person, put_work, record
from tests.pages.conftest import browser_of

ELEMENT = {"name_lv": "Laipa", "name_en": "Footbridge", "order": "7", "colour": "#123456", "letter": "L"}


@pytest.fixture
def admin(register):
    return browser_of("admin")


@pytest.fixture
def sections(register):
    record(
        Add("section", "S-1", named("Pirmais")),
        Add("impact_level", "low", {**named("zems"), "order": 1}),
        Add("impact_level", "high", {**named("augsts"), "order": 2}),
    )
    record(Put("section_impact", {"section": "S-1"}, {"level": "low"}, BEGIN))


def rows(page) -> list[str]:
    return [row.title for row in page.context["rows"]]


def columns_of(target: str, uid: str) -> dict | None:
    return dict(read_objects(BY_NAME[target], [uid])).get(uid)


@pytest.mark.parametrize("entry", REGISTER, ids=lambda entry: entry.name)
def test_every_entry_of_the_register_is_listed_and_asked_for(admin, entry):
    page = admin.get(f"/reference/{entry.name}/")
    assert page.status_code == 200
    is_object = isinstance(entry, ObjectType)
    for column in page.context["heads"]:
        assert admin.get(f"/reference/{entry.name}/?sort=-{column.name}").status_code == 200
    if is_object or not entry.linear:
        asked = f"/reference/{entry.name}/new/" if is_object else f"/reference/{entry.name}/facts/new/"
        assert admin.get(asked).status_code == 200
    assert admin.get(f"/reference/{entry.name}/?q=x&format=csv").status_code == 200


def test_a_code_that_no_address_can_hold_is_refused_beside_it_and_stays_typed(admin):
    asked = [one.name for one in REGISTER if isinstance(one, ObjectType)]
    refused = set()
    for name in asked:
        page = admin.post(f"/reference/{name}/new/", {"uid": "a/b", **ELEMENT, "change_reason": "jauns"})
        assert page.status_code in (302, 400, 403), name
        if page.status_code == 400 and page.context["asks_code"]:
            assert 'value="a/b"' in page.content.decode(), name
            refused.add(name)
    assert len(refused) > 20
    page = admin.post("/reference/element/new/", {"uid": "a/b", **ELEMENT, "change_reason": "jauns"})
    assert page.context["form"].errors.keys() == {"uid"}


def test_the_index_names_every_entry_with_its_count(admin, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        page = admin.get("/reference/")
    listed = {name: count for _group, entries in page.context["groups"] for name, _title, count in entries}
    assert listed.keys() == BY_NAME.keys()
    assert (listed["element"], listed["work_status"], listed["border_sign"]) == (1, 3, 2)


def test_the_index_sets_thousands_apart(admin):
    page = admin.get("/reference/")
    groups = [("Layers", [("work", "Works", 10_728)])]
    shown = render_to_string("reference/index.html", {"groups": groups}, request=page.wsgi_request)
    assert "10\u00a0728</span>" in shown


def test_a_list_is_searched_in_codes_and_names_and_sorted(admin):
    assert rows(admin.get("/reference/work_status/?sort=-code")) == ["cleared", "built", "accepted"]
    assert rows(admin.get("/reference/work_status/?q=BUIL")) == ["built"]
    assert admin.get("/reference/work_status/?sort=nothing").status_code == 400


def test_a_list_asks_the_database_as_often_for_many_rows_as_for_few(admin):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            admin.get("/reference/element/")
        return len(queries)

    asked()
    few = asked()
    record(*(Add("element", f"e{n}", named(f"e{n}")) for n in range(40)))
    assert asked() == few


def test_a_file_holds_codes_and_exactly_the_rows_that_are_shown(admin):
    record(put_work(5, 6, "cleared"))
    answer = admin.get("/reference/work/?q=cleared&format=csv")
    text = b"".join(answer.streaming_content).decode()
    found = list(csv.DictReader(io.StringIO(text)))
    assert [(row["element"], row["status"], row["from_km"], row["to_km"]) for row in found] == [
        ("fence", "cleared", "5", "6")
    ]


def test_a_pattern_is_told_in_words_and_exported_by_its_code(admin):
    admin.cookies["django_language"] = "lv"
    page = admin.get("/reference/work_status/").content.decode()
    assert "pilns" in page and "solid" not in page
    file = b"".join(admin.get("/reference/work_status/?format=csv").streaming_content).decode()
    assert {row["pattern"] for row in csv.DictReader(io.StringIO(file))} == {"solid"}


@pytest.mark.parametrize(
    ("language", "refusal"),
    [("lv", "Savienojums ved no viena mezgla uz citu"), ("en", "A link leads from one node")],
)
def test_a_link_to_itself_is_refused_beside_its_end(admin, language, refusal):
    record(Add("node", "mast", {**named("mast"), "kind": "site"}))
    admin.cookies["django_language"] = language
    ends = {"kind": "data", "medium": "fibre", "from_node": "mast", "to_node": "mast"}
    page = admin.post(
        "/reference/link/new/", {"uid": "loop", **named("loop"), **ends, "change_reason": "cilpa"}
    )
    assert page.status_code == 400
    assert refusal in page.context["form"].errors["to_node"]
    assert refusal in page.content.decode()
    assert not ChangeSet.objects.filter(reason="cilpa").exists()


def test_a_new_sensor_model_has_to_say_how_it_senses(admin):
    admin.cookies["django_language"] = "en"
    values = {"uid": "FEN", **named("FEN"), "family": "presence", "detection_m": "20", "change_reason": "new"}
    page = admin.post("/reference/sensor_model/new/", {**values, "field_of_view_deg": "360"})
    assert (page.status_code, page.context["form"].errors) == (400, {"senses": "sensor_model needs: senses."})
    [asked] = [one for one in page.context["form"].fields if one.name == "senses"]
    assert asked.required
    assert admin.post(
        "/reference/sensor_model/new/", {**values, "field_of_view_deg": "360", "senses": "along"}
    )["Location"].endswith("/FEN/")


def test_a_thing_is_added_amended_and_its_history_undoes_it(admin):
    added = admin.post("/reference/element/new/", {"uid": "footbridge", **ELEMENT, "change_reason": "jauns"})
    assert added["Location"] == "/reference/element/things/footbridge/"
    assert columns_of("element", "footbridge")["order"] == 7
    admin.post(
        "/reference/element/things/footbridge/", {**ELEMENT, "order": "8", "change_reason": "cita secība"}
    )
    assert columns_of("element", "footbridge")["order"] == 8
    page = admin.get("/reference/element/things/footbridge/")
    assert [step.change_set.reason for step in page.context["history"]] == ["cita secība", "jauns"]
    newest = page.context["history"][0].change_set
    back = {"reason": "tomēr ne", "next": "/reference/element/things/footbridge/"}
    undone = admin.post(f"/changes/{newest.uid}/undo/", back)
    assert undone["Location"] == "/reference/element/things/footbridge/"
    assert columns_of("element", "footbridge")["order"] == 7
    history = admin.get("/reference/element/things/footbridge/").context["history"]
    assert [bool(step.undone_by) for step in history] == [False, True, False]


def test_undoing_an_addition_from_the_things_own_page_goes_on_to_the_list(admin):
    record(Add("element", "footbridge", named("footbridge")))
    newest = ChangeSet.objects.latest("seq")
    back = {"reason": "tomēr ne", "next": "/reference/element/things/footbridge/"}
    page = admin.post(f"/changes/{newest.uid}/undo/", back, follow=True)
    assert (page.redirect_chain[-1][0], page.status_code) == ("/reference/element/", 200)
    assert f"nr. {newest.seq + 1}" in page.content.decode()


def test_undoing_an_addition_from_the_page_of_its_facts_goes_on_to_their_list(admin, sections):
    record(
        Add("section", "S-9", {**named("S-9"), "kind": "land"}),
        Put("section_impact", {"section": "S-9"}, {"level": "high"}, BEGIN),
    )
    newest = ChangeSet.objects.latest("seq")
    back = {"reason": "tomēr ne", "next": "/reference/section_impact/facts/?section=S-9"}
    page = admin.post(f"/changes/{newest.uid}/undo/", back, follow=True)
    assert (page.redirect_chain[-1][0], page.status_code) == ("/reference/section_impact/", 200)


def test_an_undo_never_sends_the_reader_to_another_site(admin):
    record(Add("element", "path", named("path")))
    newest = ChangeSet.objects.latest("seq")
    asked = {"reason": "x", "next": "https://elsewhere.example/"}
    answer = admin.post(f"/changes/{newest.uid}/undo/", asked)
    assert answer["Location"].startswith("/changes/")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name_lv": ""}, "name_lv"),
        ({"order": "seven"}, "order"),
        ({"order": "1.5"}, "order"),
        ({"uid": "no spaces here"}, "uid"),
        ({"uid": ""}, "uid"),
        ({"change_reason": " "}, "change_reason"),
        ({"letter": "LONG"}, "letter"),
        ({"colour": "red"}, "colour"),
        ({"pattern": "tartan"}, "pattern"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(admin, given, field):
    number = ChangeSet.objects.number()
    answer = admin.post(
        "/reference/element/new/", {"uid": "footbridge", **ELEMENT, "change_reason": "jauns", **given}
    )
    assert answer.status_code == 400
    text = answer.content.decode()
    assert answer.context["form"].errors.keys() == {field}
    assert f'id="{field}-error"' in text and 'aria-invalid="true"' in text
    assert "Footbridge" in text
    assert ChangeSet.objects.number() == number


def test_a_thing_in_use_is_not_removed_and_what_uses_it_is_named(admin):
    answer = admin.post("/reference/element/things/fence/remove/", {"change_reason": "nevajag"}, follow=True)
    [message] = answer.context["messages"]
    assert "Darbi (1)" in str(message) and "Prasības (1)" in str(message)
    assert columns_of("element", "fence")


def test_a_thing_that_nothing_uses_is_removed(admin):
    record(Add("element", "path", named("path")))
    number = ChangeSet.objects.number()
    admin.post("/reference/element/things/path/remove/", {"change_reason": "kļūda", "seen": number})
    assert columns_of("element", "path") is None


def test_a_rule_that_names_an_element_and_an_exclusion_by_its_figure_are_uses(register):
    record(Add("element", "path", named("path")))
    record(Add("indicator", "K9", named("K9")), Add("exclusion_reason", "river", named("river")))
    rule = {"version": 1, "rule": "built_share", "parameters": {"elements": ["path"]}}
    record(Put("definition", {"indicator": "K9"}, rule, BEGIN))
    key = {"route": "LV-RU", "indicator": "K9"}
    record(Put("exclusion", key, {"reason": "river"}, BEGIN, from_cm=0, to_cm=100))
    assert [(use.entry.name, use.count) for use in uses(BY_NAME["element"], "path")] == [("definition", 1)]
    assert {use.entry.name for use in uses(BY_NAME["indicator"], "K9")} == {"definition", "exclusion"}


def test_a_dated_fact_is_set_from_a_day_and_the_earlier_one_stays(client, sections):
    given = {
        "level": "high",
        "source": "",
        "change_kind": "update",
        "from_day": "01.06.2024.",
        "change_reason": "paaugstina",
    }
    answer = client.post("/reference/section_impact/facts/?section=S-1", given)
    assert answer.status_code == 302
    page = client.get("/reference/section_impact/facts/?section=S-1")
    assert [row["cells"][0] for row in page.context["rows"]] == ["zems", "augsts"]
    assert [row["is_now"] for row in page.context["rows"]] == [False, True]


def test_a_correction_holds_for_its_period_alone(client, sections):
    days = {"from_day": "2022-01-01", "until_day": "31 Dec 2022"}
    given = {"level": "high", "change_kind": "correct", **days, "change_reason": "bija augsts"}
    assert client.post("/reference/section_impact/facts/?section=S-1", given).status_code == 302
    rows = client.get("/reference/section_impact/facts/?section=S-1").context["rows"]
    assert [row["cells"][0] for row in rows] == ["zems", "augsts", "zems"]


def test_a_dated_fact_is_ended(client, sections):
    given = {"do": "clear", "change_kind": "update", "from_day": "2024-01-01", "change_reason": "vairs ne"}
    assert client.post("/reference/section_impact/facts/?section=S-1", given).status_code == 302
    assert client.get("/reference/section_impact/?as_of=2025-01-01").context["page"].paginator.count == 0
    assert client.get("/reference/section_impact/?as_of=2023-01-01").context["page"].paginator.count == 1


@pytest.mark.parametrize(("day", "field"), [("tomorrow", "from_day"), ("", "from_day")])
def test_a_day_that_is_none_is_told_beside_the_field(client, sections, day, field):
    given = {"level": "high", "change_kind": "update", "from_day": day, "change_reason": "x"}
    answer = client.post("/reference/section_impact/facts/?section=S-1", given)
    assert (answer.status_code, set(answer.context["form"].errors)) == (400, {field})


def test_a_layer_for_four_eyes_is_kept_as_a_draft(client):
    record(Add("indicator", "K9", named("K9")))
    given = {
        "value": "80,5",
        "units": "",
        "change_kind": "update",
        "from_day": "2026-01-01",
        "change_reason": "mērķis",
    }
    answer = client.post("/reference/target/facts/?indicator=K9&year=2027", given)
    made = ChangeSet.objects.get(reason="mērķis")
    assert (made.state, answer["Location"]) == ("draft", f"/review/{made.uid}/")
    assert made.operations.get().after[0][4]["value"] == "80.50"


def test_what_somebody_wrote_meanwhile_is_told_and_a_second_try_goes_on(admin):
    seen = ChangeSet.objects.number()
    record(Add("element", "path", named("path")))
    number = ChangeSet.objects.number()
    admin.post(
        "/reference/element/things/path/", {**ELEMENT, "order": "3", "change_reason": "mans", "seen": number}
    )
    stale = {**ELEMENT, "order": "4", "change_reason": "arī mans", "seen": seen}
    answer = admin.post("/reference/element/things/path/", stale)
    assert answer.status_code == 400
    assert answer.context["form"].refusal
    assert "Nr. " in answer.context["form"].refusal
    again = {**stale, "seen": ChangeSet.objects.number()}
    assert admin.post("/reference/element/things/path/", again).status_code == 302
    assert columns_of("element", "path")["order"] == 4


def test_a_part_of_a_page_is_sent_on_by_a_header(admin):
    given = {"uid": "footbridge", **ELEMENT, "change_reason": "jauns"}
    answer = admin.post("/reference/element/new/", given, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/reference/element/things/footbridge/")


def test_a_point_is_typed_in_metres_or_degrees(admin):
    record(Add("node", "MAST", {**named("mast"), "kind": "site"}))
    given = {"point": "56,5 27,5", "state": "operational", "change_kind": "update", "from_day": "2024-01-01"}
    answer = admin.post("/reference/node_standing/facts/?node=MAST", {**given, "change_reason": "uzmērīts"})
    assert answer.status_code == 302, answer.context["form"].errors
    page = admin.get("/reference/node_standing/facts/?node=MAST")
    east, north = map(float, page.context["form"].typed["point"].split())
    assert 690_000 < east < 730_000 and 260_000 < north < 290_000


def test_who_may_not_write_sees_the_values_and_no_form(register):
    page = browser_of("viewer").get("/reference/element/things/fence/")
    assert "<form" not in page.content.decode().partition("<main")[2].partition("</main")[0]
    answer = browser_of("planner").post("/reference/element/new/", {"uid": "x", "change_reason": "x"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("asked", "as_of"),
    [("", ""), ("?as_of=2024-06-01", "&as_of=2024-06-01"), ("?days=all", f"&as_of={BEGIN}")],
)
def test_a_stretch_leads_to_its_form_in_the_workspace_on_the_day_of_the_list(client, asked, as_of):
    [row] = client.get(f"/reference/work/{asked}").context["rows"]
    stretch = "route=LV-RU&element=fence&from=0&to=3"
    assert row.address == f"/workspace/?layer=work&{stretch}{as_of}&edit=work"


def test_a_code_that_is_there_is_told_beside_it_in_the_readers_words(client):
    record(Add("unit", "U-1", named("Pirmā")))
    given = {"uid": "U-1", "name_lv": "x", "name_en": "x", "change_reason": "x"}
    page = client.post("/reference/unit/new/", given)
    assert page.context["form"].errors["uid"] == "Vienība U-1 jau ir."


def test_a_unit_is_not_its_own_board(client):
    record(Add("unit", "U-1", named("Pirmā")))
    given = {"name_lv": "x", "name_en": "x", "board": "U-1", "change_reason": "x"}
    page = client.post("/reference/unit/things/U-1/", given)
    assert page.context["form"].errors["board"]
    added = client.post("/reference/unit/new/", {**given, "uid": "U-2", "board": "U-2"})
    assert added.status_code == 400
    assert columns_of("unit", "U-2") is None


def test_facts_are_listed_as_of_a_day_or_of_all_days(client):
    record(put_work(0, 3, "accepted", start=date(2024, 1, 1)), by=person("planner"))
    assert client.get("/reference/work/").context["page"].paginator.count == 1
    assert client.get("/reference/work/?days=all").context["page"].paginator.count == 2
    assert client.get("/reference/work/?as_of=never").status_code == 400


def test_the_api_too_says_what_still_refers_to_a_thing(register):
    with pytest.raises(Conflict, match=r"requirement|work"):
        record(Remove("element", "fence"))


def test_a_day_that_may_be_empty_says_so(client):
    page = client.get("/reference/node_standing/facts/new/").content.decode()
    label = page.partition('<label for="verified_on">')[2].partition("</label>")[0]
    assert "(var būt tukšs)" in label
    assert 'placeholder="dd.mm.gggg."' in page
