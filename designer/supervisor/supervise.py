"""The supervisor: children are started in order, looked after, and ended together."""

import signal
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from designer.supervisor.child import Child, Role

LOOK_EVERY_SECONDS = 0.2
STOP_SECONDS = 15.0  # more than the drain of a child


class Supervisor:
    """Runs one child per role until SIGINT or SIGTERM arrives."""

    def __init__(
        self, roles: Sequence[Role], log_folder: Path, say: Callable[[str], None], stop_seconds: float = STOP_SECONDS
    ) -> None:
        log_folder.mkdir(parents=True, exist_ok=True)
        self._children = [Child(role, log_folder) for role in roles]
        self._say = say
        self._stop_seconds = stop_seconds
        self._stopping = threading.Event()

    def run(self, is_ready: Callable[[], bool], on_ready: Callable[[], None]) -> None:
        """Start everything, call `on_ready` once when `is_ready` first says so, look after it, end it."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self._stopping.set())
        for child in self._children:
            child.start()
            self._say(f"{child.role.name}: started")
        announced = False
        try:
            while not self._stopping.wait(LOOK_EVERY_SECONDS):
                self._look()
                if not announced and is_ready():
                    announced = True
                    on_ready()
        finally:
            self.stop()

    def _look(self) -> None:
        for child in self._children:
            happened = child.poll()
            if happened:
                self._say(happened)

    def stop(self) -> None:
        """End all children: asked first, killed when they do not."""
        self._say("stopping")
        for child in reversed(self._children):
            child.ask_to_stop()
        deadline = time.monotonic() + self._stop_seconds
        for child in reversed(self._children):
            child.wait(deadline)
