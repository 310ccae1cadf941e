"""Keeps the rows of user tasks, jobs, timers and subscriptions equal to the wait states of an execution."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row

from engine.bpmn import CallWait, JobWait, MessageWait, PickWait, SignalWait, TimerWait, UserTaskWait, Wait, codec
from engine.priority import Priority
from engine.runtime import called, keys, picks, retry
from engine.store import signals
from engine.store import waits as rows

Events = list[dict[str, Any]]


def open_new(conn: Connection, instance: Row[Any], waits: Iterable[Wait], at: datetime, priority: Priority) -> Events:
    """Insert a row for each wait, jobs and calls with `priority`; returns a `task_created` event for each user task."""
    by_kind: dict[type[Wait], list[Any]] = {}
    for wait in waits:
        by_kind.setdefault(type(wait), []).append(wait)
    events: Events = []
    for kind, found in by_kind.items():
        opener = _OPENERS.get(kind)
        if opener is not None:
            events += opener(conn, instance, found, at, priority)
    return events


def _open_tasks(
    conn: Connection, instance: Row[Any], waits: Sequence[UserTaskWait], at: datetime, _p: Priority
) -> Events:
    return [_add_task(conn, instance, wait, at) for wait in waits]


def _open_picks(conn: Connection, instance: Row[Any], waits: Sequence[PickWait], at: datetime, _p: Priority) -> Events:
    return [picks.offer(conn, instance, wait, at) for wait in waits]


def _open_jobs(
    conn: Connection, instance: Row[Any], waits: Sequence[JobWait], at: datetime, priority: Priority
) -> Events:
    rows.add_jobs(conn, [_job(instance, wait, at, priority) for wait in waits])
    return []


def _open_timers(
    conn: Connection, instance: Row[Any], waits: Sequence[TimerWait], _at: datetime, _p: Priority
) -> Events:
    rows.add_timers(conn, [{**_place(instance, one), "due_at": one.due_at, "state": "waiting"} for one in waits])
    return []


def _subscribe(
    conn: Connection, instance: Row[Any], waits: Sequence[MessageWait], _at: datetime, _p: Priority
) -> Events:
    rows.add_subscriptions(
        conn,
        [{**_place(instance, one), "message": one.message, "correlation_key": one.correlation_key} for one in waits],
    )
    return []


def _listen(conn: Connection, instance: Row[Any], waits: Sequence[SignalWait], _at: datetime, _p: Priority) -> Events:
    signals.subscribe(
        conn, [{"instance_id": instance.id, "token_id": one.token_id, "signal": one.signal} for one in waits]
    )
    return []


def _call(conn: Connection, instance: Row[Any], waits: Sequence[CallWait], at: datetime, priority: Priority) -> Events:
    called.make(conn, instance, waits, at, priority)
    return []


# Conditions have no rows: they are looked at whenever their instance moves.
_OPENERS: dict[type[Wait], Callable[[Connection, Row[Any], Any, datetime, Priority], Events]] = {
    UserTaskWait: _open_tasks,
    PickWait: _open_picks,
    JobWait: _open_jobs,
    TimerWait: _open_timers,
    MessageWait: _subscribe,
    SignalWait: _listen,
    CallWait: _call,
}


def close_gone(conn: Connection, instance: Row[Any], waits: Sequence[Wait], at: datetime) -> None:
    """Close the rows of waits that an execution left; rows that were completed by name are closed already."""
    instance_id = instance.id
    tokens: dict[type[Any], list[int]] = {}
    for wait in waits:
        tokens.setdefault(type(wait), []).append(wait.token_id)
    if UserTaskWait in tokens:
        rows.cancel_tasks(conn, instance_id, tokens[UserTaskWait], at)
    if JobWait in tokens:
        rows.cancel_jobs(conn, instance_id, tokens[JobWait], at)
    if TimerWait in tokens:
        rows.cancel_timers(conn, instance_id, tokens[TimerWait])
    if MessageWait in tokens:
        rows.remove_subscriptions(conn, instance_id, tokens[MessageWait])
    if SignalWait in tokens:
        signals.unsubscribe(conn, instance_id, tokens[SignalWait])
    if CallWait in tokens:
        called.cancel(conn, instance, [wait for wait in waits if isinstance(wait, CallWait)], at)
    if PickWait in tokens:
        rows.cancel_tasks(conn, instance_id, tokens[PickWait], at)


def _place(instance: Row[Any], wait: Wait) -> dict[str, Any]:
    return {
        "instance_id": instance.id,
        "token_id": wait.token_id,
        "process_id": wait.process_id,
        "element_id": wait.element_id,
    }


def _add_task(conn: Connection, instance: Row[Any], wait: UserTaskWait, at: datetime) -> dict[str, Any]:
    title = (wait.title or wait.name or wait.element_id)[:400]
    values = {
        **_place(instance, wait),
        "business_key": instance.business_key,
        "name": (wait.name or wait.element_id)[:200],
        "title": title,
        "form": wait.form,
        "state": "open",
        "assignee": wait.assignee,
        "excluded_users": orjson.dumps(list(wait.excluded_users)),
        "priority": wait.priority,
        "due_at": wait.due_at,
        "context": codec.pack(dict(wait.context)),
        "created_at": at,
    }
    groups = list(dict.fromkeys(group.lower() for group in wait.candidate_groups))
    task_id = rows.add_task(conn, values, groups)
    return {
        "kind": "task_created",
        "process_id": wait.process_id,
        "element_id": wait.element_id,
        "token_id": wait.token_id,
        "data": {"task_id": task_id, "title": title, "groups": groups, "form": wait.form},
    }


def _job(instance: Row[Any], wait: JobWait, at: datetime, priority: Priority) -> dict[str, Any]:
    payload = codec.pack(dict(wait.input))
    return {
        **_place(instance, wait),
        "business_key": instance.business_key,
        "connector": wait.connector,
        "operation": wait.operation,
        "connection": wait.connection,
        "input": payload,
        "idempotency_key": keys.idempotency_key(
            instance.start_key, wait.occurrence, f"{wait.connector}.{wait.operation}"
        ),
        "request_hash": keys.request_hash(payload),
        "state": "due",
        "attempt": 0,
        "max_attempts": wait.max_attempts or retry.MAX_ATTEMPTS,
        "fence": 0,
        "due_at": at,
        "priority": int(priority),
        "created_at": at,
    }
