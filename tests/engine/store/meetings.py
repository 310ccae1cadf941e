"""How connections meet on a PostgreSQL server: one waits for another, one is cut off."""

from threading import Thread
from typing import Any

from sqlalchemy import Connection, text

from engine.store.database import Engines


def until_it_waits(conn: Connection, thread: Thread) -> None:
    """Return when what runs in `thread` waits for a lock, or is over."""
    while thread.is_alive() and not conn.execute(text("SELECT 1 FROM pg_locks WHERE NOT granted")).all():
        thread.join(0.01)


def cut_off(conn: Connection, engines: Engines) -> None:
    """End the server's side of a connection."""
    driver: Any = conn.connection.dbapi_connection
    with engines.read.connect() as other:
        other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": driver.info.backend_pid})
