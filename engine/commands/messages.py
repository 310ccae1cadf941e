"""Takes messages from outside: correlates each with the instance that waits for it, once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row

from engine import clock
from engine.bpmn import Execution, codec
from engine.commands import starts
from engine.errors import Conflict
from engine.priority import Priority
from engine.runtime import inbox
from engine.runtime.advance import advance_locked
from engine.runtime.cause import Cause
from engine.store import instances, waits

WEEK_SECONDS = 7 * 86_400


@dataclass(frozen=True)
class Published:
    """What became of a message: handed over, began an instance, kept until somebody waits for it, or known already."""

    outcome: Literal["correlated", "started", "buffered", "duplicate"]
    instance_id: int | None


def publish(
    conn: Connection,
    name: str,
    correlation_key: str,
    payload: Mapping[str, Any],
    *,
    source: str,
    message_id: str,
    ttl_seconds: int = WEEK_SECONDS,
    priority: Priority = Priority.BULK,
) -> Published:
    """Deliver message `name` under its correlation key; `payload` are FEEL values.

    Who waits for it gets it, else the process that it begins. (source, message_id) is taken once, whatever happens. A
    message that nobody waits for yet is kept `ttl_seconds`. `priority` is interactive when a person sends it.
    """
    receiver = _lock_receiver(conn, name, correlation_key)
    at = clock.now()
    inbox_id = inbox.receive(
        conn, at=at, source=source, message_id=message_id, message=name, correlation_key=correlation_key,
        payload=codec.pack(dict(payload)), expires_at=at + timedelta(seconds=ttl_seconds),
        is_kept=receiver is None, receiver=receiver[0].id if receiver else None,
    )  # fmt: skip
    if inbox_id is None:
        return Published("duplicate", inbox.first_receipt(conn, source, message_id))
    if receiver is None:
        begun = starts.on_message(
            conn, name, correlation_key, payload, source=source, message_id=message_id, priority=priority
        )
        if begun is None:
            return Published("buffered", None)
        inbox.mark_correlated(conn, inbox_id, begun)
        return Published("started", begun)
    instance, token_id = receiver
    values = dict(payload)

    def act(execution: Execution) -> None:
        execution.deliver(token_id, values)

    note = {"kind": "message_received", "process_id": None, "element_id": None, "token_id": token_id,
            "data": {"message": name, "source": source, "message_id": message_id}}  # fmt: skip
    advance_locked(conn, instance, act, Cause(f"message:{source}", priority), before=[note])
    return Published("correlated", int(instance.id))


def expire_due(conn: Connection) -> int:
    """Give up buffered messages whose time to live is over; returns how many."""
    return inbox.expire(conn, clock.now())


def prune(conn: Connection, before: datetime, limit: int = 1000) -> int:
    """Delete messages that are over and came before a moment, the oldest first; returns how many.

    From then on the same (source, message id) would be taken again: keep them longer than any sender repeats itself.
    """
    return inbox.prune(conn, before, limit)


def _lock_receiver(conn: Connection, name: str, key: str) -> tuple[Row[Any], int] | None:
    """(locked instance, token id) of the receiver, found again under the lock: it may have moved on before.

    None when nobody waits, nor can before the commit.
    """
    for _ in range(8):
        found = waits.find_subscription(conn, name, key) or _meet_receiver(conn, name, key)
        if found is None:
            return None
        instance = instances.lock(conn, found[0])
        if waits.find_subscription(conn, name, key) == found:
            return instance, found[1]
    raise Conflict(f"the receivers of message {name!r} under key {key!r} keep changing; send it again")


def _meet_receiver(conn: Connection, name: str, key: str) -> tuple[int, int] | None:
    """(instance id, token id) of who came to wait while we looked; when nobody did, nobody can until the commit."""
    with conn.begin_nested() as savepoint:
        inbox.meet(conn, name, key)
        found = waits.find_subscription(conn, name, key)
        if found is not None:
            # Steps meet others while they hold their instance: to wait for one, this lock must go with its savepoint.
            savepoint.rollback()
    return found
