"""Ports: free or taken."""

import socket
import time
from collections.abc import Iterable


def is_free(port: int) -> bool:
    """Whether a server could listen on `port` of this machine now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def wait_until_free(ports: Iterable[int], seconds: float) -> list[int]:
    """Wait until all `ports` are free; returns those that still are taken when the time is over.

    What is left over from a supervisor that was killed ends within a moment, so waiting is the right thing first.
    """
    deadline = time.monotonic() + seconds
    taken = [port for port in ports if not is_free(port)]
    while taken and time.monotonic() < deadline:
        time.sleep(0.2)
        taken = [port for port in taken if not is_free(port)]
    return taken
