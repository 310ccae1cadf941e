"""Takes instances that are over out of the tables that work goes through."""

from datetime import datetime

from sqlalchemy import Connection

from engine import clock
from engine.store import archived


def move_ended(conn: Connection, ended_before: datetime, limit: int = 50) -> int:
    """Archive up to `limit` instances that ended before a moment and have no open incident; returns how many.

    Their start keys stay taken: asking for the same instance again still starts nothing.
    """
    ids = archived.due_ids(conn, ended_before, limit)
    if ids:
        archived.move(conn, ids, clock.now())
    return len(ids)
