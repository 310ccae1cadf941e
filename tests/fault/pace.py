"""Time in the fault tests: a clock that can be set wrong for all processes at once, and leases that end soon."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from designer.jobs import loop, runner
from engine import clock
from engine.runtime import retry

CLOCK_FILE = "FAULT_CLOCK"
LEASE_SECONDS = 5
DEADLINE_SECONDS = 2.4  # of a call: below half the lease, as in production
_LOOK_EVERY_SECONDS = 0.05


class SkewedClock:
    """The clock of the machine, wrong by the seconds that a file names."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._looked_at = 0.0
        self._by = timedelta()

    def now(self) -> datetime:
        if time.monotonic() - self._looked_at > _LOOK_EVERY_SECONDS:
            self._looked_at = time.monotonic()
            self._by = timedelta(seconds=skew(self._path))
        return datetime.now(UTC) + self._by


def skew(path: Path) -> float:
    """By how many seconds the clocks are wrong now."""
    try:
        return float(path.read_text() or 0)
    except FileNotFoundError:
        return 0.0


def set_skew(path: Path, seconds: float) -> None:
    """Set all clocks wrong by so many seconds at once."""
    unfinished = path.with_suffix(".new")
    unfinished.write_text(str(seconds))
    unfinished.replace(path)


def keep() -> None:
    """Let this process follow the wrong clock, and lease and retry at a tenth of the times of production."""
    clock.use(SkewedClock(Path(os.environ[CLOCK_FILE]))).__enter__()
    runner.LEASE_SECONDS = LEASE_SECONDS
    runner.DEADLINE_SECONDS = DEADLINE_SECONDS
    retry.BASE_SECONDS = 0.1
    retry.CAP_SECONDS = 5.0
    loop.HOUSEKEEPING_SECONDS = 2.0
