"""When timers are due, and what becomes of moments that were missed."""

from datetime import UTC, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import clock
from engine.bpmn import codec, iso8601, timing
from engine.bpmn.elements import Timer
from engine.bpmn.failures import Failed
from engine.bpmn.iso8601 import Cycle, Duration
from engine.bpmn.timing import Round
from engine.clock import VirtualClock

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
POLICIES = ("once", "skip", "catchUp")


@pytest.fixture
def now():
    with clock.use(VirtualClock(NOON)) as virtual:
        yield virtual


def begun(text: str) -> Round:
    return Round(iso8601.parse_cycle(text).begin(clock.now()))


@pytest.mark.parametrize(
    ("value", "due"),
    [
        ("T13:00", datetime(2026, 1, 31, 13, tzinfo=UTC)),
        ("T12:00Z", datetime(2026, 2, 1, 12, tzinfo=UTC)),
        ("08:00+01:00", datetime(2026, 2, 1, 7, tzinfo=UTC)),
        (time(14), datetime(2026, 1, 31, 14, tzinfo=UTC)),
        (time(14, tzinfo=ZoneInfo("Europe/Berlin")), datetime(2026, 1, 31, 13, tzinfo=UTC)),
        (time(12, tzinfo=ZoneInfo("Europe/Berlin")), datetime(2026, 2, 1, 11, tzinfo=UTC)),
        ("+P1D", datetime(2026, 2, 1, 12, tzinfo=UTC)),
        ("2026-W06-1", datetime(2026, 2, 2, tzinfo=UTC)),
        (datetime(2026, 2, 2, 9, tzinfo=ZoneInfo("Europe/Berlin")), datetime(2026, 2, 2, 8, tzinfo=UTC)),
    ],
)
def test_moments(now, value, due):
    assert timing.moment_of(value, "timer", "text") == due


@pytest.mark.parametrize("value", ["P9999Y", "tomorrow", timedelta.max, 12, None, True])
def test_what_is_no_moment_is_a_failure_that_says_so(now, value):
    with pytest.raises(Failed, match="timer"):
        timing.moment_of(value, "timer", "text")


@pytest.mark.parametrize(
    ("policy", "fired"),
    [
        ("once", ["12:10", "12:35 for 12:20", "12:40", "12:50"]),
        ("skip", ["12:10", "12:40", "12:50"]),
        ("catchUp", ["12:10", "12:35 for 12:20", "12:35 for 12:30", "12:40", "12:50"]),
    ],
)
def test_missed_moments(now, policy, fired):
    """The first on time, then nothing works until 12:35."""
    assert (
        fire(now, begun("R/PT10M"), policy, away=(NOON + timedelta(minutes=11), NOON + timedelta(minutes=35))) == fired
    )


def fire(now, current, policy, away, until=NOON + timedelta(minutes=55)):
    """Fire each round when it is due or, in the time away, at its end; what happened as texts."""
    fired = []
    while current is not None and current.due_at < until:
        if away[0] <= current.due_at < away[1]:
            now.set(max(clock.now(), away[1]))
        else:
            now.set(max(clock.now(), current.due_at))
        if not current.is_dropped(policy):
            late = f" for {current.due_at:%H:%M}" if clock.now() > current.due_at else ""
            fired.append(f"{clock.now():%H:%M}{late}")
        current = current.following(policy)
    return fired


@pytest.mark.parametrize(("policy", "count"), [("once", 2), ("skip", 1), ("catchUp", 4)])
def test_missed_moments_count_for_the_number_of_rounds(now, policy, count):
    away = (NOON + timedelta(minutes=15), NOON + timedelta(minutes=45))
    assert len(fire(now, begun("R4/PT10M"), policy, away)) == count


@pytest.mark.parametrize("policy", POLICIES)
def test_a_cycle_that_is_never_late_fires_at_each_of_its_moments(now, policy):
    assert fire(now, begun("R3/PT10M"), policy, (NOON, NOON)) == ["12:10", "12:20", "12:30"]


def test_a_moment_that_is_a_little_late_is_not_missed(now):
    current = begun("R/PT10M")
    now.advance(timedelta(minutes=11))
    assert not current.is_dropped("skip")
    now.advance(timedelta(seconds=1))
    assert current.is_dropped("skip")
    assert not current.is_dropped("once")


def test_months_do_not_drift(now):
    current, days = begun("R/2026-01-31T12:00Z/P1M"), []
    for _ in range(5):
        now.set(current.due_at)
        days.append(f"{current.due_at:%m-%d}")
        current = current.following("once")
    assert days == ["01-31", "02-28", "03-31", "04-30", "05-31"]


def test_a_cycle_ends_where_the_calendar_does(now):
    current = begun("R/P4000Y")
    now.set(current.due_at)
    assert current.due_at.year == 6026
    assert current.following("catchUp") is None


@given(
    st.none() | st.integers(1, 99),
    st.none() | st.just(NOON),
    st.integers(0, 40),
    st.timedeltas(timedelta(0)),
    st.integers(0, 9),
)
def test_a_round_is_stored_and_restored_exactly(count, start, months, exact, index):
    current = Round(Cycle(count, start, Duration(months, exact), None if start else NOON), index)
    assert Round.unpack(codec.unpack(codec.pack(current.pack()))) == current


@pytest.mark.parametrize(
    ("kind", "text", "is_right"),
    [
        ("date", "T08:00+01:00", True),
        ("date", "2026-W10-1T08:00Z", True),
        ("date", "P1D", False),
        ("duration", "P1.5W", True),
        ("duration", "2026-01-01", False),
        ("cycle", "R5/P1D/2026-12-31", True),
        ("cycle", "R/2026-01-01/P1D", True),
        ("cycle", "0 0 8 * * ?", False),
        ("cycle", "=anything", True),
    ],
)
def test_plain_texts_are_checked_by_kind(kind, text, is_right):
    assert (timing.problem_of(Timer(kind, text)) is None) is is_right


class Given:
    """An expression that has a value."""

    def __init__(self, value):
        self.value = value

    def evaluate(self, _scope, _problems=None):
        return self.value


class Empty:
    view: ClassVar = {}


@pytest.mark.parametrize("value", ["R/P1D/2026-01-01", "R/P9999Y", "cron", timedelta(0), None])
def test_a_cycle_that_cannot_begin_is_a_failure_that_says_so(now, value):
    with pytest.raises(Failed, match="timer"):
        timing.first_due(Timer("cycle", "text"), Given(value), Empty())


def test_a_cycle_begins_with_its_first_moment(now):
    due_at, cycle = timing.first_due(Timer("cycle", "text"), Given("R/PT1H/2026-01-31T14:00Z"), Empty())
    assert (due_at, cycle.count) == (NOON, 3)


def test_the_next_moment_lies_on_the_grid_of_the_last_one(now):
    now.advance(timedelta(minutes=35))
    assert timing.next_due(NOON, Cycle(None, None, Duration(0, timedelta(minutes=10)))) == NOON + timedelta(minutes=40)
