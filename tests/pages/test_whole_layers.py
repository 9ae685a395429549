"""Every layer on the routes in one answer: the same facts as each layer gives by itself."""

import gzip
import json

import pytest

from apps.accounts.models import ReadEvent
from apps.border.days import today
from apps.ledger.commands import Put
from apps.ledger.reading import layer_json
from apps.ledger.register import layers
from apps.ledger.whole_layers import whole_layers
from tests.factories import BEGIN, api_of, put_work, record, small_register
from tests.pages.conftest import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def works():
    small_register(km=10)
    record(
        put_work(
            0, 2.5, "built", as_built_width_m="12.50", verified_on="2026-01-31", note='"quoted" & <b>, ķ'
        ),
        put_work(2.5, 4, "cleared"),
        Put("segment", {"route": "LV-RU"}, {"code": "A-1"}, BEGIN, from_cm=0, to_cm=1_000_000),
    )


def test_each_layer_is_told_as_by_itself(works):
    text, number = whole_layers(today())
    found = json.loads(text)
    expected = {one.name: layer_json(one, as_of=today(), key={}) for one in layers() if one.linear}
    assert number == found["ledger"]
    assert found["layers"].keys() == expected.keys()
    for name, one in found["layers"].items():
        assert one["columns"] == expected[name]["columns"]
        assert one["rows"] == json.loads(json.dumps(expected[name]["rows"]))
    assert len(found["layers"]["work"]["rows"]) == 2


def test_a_day_before_every_fact_has_no_rows(works):
    found = api_of().get("/api/v1/whole-layers?as_of=1999-01-01").json()
    assert {name: one["rows"] for name, one in found["layers"].items()} == {
        one.name: [] for one in layers() if one.linear
    }


def test_the_number_of_the_ledger_is_the_answers_version_and_the_reading_is_logged(works):
    answer = api_of().get("/api/v1/whole-layers")
    assert answer["ETag"].strip('W/"') == str(answer.json()["ledger"])
    assert ReadEvent.objects.latest("pk").what == "layers"


def test_it_is_packed_for_who_takes_it_so_and_plain_for_others(works):
    client = api_of()
    packed = client.get("/api/v1/whole-layers", HTTP_ACCEPT_ENCODING="gzip, br")
    plain = client.get("/api/v1/whole-layers")
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Content-Encoding" not in plain
    assert "Accept-Encoding" in plain["Vary"]


def test_a_write_shows_in_the_next_answer(works):
    before = api_of().get("/api/v1/whole-layers").json()
    record(put_work(0, 10, "cleared"))
    after = api_of().get("/api/v1/whole-layers").json()
    place = before["layers"]["work"]["columns"].index("status")
    statuses = [{row[place] for row in one["layers"]["work"]["rows"]} for one in (before, after)]
    assert statuses == [{"built", "cleared"}, {"cleared"}]
    assert after["ledger"] == before["ledger"] + 1


def test_a_reader_of_totals_alone_is_refused(works):
    assert api_of("viewer", reading_level="general").get("/api/v1/whole-layers").status_code == 403


def test_a_day_that_cannot_be_read_is_refused_at_its_field(works):
    answer = api_of().get("/api/v1/whole-layers?as_of=31.31.2026")
    assert answer.status_code == 400
    assert answer.json()["error"]["where"] == "as_of"


def test_one_query_a_layer(works, django_assert_max_num_queries):
    with django_assert_max_num_queries(1 + sum(one.linear for one in layers())):
        whole_layers(today())


def test_the_page_names_what_its_map_asks_for_first(works):
    page = browser_of("planner").get("/?as_of=2026-02-01").content.decode()
    assert '<link rel="preload" as="fetch" crossorigin href="/api/v1/whole-layers?as_of=2026-02-01">' in page
    assert 'href="/api/v1/routes/LV-RU/line/?tolerance_m=5"' in page
    page = browser_of("planner").get("/?as_of=never").content.decode()
    assert f"whole-layers?as_of={today()}" in page  # what the page shows of a day that is none
