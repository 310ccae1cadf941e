"""Rows of what waits for signals, in instances and as start events, and of what is thrown to them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, literal, null, select

from engine.store.prepared import Prepared
from engine.store.tables import delivery, signal_subscription, start_subscription

_ADD = Prepared(insert(signal_subscription), ("instance_id", "token_id", "signal"))
_REMOVE = Prepared(
    delete(signal_subscription).where(
        signal_subscription.c.instance_id == bindparam("instance"), signal_subscription.c.token_id == bindparam("token")
    )
)
_THROWN = ("kind", "source", "instance_id", "token_id", "bundle_id", "process_id", "element_id", "name",
           "correlation_key", "payload", "state", "created_at")  # fmt: skip


def subscribe(conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Insert (instance_id, token_id, signal) rows."""
    _ADD.run(conn, rows)


def unsubscribe(conn: Connection, instance_id: int, tokens: Sequence[int]) -> None:
    _REMOVE.run(conn, [{"instance": instance_id, "token": token} for token in tokens])


def throw(
    conn: Connection,
    signal: str,
    payload: bytes,
    *,
    source: str,
    key: str,
    at: datetime,
    but_instance: int | None = None,
) -> int:
    """A delivery for everybody who waits for `signal` now, and for each process it starts; returns how many.

    `key` stands for this throw wherever it is repeated, for one in a restored database; `but_instance` got it already.
    """
    s, p = signal_subscription.c, start_subscription.c
    last = (literal(signal), literal(key), literal(payload), literal("due"), literal(at, delivery.c.created_at.type))
    waiting = select(
        literal("signal"), literal(source), s.instance_id, s.token_id, null(), null(), null(), *last
    ).where(s.signal == signal)
    if but_instance is not None:
        waiting = waiting.where(s.instance_id != but_instance)
    starting = select(
        literal("start"), literal(source), null(), null(), p.bundle_id, p.process_id, p.element_id, *last
    ).where(p.kind == "signal", p.name == signal)
    thrown = (conn.execute(insert(delivery).from_select(_THROWN, rows)).rowcount for rows in (waiting, starting))
    return sum(thrown)
