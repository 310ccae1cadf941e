"""Takes published events away when they are old."""

from datetime import datetime

from sqlalchemy import Connection

from engine.store import records


def prune(conn: Connection, before: datetime, *, up_to: int | None = None, limit: int = 1000) -> int:
    """Delete the oldest entries that were written before a moment, none beyond the id `up_to`; returns how many.

    The newest one always stays: SQLite gives the id of a last row that is gone again, and readers would skip it.
    """
    end = records.last_outbox_id(conn) - 1
    return records.prune_outbox(conn, before, end if up_to is None else min(end, up_to), limit)
