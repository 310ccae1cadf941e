"""ISO 8601 texts of timers."""

from datetime import UTC, datetime, timedelta

import pytest

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
    ],
)
def test_durations_lead_to_a_moment(text, due):
    assert iso8601.parse_duration(text).after(NOON) == due


@pytest.mark.parametrize("text", ["", "P", "PT", "5 minutes", "P1H", "PT1D", "P1DT", "P99999999D"])
def test_texts_that_are_no_durations_are_refused(text):
    with pytest.raises(ValueError, match=r"expected an ISO 8601 duration|too long"):
        iso8601.parse_duration(text)


def test_moments_are_aware_and_in_utc():
    assert iso8601.parse_moment("2026-03-01") == datetime(2026, 3, 1, tzinfo=UTC)
    assert iso8601.parse_moment("2026-03-01T10:00:00+02:00") == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert iso8601.parse_moment("2026-03-01T10:00:00Z").utcoffset() == timedelta(0)


def test_cycles_say_how_often_since_when_and_how_long():
    assert iso8601.parse_cycle("R3/PT10M") == Cycle(3, None, Duration(0, timedelta(minutes=10)))
    assert iso8601.parse_cycle("R/P1M") == Cycle(None, None, Duration(1, timedelta(0)))
    assert iso8601.parse_cycle("R5/2026-01-01T00:00:00Z/P1D").start == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("text", ["PT10M", "R3", "R0/PT1M", "R3/PT0S", "R-1/PT1M", "R3/x/PT1M", "R3/a/b/c"])
def test_texts_that_are_no_cycles_are_refused(text):
    with pytest.raises(ValueError, match="expected"):
        iso8601.parse_cycle(text)
