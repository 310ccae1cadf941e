import os
import socket
from pathlib import Path

import pytest

from designer.supervisor import lock, ports


def test_a_second_supervisor_is_told_who_runs_already(tmp_path: Path) -> None:
    with lock.held(tmp_path), pytest.raises(lock.AlreadyRunning) as refusal, lock.held(tmp_path):
        pass
    assert refusal.value.pid == str(os.getpid())


def test_what_a_killed_supervisor_left_behind_hinders_nobody(tmp_path: Path) -> None:
    (tmp_path / "supervisor.lock").write_text("999999999999")
    with lock.held(tmp_path):
        assert (tmp_path / "supervisor.lock").read_text() == str(os.getpid())


def test_a_taken_port_is_named_after_the_wait(free_port) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        assert ports.wait_until_free([taken, free_port()], seconds=0.1) == [taken]
    assert ports.wait_until_free([taken], seconds=1) == []
