"""The published schemas against the reports of the demo register, with its terrain loaded."""

import json
from datetime import date

import jsonschema
import pytest
from django.utils.translation import override

from apps.exchange.demo import load_demo_terrain
from apps.geo.coverage import CAUSES
from apps.reports import services
from apps.reports.content.asked import Asked
from apps.reports.kinds import KINDS
from apps.reports.pack import SCHEMAS, canonical
from tests.factories import person

DAY = date(2025, 12, 31)
EACH = [(kind, audience) for kind, one in KINDS.items() for audience in one.audiences]


def described(node, path: str = ""):
    """Yield each field of a schema with its path."""
    if isinstance(node, dict):
        for name, field in node.get("properties", {}).items():
            yield f"{path}/{name}", field
            yield from described(field, f"{path}/{name}")
        for name in ("items", "additionalProperties", "oneOf"):
            yield from described(node.get(name), path)
    elif isinstance(node, list):
        for one in node:
            yield from described(one, path)


@pytest.mark.parametrize("kind", KINDS)
def test_each_field_of_a_schema_is_described(kind):
    schema = json.loads((SCHEMAS / f"{KINDS[kind].schema}.schema.json").read_text())
    fields = list(described(schema))
    assert len(fields) > 50
    assert [path for path, field in fields if not field.get("description")] == []


def test_the_schema_knows_every_cause():
    schema = json.loads((SCHEMAS / "coverage-report-1.schema.json").read_text())
    gap = schema["properties"]["gaps"]["items"]["properties"]
    assert tuple(gap["cause"]["enum"]) == CAUSES


@pytest.fixture
def with_terrain(demo, settings, tmp_path):
    settings.DEM_DIR = str(tmp_path)
    load_demo_terrain()


@pytest.mark.parametrize("language", ["lv", "en"])
@pytest.mark.parametrize(("kind", "audience"), EACH)
def test_the_schema_describes_the_report_over_terrain(kind, audience, language, with_terrain):
    asked = Asked(DAY, language=language, audience=audience)
    snapshot = services.snapshots.drawn_up(as_of=DAY, by=person("planner"))
    with override(language):
        content = services.read(kind, asked, snapshot)[0]
    if kind == "coverage":
        assert content["environment"]["terrain"]["models"] == ["synthetic"]
    schema = json.loads((SCHEMAS / f"{KINDS[kind].schema}.schema.json").read_text())
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    assert [one.message for one in validator.iter_errors(json.loads(canonical(content)))] == []
