from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dmn import feel
from engine.dmn.feel.arithmetic import calculate
from engine.dmn.feel.builtins import BUILT_INS
from engine.dmn.feel.problems import Failure
from engine.dmn.feel.run import Run
from engine.dmn.feel.temporal import parse_at
from engine.dmn.feel.values import kind
from engine.errors import LimitExceeded

_SCALARS = st.sampled_from(
    [
        None, True, False,
        *map(Decimal, ["0", "-0", "1", "-1", "2.5", "-0.5", "1e33", "9.99e6144", "1e-6143", "34", "1E+3"]),
        "", "a", "é🐎", "(", "[a-z", "\\1", "$1", "1.5", "Europe/Paris", "2026-11-24", "P1D", "[1..2]",
        date(2026, 2, 28), date.min, date.max, time(23, 59, 59, 999999), time(1, tzinfo=ZoneInfo("Europe/Paris")),
        datetime(2026, 3, 29, 2, 30, tzinfo=ZoneInfo("Europe/Paris")), datetime.min.replace(tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59),  # noqa: DTZ001 (FEEL has local times)
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
        timedelta.max, timedelta.min, timedelta(0), feel.YearsMonthsDuration(-13), feel.YearsMonthsDuration(10**10),
        *map(parse_at, ["999999999-12-31", "-999999999-01-01T00:00:00Z", "00:00:00.000000001", "PT0.000000001S"]),
        feel.Range(Decimal(1), Decimal(5), True, False), feel.Range(None, "x", False, True),
        feel.compile("function(a, b) a = b").evaluate({}), BUILT_INS["sum"],
    ]
)  # fmt: skip
_keys = st.sampled_from(["key", "value", "a b"])
_values = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["key", "value", "a b"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=1500, deadline=None)
@given(name=st.sampled_from(sorted(BUILT_INS)), arguments=st.lists(_values, max_size=4))
def test_any_function_takes_any_arguments_and_gives_a_feel_value_or_a_reason(name, arguments):
    try:
        value = BUILT_INS[name].call(arguments, Run())
    except (Failure, LimitExceeded) as reason:
        assert str(reason)  # noqa: PT017 (most arguments do not fit)
    else:
        assert kind(value) != "unknown"


@settings(max_examples=800, deadline=None)
@given(operator=st.sampled_from(["+", "-", "*", "/", "**"]), left=_SCALARS, right=_SCALARS)
def test_any_operator_takes_any_operands(operator, left, right):
    try:
        value = calculate(operator, left, right)
    except (Failure, LimitExceeded) as reason:
        assert str(reason)  # noqa: PT017
    else:
        assert kind(value) != "unknown"


@settings(max_examples=300, deadline=None)
@given(value=_values)
def test_any_value_has_a_text(value):
    text = feel.compile("string(v)").evaluate({"v": value})
    assert (text is None) == (value is None)


@pytest.mark.parametrize(
    "path", ["year", "weekday", "hour", "time offset", "timezone", "days", "seconds", "years", "start", "end included"]
)
@settings(max_examples=60, deadline=None)
@given(value=_SCALARS)
def test_any_property_of_any_value_is_a_value_or_null(path, value):
    assert kind(feel.compile(f"v.{path}").evaluate({"v": value})) != "unknown"
