"""The scheduler: fires timers, sweeps up, and wakes Celery for jobs that nobody was woken for.

Any number may run: everything it does is done once, because rows say what is due. Workers that poll do the same.
"""

import logging
import signal
import threading

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from designer.archive import service as archive
from designer.database import reading
from designer.jobs import runner
from designer.outbound.sender import Sender
from engine.queries import figures

log = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0
HOUSEKEEPING_ROUNDS = 30
WAKE_UPS = 16  # messages per round at most: one worker that is woken works until nothing is due
JOBS_PER_ROUND = 5
_PUBLISHER = "returnflow.publisher"


class Scheduler:
    """Looks at the tables once a second until `stop()`."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._stopping = threading.Event()
        self._round = 0

    def stop(self) -> None:
        """Ask it to end; the round that runs is finished."""
        self._stopping.set()

    def run(self) -> None:
        """Work until `stop()` is called from elsewhere; a database that is away is waited for."""
        webhooks = Sender(self._app)
        webhooks.start()
        while not self._stopping.is_set():
            if not self._look_once():
                self._stopping.wait(PAUSE_SECONDS)
        webhooks.stop(self._app.config["DRAIN_SECONDS"])

    def _look_once(self) -> bool:
        try:
            with self._app.app_context():
                return self.look()
        except SQLAlchemyError:
            log.exception("the database does not answer; trying again")
            return False

    def look(self) -> bool:
        """One round; whether anything was done. Needs an application context."""
        done = runner.fire_timers() + runner.start_due() + runner.deliver()
        if self._round % HOUSEKEEPING_ROUNDS == 0:
            done += runner.expire_messages() + runner.sweep() + archive.sweep()
        self._round += 1
        return bool(done + self._see_to_jobs())

    def _see_to_jobs(self) -> int:
        """Wake Celery for jobs that nobody began; without Redis the scheduler does some itself: how many it did."""
        with reading() as conn:
            overdue = figures.overdue_jobs(conn)
        if not overdue:
            return 0
        publisher = current_app.extensions.get(_PUBLISHER)
        if publisher is not None and publisher.wake(min(overdue, WAKE_UPS)):
            return 0
        return runner.run_once(limit=JOBS_PER_ROUND).jobs


def run(app: Flask) -> None:
    """Work in this process until SIGTERM or SIGINT; for `returnflow scheduler`."""
    scheduler = Scheduler(app)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: scheduler.stop())
    scheduler.run()
