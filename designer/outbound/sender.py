"""Sends webhooks on threads of its own, beside the jobs of a worker or the rounds of a scheduler: neither waits."""

import logging
import threading
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

from flask import Flask, current_app
from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError

from designer.database import transaction
from designer.outbound import feed, sending
from designer.outbound.models import WebhookDelivery
from designer.outbound.sending import Claimed
from engine import clock
from engine.commands import outbox

log = logging.getLogger(__name__)

THREADS = 4
SHORTEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.05, 1.0
HOUSEKEEPING_SECONDS = 60.0
_PRUNED_AT_ONCE = 1000
_PRUNING_SECONDS = 2.0


class Sender:
    """Runs between `start()` and `stop()`; any number may run, each delivery is leased to one."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._busy: Counter[int] = Counter()
        self._housekeeping_at = 0.0
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self, timeout_seconds: float) -> None:
        """Claim nothing more and wait for what is being sent; what takes longer is sent again by whoever is next."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout_seconds)

    def _run(self) -> None:
        pause = SHORTEST_PAUSE_SECONDS
        with ThreadPoolExecutor(THREADS, thread_name_prefix="webhook") as pool:
            while not self._stopping.is_set():
                pause = SHORTEST_PAUSE_SECONDS if self._round(pool) else min(pause * 2, LONGEST_PAUSE_SECONDS)
                self._stopping.wait(pause)

    def _round(self, pool: ThreadPoolExecutor) -> bool:
        try:
            with self._app.app_context():
                return self._work(pool)
        except SQLAlchemyError:
            log.exception("the database does not answer; webhooks wait")
            return False

    def _work(self, pool: ThreadPoolExecutor) -> bool:
        if time.monotonic() >= self._housekeeping_at:
            self._housekeeping_at = time.monotonic() + HOUSEKEEPING_SECONDS
            prune()
        is_read = feed.is_behind() and feed.fan_out()
        with self._lock:
            busy = dict(self._busy)
        free = THREADS - sum(busy.values())
        claimed = sending.claim(free, busy) if free > 0 and sending.is_due() else []
        for delivery in claimed:
            with self._lock:
                self._busy[delivery.endpoint_id] += 1
            pool.submit(self._deliver, delivery).add_done_callback(_log_failure)
        return is_read or bool(claimed)

    def _deliver(self, delivery: Claimed) -> str:
        try:
            with self._app.app_context():
                return sending.deliver(delivery)
        finally:
            with self._lock:
                self._busy[delivery.endpoint_id] -= 1


def _log_failure(future: Future[str]) -> None:
    if not future.cancelled() and future.exception() is not None:
        log.error("a webhook's outcome was not recorded; it is sent again", exc_info=future.exception())


def work_until_idle() -> int:
    """Read the outbox and send until nothing is due, on this thread; returns the number of attempts."""
    attempts = 0
    while True:
        while feed.is_behind() and feed.fan_out():
            pass
        claimed = sending.claim(THREADS)
        if not claimed:
            return attempts
        for delivery in claimed:
            sending.deliver(delivery)
            attempts += 1


def prune() -> int:
    """Delete entries of the outbox and deliveries that are over, RETURNFLOW_OUTBOX_DAYS old; 0 days keep all."""
    days = current_app.config["OUTBOX_DAYS"]
    if not days:
        return 0
    before, until, gone = clock.now() - timedelta(days=days), time.monotonic() + _PRUNING_SECONDS, 0
    while True:
        with transaction() as conn:
            count = outbox.prune(conn, before, up_to=feed.read_up_to(conn), limit=_PRUNED_AT_ONCE)
            d = WebhookDelivery.__table__.c
            over = select(d.id).where(d.finished_at < before).order_by(d.finished_at).limit(_PRUNED_AT_ONCE)
            ids = list(conn.execute(over).scalars())
            if ids:
                conn.execute(delete(WebhookDelivery).where(d.id.in_(ids)))
        gone += count + len(ids)
        if max(count, len(ids)) < _PRUNED_AT_ONCE or time.monotonic() > until:
            return gone
