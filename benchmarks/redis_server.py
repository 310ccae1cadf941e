"""A throw-away Redis on a free port that keeps nothing."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

import redis

from benchmarks.ports import free_port

PATIENCE_SECONDS = 20.0


@contextmanager
def server() -> Iterator[str]:
    """Its URL; it is gone afterwards."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    deadline = monotonic() + PATIENCE_SECONDS
    with redis.Redis(port=port) as client:
        while True:
            try:
                client.ping()
            except redis.ConnectionError:
                if monotonic() > deadline:
                    raise
                sleep(0.05)
            else:
                return
