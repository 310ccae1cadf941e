"""Rows of data stores: one value for each name, which instances share."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.store.tables import data_store as t

_INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def lock(conn: Connection, name: str) -> Row[Any] | None:
    """The row of a store, which nobody else changes before the transaction ends."""
    return conn.execute(select(t).where(t.c.name == name).with_for_update()).first()


def find(conn: Connection, name: str) -> Row[Any] | None:
    return conn.execute(select(t).where(t.c.name == name)).first()


def all_of_them(conn: Connection) -> list[Row[Any]]:
    return list(conn.execute(select(t).order_by(t.c.name)))


def put(conn: Connection, name: str, value: bytes, at: datetime, by: str) -> None:
    """Insert or replace the value."""
    values = {"value": value, "changed_at": at, "changed_by": by}
    statement = _INSERT[conn.dialect.name](t).values(name=name, **values)
    conn.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))
