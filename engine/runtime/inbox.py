"""Messages from outside: each is taken once, and kept for a while when nobody waits for it yet."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, String, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from engine.bpmn import codec
from engine.store.prepared import Prepared, first
from engine.store.tables import inbox as t

_RECEIVE = {
    dialect: Prepared(
        family.insert(t).on_conflict_do_nothing(index_elements=["source", "message_id"]).returning(t.c.id),
        ("source", "message_id", "message", "correlation_key", "payload", "state", "received_at", "expires_at",
         "instance_id"),
    )
    for dialect, family in (("postgresql", postgresql), ("sqlite", sqlite))
}
_CORRELATE = Prepared(
    update(t)
    .where(t.c.id == bindparam("message_row"))
    .values(state="correlated", instance_id=bindparam("receiver"))
)
_BUFFERED = Prepared(
    first(
        select(t.c.id, t.c.payload)
        .where(
            t.c.message == bindparam("name"),
            t.c.correlation_key == bindparam("key"),
            t.c.state == "buffered",
            t.c.expires_at > bindparam("at"),
        )
        .order_by(t.c.id),
        1,
    )
)
# Any number that nothing else locks on.
_MEET = Prepared(select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("place", type_=String), 0x52464D))))
_EXPIRE = Prepared(
    update(t).where(t.c.state == "buffered", t.c.expires_at <= bindparam("at")).values(state="expired")
)


@cache
def _oldest_over(limit: int) -> Prepared:
    over = select(t.c.id).where(t.c.state != "buffered", t.c.received_at < bindparam("before"))
    return Prepared(first(over.order_by(t.c.id), limit))


_DELETE = Prepared(delete(t).where(t.c.id == bindparam("message_row")))


def meet(conn: Connection, message: str, key: str) -> None:
    """Let one transaction at a time look whether a message of this name and key, or its receiver, is there already.

    Both write first and look then. On PostgreSQL each would miss the other's row before its commit, and the message
    would wait for ever beside its receiver. On SQLite there is one writer anyway.
    """
    if conn.dialect.name == "postgresql":
        _MEET.run(conn, {"place": f"{message}\x1f{key}"})


def receive(
    conn: Connection, *, at: datetime, is_kept: bool, receiver: int | None = None, **values: Any
) -> int | None:
    """Insert a message; returns its id, or None when (source, message id) came before.

    It `is_kept` for whoever will wait for it, or was given to the instance `receiver` already, or, being a signal,
    to all who wait for it now.
    """
    state = "buffered" if is_kept else "correlated"
    row = {**values, "state": state, "instance_id": receiver, "received_at": at}
    return _RECEIVE[conn.dialect.name].run(conn, row).scalar()


def first_receipt(conn: Connection, source: str, message_id: str) -> int | None:
    """The instance that got this message the first time."""
    statement = select(t.c.instance_id).where(t.c.source == source, t.c.message_id == message_id)
    return conn.execute(statement).scalar()


def mark_correlated(conn: Connection, inbox_id: int, instance_id: int) -> None:
    _CORRELATE.post(conn, {"message_row": inbox_id, "receiver": instance_id})


def take_buffered(conn: Connection, message: str, key: str, instance_id: int, at: datetime) -> Any | None:
    """The payload of the oldest message kept for such a receiver, now marked as correlated; None without one.

    The caller has called `meet` before.
    """
    row = _BUFFERED.run(conn, {"name": message, "key": key, "at": at}).first()
    if row is None:
        return None
    mark_correlated(conn, row.id, instance_id)
    return codec.unpack(row.payload)


def expire(conn: Connection, at: datetime) -> int:
    """Give up messages whose time to live is over; returns how many."""
    return _EXPIRE.run(conn, {"at": at}).rowcount


def prune(conn: Connection, before: datetime, limit: int) -> int:
    """Delete the oldest messages that are over and came before a moment; returns how many."""
    ids = _oldest_over(limit).run(conn, {"before": before}).scalars()
    if ids:
        _DELETE.run(conn, [{"message_row": message_id} for message_id in ids])
    return len(ids)
