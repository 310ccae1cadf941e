"""Rows that only ever grow: history, outbox, and the incidents that people resolve."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from engine.store.prepared import Prepared
from engine.store.tables import history, incident, outbox

_ADD_HISTORY = Prepared(insert(history).inline(), ("instance_id", "revision", "at", "actor", "events"))
_ADD_OUTBOX = Prepared(insert(outbox).inline(), ("topic", "instance_id", "payload", "created_at", "is_published"))


def add_history(conn: Connection, *, instance_id: int, revision: int, at: datetime, actor: str, events: bytes) -> None:
    row = {"instance_id": instance_id, "revision": revision, "at": at, "actor": actor, "events": events}
    _ADD_HISTORY.run(conn, row)


def add_outbox(conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        _ADD_OUTBOX.run(conn, rows)


def add_incident(conn: Connection, **values: Any) -> int:
    statement = insert(incident).returning(incident.c.id)
    return int(conn.execute(statement, {"state": "open", **values}).scalar_one())


def open_incidents(conn: Connection, instance_id: int) -> dict[int, int]:
    """Ids of the open incidents of an instance, by the token that they stand on."""
    statement = select(incident.c.token_id, incident.c.id).where(
        incident.c.instance_id == instance_id, incident.c.state == "open"
    )
    return {row.token_id: row.id for row in conn.execute(statement)}


def resolve_incidents(conn: Connection, ids: Sequence[int], *, at: datetime, by: str, resolution: str) -> None:
    conn.execute(
        update(incident)
        .where(incident.c.id.in_(ids), incident.c.state == "open")
        .values(state="resolved", resolved_at=at, resolved_by=by, resolution=resolution)
    )
