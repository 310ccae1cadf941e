"""Rows that only ever grow: history, outbox, and the incidents that people resolve."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from engine.store.prepared import Prepared, first
from engine.store.tables import history, incident, outbox

_ADD_HISTORY = Prepared(insert(history).inline(), ("instance_id", "revision", "at", "actor", "events"))
_ADD_OUTBOX = Prepared(insert(outbox).inline(), ("topic", "instance_id", "payload", "created_at"))
_LAST_OUTBOX = Prepared(first(select(outbox.c.id).order_by(outbox.c.id.desc()), 1))


def add_history(conn: Connection, *, instance_id: int, revision: int, at: datetime, actor: str, events: bytes) -> None:
    row = {"instance_id": instance_id, "revision": revision, "at": at, "actor": actor, "events": events}
    _ADD_HISTORY.post(conn, row)


def add_outbox(conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        _ADD_OUTBOX.post(conn, rows)


def last_outbox_id(conn: Connection) -> int:
    """The id of the newest entry; 0 before the first."""
    return int(_LAST_OUTBOX.run(conn, {}).scalar() or 0)


def prune_outbox(conn: Connection, before: datetime, up_to: int, limit: int) -> int:
    """Delete the oldest entries that were written before a moment, up to an id; returns how many."""
    t = outbox.c
    oldest = conn.execute(select(t.id, t.created_at).where(t.id <= up_to).order_by(t.id).limit(limit))
    ids = [row.id for row in oldest if row.created_at < before]
    if not ids:
        return 0
    statement = delete(outbox).where(t.id >= ids[0], t.id <= ids[-1], t.created_at < before)
    return conn.execute(statement).rowcount


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
