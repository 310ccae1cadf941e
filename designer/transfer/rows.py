"""Rows as they are the same on every database: in JSON, with a digest that does not depend on their order."""

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Column, Connection, Date, LargeBinary, MetaData, Select, Table, select
from sqlalchemy.types import TypeDecorator, TypeEngine

from designer import rooms
from designer.database import Moment, metadata

BATCH = 500
Row = Sequence[Any]


@cache
def tables() -> tuple[Table, ...]:
    """Every table of engine and application, referenced ones first, with plain column types and no constraints."""
    rooms.import_models()
    return tuple(_plain(table) for table in metadata.sorted_tables)


def _plain(table: Table) -> Table:
    columns = [Column(column.name, _plain_type(column.type), primary_key=column.primary_key) for column in table.c]
    return Table(table.name, MetaData(), *columns)


def _plain_type(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """What is stored, where a type of ours makes something else of it; moments are moments everywhere."""
    return kind.impl_instance if isinstance(kind, TypeDecorator) and not isinstance(kind, Moment) else kind


def statement(table: Table) -> Select[Any]:
    """All rows; the order is nobody's business."""
    return select(table)


def batches(conn: Connection, table: Table) -> Iterator[list[Row]]:
    """All rows, some hundreds at a time, without holding them all."""
    options = {"yield_per": BATCH}
    for part in conn.execute(statement(table), execution_options=options).partitions():
        yield [tuple(row) for row in part]


def line(row: Row) -> bytes:
    """A row as JSON list; keys within JSON columns are sorted, so that equal rows are equal texts."""
    return orjson.dumps([_told(value) for value in row], option=orjson.OPT_SORT_KEYS)


def _told(value: Any) -> Any:
    match value:
        case bytes() | memoryview() | bytearray():
            return base64.b64encode(bytes(value)).decode()
        case datetime():
            return value.isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
    return value


def reader(table: Table) -> Callable[[bytes], dict[str, Any]]:
    """Reads a line of `table` back, as values by column."""
    readers = [(column.name, _reader(column.type)) for column in table.c]

    def read(text: bytes) -> dict[str, Any]:
        values = orjson.loads(text)
        return {
            name: None if value is None else convert(value)
            for (name, convert), value in zip(readers, values, strict=True)
        }

    return read


def _reader(kind: TypeEngine[Any]) -> Callable[[Any], Any]:
    if isinstance(kind, LargeBinary):
        return base64.b64decode
    if isinstance(kind, Moment):
        return datetime.fromisoformat
    if isinstance(kind, Date):
        return date.fromisoformat
    return lambda value: value


class Digest:
    """Number of rows and the sum of their SHA-256: equal for equal rows in whatever order they came."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, text: bytes) -> None:
        self.rows += 1
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(text).digest())) % 2**256

    def __str__(self) -> str:
        return f"{self._sum:064x}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Digest) and (self.rows, self._sum) == (other.rows, other._sum)

    __hash__ = None  # type: ignore[assignment]  # it changes


def digest_of(conn: Connection, table: Table) -> Digest:
    """The digest of all rows of a table."""
    found = Digest()
    for part in batches(conn, table):
        for row in part:
            found.add(line(row))
    return found


def named(table: Table, row: Row) -> Mapping[str, Any]:
    """A row as values by column."""
    return dict(zip(table.c.keys(), row, strict=True))
