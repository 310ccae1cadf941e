import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "designer.cli"]
PATIENCE_SECONDS = 150.0  # four processes start, on a machine that may be busy with other things
pytestmark = pytest.mark.timeout(400)


@pytest.fixture
def environment(tmp_path: Path, database_template: Path, free_ports) -> dict[str, str]:
    """Free ports, and a data folder with a migrated database."""
    shutil.copy(database_template, tmp_path / "returnflow.db")
    first = free_ports(5)
    ports = {"RETURNFLOW_PORT": str(first), "RETURNFLOW_SIMULATOR_PORT": str(first + 1)}
    return {**os.environ, **ports, "RETURNFLOW_DATA_DIR": str(tmp_path), "RETURNFLOW_DEMO": "1"}


@pytest.fixture
def start(environment: dict[str, str], tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts `returnflow up`; whatever still runs is stopped in the end."""
    started: list[subprocess.Popen[bytes]] = []

    def up() -> subprocess.Popen[bytes]:
        with (tmp_path / "up.log").open("ab") as log:
            started.append(subprocess.Popen([*COMMAND, "up"], env=environment, stdout=log, stderr=log))
        return started[-1]

    yield up
    for process in started:
        process.terminate()
        process.wait(timeout=30)


def _page(environment: dict[str, str]) -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{environment['RETURNFLOW_PORT']}/login", timeout=5) as reply:
            return str(reply.read().decode())
    except (urllib.error.URLError, OSError):
        return ""


def _until(condition: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)


def _descendants(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = [tuple(map(int, line.split())) for line in listed.splitlines()]
    children = [child for child, parent in parents if parent == pid]
    return [*children, *(below for child in children for below in _descendants(child))]


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_everything_starts_once_is_announced_and_stops_with_ctrl_c(start, environment, tmp_path: Path) -> None:
    process = start()
    _until(lambda: "Ctrl-C stops everything" in (tmp_path / "up.log").read_text())
    assert "owner1" in _page(environment)
    beside = subprocess.run([*COMMAND, "up"], env=environment, capture_output=True, text=True, check=False)
    assert (beside.returncode, f"already runs here as process {process.pid}" in beside.stderr) == (1, True)
    children = _descendants(process.pid)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 0
    assert [pid for pid in children if _is_alive(pid)] == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties children to their parent")
def test_after_a_kill_of_the_parent_nothing_is_left_and_the_next_start_works(start, environment) -> None:
    first = start()
    _until(lambda: _page(environment))
    children = _descendants(first.pid)
    first.kill()
    start()
    _until(lambda: not any(_is_alive(pid) for pid in children))
    _until(lambda: _page(environment))
