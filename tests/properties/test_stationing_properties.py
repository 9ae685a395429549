from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from apps.geo.errors import MeasureError
from apps.geo.stationing import (
    MAX_CM,
    as_km,
    format_km,
    format_stationing,
    parse_measure,
    parse_sign_offset,
    sign_measure,
    sign_offset,
)

measures = st.integers(0, MAX_CM - 100_000)


@given(measures)
def test_what_is_shown_can_be_typed_again(cm):
    assert parse_measure(format_km(cm)) == cm
    assert parse_measure(format_km(cm, ",")) == cm
    assert parse_measure(format_stationing(cm)) == cm
    assert parse_measure(as_km(cm)) == cm
    assert parse_measure(float(as_km(cm))) == cm


@given(st.lists(measures, min_size=1, unique=True).map(sorted), measures)
def test_sign_and_metres_give_the_measure_back(places, cm):
    signs = [(place, str(n)) for n, place in enumerate(places)]
    told = sign_offset(cm, signs)
    if cm < places[0]:
        assert told is None
    else:
        typed = parse_sign_offset(f"sign {told}")
        assert sign_measure(typed, {label: place for place, label in signs}) == cm


@given(st.text() | st.floats() | st.decimals() | st.integers())
def test_any_input_is_a_measure_or_a_measure_error(value):
    with suppress(MeasureError):
        assert 0 <= parse_measure(value) <= MAX_CM + 100_000
