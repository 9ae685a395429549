"""The OpenAPI description: made without a warning, and every field of the reads says its unit."""

import re

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator

OURS = re.compile(r"^/api/v1/(routes|locate|segments|explain|segmentation)")
UNITS = {
    "_km": r"km",
    "_m": r"[Mm]etre",
    "_pct": r"[Pp]ercent",
    "lon": r"EPSG:4326",
    "lat": r"EPSG:4326",
    "as_of": r"ISO 8601",
    "from_day": r"ISO 8601|day",
}


@pytest.fixture(scope="module")
def schema() -> dict:
    GENERATOR_STATS.reset()
    return SchemaGenerator().get_schema(request=None, public=True)


def fields(schema: dict):
    """Yield place and description of each parameter and property that the reads take or give."""
    components = schema["components"]["schemas"]
    for path, methods in schema["paths"].items():
        for operation in methods.values() if OURS.match(path) else ():
            for parameter in operation["parameters"]:
                yield f"{path} {parameter['name']}", parameter["name"], parameter.get("description", "")
            for name in named_in(operation["responses"], components):
                for field, described in components[name].get("properties", {}).items():
                    yield f"{name}.{field}", field, described.get("description", "")


def named_in(described, components: dict, seen: set[str] | None = None) -> set[str]:
    """Return the components that a description refers to, directly or through another."""
    seen = set() if seen is None else seen
    if isinstance(described, dict):
        name = described.get("$ref", "").rpartition("/")[2]
        if name and name not in seen:
            seen.add(name)
            named_in(components[name], components, seen)
    for one in (
        described.values()
        if isinstance(described, dict)
        else described
        if isinstance(described, list)
        else ()
    ):
        named_in(one, components, seen)
    return seen


def test_the_description_is_made_without_a_warning(schema):
    assert not GENERATOR_STATS, GENERATOR_STATS._warn_cache | GENERATOR_STATS._error_cache


def test_the_reads_are_described(schema):
    described = {path for path in schema["paths"] if OURS.match(path)}
    assert described == {
        "/api/v1/routes/",
        "/api/v1/routes/{code}/line/",
        "/api/v1/locate",
        "/api/v1/segments/",
        "/api/v1/segments/{code}/",
        "/api/v1/explain",
        "/api/v1/segmentation",
    }


def test_every_length_coordinate_and_day_says_its_unit_or_crs(schema):
    found = list(fields(schema))
    assert len(found) > 100
    silent = [
        place
        for place, name, description in found
        for ending, unit in UNITS.items()
        if name.endswith(ending) and not re.search(unit, description)
    ]
    assert silent == []
