from datetime import date

import pytest

from apps.geo.errors import BorderGisError, FactError
from apps.ledger import drafts, privacy, services
from apps.ledger.commands import Add, Amend, Put
from tests.deployments.log import add_lists
from tests.factories import person, record

PARCEL = Add("parcel", "38010010001", {"property_number": "38010010009"})


@pytest.mark.django_db
def test_eleven_digits_that_are_a_known_parcel_are_no_person():
    record(PARCEL)
    assert privacy.personal_codes("parcel 38010010001 of 38010010009") == []
    assert privacy.personal_codes("38010010002") == ["38010010002"]


@pytest.mark.django_db
def test_a_parcel_may_be_named_in_the_set_that_brings_it_in():
    add_lists()
    record(PARCEL, Amend("operation", "TERRA", {"area": "38010010001"}))
    with pytest.raises(FactError):
        record(Amend("operation", "TERRA", {"area": "38010010002"}))


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["010190-12345", "32345678901", "(39999999999)"])
def test_a_code_is_found_wherever_it_stands(text):
    assert len(privacy.personal_codes(text)) == 1


@pytest.mark.parametrize("text", ["0b6f4c1e-7b5a-4f7e-9c3d-a35123456789", "ab" * 20 + "c35123456789def"])
def test_ids_and_hashes_are_no_persons(text):
    assert privacy.personal_codes(text) == []


def test_the_refusal_does_not_repeat_the_code():
    with pytest.raises(privacy.ValidationError) as refused:
        privacy.no_personal_code("010190-12345")
    assert "12345" not in str(refused.value)


CODE, DAY = "010190-12345", date(2024, 1, 1)
TARGET = {"indicator": "K1", "year": 2027}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("command", "where"),
    [
        (Amend("operation", "TERRA", {"name_lv": CODE}), "operations[0].values.name_lv"),
        (Amend("host_country", "GR", {"name_en": f"x {CODE}"}), "operations[0].values.name_en"),
        (Put("target", TARGET, {"value": 1, "source": CODE}, DAY), "operations[0].values.source"),
    ],
)
def test_no_text_of_any_layer_takes_a_personal_code(command, where):
    add_lists()
    with pytest.raises(BorderGisError) as refused:
        record(command)
    assert refused.value.where == where


@pytest.mark.django_db
@pytest.mark.parametrize("write", [services.record, services.draft])
def test_no_reason_takes_a_personal_code(write):
    add_lists()
    commands = [Amend("operation", "TERRA", {"area": "x"})]
    with pytest.raises(FactError) as refused:
        write(commands=commands, by=person("planner"), reason=f"asked by {CODE}")
    assert refused.value.where == "reason"


@pytest.mark.django_db
def test_no_comment_takes_a_personal_code():
    add_lists()
    by = person("planner")
    kept = services.draft(commands=[Amend("operation", "TERRA", {"area": "x"})], by=by, reason="r")
    with pytest.raises(FactError):
        drafts.comment(change_set=kept, by=by, text=f"ask {CODE}")


@pytest.mark.django_db
def test_many_texts_are_looked_up_in_one_query_a_column(django_assert_max_num_queries):
    record(PARCEL)
    texts = [Amend("operation", f"O{n}", {"area": "38010010001"}) for n in range(50)]
    with django_assert_max_num_queries(2):
        privacy.require_no_persons(texts)
