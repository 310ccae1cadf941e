"""ISO 8601 texts of timers."""

import contextlib
from datetime import UTC, datetime, time, timedelta, timezone

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.bpmn import iso8601
from engine.bpmn.iso8601 import Cycle, Duration

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("PT5S", NOON + timedelta(seconds=5)),
        ("P2DT3H4M5.5S", NOON + timedelta(days=2, hours=3, minutes=4, seconds=5.5)),
        ("P1W", NOON + timedelta(weeks=1)),
        ("-P1D", NOON - timedelta(days=1)),
        ("P1M", datetime(2026, 2, 28, 12, tzinfo=UTC)),
        ("P1Y2M", datetime(2027, 3, 31, 12, tzinfo=UTC)),
        ("-P2M", datetime(2025, 11, 30, 12, tzinfo=UTC)),
        ("+P1D", NOON + timedelta(days=1)),
        ("P1.5W", NOON + timedelta(days=10, hours=12)),
        ("P0,5D", NOON + timedelta(hours=12)),
        ("PT1.25H", NOON + timedelta(minutes=75)),
        ("PT0.5M", NOON + timedelta(seconds=30)),
        ("P1W2DT1H", NOON + timedelta(days=9, hours=1)),
        ("P0.5Y", datetime(2026, 7, 31, 12, tzinfo=UTC)),
        (
            "P0001-02-03T04:05:06",
            datetime(2027, 3, 31, 12, tzinfo=UTC) + timedelta(days=3, hours=4, minutes=5, seconds=6),
        ),
        ("P00000003T040506", NOON + timedelta(days=3, hours=4, minutes=5, seconds=6)),
    ],
)
def test_durations_lead_to_a_moment(text, due):
    assert iso8601.parse_duration(text).after(NOON) == due


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "PT",
        "5 minutes",
        "P1H",
        "PT1D",
        "P1DT",
        "P9999999999D",
        "P20000Y",
        "P1.5DT1H",
        "P0.1M",
        "p1d",
        "P0001-13-01T00:00:00",
    ],
)
def test_texts_that_are_no_durations_are_refused(text):
    with pytest.raises(ValueError, match=r"expected an ISO 8601 duration|too long|expected whole months"):
        iso8601.parse_duration(text)


def test_moments_are_aware_and_in_utc():
    assert iso8601.parse_moment("2026-03-01") == datetime(2026, 3, 1, tzinfo=UTC)
    assert iso8601.parse_moment("2026-03-01T10:00:00+02:00") == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert iso8601.parse_moment("2026-03-01T10:00:00Z").utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20260301T101530Z", datetime(2026, 3, 1, 10, 15, 30, tzinfo=UTC)),
        ("2026-03-01T10:15+01", datetime(2026, 3, 1, 9, 15, tzinfo=UTC)),
        ("2026-03-01T10:15-0330", datetime(2026, 3, 1, 13, 45, tzinfo=UTC)),
        ("2026-03-01T10:15\N{MINUS SIGN}01:00", datetime(2026, 3, 1, 11, 15, tzinfo=UTC)),
        ("2026-03-01T10:15:30,25Z", datetime(2026, 3, 1, 10, 15, 30, 250_000, tzinfo=UTC)),
        ("2026-03-01T10:15.5Z", datetime(2026, 3, 1, 10, 15, 30, tzinfo=UTC)),
        ("2026-03-01T10,5Z", datetime(2026, 3, 1, 10, 30, tzinfo=UTC)),
        ("2026-03-01T24:00Z", datetime(2026, 3, 2, tzinfo=UTC)),
        ("2026-03-01T24:00:00+01:00", datetime(2026, 3, 1, 23, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2017, 1, 1, tzinfo=UTC)),
        ("2026-03-01 10:15", datetime(2026, 3, 1, 10, 15, tzinfo=UTC)),
        ("2026-W09-7", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026W097T10", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("2026-W01-1", datetime(2025, 12, 29, tzinfo=UTC)),
        ("2020-W53-7", datetime(2021, 1, 3, tzinfo=UTC)),
        ("2026-060", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2024366T1200Z", datetime(2024, 12, 31, 12, tzinfo=UTC)),
    ],
)
def test_moments_may_be_written_in_every_way_of_the_standard(text, moment):
    assert iso8601.parse_moment(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "2026", "2026-03", "2026-02-30", "2026-366", "2026-000", "2026-W54-1", "2026-W10-8", "03/01/2026",
        "2026-03-01T25:00", "2026-03-01T24:01", "2026-03-01T10:61", "2026-03-01T10:15:61Z", "2026-03-01x10:15",
        "9999-12-31T24:00", "0001-01-01T00:00+01:00", "2026-03-01T10:15[Europe/Berlin]",
    ],
)  # fmt: skip
def test_texts_that_are_no_moments_are_refused(text):
    with pytest.raises(ValueError, match="expected an ISO 8601 date or date and time"):
        iso8601.parse_moment(text)


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-9, minutes=-30))])))
def test_what_python_writes_is_read(moment):
    assume(1 < moment.year < 9999)
    assert iso8601.parse_moment(moment.isoformat()) == moment
    assert iso8601.parse_moment(moment.strftime("%G-W%V-%u").zfill(10)).date() == moment.date()
    assert iso8601.parse_moment(f"{moment.year:04}-{moment:%j}").date() == moment.date()


@given(st.text(alphabet="0123456789PRTWYMDHSZ+-/:.,\u2212 ", max_size=30))
def test_any_text_is_read_or_refused(text):
    for parse in (iso8601.parse_duration, iso8601.parse_moment, iso8601.parse_cycle):
        with contextlib.suppress(ValueError):
            parse(text)
    iso8601.parse_time(text)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("T08:00", time(8, tzinfo=UTC)),
        ("08:00:30Z", time(8, 0, 30, tzinfo=UTC)),
        ("T0830+01:00", time(8, 30, tzinfo=timezone(timedelta(hours=1)))),
        ("0830", None),
        ("2026-03-01", None),
        ("T25:00", None),
        ("PT8H", None),
    ],
)
def test_times_of_day_are_told_from_all_else(text, at):
    assert iso8601.parse_time(text) == at


def test_cycles_say_how_often_since_when_and_how_long():
    assert iso8601.parse_cycle("R3/PT10M") == Cycle(3, None, Duration(0, timedelta(minutes=10)))
    assert iso8601.parse_cycle("R/P1M") == Cycle(None, None, Duration(1, timedelta(0)))
    assert iso8601.parse_cycle("R5/2026-01-01T00:00:00Z/P1D").start == datetime(2026, 1, 1, tzinfo=UTC)
    assert iso8601.parse_cycle("R-1/PT1M") == iso8601.parse_cycle("R/PT1M")
    assert iso8601.parse_cycle("R3/2026-01-01/2026-01-03").interval == Duration(0, timedelta(days=2))
    assert iso8601.parse_cycle("R3/P1D/2026-01-31").end == datetime(2026, 1, 31, tzinfo=UTC)


def moments(text, now=NOON):
    cycle = iso8601.parse_cycle(text).begin(now)
    return [cycle.moment(index).strftime("%m-%d %H") for index in range(cycle.count or 4)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("R3/PT1H", ["01-31 13", "01-31 14", "01-31 15"]),
        ("R/P1D", ["02-01 12", "02-02 12", "02-03 12", "02-04 12"]),
        ("R2/2026-03-01T08:00Z/P1W", ["03-01 08", "03-08 08"]),
        ("R3/2026-01-31/P1M", ["01-31 00", "02-28 00", "03-31 00"]),
        ("R3/P1D/2026-03-31", ["03-29 00", "03-30 00", "03-31 00"]),
        ("R3/P1M/2026-03-31", ["01-31 00", "02-28 00", "03-31 00"]),
        ("R/P1D/2026-02-02", ["02-01 00", "02-02 00"]),
        ("R/PT6H/2026-01-31T12:00Z", ["01-31 12"]),
        ("R2/2026-03-01/2026-03-04", ["03-01 00", "03-04 00"]),
    ],
)
def test_a_cycle_has_its_moments(text, expected):
    assert moments(text) == expected


def test_a_cycle_that_has_ended_cannot_begin():
    with pytest.raises(ValueError, match="found one that ended"):
        iso8601.parse_cycle("R/P1D/2026-01-30").begin(NOON)


@given(
    st.sampled_from(
        ["R/PT7M", "R/P1M", "R9/2025-12-31T10:00Z/P1M", "R/2026-01-31/P1M", "R/PT5H/2026-03-01", "R/P1MT1H/2027-01-31"]
    ),
    st.integers(0, 100_000),
    st.integers(0, 5),
)
def test_the_first_moment_after_now_is_found_as_a_walk_finds_it(text, minutes, index):
    cycle, now = iso8601.parse_cycle(text).begin(NOON), NOON + timedelta(minutes=minutes)
    found = cycle.first_after(now, index)
    assert cycle.moment(found) > now
    assert found == index or cycle.moment(found - 1) <= now


@pytest.mark.parametrize(
    "text",
    [
        "PT10M",
        "R3",
        "R0/PT1M",
        "R3/PT0S",
        "R-2/PT1M",
        "R3/x/PT1M",
        "R3/a/b/c",
        "R3/PT1H/PT1H",
        "R/2026-01-02/2026-01-01",
        "r/PT1M",
    ],
)
def test_texts_that_are_no_cycles_are_refused(text):
    with pytest.raises(ValueError, match="expected"):
        iso8601.parse_cycle(text)
