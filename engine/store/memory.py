"""A small SQLite database that lives in memory for the time of a block: for a few rows that are read as tables."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pysqlite3 import dbapi2
from sqlalchemy import Connection, Table, create_engine
from sqlalchemy.pool import StaticPool

from engine.store.tables import metadata


@contextmanager
def opened(tables: Sequence[Table]) -> Iterator[Connection]:
    """A connection to an empty database with these tables; gone after the block."""
    engine = create_engine("sqlite://", module=dbapi2, poolclass=StaticPool)
    try:
        with engine.connect() as conn:
            metadata.create_all(conn, tables=list(tables))
            yield conn
    finally:
        engine.dispose()
