"""Rows of what one instance hands to another, or what starts one: written with the commit that throws it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from engine.priority import Priority
from engine.store.columns import constant
from engine.store.tables import delivery as t

_IS_DUE = t.c.state == "due"
_IS_BULK = t.c.priority == int(Priority.BULK)


def add(conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that are due; what a row leaves out is null, or empty where it must be something."""
    conn.execute(insert(t), [{**_EMPTY, **row} for row in rows])


_EMPTY: dict[str, Any] = {
    "instance_id": None, "token_id": None, "bundle_id": None, "process_id": None, "element_id": None,
    "name": "", "correlation_key": "", "payload": b"\x80", "state": "due", "error": None,
    "priority": int(Priority.BULK),
}  # fmt: skip


def due_ids(conn: Connection, limit: int) -> list[int]:
    """The most urgent first, of these the oldest; of several places the last is for the oldest of all.

    So bulk does not starve, and nothing overtakes what it follows: a call is older than its end.
    """
    urgent = conn.execute(select(t.c.id, t.c.priority).where(_IS_DUE).order_by(t.c.priority, t.c.id).limit(limit)).all()
    ids = [row.id for row in urgent]
    if 1 < limit == len(ids) and urgent[-1].priority < Priority.BULK:
        oldest = conn.execute(select(t.c.id).where(_IS_DUE, _IS_BULK).order_by(t.c.id).limit(1)).scalar()
        if oldest is not None and oldest < ids[0]:
            ids[-1] = oldest
    return ids


def find(conn: Connection, delivery_id: int) -> Row[Any] | None:
    """A delivery that is due; None when it was carried out, or failed."""
    return conn.execute(select(t).where(t.c.id == delivery_id, t.c.state == "due")).first()


def take(conn: Connection, delivery_id: int) -> bool:
    """Strike out a due delivery in the transaction that carries it out; False when another did."""
    return conn.execute(delete(t).where(t.c.id == delivery_id, t.c.state == "due")).rowcount == 1


def withdraw(conn: Connection, kind: str, instance_id: int, token_id: int, name: str) -> None:
    """Strike out what nobody has carried out yet, also what was given up; waits for whoever is carrying it out."""
    mine = (t.c.instance_id == instance_id, t.c.token_id == token_id, t.c.name == name)
    conn.execute(delete(t).where(t.c.kind == constant(kind), *mine))


def fail(conn: Connection, delivery_id: int, error: str) -> None:
    """Keep a delivery that cannot be carried out, for people to see."""
    conn.execute(update(t).where(t.c.id == delivery_id).values(state="failed", error=error[:2000]))


def retry(conn: Connection, delivery_id: int) -> bool:
    """Make a failed delivery due again."""
    values = {"state": "due", "error": None}
    return conn.execute(update(t).where(t.c.id == delivery_id, t.c.state == "failed").values(values)).rowcount == 1


def failed(conn: Connection, limit: int) -> list[Row[Any]]:
    return list(conn.execute(select(t).where(t.c.state == "failed").order_by(t.c.id.desc()).limit(limit)))
