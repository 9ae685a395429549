import pytest
from django.apps import apps

from apps.ledger.register import REGISTER, UNLEDGERED, Layer, layers, object_types

TABLES = [model._meta.label for model in apps.get_models() if model._meta.managed]


@pytest.mark.parametrize("label", TABLES)
def test_every_model_is_in_the_register_or_said_to_stay_out(label):
    assert (label in UNLEDGERED) != (label in {entry.label for entry in REGISTER})


def test_names_are_used_once():
    names = [entry.name for entry in REGISTER]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("layer", layers(), ids=lambda one: one.name)
def test_a_layer_carries_every_column_of_its_table(layer):
    columns = {field.name for field in layer.model._meta.fields}
    own = {"id", "valid"} | ({"from_cm", "to_cm", "extent"} if layer.linear else set())
    assert columns - own == {*layer.key, *layer.values}


@pytest.mark.parametrize("layer", layers(), ids=lambda one: one.name)
def test_the_database_refuses_two_facts_of_one_key_that_meet(layer):
    constraints = layer.model._meta.constraints
    expected = {*layer.key, "valid"} | ({"extent"} if layer.linear else set())
    [exclusion] = [one for one in constraints if type(one).__name__ == "ExclusionConstraint"]
    assert {name for name, _operator in exclusion.expressions} == expected


@pytest.mark.parametrize("kind", object_types(), ids=lambda one: one.name)
def test_an_object_carries_every_column_of_its_table(kind):
    columns = {field.name for field in kind.model._meta.fields}
    assert columns - {"id", kind.uid} == set(kind.columns_named)


@pytest.mark.parametrize("kind", object_types(), ids=lambda one: one.name)
def test_an_object_has_one_uid(kind):
    assert kind.uid_column.field.unique


def test_things_come_before_what_refers_to_them():
    places = {entry.model: place for place, entry in enumerate(REGISTER)}
    for entry in REGISTER:
        columns = (*entry.key_columns, *entry.value_columns) if isinstance(entry, Layer) else entry.columns
        for column in (one for one in columns if one.is_reference and one.referent is not entry.model):
            assert places[column.referent] < places[entry.model]
