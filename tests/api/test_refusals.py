"""What a refusal tells besides what was wrong: which thing is not there, and the request's id in the log."""

from uuid import UUID

import pytest
from django.test import Client

from tests.factories import api_of, person

pytestmark = pytest.mark.django_db
ABSENT = UUID("00000000-0000-4000-8000-000000000001")


@pytest.mark.parametrize(
    ("address", "where", "english", "latvian"),
    [
        (f"jobs/{ABSENT}/", "uid", f"There is no job {ABSENT}.", f"Nav uzdevuma {ABSENT}."),
        (
            f"change-sets/{ABSENT}/",
            "uid",
            f"There is no change set {ABSENT}.",
            f"Nav izmaiņu kopas {ABSENT}.",
        ),
        (f"documents/{ABSENT}/", "uid", f"There is no document {ABSENT}.", f"Nav dokumenta {ABSENT}."),
        (f"reports/{ABSENT}/", "uid", f"There is no report {ABSENT}.", f"Nav pārskata {ABSENT}."),
        (f"snapshots/{ABSENT}/", "uid", f"There is no snapshot {ABSENT}.", f"Nav momentuzņēmuma {ABSENT}."),
    ],
)
def test_what_is_not_there_is_named_in_the_readers_language(address, where, english, latvian):
    api = api_of("admin")
    for language, message in [("en", english), ("lv", latvian)]:
        answer = api.get(f"/api/v1/{address}", headers={"accept-language": language})
        error = answer.json()["error"]
        assert (answer.status_code, error["where"], error["message"]) == (404, where, message)


def test_a_saved_view_that_is_not_there():
    answer = api_of("admin").delete("/api/v1/saved-views/77/", headers={"accept-language": "en"})
    error = answer.json()["error"]
    assert (answer.status_code, error["message"]) == (404, "There is no saved view 77.")


@pytest.mark.parametrize("path", ["/api/v1/moon", f"/api/v1/jobs/{ABSENT}/", "/api/v1/routes/moon/"])
def test_a_refusal_carries_the_id_of_its_request(path):
    client = Client()
    client.force_login(person("admin"))
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json()["error"]["request_id"] == answer.headers["X-Request-ID"] != ""


def test_the_bare_address_leads_who_may_not_see_the_map_elsewhere():
    client = Client()
    client.force_login(person("viewer", reading_level="general"))
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/figures/")
