"""Ports for the servers of tests: chosen by the kernel, and kept from everybody else while this process lives."""

import socket
import sys
from contextlib import ExitStack

_HOST = "127.0.0.1"
_kept: list[socket.socket] = []


def reserve(count: int = 1) -> int:
    """The first of so many neighbouring ports, on which a server that sets SO_REUSEADDR can listen; all of ours do.

    On each stays a socket that is bound and never listens. Linux lets a server share such a port, but gives it to no
    one who asks for any port, neither for a server nor for a connection; so runs side by side never meet.
    """
    while True:
        with ExitStack() as opened:
            try:
                first = opened.enter_context(_bound(0))
                port = int(first.getsockname()[1])
                others = [opened.enter_context(_bound(number)) for number in range(port + 1, port + count)]
            except (OSError, OverflowError):  # somebody has a neighbour of it, or there is none
                continue
            if sys.platform == "linux":  # elsewhere a bound socket excludes the server too
                opened.pop_all()
                _kept.extend((first, *others))
            return port


def _bound(port: int) -> socket.socket:
    made = socket.socket()
    try:
        made.bind((_HOST, port))  # alone, so that it fails where somebody else is
    except BaseException:
        made.close()
        raise
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # from now on a server may come to it
    return made
