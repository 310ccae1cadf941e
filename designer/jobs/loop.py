"""The worker: polls, runs jobs on a few threads, fires timers, and stops without leaving anything half done.

The tables are the truth; any number of workers may run, in this process, in others, or beside Celery.
"""

import logging
import signal
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from designer import garbage
from designer.archive import service as archive
from designer.database import reading
from designer.jobs import runner, wake
from designer.outbound.sender import Sender
from engine import clock
from engine.commands.jobs import ClaimedJob
from engine.queries import deliveries as delivery_queries
from engine.queries import jobs as job_queries
from engine.queries import timers as timer_queries

log = logging.getLogger(__name__)

SHORTEST_PAUSE_SECONDS = 0.02
LONGEST_PAUSE_SECONDS = 0.5  # how late a process that cannot wake this one is noticed at worst
HOUSEKEEPING_SECONDS = 30.0


class Worker:
    """Runs until `stop()`; then claims nothing more, finishes what runs, and gives back what was not started."""

    def __init__(self, app: Flask, *, threads: int = 4) -> None:
        self._app = app
        self._threads = threads
        self._name = runner.worker_name()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._running: dict[Future[int], ClaimedJob] = {}
        self._housekeeping_at = 0.0

    def stop(self) -> None:
        """Ask the worker to end; `run()` returns when it has."""
        self._stopping.set()
        wake.here()

    def run(self) -> None:
        """Work until `stop()` is called from elsewhere."""
        pause = SHORTEST_PAUSE_SECONDS
        pool = ThreadPoolExecutor(self._threads, thread_name_prefix="job")
        webhooks = Sender(self._app)
        webhooks.start()
        try:
            while not self._stopping.is_set():
                pause = SHORTEST_PAUSE_SECONDS if self._round(pool) else min(pause * 2, LONGEST_PAUSE_SECONDS)
                if wake.wait(pause):
                    pause = SHORTEST_PAUSE_SECONDS  # whoever woke us may not have committed yet
        finally:
            ends = time.monotonic() + self._app.config["DRAIN_SECONDS"]
            self._drain(pool, ends)
            webhooks.stop(max(0.0, ends - time.monotonic()))

    def _round(self, pool: ThreadPoolExecutor) -> bool:
        """One look at the tables; whether anything was done. The database may be away: then the next round tries."""
        try:
            with self._app.app_context():
                return self._work(pool)
        except SQLAlchemyError:
            log.exception("the database does not answer; trying again")
            return False

    def _work(self, pool: ThreadPoolExecutor) -> bool:
        did_something = False
        if time.monotonic() >= self._housekeeping_at:
            self._housekeeping_at = time.monotonic() + HOUSEKEEPING_SECONDS
            did_something = bool(runner.expire_messages() + runner.sweep() + archive.sweep())
        is_job_due, is_timer_due, is_delivery_due, is_start_due = _due()
        # Jobs first: somebody may wait for one. The rest in portions, so that a free thread is not left waiting.
        free = self._threads - len(self._running)
        if is_job_due and free > 0:
            claimed = runner.claim(self._name, free)
            for job in claimed:
                self._start(pool, job)
            did_something = bool(claimed) or did_something
        if is_timer_due:
            did_something = bool(runner.fire_timers(runner.PORTION)) or did_something
        if is_delivery_due:
            did_something = bool(runner.deliver(runner.PORTION)) or did_something
        if is_start_due:
            did_something = bool(runner.start_due()) or did_something
        return did_something

    def _start(self, pool: ThreadPoolExecutor, job: ClaimedJob) -> None:
        future = pool.submit(self._run, job)
        with self._lock:
            self._running[future] = job
        future.add_done_callback(self._finished)

    def _run(self, job: ClaimedJob) -> int:
        with self._app.app_context():
            return runner.run_on(job, lambda: not self._stopping.is_set())

    def _finished(self, future: Future[int]) -> None:
        with self._lock:
            job = self._running.pop(future)
        if not future.cancelled() and future.exception() is not None:
            # The lease runs out and the job is claimed again; the connector then looks before it sends.
            log.error("job %s: the result was not recorded", job.id, exc_info=future.exception())
        wake.here()

    def _drain(self, pool: ThreadPoolExecutor, deadline: float) -> None:
        with self._lock:
            running = dict(self._running)
        for future, job in running.items():
            if future.cancel():
                with self._app.app_context():
                    runner.release(job)
        for future in running:
            if not future.cancelled():
                _wait(future, deadline)
        pool.shutdown(wait=False, cancel_futures=True)


def run(app: Flask) -> None:
    """Work in this process until SIGTERM or SIGINT; for `returnflow worker`."""
    worker = Worker(app, threads=app.config["WORKER_THREADS"])
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    garbage.settle()
    with wake.listening(app.config["DATA_DIR"]):
        worker.run()


def _due() -> tuple[bool, bool, bool, bool]:
    """Whether a job, a timer, a delivery, a start is due: read without the write lock, for the many idle rounds."""
    at = clock.now()
    with reading() as conn:
        moments = job_queries.next_due_at(conn), timer_queries.next_due_at(conn), delivery_queries.next_start_at(conn)
        is_delivery_due = delivery_queries.is_any_due(conn)
    is_job, is_timer, is_start = (moment is not None and moment <= at for moment in moments)
    return is_job, is_timer, is_delivery_due, is_start


def _wait(future: Future[int], deadline: float) -> None:
    try:
        future.exception(timeout=max(0.0, deadline - time.monotonic()))
    except TimeoutError:
        log.warning("a job is still at work when its time to finish is over; its lease runs out by itself")
