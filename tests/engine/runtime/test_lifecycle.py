"""The tables along which rows change their state."""

import pytest

from engine.errors import Conflict
from engine.runtime import lifecycle


@pytest.mark.parametrize(
    "table", [lifecycle.INSTANCE, lifecycle.TASK, lifecycle.JOB, lifecycle.TIMER, lifecycle.INCIDENT, lifecycle.INBOX]
)
def test_every_state_that_can_be_reached_is_in_the_table(table: lifecycle.Table) -> None:
    assert set().union(*table.values()) <= set(table)


def test_a_move_that_the_table_does_not_know_is_a_conflict() -> None:
    with pytest.raises(Conflict, match="job 7 is done; it cannot become due"):
        lifecycle.check(lifecycle.JOB, "job 7", "done", "due")
