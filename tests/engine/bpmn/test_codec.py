"""Packed values come back exactly, and what is no value is refused."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bpmn import codec
from engine.bpmn.packing import PackedValues
from engine.dmn.feel.values import Range, YearsMonthsDuration
from engine.errors import InvalidInput

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.text(max_size=20)
    | st.binary(max_size=20)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.dates()
    | st.datetimes(timezones=st.just(UTC))
    | st.datetimes()
    | st.times()
    | st.timedeltas()
    | st.builds(YearsMonthsDuration, st.integers(-10_000, 10_000))
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
)


def same(one, other):
    if isinstance(one, list):
        return isinstance(other, list) and len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return isinstance(other, dict) and list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    return type(one) is type(other) and one == other and str(one) == str(other)


@given(values)
def test_every_value_comes_back_exactly(value):
    assert same(codec.unpack(codec.pack(value)), value)


@pytest.mark.parametrize(
    "value",
    [
        Decimal("1.10"),
        Decimal("-0"),
        Decimal("1E+5"),
        datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=1),
        datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=5, minutes=30))),
        time(12, 30, tzinfo=UTC),
        time(12, 30, tzinfo=timezone(timedelta(hours=-3))),
        date(1, 1, 1),
    ],
)
def test_signs_zeros_zones_and_folds_survive(value):
    back = codec.unpack(codec.pack(value))
    assert same(back, value)
    assert getattr(back, "tzinfo", None) == getattr(value, "tzinfo", None)
    assert getattr(back, "fold", 0) == getattr(value, "fold", 0)


def test_a_range_keeps_its_ends():
    back = codec.unpack(codec.pack(Range(Decimal(1), None, True, False)))
    assert (back.start, back.end, back.start_included, back.end_included) == (Decimal(1), None, True, False)


def test_an_integer_beyond_64_bits_is_still_a_number():
    assert codec.unpack(codec.pack(2**80)) == Decimal(2**80)


@pytest.mark.parametrize("value", [{1, 2}, object(), lambda: 1, [{"f": print}]])
def test_what_is_no_value_is_refused(value):
    assert not PackedValues().takes(value)
    with pytest.raises(InvalidInput):
        codec.pack(value)
