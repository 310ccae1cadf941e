"""Data stores in a table: read and written in the transaction of the step, so they change with it or not at all."""

from typing import Any

from sqlalchemy import Connection

from engine import clock
from engine.bpmn import codec
from engine.store import datastores as rows


class TableStores:
    """The data stores of one transaction.

    A store that is read is locked: two instances that count it down do so one after the other.
    """

    def __init__(self, conn: Connection, by: str) -> None:
        self._conn = conn
        self._by = by

    def read(self, name: str) -> Any:
        row = rows.lock(self._conn, name)
        return None if row is None else codec.unpack(row.value)

    def write(self, name: str, value: Any) -> None:
        rows.put(self._conn, name, codec.pack(value), clock.now(), self._by)
