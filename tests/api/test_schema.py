"""The OpenAPI description: no warning; every field and parameter says what it is and in which unit."""

import re

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator

OURS = re.compile(r"^/api/v1/(routes|locate|segments|explain|segmentation)")
UNITS = {
    "_km": r"\bkm\b|[Kk]ilometre|\[from, to\)",
    "_m": r"[Mm]etre",
    "_deg": r"[Dd]egree",
    "_pct": r"[Pp]ercent",
    "percent": r"[Pp]ercent",
    "lon": r"EPSG:4326",
    "lat": r"EPSG:4326",
    "easting_m": r"EPSG:3059",
    "northing_m": r"EPSG:3059",
    "geometry": r"EPSG:4326",
    "bbox": r"EPSG:4326",
    "as_of": r"ISO 8601",
    "_day": r"[Dd]ay",
    "_at": r"ISO 8601|When",
}
CHOICES = re.compile(r"^\* `.*", re.MULTILINE)


@pytest.fixture(scope="module")
def schema() -> dict:
    GENERATOR_STATS.reset()
    return SchemaGenerator().get_schema(request=None, public=True)


def described(schema: dict):
    """Yield place, name and content of each address's parameters and each component's properties."""
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            for parameter in operation.get("parameters", ()):
                yield f"{method} {path} {parameter['name']}", parameter["name"], parameter
    for name, component in schema["components"]["schemas"].items():
        yield from properties(name, component)


def properties(place: str, content):
    """Yield the properties of a component at any depth."""
    if isinstance(content, list):
        for one in content:
            yield from properties(place, one)
    if isinstance(content, dict):
        for name, one in content.get("properties", {}).items():
            yield f"{place}.{name}", name, one
            yield from properties(f"{place}.{name}", one)
        for key in ("items", "additionalProperties", "allOf", "oneOf", "anyOf"):
            yield from properties(place, content.get(key))


def said(content: dict) -> str:
    """Return the description without the list of choices that the generator adds by itself."""
    return CHOICES.sub("", content.get("description", "")).strip()


def test_the_description_is_made_without_a_warning(schema):
    assert not GENERATOR_STATS, GENERATOR_STATS._warn_cache | GENERATOR_STATS._error_cache


def test_the_reads_are_described(schema):
    paths = {path for path in schema["paths"] if OURS.match(path)}
    assert paths == {
        "/api/v1/routes/",
        "/api/v1/routes/{code}/line/",
        "/api/v1/locate",
        "/api/v1/segments/",
        "/api/v1/segments/{code}/",
        "/api/v1/explain",
        "/api/v1/segmentation",
    }


def test_every_parameter_and_every_property_is_described(schema):
    found = list(described(schema))
    assert len(found) > 700
    assert [place for place, _name, content in found if not said(content)] == []


def test_what_may_be_null_says_what_null_means(schema):
    found = [(place, said(content)) for place, _name, content in described(schema) if content.get("nullable")]
    assert len(found) > 80
    assert [place for place, text in found if not re.search(r"\b[Nn]ull\b", text)] == []


def test_every_length_angle_share_coordinate_and_day_says_its_unit_or_crs(schema):
    silent = [
        place
        for place, name, content in described(schema)
        for ending, unit in UNITS.items()
        if name.endswith(ending) and not re.search(unit, said(content))
    ]
    assert silent == []


KEEPS_NOTHING = {
    "/api/v1/change-sets/preview/",
    "/api/v1/deployments/import/preview/",
    "/api/v1/events/check/",
    "/api/v1/snapshots/{uid}/verify/",
}


def test_every_write_honours_an_idempotency_key(schema):
    headers = {
        (path, method): {one["name"] for one in operation.get("parameters", ())}
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if method in ("post", "put", "patch", "delete")
    }
    without = {path for (path, _method), names in headers.items() if "Idempotency-Key" not in names}
    assert without == KEEPS_NOTHING


def test_a_write_that_changes_nothing_is_described(schema):
    posts = ("change-sets", "deployments", "deployments/import", "equipment/uses")
    for path in posts:
        answers = schema["paths"][f"/api/v1/{path}/"]["post"]["responses"]
        assert answers["200"]["content"] == answers["201"]["content"], path
        assert "unchanged" in answers["200"]["description"]


@pytest.mark.parametrize("path", ["change-sets", "jobs", "deployments"])
def test_what_comes_in_pages_is_described_as_a_page(schema, path):
    get = schema["paths"][f"/api/v1/{path}/"]["get"]
    name = get["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    page = schema["components"]["schemas"][name]
    assert page["properties"].keys() == {"count", "next", "previous", "results"}
    assert {"limit", "offset"} <= {one["name"] for one in get["parameters"]}


def test_every_address_says_how_it_refuses(schema):
    told = {
        f"{method} {path}": operation["responses"].keys()
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    }
    asked = {"400", "401", "403", "404", "429", "503"}
    assert {place: asked - codes for place, codes in told.items() if asked - codes} == {}
    written = {"409", "412", "415", "422", "428"}
    writes = {place: codes for place, codes in told.items() if not place.startswith("get ")}
    assert {place: written - codes for place, codes in writes.items() if written - codes} == {}
