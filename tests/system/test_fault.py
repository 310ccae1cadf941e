"""A short run of the fault suite, and the proof that it is worth something: known mistakes are found.

`make fault` is the long form, on every backend.
"""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from designer.jobs import failpoints
from tests.fault import campaign
from tests.fault.backends import CELERY, POSTGRES, SQLITE
from tests.fault.campaign import Plan, Result
from tests.fault.disturbances import kill_starter, kill_web, kill_worker
from tests.fault.installation import Load

# A run ends when all returns have ended; how long that takes depends on how busy the machine is.
pytestmark = pytest.mark.timeout(400)

SEED = 20_261_128
QUIET = {"weights": {}, "is_doomed": False, "restores_at": ()}


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that PostgreSQL's own user gets into, unlike those below `tmp_path`."""
    with tempfile.TemporaryDirectory(prefix="fault-", ignore_cleanup_errors=True) as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture
def run(folder: Path) -> Callable[..., Result]:
    def play(
        window: int, seconds: float, returns: int | None = None, backend: str = SQLITE, **options: object
    ) -> Result:
        load = Load(SEED, window, returns or window, lines=2)
        plan = Plan(backend, load, seconds, **options)  # type: ignore[arg-type]
        return campaign.run(plan, folder / "run")

    return play


@pytest.mark.parametrize("backend", [SQLITE, POSTGRES, pytest.param(CELERY, marks=pytest.mark.campaign)])
def test_kills_faults_and_a_restore_lose_and_double_nothing(run: Callable[..., Result], backend: str) -> None:
    weights = {kill_worker: 3, kill_web: 1, kill_starter: 1}
    often = {"pause_seconds": 1.0, "weights": weights, "restores_at": (0.2,), "loss_seconds": 3.0}
    result = run(6, 8, returns=10_000, backend=backend, **often)  # more than can end, so that all of it strikes
    assert (result.verdict.problems, result.failed_to_end) == ([], False)
    assert result.verdict.effects > 6 * 8
    assert result.kills >= 5
    assert result.done["restore"] == 1


@pytest.mark.campaign
def test_a_key_with_the_attempt_in_it_is_found(run: Callable[..., Result]) -> None:
    result = run(8, 60, mutant="attempt-in-key", **QUIET)
    assert result.verdict.duplicated


@pytest.mark.campaign
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
