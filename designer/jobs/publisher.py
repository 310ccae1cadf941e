"""Sends wake-ups to Celery from a thread of its own: a request never waits for Redis."""

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from typing import Any

from kombu.exceptions import OperationalError

from engine.priority import Priority

log = logging.getLogger(__name__)

RUN_JOBS = "returnflow.run_jobs"
CAPACITY = 1000
WAKE_SECONDS = 10

# As Redis has them: the lower is taken first. Each is a list of its own there.
MESSAGE_PRIORITIES = {Priority.INTERACTIVE: 0, Priority.BULK: 9}


class Publisher:
    """Takes job ids and sends them on; what cannot be sent is dropped, because workers poll anyway."""

    def __init__(self, celery: Callable[[], Any]) -> None:
        self._celery = celery
        self._waiting: queue.Queue[tuple[Priority, list[int]]] = queue.Queue(CAPACITY)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def publish(self, job_ids: Sequence[int], priority: Priority) -> None:
        """Hand over for sending; returns at once. Wake-ups for what somebody waits for are taken first."""
        self._start()
        try:
            self._waiting.put_nowait((priority, list(job_ids)))
        except queue.Full:
            log.warning("%s job(s) wait for a worker's next look: Redis does not keep up", len(job_ids))

    def wake(self, count: int) -> bool:
        """Send `count` wake-ups now, for no row in particular; whether Redis took them. They are of no use for long."""
        celery = self._celery()
        try:
            for _ in range(count):
                _send(celery, [0], Priority.BULK, expires=WAKE_SECONDS)
        except OperationalError:
            return False
        return True

    def _start(self) -> None:
        # Started at the first use, so that it lives in the process that serves requests, not in one that forked it.
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="celery-publisher", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        celery = self._celery()
        while True:
            for priority, job_ids in sorted(self._all_waiting().items()):
                try:
                    _send(celery, job_ids, priority)
                except OperationalError:
                    log.warning("Redis does not answer; %s job(s) wait for a worker's next look", len(job_ids))

    def _all_waiting(self) -> dict[Priority, list[int]]:
        priority, job_ids = self._waiting.get()
        found = {priority: job_ids}
        while not self._waiting.empty():
            priority, job_ids = self._waiting.get()
            found.setdefault(priority, []).extend(job_ids)
        return found


def _send(celery: Any, job_ids: list[int], priority: Priority, **options: Any) -> None:
    options |= {"retry": False, "ignore_result": True, "priority": MESSAGE_PRIORITIES[priority]}
    celery.send_task(RUN_JOBS, args=[job_ids], **options)
