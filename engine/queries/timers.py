"""Reads timers: what will happen by itself, and when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from engine.store.prepared import Prepared, first
from engine.store.tables import timer as t

_NEXT = Prepared(first(select(t.c.due_at).where(t.c.state == "waiting").order_by(t.c.due_at), 1))


@dataclass(frozen=True)
class TimerView:
    """One timer of an instance."""

    id: int
    instance_id: int
    process_id: str
    element_id: str
    due_at: datetime
    state: str


def of_instance(conn: Connection, instance_id: int) -> tuple[TimerView, ...]:
    statement = select(t).where(t.c.instance_id == instance_id).order_by(t.c.due_at, t.c.id)
    return tuple(
        TimerView(r.id, r.instance_id, r.process_id, r.element_id, r.due_at, r.state) for r in conn.execute(statement)
    )


def next_due_at(conn: Connection) -> datetime | None:
    """The moment of the next waiting timer."""
    found: datetime | None = _NEXT.run(conn, {}).scalar()
    return found
