"""Reads what happened, for those outside who want to be told: screens and other systems."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from engine.bpmn import codec
from engine.store.tables import outbox as t


@dataclass(frozen=True)
class OutboxEntry:
    """One published event: `topic` is its kind, `payload` {business_key, revision, process_id, element_id, data}."""

    id: int
    topic: str
    instance_id: int
    payload: Mapping[str, Any]
    created_at: datetime


def after(conn: Connection, last_id: int, limit: int = 200) -> tuple[OutboxEntry, ...]:
    """Entries with a higher id, in order."""
    rows = conn.execute(select(t).where(t.c.id > last_id).order_by(t.c.id).limit(limit))
    return tuple(OutboxEntry(r.id, r.topic, r.instance_id, codec.unpack(r.payload), r.created_at) for r in rows)


def last_id(conn: Connection) -> int:
    return int(conn.execute(select(func.max(t.c.id))).scalar() or 0)
