# ruff: noqa: DTZ001 (local times have no zone)
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dmn import feel
from engine.dmn.feel.values import YearsMonthsDuration

_DAY = timedelta(days=1)
_MIDDLE = {"min_value": datetime(1000, 1, 1), "max_value": datetime(9000, 1, 1)}
_dates = st.dates(min_value=date(1000, 1, 1), max_value=date(9000, 1, 1))
_zones = st.sampled_from([None, UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Kolkata")])
_datetimes = st.builds(lambda value, zone: value.replace(tzinfo=zone), st.datetimes(**_MIDDLE), _zones)
_durations = st.timedeltas(min_value=timedelta(days=-300_000), max_value=timedelta(days=300_000))
_months = st.integers(-6000, 6000).map(YearsMonthsDuration)


def value_of(text, **scope):
    return feel.compile(text).evaluate(scope)


def in_utc(value):
    return value.astimezone(UTC) if value.tzinfo else value


@given(_datetimes, _durations)
def test_a_date_and_time_plus_a_duration_is_that_much_real_time_later(at, span):
    found = value_of("at + span", at=at, span=span)
    assert in_utc(found) == in_utc(at) + span
    assert found.tzinfo == at.tzinfo
    assert value_of("span + at", at=at, span=span) == found
    assert in_utc(value_of("at - span", at=at, span=span)) == in_utc(at) - span


@given(_dates, _durations)
def test_a_date_plus_a_duration_is_the_date_of_its_midnight_later(day, span):
    midnight = datetime(day.year, day.month, day.day)
    assert value_of("day + span", day=day, span=span) == (midnight + span).date()


@given(st.times(), _durations)
def test_a_time_plus_a_duration_runs_around_the_clock(clock, span):
    whole = datetime.combine(date(2000, 1, 1), clock) - datetime(2000, 1, 1) + span
    micros = whole % _DAY // timedelta(microseconds=1)
    expected = (datetime(2000, 1, 1) + timedelta(microseconds=micros)).time()
    assert value_of("clock + span", clock=clock, span=span) == expected


@given(_datetimes, _datetimes)
def test_the_difference_of_two_dates_and_times_is_the_real_time_between(first, second):
    found = value_of("first - second", first=first, second=second)
    if (first.tzinfo is None) != (second.tzinfo is None):
        assert found is None
    else:
        assert found == in_utc(first) - in_utc(second)


@given(_dates, _dates)
def test_the_difference_of_two_dates_is_the_days_between(first, second):
    assert value_of("first - second", first=first, second=second) == first - second


@given(_dates, _dates)
def test_months_between_two_dates_lead_back_to_the_month_before_the_next(start, end):
    months = value_of("years and months duration(start, end)", start=start, end=end)
    back = value_of("start + months", start=start, months=months)
    further = value_of("start + months + step", start=start, months=months, step=YearsMonthsDuration(1))
    before = value_of("start + months - step", start=start, months=months, step=YearsMonthsDuration(1))
    assert (back <= end and further >= end) or (back >= end and before <= end)


@given(_durations, st.decimals(min_value=-1000, max_value=1000, places=3, allow_nan=False))
def test_a_duration_times_a_number_is_exact_to_the_nanosecond(span, factor):
    found = value_of("span * factor", span=span, factor=factor)
    nanos = getattr(found, "nanos", None)
    nanos = found // timedelta(microseconds=1) * 1000 if nanos is None else nanos
    exact = Fraction(span // timedelta(microseconds=1)) * 1000 * Fraction(factor)
    assert abs(nanos - exact) < 1
    assert value_of("factor * span", span=span, factor=factor) == found


@given(_durations, _durations)
def test_durations_add_and_subtract_as_in_the_standard_library(a, b):
    assert value_of("a + b", a=a, b=b) == a + b
    assert value_of("a - b", a=a, b=b) == a - b
    assert value_of("-a", a=a) == -a


@given(_months, _months)
def test_months_add_and_subtract_as_whole_numbers(a, b):
    assert value_of("a + b", a=a, b=b) == YearsMonthsDuration(a.months + b.months)
    assert value_of("a - b", a=a, b=b) == YearsMonthsDuration(a.months - b.months)


@given(_dates)
def test_the_parts_of_a_date_are_those_of_the_standard_library(day):
    parts = "[d.year, d.month, d.day, d.weekday, day of year(d), week of year(d), last day of month(d)]"
    last = (day.replace(day=28) + 4 * _DAY).replace(day=1) - _DAY
    expected = [
        day.year,
        day.month,
        day.day,
        day.isoweekday(),
        day.timetuple().tm_yday,
        day.isocalendar().week,
        last.day,
    ]
    assert feel.compile(parts, names=["d"]).evaluate({"d": day}) == [Decimal(part) for part in expected]
    assert feel.compile("day of week(d)", names=["d"]).evaluate({"d": day}) == day.strftime("%A")
    assert feel.compile("month of year(d)", names=["d"]).evaluate({"d": day}) == day.strftime("%B")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('@"2024-01-31" + @"P1M"', date(2024, 2, 29)),
        ('@"2024-02-29" + @"P1Y"', date(2025, 2, 28)),
        ('@"2024-03-31" - @"P1M"', date(2024, 2, 29)),
        ('@"2024-01-01" - @"PT1H"', date(2023, 12, 31)),
        ('@"10:00:00" + @"PT25H"', time(11)),
        ('@"P1Y" * 1.5', YearsMonthsDuration(18)),
        ('@"P1Y" / @"P1M"', Decimal(12)),
        ('@"P1D" / @"PT1H"', Decimal(24)),
        ('@"P1Y" + @"P1D"', None),
        ('@"2024-01-01" + 1', None),
        ('@"P1D" - @"2024-01-01"', None),
        ('2 / @"P1D"', None),
        ('@"P1D" * @"P1D"', None),
        ('@"10:00:00Z" - @"09:00:00"', None),
    ],
)
def test_sums_of_temporal_values_follow_tables_45_to_54(text, expected):
    assert value_of(text) == expected
