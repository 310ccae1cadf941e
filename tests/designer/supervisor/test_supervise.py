import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

# A supervisor of its own process, as in life: it keeps a sleeper and a role that always fails.
PROGRAM = """
import sys
from pathlib import Path
from designer.supervisor.child import Role
from designer.supervisor.supervise import Supervisor

folder = Path(sys.argv[1])
sleeper = "import os, pathlib, time; pathlib.Path('sleeper.pid').write_text(str(os.getpid())); time.sleep(600)"
failing = "import pathlib; p = pathlib.Path('starts'); p.open('a').write('x'); raise SystemExit(3)"
roles = [Role("sleeper", [sys.executable, "-c", sleeper]), Role("failing", [sys.executable, "-c", failing])]
Supervisor(roles, folder / "logs", lambda text: print(text, flush=True)).run(
    lambda: Path("sleeper.pid").exists(), lambda: print("ready", flush=True)
)
"""


def _until(condition: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def _text(path: Path) -> str:
    """What a child has written, nothing before it has begun."""
    return path.read_text() if path.exists() else ""


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
        stdout=subprocess.PIPE,
        text=True,
    )
    _until(lambda: _text(tmp_path / "sleeper.pid"))
    yield program
    program.kill()
    program.wait()


def _sleeper(folder: Path) -> int:
    return int((folder / "sleeper.pid").read_text())


def test_a_child_that_ends_is_started_again_ever_later(supervisor: subprocess.Popen[str], tmp_path: Path) -> None:
    _until(lambda: len(_text(tmp_path / "starts")) >= 3)
    supervisor.terminate()
    said = supervisor.communicate(timeout=20)[0]
    assert "failing: ended with 3, starts again in 0.5 s" in said
    assert "failing: ended with 3, starts again in 1 s" in said
    assert said.count("ready") == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopping_the_supervisor_stops_all(
    supervisor: subprocess.Popen[str], tmp_path: Path, number: signal.Signals
) -> None:
    supervisor.send_signal(number)
    assert supervisor.wait(timeout=20) == 0
    assert not _is_alive(_sleeper(tmp_path))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties children to their parent")
def test_killing_the_supervisor_ends_its_children_too(supervisor: subprocess.Popen[str], tmp_path: Path) -> None:
    supervisor.kill()
    _until(lambda: not _is_alive(_sleeper(tmp_path)))


def test_a_killed_child_is_started_again(supervisor: subprocess.Popen[str], tmp_path: Path) -> None:
    first = _sleeper(tmp_path)
    os.kill(first, signal.SIGKILL)
    _until(lambda: (tmp_path / "sleeper.pid").read_text() not in ("", str(first)))
    assert _is_alive(_sleeper(tmp_path))
