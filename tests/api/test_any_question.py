"""Whatever somebody writes behind the question mark, a read answers or says what is wrong; it never breaks."""

from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ADDRESSES = (
    "routes/",
    "routes/LV-RU/line/",
    "locate",
    "segments/",
    "segments/S-1/",
    "explain",
    "segmentation",
    "readiness/",
    "lots/",
    "contracts/",
    "acceptances/",
    "structures/",
    "parcels/",
    "progress",
)
NAMES = (
    "all",
    "as_of",
    "bbox",
    "code",
    "element",
    "format",
    "from_km",
    "km",
    "land_status",
    "lat",
    "layers",
    "limit",
    "lon",
    "n",
    "offset",
    "route",
    "section",
    "status",
    "to_km",
    "tolerance_m",
    "unit",
)
SENSIBLE = (
    "LV-RU",
    "1",
    "2.5",
    "0",
    "10",
    "27.28",
    "56.85",
    "2024-01-01",
    "27,56,28,57",
    "fence",
    "work:fence,segment",
    "sign 2 + 35",
    "csv",
)
ODD = (
    "",
    "nan",
    "-inf",
    "1e400",
    "-0",
    "\x00",
    "१२",
    "9" * 400,
    "2024-02-30",
    "9999-12-31",
    ",,,",
    "'",
    "%",
    "work:",
)
values = st.one_of(st.sampled_from(SENSIBLE), st.sampled_from(ODD), st.text(max_size=20))
questions = st.dictionaries(st.sampled_from(NAMES), values, max_size=5)
paths = st.text(st.characters(exclude_characters="/?#", exclude_categories=("Cs",)), min_size=1, max_size=20)


@pytest.mark.parametrize("address", ADDRESSES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=questions)
def test_any_question_is_answered_or_refused(api, address, question):
    told = api.get(f"/api/v1/{address}?{urlencode(question, errors='replace')}")
    assert told.status_code < 500
    assert told.status_code == 200 or told.json()["error"]["message"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(code=paths)
def test_any_code_in_the_address_is_answered_or_refused(api, code):
    for address in (f"routes/{code}/line/", f"segments/{code}/"):
        told = api.get(f"/api/v1/{address}")
        assert told.status_code < 500
