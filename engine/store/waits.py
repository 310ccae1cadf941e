"""Rows of what instances wait for: user tasks, jobs, timers and message subscriptions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from engine.store.prepared import Prepared, first
from engine.store.tables import job, subscription, task_candidate, timer, user_task

Rows = Sequence[dict[str, Any]]

_CLOSE_TASK = Prepared(
    update(user_task)
    .where(
        user_task.c.instance_id == bindparam("instance"),
        user_task.c.token_id == bindparam("token"),
        user_task.c.state == "open",
    )
    .values(state="cancelled", completed_at=bindparam("at"))
)
_CLOSE_JOB = Prepared(
    update(job)
    .where(
        job.c.instance_id == bindparam("instance"),
        job.c.token_id == bindparam("token"),
        or_(job.c.state == "due", job.c.state == "leased", job.c.state == "incident"),
    )
    .values(state="cancelled", finished_at=bindparam("at"))
)
_CLOSE_TIMER = Prepared(
    update(timer)
    .where(
        timer.c.instance_id == bindparam("instance"),
        timer.c.token_id == bindparam("token"),
        timer.c.state == "waiting",
    )
    .values(state="cancelled")
)
_CLOSE_SUBSCRIPTION = Prepared(
    delete(subscription).where(
        subscription.c.instance_id == bindparam("instance"), subscription.c.token_id == bindparam("token")
    )
)


_PLACE = ("instance_id", "token_id", "process_id", "element_id")
_ADD_TASK = Prepared(
    insert(user_task).returning(user_task.c.id),
    (*_PLACE, "business_key", "name", "title", "form", "state", "assignee", "excluded_users", "priority", "due_at",
     "context", "created_at"),
)  # fmt: skip
_ADD_CANDIDATE = Prepared(insert(task_candidate).inline(), ("task_id", "group_name"))
_ADD_JOB = Prepared(
    insert(job).inline(),
    (*_PLACE, "business_key", "connector", "operation", "connection", "input", "idempotency_key", "request_hash",
     "state", "attempt", "max_attempts", "fence", "due_at", "priority", "created_at"),
)  # fmt: skip
_ADD_TIMER = Prepared(insert(timer).inline(), (*_PLACE, "due_at", "state"))
_ADD_SUBSCRIPTION = Prepared(insert(subscription).inline(), (*_PLACE, "message", "correlation_key"))
_FIND_SUBSCRIPTION = Prepared(
    first(
        select(subscription.c.instance_id, subscription.c.token_id)
        .where(subscription.c.message == bindparam("name"), subscription.c.correlation_key == bindparam("key"))
        .order_by(subscription.c.id),
        1,
    )
)


def add_task(conn: Connection, values: dict[str, Any], groups: Sequence[str]) -> int:
    task_id = int(_ADD_TASK.run(conn, values).one()[0])
    if groups:
        _ADD_CANDIDATE.post(conn, [{"task_id": task_id, "group_name": name} for name in groups])
    return task_id


def reopen_task(conn: Connection, instance_id: int, token_id: int, at: datetime) -> int | None:
    """Open a task again that was closed when there was nothing to choose; returns its id, None when there is none."""
    t = user_task.c
    statement = (
        update(user_task)
        .where(t.instance_id == instance_id, t.token_id == token_id)
        .values(state="open", completed_at=None, created_at=at)
        .returning(t.id)
    )
    return conn.execute(statement).scalar()


def add_jobs(conn: Connection, rows: Rows) -> None:
    _ADD_JOB.post(conn, rows)


def add_timers(conn: Connection, rows: Rows) -> None:
    _ADD_TIMER.post(conn, rows)


def add_subscriptions(conn: Connection, rows: Rows) -> None:
    _ADD_SUBSCRIPTION.post(conn, rows)


def _each(instance_id: int, tokens: Sequence[int], **more: Any) -> list[dict[str, Any]]:
    return [{"instance": instance_id, "token": token, **more} for token in tokens]


def cancel_tasks(conn: Connection, instance_id: int, tokens: Sequence[int], at: datetime) -> None:
    _CLOSE_TASK.post(conn, _each(instance_id, tokens, at=at))


def cancel_jobs(conn: Connection, instance_id: int, tokens: Sequence[int], at: datetime) -> None:
    _CLOSE_JOB.post(conn, _each(instance_id, tokens, at=at))


def cancel_timers(conn: Connection, instance_id: int, tokens: Sequence[int]) -> None:
    _CLOSE_TIMER.post(conn, _each(instance_id, tokens))


def remove_subscriptions(conn: Connection, instance_id: int, tokens: Sequence[int]) -> None:
    _CLOSE_SUBSCRIPTION.post(conn, _each(instance_id, tokens))


def find_subscription(conn: Connection, message: str, key: str) -> tuple[int, int] | None:
    """(instance id, token id) of the longest waiting receiver of `message` under `key`."""
    row = _FIND_SUBSCRIPTION.run(conn, {"name": message, "key": key}).first()
    return (int(row.instance_id), int(row.token_id)) if row else None
