"""Sends wake-ups to Celery from a thread of its own: a request never waits for Redis."""

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from typing import Any

from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

RUN_JOBS = "returnflow.run_jobs"
CAPACITY = 1000
WAKE_SECONDS = 10


class Publisher:
    """Takes job ids and sends them on; what cannot be sent is dropped, because workers poll anyway."""

    def __init__(self, celery: Callable[[], Any]) -> None:
        self._celery = celery
        self._waiting: queue.Queue[list[int]] = queue.Queue(CAPACITY)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def publish(self, job_ids: Sequence[int]) -> None:
        """Hand over for sending; returns at once."""
        self._start()
        try:
            self._waiting.put_nowait(list(job_ids))
        except queue.Full:
            log.warning("%s job(s) wait for a worker's next look: Redis does not keep up", len(job_ids))

    def wake(self, count: int) -> bool:
        """Send `count` wake-ups now, for no row in particular; whether Redis took them. They are of no use for long."""
        celery = self._celery()
        try:
            for _ in range(count):
                celery.send_task(RUN_JOBS, args=[[0]], retry=False, ignore_result=True, expires=WAKE_SECONDS)
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
            job_ids = self._all_waiting()
            try:
                celery.send_task(RUN_JOBS, args=[job_ids], retry=False, ignore_result=True)
            except OperationalError:
                log.warning("Redis does not answer; %s job(s) wait for a worker's next look", len(job_ids))

    def _all_waiting(self) -> list[int]:
        job_ids = self._waiting.get()
        while not self._waiting.empty():
            job_ids += self._waiting.get()
        return job_ids
