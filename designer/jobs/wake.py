"""Wakes the workers of this machine when something may have become due; a missed wake-up costs a poll, nothing more.

A worker of this process waits for an event. One of another process listens at a datagram socket in the data folder:
whoever commits new work sends a byte to each. A full or dead socket is passed over. Names are drawn by lot, because
containers that share the folder may give their processes the same numbers.
"""

import logging
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FOLDER = "wake"

log = logging.getLogger(__name__)

_event = threading.Event()
_own: set[str] = set()  # names of the sockets at which this process listens


def here() -> None:
    """Let an idle worker of this process look again at once."""
    _event.set()


def everywhere(data_dir: Path) -> None:
    """Let every idle worker of this machine that has the same data folder look again at once."""
    here()
    with suppress(OSError), os.scandir(data_dir / FOLDER) as found:  # no folder, no other worker
        others = [entry.path for entry in found if entry.name not in _own]
        if others:
            _send(others)


def wait(seconds: float) -> bool:
    """Sleep until woken, at most `seconds`; whether somebody did."""
    was_called = _event.wait(seconds)
    _event.clear()
    return was_called


@contextmanager
def listening(data_dir: Path) -> Iterator[None]:
    """Let other processes wake this one."""
    path = data_dir / FOLDER / secrets.token_hex(6)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bell:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            bell.bind(str(path))
        except OSError as error:  # a path that is too long for a socket, a file system without sockets, a name in use
            log.info("other processes cannot wake this worker, it polls: %s", error)
            yield
            return
        _own.add(path.name)
        threading.Thread(target=_listen, args=(bell,), name="wake", daemon=True).start()
        try:
            yield
        finally:
            _own.discard(path.name)
            path.unlink(missing_ok=True)
            with suppress(OSError):
                bell.shutdown(socket.SHUT_RDWR)


def _listen(bell: socket.socket) -> None:
    with suppress(OSError):
        while bell.recv(1):
            here()


def _send(paths: list[str]) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)
        for path in paths:
            try:
                sender.sendto(b"!", path)
            except BlockingIOError:
                pass  # it has more wake-ups waiting than it needs
            except ConnectionRefusedError:
                Path(path).unlink(missing_ok=True)  # its worker was killed
            except OSError as error:
                log.debug("%s cannot be woken: %s", path, error)
