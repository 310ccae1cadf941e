from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dmn import feel
from engine.dmn.feel.values import YearsMonthsDuration

_TRUTH = [True, False, None]
_KINDS = {
    "number": [Decimal(-1), Decimal("1.0"), Decimal(2)],
    "string": ["", "a", "b", "😀"],
    "date": [date(2024, 1, 1), date(2024, 2, 29)],
    "date and time": [datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, 1, tzinfo=UTC)],
    "days": [timedelta(0), timedelta(seconds=1)],
    "months": [YearsMonthsDuration(0), YearsMonthsDuration(12)],
}
_values = st.recursive(
    st.sampled_from([None, True, False, *(value for values in _KINDS.values() for value in values)]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)
_PYTHON = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


def value_of(text, **scope):
    return feel.compile(text).evaluate(scope)


def kleene_and(values):
    return False if False in values else None if None in values else True


def kleene_or(values):
    return True if True in values else None if None in values else False


@pytest.mark.parametrize("operator", list(_PYTHON))
def test_values_of_one_kind_compare_as_in_python_and_others_do_not(operator):
    for (first, lefts), (second, rights) in product(_KINDS.items(), repeat=2):
        for a, b in product(lefts, rights):
            expected = _PYTHON[operator](a, b) if first == second else None
            assert value_of(f"a {operator} b", a=a, b=b) is expected


@given(_values)
def test_every_value_equals_itself(value):
    assert value_of("a = b", a=value, b=value) is True
    assert value_of("a != b", a=value, b=value) is False


@given(_values, _values)
def test_equality_does_not_depend_on_the_order(a, b):
    assert value_of("a = b", a=a, b=b) is value_of("b = a", a=a, b=b)


@given(_values)
def test_null_equals_null_only_and_has_no_order(value):
    assert value_of("a = null", a=value) is (value is None)
    assert value_of("null != a", a=value) is (value is not None)
    for operator in ("<", "<=", ">", ">="):
        assert value_of(f"a {operator} null", a=value) is None


@given(st.lists(st.sampled_from(_TRUTH), min_size=2, max_size=5))
def test_long_conjunctions_and_disjunctions_have_three_values(values):
    scope = {f"v{index}": value for index, value in enumerate(values)}
    assert value_of(" and ".join(scope), **scope) is kleene_and(values)
    assert value_of(" or ".join(scope), **scope) is kleene_or(values)
    assert value_of("not(" + " and ".join(scope) + ")", **scope) is value_of(
        " or ".join(f"not({name})" for name in scope), **scope
    )


@given(st.lists(st.sampled_from(_TRUTH), max_size=5))
def test_quantified_expressions_and_aggregates_have_three_values(values):
    assert value_of("every v in values satisfies v", values=values) is kleene_and(values)
    assert value_of("some v in values satisfies v", values=values) is kleene_or(values)
    assert value_of("all(values)", values=values) is kleene_and(values)
    assert value_of("any(values)", values=values) is kleene_or(values)


@pytest.mark.parametrize(("low", "high"), list(product([None, Decimal(1), Decimal(5), Decimal(9)], repeat=2)))
def test_between_is_a_conjunction_of_two_comparisons(low, high):
    expected = value_of("v >= low and v <= high", v=Decimal(5), low=low, high=high)
    assert value_of("v between low and high", v=Decimal(5), low=low, high=high) is expected


@given(st.integers(-3, 8), st.integers(0, 5), st.integers(0, 5), st.booleans(), st.booleans())
def test_a_range_holds_what_its_two_comparisons_hold(value, low, high, from_low, to_high):
    text = f"{value} in {'[' if from_low else '('}{low}..{high}{']' if to_high else ')'}"
    inside = (value >= low if from_low else value > low) and (value <= high if to_high else value < high)
    assert value_of(text) is inside


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('@"2024-01-01T10:00:00" < @"2024-01-01T11:00:00+05:00"', True),
        ('@"2024-01-01T11:00:00+05:00" > @"2024-01-01T10:00:00"', True),
        ('@"2024-01-01T10:00:00" = @"2024-01-01T10:00:00+05:00"', True),
        ('@"2024-07-01T10:00:00" <= @"2024-07-01T10:00:00@Europe/Berlin"', True),
        ('@"10:00:00" < @"11:00:00+05:00"', True),
        ('@"10:00:00" in [@"10:00:00-03:00"..@"11:00:00-03:00"]', True),
        ('@"10:00:00Z" < @"11:00:00+05:00"', False),
    ],
)
def test_a_time_without_a_zone_takes_the_one_of_what_it_is_compared_with(text, expected):
    """DMN 1.5, 10.3.2.13, table 54: "that input uses the timezone offset of the other input"."""
    assert value_of(text) is expected
