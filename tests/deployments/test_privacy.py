import pytest

from apps.deployments import privacy
from apps.ledger.register import ObjectType
from tests.factories import add_route

# A register whose parcels are found by their code: routes stand in for them.
PARCELS = ObjectType("parcel", "border.Route", (), uid="code")


def test_eleven_digits_that_are_a_known_parcel_are_no_person(db, monkeypatch):
    monkeypatch.setitem(privacy.BY_NAME, "parcel", PARCELS)
    add_route("38010010001")
    assert privacy.personal_codes("parcel 38010010001") == []
    assert privacy.personal_codes("38010010002") == ["38010010002"]


@pytest.mark.parametrize("text", ["010190-12345", "32345678901", "(39999999999)"])
def test_a_code_is_found_wherever_it_stands(text):
    assert len(privacy.personal_codes(text)) == 1


def test_the_refusal_does_not_repeat_the_code():
    with pytest.raises(privacy.ValidationError) as refused:
        privacy.no_personal_code("010190-12345")
    assert "12345" not in str(refused.value)
