"""Reads what happened, for those outside who want to be told: screens and other systems."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, or_, select, text

from engine.bpmn import codec
from engine.runtime.advance import PUBLISHED_KINDS
from engine.store import records
from engine.store.tables import outbox as t

TOPICS = tuple(sorted(PUBLISHED_KINDS))

# Ids that no transaction has written yet are few; only a counter that was set by hand leaves more behind.
_MOST_GAPS = 10_000


@dataclass(frozen=True)
class OutboxEntry:
    """One published event: `topic` is its kind, `payload` {business_key, revision, process_id, element_id, data}."""

    id: int
    topic: str
    instance_id: int
    payload: Mapping[str, Any]
    created_at: datetime


@dataclass(frozen=True)
class Position:
    """How far a reader has come: everything up to `top` is read, but for `gaps`.

    PostgreSQL gives ids before it commits: a lower one may appear after a higher one was read. Each gap has the number
    of the first transaction that cannot have taken this id; when all older ones are over, the gap stays empty.
    """

    top: int = 0
    gaps: Mapping[int, int] = field(default_factory=dict)


def read_on(
    conn: Connection, at: Position, topics: Collection[str], limit: int = 500
) -> tuple[tuple[OutboxEntry, ...], Position]:
    """Entries of `topics` among the next `limit` after `at`, in order, and where to go on; none is ever skipped.

    It holds because a transaction has a number before it takes an id here: it locks or inserts the instance first.
    """
    is_postgresql = conn.dialect.name == "postgresql"
    oldest_running = _transaction(conn, "xmin") if is_postgresql else 0  # asked before the rows, so never too young
    rows = _rows(conn, at, limit)
    entries = tuple(_entry(row) for row in rows if row.topic in topics)
    found = {row.id for row in rows}
    top = max([at.top, *found])
    gaps = {gap: horizon for gap, horizon in at.gaps.items() if gap not in found and horizon > oldest_running}
    missing = sorted(set(range(at.top + 1, top)) - found) if is_postgresql else []
    if missing:
        horizon = _transaction(conn, "xmax")  # asked after the rows, so never too old
        gaps |= dict.fromkeys(missing[-_MOST_GAPS:], horizon)
    return entries, Position(top, gaps)


def last_id(conn: Connection) -> int:
    """The id of the newest entry; 0 before the first."""
    return records.last_outbox_id(conn)


def _rows(conn: Connection, at: Position, limit: int) -> list[Row[Any]]:
    wanted = [t.c.id > at.top]
    if at.gaps:
        wanted = [t.c.id >= min(at.gaps), or_(t.c.id > at.top, t.c.id.in_(at.gaps))]
    return list(conn.execute(select(t).where(*wanted).order_by(t.c.id).limit(limit)))


def _entry(row: Row[Any]) -> OutboxEntry:
    return OutboxEntry(row.id, row.topic, row.instance_id, codec.unpack(row.payload), row.created_at)


def _transaction(conn: Connection, which: str) -> int:
    """PostgreSQL's number of the oldest transaction that runs (xmin), or of the next one to begin (xmax)."""
    statement = text(f"SELECT pg_snapshot_{which}(pg_current_snapshot())::text::bigint")
    return int(conn.execute(statement).scalar_one())
