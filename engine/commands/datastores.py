"""Sets data stores by hand or from another program: a first value, a correction."""

from typing import Any

from sqlalchemy import Connection

from engine import clock
from engine.bpmn import codec
from engine.store import datastores as rows


def put(conn: Connection, name: str, value: Any, *, by: str) -> None:
    """Keep the FEEL value `value` instead of what was there."""
    rows.put(conn, name, codec.pack(value), clock.now(), by)
