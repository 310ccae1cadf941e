"""Tells workers about new work after each commit: the one in this process by an event, others by Celery."""

import logging
import time
from typing import Any

from flask import Flask, current_app, has_app_context
from kombu.exceptions import OperationalError
from sqlalchemy import Connection, event

from designer.extensions import db
from designer.jobs import wake
from engine.commands import observers
from engine.commands.observers import Advance
from engine.queries import jobs

log = logging.getLogger(__name__)

RUN_JOBS = "returnflow.run_jobs"
_NEW_JOBS = "returnflow.new_jobs"
_QUIET_UNTIL = "returnflow.celery_quiet_until"
QUIET_SECONDS = 10.0  # after Redis did not answer; the workers poll anyway


def register(_app: Flask) -> None:
    """Follow every advance."""
    observers.register(_follow)


def _follow(conn: Connection, advance: Advance) -> None:
    wake.now()
    if not has_app_context() or not current_app.config["REDIS_URL"]:
        return
    due = [job.id for job in jobs.of_instance(conn, advance.instance_id) if job.state == "due"]
    if not due:
        return
    session = db.session()
    waiting = session.info.setdefault(_NEW_JOBS, set())
    if not waiting:
        event.listen(session, "after_commit", _publish, once=True)
    waiting.update(due)


def _publish(session: Any) -> None:
    job_ids = sorted(session.info.pop(_NEW_JOBS, ()))
    extensions = current_app.extensions
    if not job_ids or time.monotonic() < extensions.get(_QUIET_UNTIL, 0.0):
        return
    try:
        _celery().send_task(RUN_JOBS, args=[job_ids], retry=False, ignore_result=True)
    except OperationalError:
        extensions[_QUIET_UNTIL] = time.monotonic() + QUIET_SECONDS
        log.warning("Redis does not answer; %s job(s) wait for a worker's next look", len(job_ids))


def _celery() -> Any:
    if "returnflow.celery" not in current_app.extensions:
        from designer.worker import create_celery  # noqa: PLC0415 - it imports the factory that imports this room

        create_celery(current_app._get_current_object())  # type: ignore[attr-defined]
    return current_app.extensions["returnflow.celery"]
