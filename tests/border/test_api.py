from datetime import date

import pytest

from apps.border.locate import lines_on
from tests.factories import BEGIN, add_route, alignment, api_of, record, sign, straight_line

pytestmark = pytest.mark.django_db

API = "/api/v1/"


@pytest.fixture(autouse=True)
def register():
    add_route(km=10)
    record(alignment(attribution="© somebody"), sign("1", 0, 1), sign("2", 5, 2))


@pytest.fixture
def api():
    return api_of()


def test_routes_tell_their_official_length_and_the_line_in_force(api):
    [route] = api.get(f"{API}routes/").json()
    assert (route["code"], route["neighbour"], route["official_length_km"]) == ("LV-RU", "RU", 10)
    # the national grid's scale 75 km to 200 km off its meridian is within 0.05 % of 1
    assert route["alignment"]["geodesic_length_km"] == pytest.approx(10, abs=0.005)
    assert route["alignment"]["warning"] is None


def test_a_line_that_differs_much_from_the_official_length_is_warned_of(api):
    add_route("LV-BY", km=9)
    line = straight_line(10)
    line[:, 2] *= 0.9
    record(alignment("LV-BY", line))
    route = api.get(f"{API}routes/").json()[1]
    assert route["alignment"]["difference_pct"] == pytest.approx(11.1, abs=0.1)
    assert "11.1" in route["alignment"]["warning"]


def test_before_the_first_alignment_there_is_none(api):
    [route] = api.get(f"{API}routes/?as_of=2020-12-31").json()
    assert route["alignment"] is None
    line = api.get(f"{API}routes/LV-RU/line/?as_of=2020-12-31").json()
    assert (line["points"], line["length_km"]) == ([], 10)


def test_the_line_carries_official_metres_from_end_to_end(api):
    line = api.get(f"{API}routes/LV-RU/line/").json()
    measures = [m for _lon, _lat, m in line["points"]]
    assert (measures[0], measures[1], measures[-1]) == (0, 100, 10_000)
    assert line["attribution"] == "© somebody"
    simple = api.get(f"{API}routes/LV-RU/line/?tolerance_m=5").json()
    assert [m for _lon, _lat, m in simple["points"]] == [0, 10_000]
    assert simple["points"][0] == line["points"][0]


@pytest.mark.parametrize("url", [f"{API}routes/", f"{API}routes/LV-RU/line/"])
def test_what_did_not_change_is_not_sent_again(api, url):
    etag = api.get(url).headers["ETag"]
    assert api.get(url, headers={"If-None-Match": etag}).status_code == 304
    record(alignment(valid="2020-01-01/2021-01-01"))
    assert api.get(f"{url}?as_of=2020-06-01", headers={"If-None-Match": etag}).status_code == 200


def test_a_browser_may_keep_the_line_but_asks_each_time(api):
    assert api.get(f"{API}routes/LV-RU/line/").headers["Cache-Control"] == "private, no-cache"


def test_an_unknown_route_is_not_found(api):
    answer = api.get(f"{API}routes/LV-EE/line/")
    assert (answer.status_code, answer.json()["error"]["where"]) == (404, "route")


def test_a_point_found_by_its_measure_leads_back_to_it(api):
    feature = api.get(f"{API}locate?route=LV-RU&km=7.35").json()
    lon, lat = feature["geometry"]["coordinates"]
    [found] = api.get(f"{API}locate?lon={lon}&lat={lat}&tolerance_m=1").json()["candidates"]
    assert (found["km"], found["stationing"], found["side"]) == (7.35, "7+350", "on")
    assert found["sign"] == {"label": "2", "offset_m": 2350}
    assert feature["properties"]["northing_m"] == 307_350


def test_the_official_length_answers_with_the_last_centimetre(api):
    found = api.get(f"{API}locate?route=LV-RU&km=10").json()["properties"]
    assert (found["km"], found["stationing"]) == (9.99999, "9+999.99")


def test_a_plus_in_an_address_need_not_be_encoded(api):
    answers = [
        api.get(f"{API}locate?route=LV-RU&km={km}").json() for km in ("2.50025", "2%2B500.25", "2+500.25")
    ]
    assert answers[0] == answers[1] == answers[2]


def test_a_stretch_is_cut_exactly(api):
    feature = api.get(f"{API}locate?route=LV-RU&from_km=1.05&to_km=1.25").json()
    line = lines_on(date(2024, 1, 1))["LV-RU"].degrees
    assert len(feature["geometry"]["coordinates"]) == 4
    assert feature["geometry"]["coordinates"][1] == pytest.approx(line[11, :2].tolist(), abs=1e-8)
    assert feature["properties"]["length_km"] == 0.2
    assert feature["properties"]["geodesic_length_km"] == pytest.approx(0.2, abs=1e-4)


def test_without_a_line_on_that_day_there_is_an_address_but_no_geometry(api):
    point = api.get(f"{API}locate?route=LV-RU&km=1&as_of=2020-01-01").json()
    assert (point["geometry"], point["properties"]["stationing"]) == (None, "1+000")
    stretch = api.get(f"{API}locate?route=LV-RU&from_km=1&to_km=2&as_of=2020-01-01").json()
    assert (stretch["geometry"], stretch["properties"]["length_km"]) == (None, 1)


@pytest.mark.parametrize(
    ("query", "status", "where"),
    [
        ("locate", 400, None),
        ("locate?lon=27", 400, "lat"),
        ("locate?lon=nan&lat=56", 400, "lon"),
        ("locate?lon=27&lat=inf", 400, "lat"),
        ("locate?lon=181&lat=56", 400, "lon"),
        ("locate?lon=27&lat=-91", 400, "lat"),
        ("locate?lon=27&lat=56&tolerance_m=-1", 400, "tolerance_m"),
        ("locate?lon=27&lat=56&tolerance_m=0", 400, "tolerance_m"),
        ("locate?lon=27&lat=56&tolerance_m=nan", 400, "tolerance_m"),
        ("locate?lon=27&lat=56&n=1000000", 400, "n"),
        ("locate?lon=27&lat=56&n=0", 400, "n"),
        ("locate?lon=27&lat=56&n=1.5", 400, "n"),
        ("locate?lon=27&lat=56&route=LV-RU", 400, "route"),
        ("locate?lon=27&lat=56&as_of=2021-02-30", 400, "as_of"),
        ("locate?lon=27&lat=56&as_of=99999-01-01", 400, "as_of"),
        ("locate?route=LV-RU", 400, "km"),
        ("locate?km=1", 400, "route"),
        ("locate?route=LV-EE&km=1", 404, "route"),
        ("locate?route=%00&km=1", 400, "route"),
        ("locate?route=LV-RU&km=", 400, "km"),
        ("locate?route=LV-RU&km=NaN", 400, "km"),
        ("locate?route=LV-RU&km=1.000001", 400, "km"),
        ("locate?route=LV-RU&km=-1", 400, "km"),
        ("locate?route=LV-RU&km=10.00001", 400, "km"),
        ("locate?route=LV-RU&km=" + "9" * 61, 400, "km"),
        ("locate?route=LV-RU&km=sign%20x", 400, "km"),
        ("locate?route=LV-RU&km=1&from_km=1&to_km=2", 400, "km"),
        ("locate?route=LV-RU&from_km=1", 400, "to_km"),
        ("locate?route=LV-RU&from_km=2&to_km=1", 400, "to_km"),
        ("locate?route=LV-RU&from_km=1&to_km=1", 400, "to_km"),
        ("locate?route=LV-RU&from_km=1&to_km=10.1", 400, "to_km"),
        ("locate?route=LV-RU&km=1&colour=red", 400, "colour"),
        ("routes/?as_of=yesterday", 400, "as_of"),
        ("routes/LV-RU/line/?tolerance_m=-1", 400, "tolerance_m"),
        ("routes/LV-RU/line/?tolerance_m=1e9", 400, "tolerance_m"),
        ("routes/LV-RU/line/?tolerance_m=nan", 400, "tolerance_m"),
    ],
)
def test_a_bad_question_is_answered_with_the_field_at_fault(api, query, status, where):
    answer = api.get(f"{API}{query}")
    error = answer.json()["error"]
    assert (answer.status_code, error["where"]) == (status, where)
    assert error["message"]


def test_only_who_signed_in_may_ask(client):
    for url in ("routes/", "routes/LV-RU/line/", "locate?lon=27&lat=56"):
        assert client.get(f"{API}{url}").status_code == 401


def test_days_are_those_of_riga(api):
    assert api.get(f"{API}routes/?as_of={BEGIN}").json()[0]["alignment"]["from_day"] == "2021-01-01"
