"""Reads data stores."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from engine.bpmn import codec
from engine.errors import NotFound
from engine.store import datastores as rows


@dataclass(frozen=True)
class DataStoreView:
    """A data store with its FEEL value; `changed_by` is an instance or a person."""

    name: str
    value: Any
    changed_at: datetime
    changed_by: str


def list_all(conn: Connection) -> tuple[DataStoreView, ...]:
    """By name."""
    return tuple(_view(row) for row in rows.all_of_them(conn))


def get(conn: Connection, name: str) -> DataStoreView:
    row = rows.find(conn, name)
    if row is None:
        raise NotFound(f"there is no data store {name!r}: nothing was written to it yet")
    return _view(row)


def _view(row: Row[Any]) -> DataStoreView:
    return DataStoreView(row.name, codec.unpack(row.value), row.changed_at, row.changed_by)
