# ruff: noqa: DTZ001 (local times have no zone)
import calendar
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dmn.feel.calendar import (
    Moment,
    add_months,
    at_instant,
    date_days,
    days_from_ymd,
    duration_nanos,
    instant_nanos,
    make_date,
    make_datetime,
    make_duration,
    moment,
    ymd_from_days,
)
from engine.dmn.feel.problems import Failure

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ZONES = [UTC, timezone(timedelta(hours=5, minutes=30)), *map(ZoneInfo, ("Europe/Berlin", "America/New_York"))]
_far_days = st.integers(-365_000_000_000, 365_000_000_000)


@given(st.dates())
def test_days_count_as_the_ordinals_of_the_standard_library_do(day):
    assert date_days(day) == day.toordinal() - date(1970, 1, 1).toordinal()
    assert make_date(date_days(day)) == day


@given(_far_days)
def test_every_day_of_every_year_has_one_number(days):
    year, month, day = ymd_from_days(days)
    assert days_from_ymd(year, month, day) == days
    assert ymd_from_days(days + 146_097) == (year + 400, month, day)


@given(st.dates(), st.integers(-1200, 1200))
def test_adding_months_keeps_the_day_or_takes_the_last_one(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return
    last = calendar.monthrange(year, month + 1)[1]
    assert make_date(add_months(date_days(day), months)) == date(year, month + 1, min(day.day, last))


@given(st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1)), st.sampled_from(_ZONES))
def test_the_instant_of_a_moment_is_that_of_the_standard_library(local, zone):
    value = local.replace(tzinfo=zone)
    assert instant_nanos(moment(value)) == (value - _EPOCH) // timedelta(microseconds=1) * 1000


@given(st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1)), st.sampled_from(_ZONES))
def test_the_clocks_of_a_zone_show_what_the_standard_library_says(local, zone):
    instant = local.replace(tzinfo=UTC)
    shown = make_datetime(at_instant(instant_nanos(moment(instant)), zone))
    assert shown.replace(tzinfo=None) == instant.astimezone(zone).replace(tzinfo=None)


@given(st.timedeltas())
def test_a_duration_keeps_its_nanoseconds(value):
    assert make_duration(duration_nanos(value)) == value


@given(st.integers(-(10**30), 10**30))
def test_a_duration_of_any_length_keeps_its_nanoseconds(nanos):
    assert duration_nanos(make_duration(nanos)) == nanos


@pytest.mark.parametrize("ymd", [(2023, 2, 29), (2024, 0, 1), (2024, 13, 1), (2024, 4, 31), (10**9, 1, 1)])
def test_a_day_that_is_not_in_the_calendar_is_refused(ymd):
    with pytest.raises(Failure, match="expected a day of the calendar"):
        days_from_ymd(*ymd)


def test_a_moment_beyond_the_last_year_is_refused():
    with pytest.raises(Failure, match="expected a year"):
        make_datetime(Moment(days_from_ymd(999_999_999, 12, 31) + 1, 0, None))
