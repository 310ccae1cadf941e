"""Returns are taken although Redis is away."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from designer.jobs import runner


@pytest.fixture
def settings(free_port: Callable[[], int]) -> dict[str, Any]:
    return {"REDIS_URL": f"redis://127.0.0.1:{free_port()}/0", "RATELIMIT_STORAGE_URI": "memory://"}


def test_a_request_does_not_wait_for_redis(world: Any) -> None:
    started = time.monotonic()
    for number in range(5):
        world.start(rma_number=f"RMA-{number}")
    assert time.monotonic() - started < 4, "a client of Redis alone tries for 6 seconds"
    runner.run_until_idle("w")
    assert world.job_states == ["done"]
