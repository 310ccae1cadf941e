from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dmn import feel
from engine.dmn.feel.temporal import parse_at
from engine.dmn.feel.text import to_text
from engine.errors import InvalidInput


class Tier(Enum):
    GOLD = "GOLD"


def test_python_data_becomes_feel_values():
    found = feel.to_feel({"n": 1, "f": 0.1, "l": (True, None), "e": Tier.GOLD, "u": UUID(int=0)})
    assert found == {"n": 1, "f": Decimal("0.1"), "l": [True, None], "e": "GOLD", "u": str(UUID(int=0))}
    assert type(found["n"]) is Decimal
    assert found["l"][0] is True


@pytest.mark.parametrize(
    "data", [{"a": {1: 2}}, {"a": object()}, {"a": float("nan")}, {"a": Decimal("inf")}, {"a": {1, 2}}]
)
def test_what_is_no_value_is_refused_with_its_path(data):
    with pytest.raises(InvalidInput, match=r"\$\.a"):
        feel.to_feel(data)


def test_numbers_never_leave_as_inexact_floats():
    assert feel.to_json({"a": Decimal("1.10")}) == {"a": "1.10"}
    assert feel.to_json([Decimal(3), Decimal("0.1"), Decimal("1E+2")], "number") == [3, 0.1, 100]
    assert feel.to_json(Decimal("0.12345678901234567890"), "number") == "0.12345678901234567890"


def test_temporal_values_leave_as_their_feel_text():
    values = [
        date(2026, 11, 24),
        datetime(2026, 11, 24, 9, tzinfo=UTC),
        timedelta(hours=36),
        feel.YearsMonthsDuration(14),
    ]
    assert feel.to_json(values) == ["2026-11-24", "2026-11-24T09:00:00Z", "P1DT12H", "P1Y2M"]


def test_a_function_has_no_json_form():
    with pytest.raises(InvalidInput):
        feel.to_json(feel.compile("function(a) a").evaluate({}))


@given(st.one_of(st.dates(), st.times(), st.datetimes(), st.datetimes(timezones=st.just(UTC)), st.timedeltas()))
def test_the_text_of_a_temporal_value_reads_as_the_same_value(value):
    assert parse_at(to_text(value)) == value


def test_the_text_of_a_time_with_an_offset_keeps_it():
    assert to_text(parse_at("10:00:00-03:30")) == "10:00:00-03:30"
    assert parse_at("10:00:00Z") == time(10, tzinfo=UTC)
