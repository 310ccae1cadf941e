"""Workers of other processes are woken, not only found out by polling."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from designer.jobs import wake

_RINGS = "import sys, pathlib; from designer.jobs import wake; wake.everywhere(pathlib.Path(sys.argv[1]))"


@pytest.fixture(autouse=True)
def _calm() -> None:
    wake.wait(0)


def _ring_from_another_process(data_dir: Path) -> None:
    subprocess.run([sys.executable, "-c", _RINGS, str(data_dir)], check=True)


def test_another_process_wakes_a_worker_that_listens(tmp_path: Path) -> None:
    with wake.listening(tmp_path):
        assert not wake.wait(0)
        _ring_from_another_process(tmp_path)
        assert wake.wait(30)
    assert list((tmp_path / wake.FOLDER).iterdir()) == []


def test_a_worker_that_was_killed_is_passed_over_and_forgotten(tmp_path: Path) -> None:
    folder = tmp_path / wake.FOLDER
    folder.mkdir()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as dead:
        dead.bind(str(folder / "1"))
    with wake.listening(tmp_path):
        _ring_from_another_process(tmp_path)
        assert wake.wait(30)
        assert [path.name for path in folder.iterdir()] == [str(os.getpid())]


def test_without_a_folder_to_listen_in_a_worker_goes_on_polling(tmp_path: Path) -> None:
    far = tmp_path / ("long" * 30)
    with wake.listening(far):
        wake.everywhere(far)
        assert wake.wait(0)  # a worker of this process needs no socket
