"""One child process: how it is started, restarted with back-off and ended."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 30.0
HEALTHY_AFTER_SECONDS = 60.0
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Role:
    """What a child is: its name, its command line, and what its environment has beyond ours."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


class Child:
    """The process of one role; `poll()` starts it again when it has ended and its delay is over."""

    def __init__(self, role: Role, log_folder: Path) -> None:
        self.role = role
        self.log_path = log_folder / f"{role.name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._failures = 0
        self._started_at = 0.0
        self._starts_again_at = 0.0

    def start(self) -> None:
        """Start the process; its output goes to its log file."""
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - the command is ours
                list(self.role.command),
                env={**os.environ, **self.role.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches the supervisor alone, which ends all in order
                preexec_fn=_die_with(os.getpid()),  # noqa: PLW1509 - the supervisor has one thread
            )
        self._started_at = time.monotonic()

    def poll(self) -> str | None:
        """Look after the process; returns what happened in words, or None."""
        if self.process is None:
            if time.monotonic() < self._starts_again_at:
                return None
            self.start()
            return f"{self.role.name}: started again"
        code = self.process.poll()
        if code is None:
            return None
        self.process = None
        delay = self._next_delay()
        self._starts_again_at = time.monotonic() + delay
        return f"{self.role.name}: ended with {code}, starts again in {delay:g} s; see {self.log_path}"

    def ask_to_stop(self) -> None:
        """Send SIGTERM; the process finishes what it is doing."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, deadline: float) -> None:
        """Wait until the monotonic `deadline`, then kill the process with everything it started."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def _next_delay(self) -> float:
        if time.monotonic() - self._started_at > HEALTHY_AFTER_SECONDS:
            self._failures = 0
        self._failures += 1
        return float(min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** (self._failures - 1)))


def _die_with(parent: int) -> Callable[[], None] | None:
    """A function for the new process: end when `parent` ends, even when that is killed with -9 (Linux only)."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None, use_errno=True)

    def tie() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it ended before we were tied to it
            os._exit(1)

    return tie
