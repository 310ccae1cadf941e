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
    assert list(folder.iterdir()) == []


def test_a_worker_of_another_container_with_the_same_process_number_is_woken_too(tmp_path: Path) -> None:
    folder = tmp_path / wake.FOLDER
    folder.mkdir()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as neighbour:
        neighbour.bind(str(folder / str(os.getpid())))
        neighbour.setblocking(False)
        with wake.listening(tmp_path):
            wake.everywhere(tmp_path)
            assert neighbour.recv(1)
        assert len(list(folder.iterdir())) == 1


def test_listeners_of_one_process_number_take_nothing_from_each_other(tmp_path: Path) -> None:
    with wake.listening(tmp_path):
        (first,) = (tmp_path / wake.FOLDER).iterdir()
        with wake.listening(tmp_path):
            assert len(list((tmp_path / wake.FOLDER).iterdir())) == 2
        assert list((tmp_path / wake.FOLDER).iterdir()) == [first]


def test_without_a_folder_to_listen_in_a_worker_goes_on_polling(tmp_path: Path) -> None:
    far = tmp_path / ("long" * 30)
    with wake.listening(far):
        wake.everywhere(far)
        assert wake.wait(0)  # a worker of this process needs no socket
