"""Rows of process instances: locking, reading and the one update per commit."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, union_all, update

from engine.errors import Conflict, NotFound
from engine.store.prepared import Prepared
from engine.store.tables import archived_instance
from engine.store.tables import process_instance as t

# What a step needs of the row.
_STEP = (
    t.c.id, t.c.bundle_id, t.c.process_id, t.c.business_key, t.c.start_key, t.c.status, t.c.revision, t.c.state_tag,
    t.c.open_incidents, t.c.state,
)  # fmt: skip
_LOCK = Prepared(select(*_STEP).where(t.c.id == bindparam("instance_id")).with_for_update())
# A key that started an instance once is taken for ever, also when the instance is in the archive.
_BY_START_KEY = Prepared(
    union_all(
        select(t.c.id).where(t.c.start_key == bindparam("start_key_value")),
        select(archived_instance.c.id).where(archived_instance.c.start_key == bindparam("start_key_value")),
    )
)
_STEPPED = (
    update(t)
    .where(t.c.id == bindparam("instance_id"), t.c.revision == bindparam("expected_revision"))
    .values(
        revision=bindparam("new_revision"),
        state_tag=bindparam("new_tag"),
        open_incidents=bindparam("new_open_incidents"),
        state=bindparam("new_state"),
    )
)
_SAVE = Prepared(_STEPPED)
# Apart, because SQLite writes the indexes of a column that is set, whether it changes or not.
_SAVE_ENDED = Prepared(_STEPPED.values(status=bindparam("new_status"), ended_at=bindparam("new_ended_at")))
_INSERT = Prepared(insert(t).returning(*_STEP), [c.name for c in t.c if c.name not in ("id", "ended_at")])


def new_tag() -> int:
    """A random 62-bit name for one saved state."""
    return secrets.randbits(62)


def lock(conn: Connection, instance_id: int) -> Row[Any]:
    """The instance row, locked until the transaction ends (SQLite: the whole database is, by BEGIN IMMEDIATE)."""
    row: Row[Any] | None = _LOCK.run(conn, {"instance_id": instance_id}).first()
    if row is None:
        raise NotFound(f"there is no process instance {instance_id}")
    return row


def find_by_start_key(conn: Connection, start_key: str) -> int | None:
    found: int | None = _BY_START_KEY.run(conn, {"start_key_value": start_key}).scalar()
    return found


def start_key_of(conn: Connection, instance_id: int) -> str | None:
    """The start key of an instance that is not archived."""
    found: str | None = conn.execute(select(t.c.start_key).where(t.c.id == instance_id)).scalar()
    return found


def add(conn: Connection, **values: Any) -> Row[Any]:
    """Insert a first row at revision 0; nobody else can see it before the commit, so it is as good as locked."""
    row: Row[Any] = _INSERT.run(conn, values).one()
    return row


def save(
    conn: Connection,
    instance_id: int,
    *,
    revision: int,
    tag: int,
    open_incidents: int,
    state: bytes,
    ended: tuple[str, datetime] | None = None,
) -> None:
    """Write `revision`, and if it has `ended`: as what and when.

    Conflict, at the commit at the latest, when another writer was there first: then the row is not at `revision` - 1.
    """
    values = {
        "instance_id": instance_id,
        "expected_revision": revision - 1,
        "new_revision": revision,
        "new_tag": tag,
        "new_open_incidents": open_incidents,
        "new_state": state,
    }

    def otherwise() -> Conflict:
        return Conflict(f"instance {instance_id} was changed by somebody else at revision {revision - 1}")

    if ended is None:
        _SAVE.post(conn, values, otherwise=otherwise)
    else:
        _SAVE_ENDED.post(conn, {**values, "new_status": ended[0], "new_ended_at": ended[1]}, otherwise=otherwise)


def count_running(conn: Connection, bundle_id: int) -> int:
    statement = select(func.count()).where(t.c.bundle_id == bundle_id, t.c.status == "running")
    return int(conn.execute(statement).scalar_one())


def add_open_incident(conn: Connection, instance_id: int) -> None:
    conn.execute(update(t).where(t.c.id == instance_id).values(open_incidents=t.c.open_incidents + 1))
