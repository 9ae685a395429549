import pytest

from spatial_data.code_lists import (
    CODE_LISTS,
    ELEMENTS,
    LAND_STATUSES,
    PATTERNS,
    STRIPS,
    WORK_STATUSES,
    code_rows,
)

EVERY_CODE = [
    pytest.param(code, id=f"{name}-{code.code}") for name, codes in CODE_LISTS.items() for code in codes
]


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour as WCAG 2.2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("code", EVERY_CODE)
def test_every_colour_can_be_seen_on_light_and_on_dark_ground(code):
    # 3:1 is what WCAG asks of graphics; #121212 is a usual dark ground.
    assert contrast(code.colour, "#ffffff") >= 3
    assert contrast(code.colour, "#121212") >= 3


@pytest.mark.parametrize("codes", CODE_LISTS.values(), ids=CODE_LISTS)
def test_no_two_codes_of_a_list_look_the_same(codes):
    for looks in (
        [code.code for code in codes],
        [code.letter for code in codes],
        [(code.colour, code.pattern) for code in codes],
        [code.name_lv for code in codes],
        [code.name_en for code in codes],
    ):
        assert len(set(looks)) == len(looks)


@pytest.mark.parametrize("code", EVERY_CODE)
def test_every_pattern_is_one_that_the_map_can_draw(code):
    assert code.pattern in PATTERNS
    assert len(code.letter) == 1


def test_what_counts_as_later_counts_as_all_before_it():
    for status in WORK_STATUSES:
        counted = [status.counts[name] for name in ("accepted", "built", "begun", "designed", "cleared")]
        assert counted == sorted(counted), status.code


def test_the_states_title_lets_works_begin():
    for status in LAND_STATUSES:
        assert status.counts["titled"] <= status.counts["cleared"], status.code


def test_the_three_strips_are_elements():
    assert {code.code for code in ELEMENTS} >= set(STRIPS)


def test_rows_carry_what_the_register_stores():
    rows = {(target, code): values for target, code, values in code_rows()}
    assert rows["work_status", "built"] == {
        "name_lv": "izbūvēts",
        "name_en": "built",
        "order": 8,
        "colour": "#0072b2",
        "pattern": "solid",
        "letter": "I",
        "counts_cleared": True,
        "counts_designed": True,
        "counts_begun": True,
        "counts_built": True,
        "counts_accepted": False,
    }
    assert "counts_built" not in rows["land_status", "agreed"]
