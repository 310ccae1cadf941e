"""Rows of the start events that are in force: which message, signal or moment begins which process of which bundle."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from engine.store.tables import start_subscription as t


def replace(conn: Connection, process_ids: Collection[str], rows: Sequence[dict[str, Any]]) -> None:
    """Let `rows` be all that begins these processes."""
    conn.execute(delete(t).where(t.c.process_id.in_(process_ids)))
    if rows:
        conn.execute(insert(t), list(rows))


def of_kind(conn: Connection, kind: str, name: str = "") -> list[Row[Any]]:
    """In the order in which they came into force."""
    return list(conn.execute(select(t).where(t.c.kind == kind, t.c.name == name).order_by(t.c.id)))


def all_of_them(conn: Connection) -> list[Row[Any]]:
    return list(conn.execute(select(t).order_by(t.c.process_id, t.c.id)))


def due(conn: Connection, at: datetime, limit: int) -> list[Row[Any]]:
    """Timers whose moment has come."""
    statement = select(t).where(t.c.kind == "timer", t.c.due_at <= at).order_by(t.c.due_at, t.c.id).limit(limit)
    return list(conn.execute(statement))


def next_due_at(conn: Connection) -> datetime | None:
    """The moment of the next timer that begins a process."""
    statement = select(t.c.due_at).where(t.c.kind == "timer", t.c.due_at.is_not(None)).order_by(t.c.due_at).limit(1)
    return conn.execute(statement).scalar()


def move_on(conn: Connection, row: Row[Any], due_at: datetime | None, next_round: bytes | None) -> bool:
    """Set the next moment of a timer that fires now, or strike it out; False when another fired it."""
    mine = (t.c.id == row.id, t.c.due_at == row.due_at)
    if due_at is None:
        return conn.execute(delete(t).where(*mine)).rowcount == 1
    return conn.execute(update(t).where(*mine).values(due_at=due_at, round=next_round)).rowcount == 1
