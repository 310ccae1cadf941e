"""Watches the database for changes and tells those who listen: one thread per process, however many pages are open."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from queue import Empty, Queue

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from engine.errors import NotFound
from engine.queries import instances, outbox

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5
_WAITING = 32
UNKNOWN = -1


@dataclass(frozen=True)
class Change:
    """Something moved: the instance and its revision, or for the inbox the number of the last event."""

    topic: str
    number: int


@dataclass(eq=False)
class Listener:
    """One open page: what it wants to hear of, the last number it has `seen`, and what it was not told yet."""

    topic: str
    instance_id: int | None = None
    seen: int = UNKNOWN
    waiting: "Queue[Change]" = field(default_factory=lambda: Queue(_WAITING))

    def next(self, timeout_seconds: float) -> Change | None:
        """The newest change, or None when nothing happened in time; older ones are skipped, pages show the present."""
        try:
            change = self.waiting.get(block=timeout_seconds > 0, timeout=timeout_seconds or None)
        except Empty:
            return None
        while not self.waiting.empty():
            change = self.waiting.get_nowait()
        return change


class Watcher:
    """Polls cheaply while somebody listens and rests when nobody does."""

    def __init__(self, engine: Engine, slots: int) -> None:
        """`engine` reads; `slots` is how many pages may hold a thread of this process open."""
        self._engine = engine
        self._slots = slots
        self._listeners: set[Listener] = set()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    @contextmanager
    def listening(self, listener: Listener) -> Iterator[bool]:
        """Tell `listener` of changes for the time of the block; False when all slots are taken."""
        with self._lock:
            is_taken = len(self._listeners) < self._slots
            if is_taken:
                self._listeners.add(listener)
                self._start()
        self._wake.set()
        try:
            yield is_taken
        finally:
            with self._lock:
                self._listeners.discard(listener)

    def _start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="live-watcher", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            with self._lock:
                listeners = list(self._listeners)
                if not listeners:
                    self._thread = None
                    return
            self._wake.clear()
            try:
                self.look(listeners)
            except SQLAlchemyError as error:
                log.warning("live updates pause, the database does not answer: %s", type(error).__name__)
            self._wake.wait(POLL_SECONDS)

    def look(self, listeners: list[Listener]) -> None:
        """Ask the database once for all listeners and tell each what is new to it."""
        wanted = {it.instance_id for it in listeners if it.instance_id is not None}
        with self._engine.connect() as conn:
            last = outbox.last_id(conn)
            revisions = {}
            for instance_id in wanted:
                try:
                    revisions[instance_id] = instances.revision(conn, instance_id)
                except NotFound:
                    revisions[instance_id] = UNKNOWN
        for listener in listeners:
            number = last if listener.instance_id is None else revisions[listener.instance_id]
            _tell(listener, number)


def _tell(listener: Listener, number: int) -> None:
    if number == listener.seen:
        return
    is_news = listener.seen != UNKNOWN or listener.instance_id is not None
    listener.seen = number
    if is_news:  # an inbox that was rendered a moment ago need not be told where the events stand
        with suppress(Empty):
            if listener.waiting.full():
                listener.waiting.get_nowait()
        listener.waiting.put_nowait(Change(listener.topic, number))
