"""Tells workers about new work after each commit: those of this machine by `wake`, others by Celery."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, current_app, has_app_context
from sqlalchemy import Connection

from designer.database import after_commit, db, in_transaction
from designer.jobs import wake
from designer.jobs.publisher import Publisher
from engine.commands import observers
from engine.commands.observers import Advance
from engine.priority import Priority
from engine.queries import jobs

_PUBLISHER = "returnflow.publisher"


def register(app: Flask) -> None:
    """Follow every advance; registering again changes nothing."""
    with app.app_context():
        observers.register(db.engine, _follow)
    if app.config["REDIS_URL"]:
        app.extensions[_PUBLISHER] = Publisher(lambda: _celery(app))


def _follow(conn: Connection, advance: Advance) -> None:
    if not has_app_context() or not in_transaction():
        wake.here()
        return
    data_dir = current_app.config["DATA_DIR"]
    after_commit(lambda: wake.everywhere(data_dir))
    if _PUBLISHER not in current_app.extensions:
        return
    due = jobs.due_of_instance(conn, advance.instance_id)
    if due:
        publisher: Publisher = current_app.extensions[_PUBLISHER]
        after_commit(lambda: _publish(publisher, due))


def _publish(publisher: Publisher, due: Mapping[int, Priority]) -> None:
    for priority in Priority:
        job_ids = sorted(job_id for job_id, its_priority in due.items() if its_priority is priority)
        if job_ids:
            publisher.publish(job_ids, priority)


def _celery(app: Flask) -> Any:
    if "returnflow.celery" not in app.extensions:
        from designer.worker import create_celery  # noqa: PLC0415 - it imports the factory that imports this room

        create_celery(app)
    return app.extensions["returnflow.celery"]
