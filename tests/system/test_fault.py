"""A short run of the fault suite, and the proof that it is worth something: known mistakes are found.

`make fault` is the long form, on every backend.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from designer.jobs import failpoints
from tests.fault import campaign
from tests.fault.backends import SQLITE
from tests.fault.campaign import Plan, Result
from tests.fault.disturbances import kill_starter, kill_web, kill_worker
from tests.fault.installation import Load

# A run ends when all returns have ended; how long that takes depends on how busy the machine is.
pytestmark = [pytest.mark.campaign, pytest.mark.timeout(300)]

SEED = 20_261_128
QUIET = {"weights": {}, "is_doomed": False, "restores_at": ()}


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Result]:
    def play(window: int, seconds: float, returns: int | None = None, **options: object) -> Result:
        plan = Plan(SQLITE, Load(SEED, window, returns or window), seconds, **options)  # type: ignore[arg-type]
        return campaign.run(plan, tmp_path / "run")

    return play


def test_kills_faults_and_a_restore_lose_and_double_nothing(run: Callable[..., Result]) -> None:
    weights = {kill_worker: 3, kill_web: 1, kill_starter: 1}
    often = {"pause_seconds": 1.0, "weights": weights, "restores_at": (0.2,), "loss_seconds": 4.0}
    result = run(12, 14, returns=10_000, **often)  # more than can end meanwhile, so that all of it strikes
    assert (result.verdict.problems, result.failed_to_end) == ([], False)
    assert result.verdict.effects > 12 * 6
    assert result.kills >= 5
    assert result.done["restore"] == 1


def test_a_key_with_the_attempt_in_it_is_found(run: Callable[..., Result]) -> None:
    result = run(8, 60, mutant="attempt-in-key", **QUIET)
    assert result.verdict.duplicated


def test_a_result_that_is_committed_before_its_instance_is_found(run: Callable[..., Result]) -> None:
    only = {
        **QUIET,
        "is_doomed": True,
        "places": (failpoints.PRECOMMIT,),
        "passes": 2,
        "enough": {"kill at precommit": 2},
    }
    result = run(8, 40, mutant="split-commit", drain_seconds=2.0, **only)
    assert result.verdict.orphaned
