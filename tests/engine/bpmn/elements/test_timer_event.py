"""Timer events: dates, durations, cycles (BPMN 2.0.2, 10.5.5.15); the clock stands at noon of 2 March 2026."""

from datetime import UTC, datetime

import pytest


@pytest.mark.parametrize(
    ("kind", "due_at"),
    [
        ("duration", datetime(2026, 3, 2, 14, tzinfo=UTC)),
        ("date", datetime(2026, 3, 5, 9, tzinfo=UTC)),
        ("cycle", datetime(2026, 3, 2, 13, tzinfo=UTC)),
        ("feel", datetime(2026, 3, 2, 12, 30, tzinfo=UTC)),
    ],
)
def test_a_catching_timer_waits_until_it_is_due(run, noon, kind, due_at):
    driver = run(kind, n=30)
    assert driver.wait("c").due_at == due_at
    assert driver.fire("c").is_completed
    assert driver.log == ["z"]


def test_on_a_border_it_ends_the_activity(run, noon):
    driver = run("boundary").fire("b")
    assert driver.is_completed
    assert driver.log == ["h"]


def test_an_activity_that_is_done_stops_its_timer(run, noon):
    driver = run("boundary").complete("u")
    assert driver.is_completed
    assert driver.log == ["z"]


def test_on_the_border_of_a_sub_process_it_ends_all_in_it(run, noon):
    assert run("sub").fire("b").log == ["h"]


def test_beside_an_activity_a_duration_comes_once(run, noon):
    driver = run("beside").fire("b")
    assert (driver.log, driver.waiting) == (["h"], ["u"])
    assert driver.complete("u").log == ["h", "z"]


def test_beside_an_activity_a_cycle_comes_as_often_as_it_says(run, noon):
    driver = run("reminds").fire("b").fire("b")
    assert (driver.log, driver.waiting) == (["h", "h"], ["u"])


def test_a_timer_that_cannot_be_worked_out_is_a_failure(run, noon):
    assert run("bad", n=True).failure.element_id == "bad.c"
