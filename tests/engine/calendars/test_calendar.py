"""Counting against slow references: day by day, minute by minute."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.calendars import BusinessCalendar, PublicHolidays, WorkingHours

BERLIN = ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
ZONES = [ZoneInfo(name) for name in ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo")]
OFFICE = {day: (WorkingHours(8 * 60, 12 * 60), WorkingHours(13 * 60, 17 * 60)) for day in range(5)}
BERLIN_SITE = BusinessCalendar("BER", BERLIN, hours=OFFICE, public_holidays=(PublicHolidays("DE", "BE"),))

dates = st.dates(date(2023, 12, 1), date(2027, 2, 1))
local_times = st.builds(datetime.combine, dates, st.times())
part = st.tuples(st.integers(0, 1440), st.integers(0, 1440)).filter(lambda ends: ends[0] < ends[1])


@st.composite
def calendars(draw):
    begin, end = draw(part)
    hours = {day: (WorkingHours(begin, end),) for day in draw(st.sets(st.integers(0, 6)))}
    off, extra = draw(st.frozensets(dates, max_size=20)), draw(st.frozensets(dates, max_size=5))
    return BusinessCalendar(
        "c",
        draw(st.sampled_from(ZONES)),
        draw(st.frozensets(st.integers(0, 6), min_size=1)),
        hours,
        (PublicHolidays("DE"),) if draw(st.booleans()) else (),
        off - extra,
        draw(st.frozensets(st.sampled_from([(12, 24), (12, 31), (1, 1), (2, 29)]))),
        extra,
    )


def is_worked(calendar: BusinessCalendar, day: date) -> bool:
    """The definition, read once more."""
    if day in calendar.extra_days:
        return True
    if day in calendar.days_off or (day.month, day.day) in calendar.yearly_days_off:
        return False
    if any(day in holidays.of_year(day.year) for holidays in calendar.public_holidays):
        return False
    return day.weekday() in calendar.weekdays


def walk(calendar: BusinessCalendar, day: date, count: int) -> date:
    step = DAY if count > 0 else -DAY
    while count:
        day += step
        count -= (1 if count > 0 else -1) * is_worked(calendar, day)
    return day


def is_working_minute(calendar: BusinessCalendar, moment: datetime) -> bool:
    local = moment.astimezone(calendar.zone)
    if not is_worked(calendar, local.date()):
        return False
    parts = calendar.hours.get(local.weekday()) or (WorkingHours(0, 1440),)
    return any(part.begin <= local.hour * 60 + local.minute < part.end for part in parts)


@given(calendars(), dates, st.integers(-60, 60))
def test_days_are_counted_as_a_walk_would(calendar, day, count):
    assert calendar.days_after(day, count) == walk(calendar, day, count)


@given(calendars(), dates, st.integers(-60, 60))
def test_days_between_undo_days_after(calendar, day, count):
    assert calendar.days_between(day, calendar.days_after(day, count)) == count


@given(calendars(), dates, dates)
def test_days_between_are_those_after_the_first_up_to_the_last(calendar, start, end):
    days = [start + i * DAY for i in range(1, (end - start).days + 1)]
    if end >= start:
        assert calendar.days_between(start, end) == sum(is_worked(calendar, day) for day in days)


NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)
CHANGES = [
    datetime(2026, 3, 28, tzinfo=UTC),  # Berlin, Cairo a month later
    datetime(2026, 10, 24, tzinfo=UTC),
    datetime(2026, 3, 7, tzinfo=UTC),  # New York
    datetime(2026, 10, 31, tzinfo=UTC),
    datetime(2026, 4, 3, tzinfo=UTC),  # Lord Howe, half an hour
    datetime(2026, 4, 23, tzinfo=UTC),  # Cairo, at midnight
    datetime(2025, 12, 30, tzinfo=UTC),
]


@settings(deadline=None)
@given(calendars(), st.sampled_from(CHANGES), st.integers(0, 2880), st.integers(0, 4320))
def test_working_time_is_counted_as_minute_by_minute(calendar, around, offset, minutes):
    start = around + offset * MINUTE
    worked = sum(is_working_minute(calendar, start + i * MINUTE) for i in range(minutes))
    assert calendar.time_between(start, start + minutes * MINUTE) == worked * MINUTE
    assert calendar.time_between(start + minutes * MINUTE, start) == -worked * MINUTE


@settings(deadline=None)
@given(calendars(), st.sampled_from(CHANGES), st.integers(0, 2880), st.integers(1, 900))
def test_a_moment_is_the_earliest_at_which_that_time_has_passed(calendar, around, offset, minutes):
    start = around + offset * MINUTE
    # In UTC: in one zone, Python takes a minute off on the clock, which may show a time that clocks skip.
    end = calendar.time_after(start, minutes * MINUTE).astimezone(UTC)
    assert calendar.time_between(start, end) == minutes * MINUTE
    assert calendar.time_between(start, end - MINUTE) == (minutes - 1) * MINUTE
    back = calendar.time_after(end, -minutes * MINUTE)
    assert calendar.time_between(back, end) == minutes * MINUTE


@given(calendars(), local_times, st.integers(-20, 20))
def test_a_moment_keeps_its_local_time_or_moves_on_by_the_gap(calendar, naive, count):
    start = calendar.local(naive)
    moved = calendar.moment_days_after(start, count)
    gap = datetime.combine(moved.date(), moved.time()) - datetime.combine(
        calendar.days_after(start.date(), count), start.time()
    )
    assert timedelta(0) <= gap <= timedelta(hours=1)
    assert moved.astimezone(UTC).astimezone(calendar.zone) == moved


def test_easter_and_the_end_of_the_year_in_berlin():
    assert BERLIN_SITE.days_after(date(2026, 4, 2), 1) == date(2026, 4, 7)  # Good Friday to Easter Monday are off
    assert BERLIN_SITE.days_after(date(2026, 12, 24), 1) == date(2026, 12, 28)
    assert BERLIN_SITE.days_after(date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert BERLIN_SITE.days_after(date(2027, 1, 4), -1) == date(2026, 12, 31)
    assert BERLIN_SITE.is_business_day(date(2026, 3, 8)) is False  # a Sunday, and a holiday of Berlin
    assert BERLIN_SITE.is_business_day(date(2027, 3, 8)) is False  # a Monday, and that holiday


def test_a_holiday_on_a_sunday_is_moved_where_the_country_does_so():
    state = BusinessCalendar("US", ZoneInfo("America/Chicago"), public_holidays=(PublicHolidays("US"),))
    assert state.is_business_day(date(2022, 12, 26)) is False  # Christmas was a Sunday
    assert state.is_business_day(date(2021, 12, 31)) is False  # New Year's Day was a Saturday
    fixed = BusinessCalendar("US", ZoneInfo("America/Chicago"), public_holidays=(PublicHolidays("US", None, False),))
    assert fixed.is_business_day(date(2022, 12, 26)) is True


def test_a_day_is_an_hour_short_or_long_where_clocks_change():
    around = BusinessCalendar("B", BERLIN, frozenset(range(7)))
    days = [datetime(2026, month, day, tzinfo=BERLIN) for month, day in ((3, 29), (10, 25), (6, 1))]
    # In one zone, Python adds a day on the clock.
    assert [around.time_between(day, day + DAY) / timedelta(hours=1) for day in days] == [23, 25, 24]


def test_hours_go_on_after_a_break_a_weekend_and_a_holiday():
    thursday = datetime(2026, 4, 2, 11, 0, tzinfo=BERLIN)
    assert BERLIN_SITE.time_after(thursday, timedelta(hours=2)).isoformat() == "2026-04-02T14:00:00+02:00"
    assert BERLIN_SITE.time_after(thursday, timedelta(hours=5)).isoformat() == "2026-04-02T17:00:00+02:00"
    assert BERLIN_SITE.time_after(thursday, timedelta(hours=6)).isoformat() == "2026-04-07T09:00:00+02:00"
    assert BERLIN_SITE.time_after(thursday, -timedelta(hours=4)).isoformat() == "2026-04-01T16:00:00+02:00"


@pytest.mark.parametrize(
    "ask",
    [
        lambda c: c.days_after(date(2026, 1, 1), 10_001),
        lambda c: c.days_after(date(9999, 12, 1), 100),
        lambda c: c.days_between(date(1900, 1, 1), date(2026, 1, 1)),
        lambda c: c.time_after(NEW_YEAR, timedelta(days=20_000)),
        lambda c: c.time_between(LONG_AGO, NEW_YEAR),
    ],
)
def test_what_would_take_too_long_or_leave_the_calendar_is_refused(ask):
    with pytest.raises((ValueError, OverflowError)):
        ask(BERLIN_SITE)


def test_a_calendar_that_has_no_work_ends():
    idle = BusinessCalendar("idle", BERLIN, frozenset())
    with pytest.raises(ValueError, match="too few"):
        idle.days_after(date(2026, 1, 1), 1)
    with pytest.raises(ValueError, match="too little"):
        idle.time_after(NEW_YEAR, timedelta(hours=1))
