"""One step of one instance: lock, restore, act, run to the next wait states, write all of it in one commit."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from engine import clock
from engine.bpmn import Event, Execution, MessageWait, TimerWait, Wait, codec
from engine.errors import Conflict
from engine.priority import Priority
from engine.runtime import bundles, called, hot, inbox, incidents, journal, lifecycle, observers, thrown, waits
from engine.runtime.cause import Cause
from engine.runtime.datastores import TableStores
from engine.runtime.observers import Advance
from engine.store import instances, records

Act = Callable[[Execution], None]
Events = list[dict[str, Any]]

# What other systems and screens are told about; everything else stays in the history.
PUBLISHED_KINDS = frozenset(
    {"task_created", "task_completed", "milestone_reached", "process_completed", "process_cancelled", "incident_raised"}
)


def advance(
    conn: Connection,
    instance_id: int,
    act: Act,
    cause: Cause,
    *,
    before: Sequence[dict[str, Any]] = (),
) -> Advance:
    """Lock the instance, then do what `advance_locked` does."""
    return advance_locked(conn, instances.lock(conn, instance_id), act, cause, before=before)


def advance_locked(
    conn: Connection,
    instance: Row[Any],
    act: Act,
    cause: Cause,
    *,
    before: Sequence[dict[str, Any]] = (),
    closed: int | None = None,
) -> Advance:
    """Let `act` change the execution of a locked instance and save the result.

    `before` are events to record first; `closed` is a token whose row the caller has closed already.
    """
    if instance.status != "running":
        raise Conflict(
            f"instance {instance.id} is {instance.status}: nothing more can happen in it",
            code="instance_ended",
            details={"status": instance.status},
        )
    execution = restore(conn, instance)
    known = {wait.token_id: wait for wait in execution.waits}
    act(execution)
    return save(conn, instance, execution, known, cause, before=before, closed=closed)


def restore(conn: Connection, instance: Row[Any]) -> Execution:
    """The live execution of a locked row: from memory when it is exactly this state, else decoded."""
    execution = hot.executions.take(instance.id, instance.state_tag)
    if execution is None:
        compiled = bundles.compiled(conn, instance.bundle_id)
        execution = Execution.restore(compiled.model, compiled.decisions, instance.state)
    execution.use_stores(TableStores(conn, f"instance:{instance.id}"))
    return execution


def save(
    conn: Connection,
    instance: Row[Any],
    execution: Execution,
    known: Mapping[int, Wait],
    cause: Cause,
    *,
    before: Sequence[dict[str, Any]] = (),
    closed: int | None = None,
) -> Advance:
    """Run to the next wait states and write state, waits, incidents, history and outbox."""
    at = clock.now()
    events: Events = list(before)
    _run(conn, instance, execution, known, events, at, closed, cause.priority)
    raised, open_incidents = incidents.reconcile(conn, instance, execution, actor=cause.actor, at=at)
    events += raised
    status = _status(execution)
    lifecycle_step = status if status != instance.status else None
    if lifecycle_step:
        lifecycle.check(lifecycle.INSTANCE, f"instance {instance.id}", instance.status, status)
    tag, revision = instances.new_tag(), instance.revision + 1
    instances.save(
        conn, instance.id, revision=revision, tag=tag, open_incidents=open_incidents, state=execution.dump(),
        ended=(lifecycle_step, at) if lifecycle_step else None,
    )  # fmt: skip
    done = Advance(
        instance.id, instance.business_key, instance.bundle_id, instance.process_id,
        revision, status, at, cause.actor, events, execution.variables,
    )  # fmt: skip
    _record(conn, done)
    thrown.record(conn, instance, events, at)
    called.report(conn, instance, execution, status, {event["token_id"] for event in raised}, at, cause.priority)
    observers.notify(conn, done)
    if status == "running":
        hot.executions.put(instance.id, tag, execution)
    return done


def _run(
    conn: Connection,
    instance: Row[Any],
    execution: Execution,
    known: Mapping[int, Wait],
    events: Events,
    at: datetime,
    closed: int | None,
    priority: Priority,
) -> None:
    """Advance until nothing moves; a message that was waiting in the inbox moves it on at once."""
    current = dict(known)
    while True:
        execution.advance()
        events += event_rows(execution.drain_events())
        now_waiting = {wait.token_id: wait for wait in execution.waits}
        gone = [w for token, w in current.items() if token != closed and not _is_same(w, now_waiting.get(token))]
        new = [wait for token, wait in now_waiting.items() if not _is_same(wait, current.get(token))]
        if gone:
            waits.close_gone(conn, instance, gone, at)
        events += waits.open_new(conn, instance, new, at, priority)
        current = now_waiting
        if not _deliver_buffered(conn, instance, execution, new, at):
            return


def _is_same(wait: Wait, other: Wait | None) -> bool:
    # A cycle keeps its token and moves its due date: that is another timer row.
    if isinstance(wait, TimerWait) and isinstance(other, TimerWait):
        return wait.due_at == other.due_at
    return other is not None


def _deliver_buffered(
    conn: Connection, instance: Row[Any], execution: Execution, new: Sequence[Wait], at: datetime
) -> bool:
    receivers = [wait for wait in new if isinstance(wait, MessageWait)]
    # In one order, whoever does it, so that no two wait for each other.
    for message, key in sorted({(wait.message, wait.correlation_key) for wait in receivers}):
        inbox.meet(conn, message, key)
    for wait in receivers:
        payload = inbox.take_buffered(conn, wait.message, wait.correlation_key, instance.id, at)
        if payload is not None:
            execution.deliver(wait.token_id, payload)
            return True
    return False


def event_rows(happened: Sequence[Event]) -> Events:
    """An execution's events as the dicts that the history keeps."""
    return [
        {"kind": kind, "process_id": process_id, "element_id": element_id, "token_id": token_id, "data": data}
        for kind, element_id, process_id, token_id, data in happened
    ]


def _status(execution: Execution) -> str:
    if not execution.is_completed:
        return "running"
    return "cancelled" if execution.is_cancelled else "completed"


def _record(conn: Connection, done: Advance) -> None:
    packed = journal.pack(done.events)
    records.add_history(
        conn, instance_id=done.instance_id, revision=done.revision, at=done.at, actor=done.actor, events=packed
    )
    records.add_outbox(
        conn,
        [
            {
                "topic": event["kind"],
                "instance_id": done.instance_id,
                "payload": codec.pack({"business_key": done.business_key, "revision": done.revision, **event}),
                "created_at": done.at,
            }
            for event in done.events
            if event["kind"] in PUBLISHED_KINDS
        ],
    )
