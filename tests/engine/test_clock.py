"""The clock that tests and scenarios put in place."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from engine import clock


def test_a_virtual_clock_stands_still_until_it_is_moved() -> None:
    start = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    with clock.use(clock.VirtualClock(start)) as virtual:
        assert clock.now() == start
        virtual.advance(timedelta(days=2))
        assert clock.today().isoformat() == "2026-03-04"
    assert clock.now() > start + timedelta(days=30)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        clock.VirtualClock(datetime(2026, 3, 2))  # noqa: DTZ001


def test_a_moment_holds_for_what_the_block_runs_and_nobody_else() -> None:
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with clock.at(moment), ThreadPoolExecutor(1) as others:
        assert clock.now() == moment
        assert clock.today() == moment.date()
        assert others.submit(clock.now).result() != moment
    assert clock.now() != moment


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"), clock.at(datetime(2026, 3, 1)):  # noqa: DTZ001 - the point
        pass
