from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dmn import feel

_ROUNDINGS = {
    "decimal": ROUND_HALF_EVEN,
    "round up": ROUND_UP,
    "round down": ROUND_DOWN,
    "round half up": ROUND_HALF_UP,
    "round half down": ROUND_HALF_DOWN,
    "floor": ROUND_FLOOR,
    "ceiling": ROUND_CEILING,
}


@given(
    st.decimals(min_value=-(10**12), max_value=10**12, places=6),
    st.integers(min_value=0, max_value=5),
    st.sampled_from(sorted(_ROUNDINGS)),
)
def test_rounding_agrees_with_decimal(number, scale, name):
    found = feel.compile(f"{name}(n, scale)").evaluate({"n": number, "scale": Decimal(scale)})
    assert found == number.quantize(Decimal(1).scaleb(-scale), rounding=_ROUNDINGS[name])


def test_money_rounds_half_up_at_two_places():
    assert feel.compile("string(round half up(net * 0.15, 2))").evaluate({"net": Decimal("0.30")}) == "0.05"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("round up(-1.126, 2)", Decimal("-1.13")),
        ("decimal(1234, -2)", 1200),
        ("floor(1.56, 1)", Decimal("1.5")),
        ("abs(-10)", 10),
        ('abs(@"-P1D") = @"P1D"', True),
        ("modulo(-12, 5)", 3),
        ("modulo(12, -5)", -3),
        ("modulo(10, 0)", None),
        ("sqrt(16)", 4),
        ("sqrt(-1)", None),
        ("log(0)", None),
        ("exp(0)", 1),
        ("odd(-3)", True),
        ("even(5.5)", False),
        ("sum([1, 2.5])", Decimal("3.5")),
        ("sum(1, 2, 3)", 6),
        ("sum([])", None),
        ('sum([1, "a"])', None),
        ("mean(2, 4)", 3),
        ("median([6, 1, 2, 3])", Decimal("2.5")),
        ("product(2, 3, 4)", 24),
        ("mode([6, 3, 9, 6, 3])", [3, 6]),
        ("stddev([47])", None),
    ],
)
def test_numeric_functions(text, expected):
    assert feel.compile(text).evaluate({}) == expected
