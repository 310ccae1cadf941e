"""Reads what instances threw to others and what begins new ones."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from engine.store import deliveries as rows
from engine.store import starts


@dataclass(frozen=True)
class FailedDelivery:
    """A signal, message or start that could not be carried out, and why."""

    id: int
    kind: str
    source: str
    name: str
    process_id: str | None
    error: str
    created_at: datetime


@dataclass(frozen=True)
class StartView:
    """A start event in force; `name` of its message or signal, `due_at` of its timer."""

    bundle_id: int
    process_id: str
    element_id: str
    kind: str
    name: str
    due_at: datetime | None


def is_any_due(conn: Connection) -> bool:
    """Whether something waits to be carried out."""
    return bool(rows.due_ids(conn, 1))


def next_start_at(conn: Connection) -> datetime | None:
    """When the next timer begins a process."""
    return starts.next_due_at(conn)


def failed(conn: Connection, limit: int = 100) -> tuple[FailedDelivery, ...]:
    """The newest first."""
    found = rows.failed(conn, limit)
    return tuple(
        FailedDelivery(r.id, r.kind, r.source, r.name, r.process_id, r.error or "", r.created_at) for r in found
    )


def starts_in_force(conn: Connection) -> tuple[StartView, ...]:
    """By process."""
    return tuple(
        StartView(r.bundle_id, r.process_id, r.element_id, r.kind, r.name, r.due_at) for r in starts.all_of_them(conn)
    )
