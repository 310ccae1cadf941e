"""Rows of what instances wait for: user tasks, jobs, timers and message subscriptions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from engine.store.tables import job, subscription, task_candidate, timer, user_task

Rows = Sequence[dict[str, Any]]

_CLOSE_TASK = (
    update(user_task)
    .where(
        user_task.c.instance_id == bindparam("instance"),
        user_task.c.token_id == bindparam("token"),
        user_task.c.state == "open",
    )
    .values(state="cancelled", completed_at=bindparam("at"))
)
_CLOSE_JOB = (
    update(job)
    .where(
        job.c.instance_id == bindparam("instance"),
        job.c.token_id == bindparam("token"),
        job.c.state.in_(("due", "leased", "incident")),
    )
    .values(state="cancelled", finished_at=bindparam("at"))
)
_CLOSE_TIMER = (
    update(timer)
    .where(
        timer.c.instance_id == bindparam("instance"),
        timer.c.token_id == bindparam("token"),
        timer.c.state == "waiting",
    )
    .values(state="cancelled")
)
_CLOSE_SUBSCRIPTION = delete(subscription).where(
    subscription.c.instance_id == bindparam("instance"), subscription.c.token_id == bindparam("token")
)


_ADD_TASK = insert(user_task)
_ADD_CANDIDATE = insert(task_candidate)
_ADD_JOB = insert(job)
_ADD_TIMER = insert(timer)
_ADD_SUBSCRIPTION = insert(subscription)
_FIND_SUBSCRIPTION = (
    select(subscription.c.instance_id, subscription.c.token_id)
    .where(subscription.c.message == bindparam("name"), subscription.c.correlation_key == bindparam("key"))
    .order_by(subscription.c.id)
    .limit(1)
)


def add_task(conn: Connection, values: dict[str, Any], groups: Sequence[str]) -> int:
    task_id = int(conn.execute(_ADD_TASK, values).inserted_primary_key[0])
    if groups:
        conn.execute(_ADD_CANDIDATE, [{"task_id": task_id, "group_name": name} for name in groups])
    return task_id


def add_jobs(conn: Connection, rows: Rows) -> None:
    conn.execute(_ADD_JOB, rows)


def add_timers(conn: Connection, rows: Rows) -> None:
    conn.execute(_ADD_TIMER, rows)


def add_subscriptions(conn: Connection, rows: Rows) -> None:
    conn.execute(_ADD_SUBSCRIPTION, rows)


def _each(instance_id: int, tokens: Sequence[int], **more: Any) -> list[dict[str, Any]]:
    return [{"instance": instance_id, "token": token, **more} for token in tokens]


def cancel_tasks(conn: Connection, instance_id: int, tokens: Sequence[int], at: datetime) -> None:
    conn.execute(_CLOSE_TASK, _each(instance_id, tokens, at=at))


def cancel_jobs(conn: Connection, instance_id: int, tokens: Sequence[int], at: datetime) -> None:
    conn.execute(_CLOSE_JOB, _each(instance_id, tokens, at=at))


def cancel_timers(conn: Connection, instance_id: int, tokens: Sequence[int]) -> None:
    conn.execute(_CLOSE_TIMER, _each(instance_id, tokens))


def remove_subscriptions(conn: Connection, instance_id: int, tokens: Sequence[int]) -> None:
    conn.execute(_CLOSE_SUBSCRIPTION, _each(instance_id, tokens))


def find_subscription(conn: Connection, message: str, key: str) -> tuple[int, int] | None:
    """(instance id, token id) of the longest waiting receiver of `message` under `key`."""
    row = conn.execute(_FIND_SUBSCRIPTION, {"name": message, "key": key}).first()
    return (int(row.instance_id), int(row.token_id)) if row else None
