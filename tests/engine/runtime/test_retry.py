"""The pause between attempts."""

from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from engine.runtime import retry


@given(st.integers(1, 40), st.integers(), st.floats(0, 5000))
def test_the_pause_stays_between_the_floor_and_the_cap(attempt: int, seed: int, floor: float) -> None:
    pause = retry.delay(attempt, at_least_seconds=floor, jitter=Random(seed))  # noqa: S311 - no secret
    assert timedelta(seconds=floor) <= pause <= timedelta(seconds=max(floor, retry.CAP_SECONDS))


def test_pauses_of_many_workers_are_spread() -> None:
    jitter = Random(1)  # noqa: S311 - no secret
    pauses = {retry.delay(6, jitter=jitter) for _ in range(50)}
    assert len(pauses) == 50
    assert max(pauses) > 2 * min(pauses)
