"""The processes of a run as the tests see them: started through the preforked role process, watched, killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Process:
    """One process of a role; `failpoint` is where it is going to kill itself."""

    name: str
    role: str
    pid: int
    failpoint: str = ""
    is_busy: bool = False  # with being stopped or ending


@dataclass
class Processes:
    """All processes under test; each role that ends is started again at once."""

    environment: Mapping[str, str]
    logs: Path
    running: dict[str, Process] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        with (self.logs / "roles.log").open("ab") as log:
            self._forker = subprocess.Popen(
                [sys.executable, "-m", "tests.fault.role"],
                env={**os.environ, **self.environment, "FAULT_LOGS": str(self.logs)},
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
            )  # fmt: skip
        assert self._said() == "ready"

    def start(self, name: str, role: str, **environment: str) -> Process:
        """Start a process of `role` under a name of its own."""
        assert self._forker.stdin is not None
        own = {"RETURNFLOW_FAILPOINT": "", "FAULT_NAME": f"{name}-{time.monotonic_ns()}", **environment}
        self._forker.stdin.write(json.dumps({"role": role, "environment": own}) + "\n")
        self._forker.stdin.flush()
        made = Process(name, role, int(self._said()), own["RETURNFLOW_FAILPOINT"])
        self.running[name] = made
        return made

    def _said(self) -> str:
        assert self._forker.stdout is not None
        said = self._forker.stdout.readline().strip()
        if not said:
            raise RuntimeError(f"the role process ended, see {self.logs / 'roles.log'}")
        return said

    def ended(self) -> list[Process]:
        """Those that have ended since; they are forgotten."""
        gone = [process for process in self.running.values() if not is_alive(process.pid)]
        for process in gone:
            send(process, signal.SIGKILL)  # what it started itself
            del self.running[process.name]
        return gone

    def killed_themselves(self) -> Counter[str]:
        """How many processes ended at each failpoint."""
        noted = self.logs / "failpoints"
        return Counter(noted.read_text().split()) if noted.exists() else Counter()

    def kill(self, process: Process) -> None:
        """kill -9 of a process and all that it started."""
        send(process, signal.SIGKILL)
        if self.running.get(process.name) is process:
            del self.running[process.name]

    def end(self) -> None:
        """Kill everything."""
        for process in list(self.running.values()):
            self.kill(process)
        self._forker.kill()
        self._forker.wait()


def send(process: Process, number: signal.Signals) -> None:
    """Send a signal to the process group; one that is gone is no error."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def is_alive(pid: int) -> bool:
    """Whether the process exists and is not a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
