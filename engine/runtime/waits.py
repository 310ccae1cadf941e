"""Keeps the rows of user tasks, jobs, timers and subscriptions equal to the wait states of an execution."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row

from engine.bpmn import JobWait, MessageWait, PickWait, SignalWait, TimerWait, UserTaskWait, Wait, codec
from engine.runtime import keys, picks, retry
from engine.store import signals
from engine.store import waits as rows


def open_new(conn: Connection, instance: Row[Any], waits: Iterable[Wait], at: datetime) -> list[dict[str, Any]]:
    """Insert a row for each wait; returns a `task_created` event for each user task."""
    jobs: list[dict[str, Any]] = []
    timers: list[dict[str, Any]] = []
    subscriptions: list[dict[str, Any]] = []
    listening: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    for wait in waits:
        match wait:
            case UserTaskWait():
                events.append(_add_task(conn, instance, wait, at))
            case JobWait():
                jobs.append(_job(instance, wait, at))
            case TimerWait():
                timers.append({**_place(instance, wait), "due_at": wait.due_at, "state": "waiting"})
            case MessageWait():
                place = _place(instance, wait)
                subscriptions.append({**place, "message": wait.message, "correlation_key": wait.correlation_key})
            case SignalWait():
                listening.append({"instance_id": instance.id, "token_id": wait.token_id, "signal": wait.signal})
            case PickWait():
                events.append(picks.offer(conn, instance, wait, at))
    if jobs:
        rows.add_jobs(conn, jobs)
    if timers:
        rows.add_timers(conn, timers)
    if subscriptions:
        rows.add_subscriptions(conn, subscriptions)
    if listening:
        signals.subscribe(conn, listening)
    return events


def close_gone(conn: Connection, instance_id: int, waits: Sequence[Wait], at: datetime) -> None:
    """Close the rows of waits that an execution left; rows that were completed by name are closed already."""
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


def _job(instance: Row[Any], wait: JobWait, at: datetime) -> dict[str, Any]:
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
        "created_at": at,
    }
