"""What the tables are made of: one metadata, ids, moments, partial indexes."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    DateTime,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    literal,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from engine.priority import Priority

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMING)


# SQLite gives row ids only to INTEGER keys; PostgreSQL needs the wide type.
Id = BigInteger().with_variant(Integer(), "sqlite")


@lru_cache(maxsize=256)  # a step writes the same moment in many rows
def _to_text(value: datetime | None) -> str | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError(f"expected an aware datetime, found the naive {value.isoformat()}")
    if value.tzinfo is not UTC:
        value = value.astimezone(UTC)
    return value.isoformat(" ", "microseconds")[:-6]


def _from_text(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored).replace(tzinfo=UTC)


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime; a naive one is refused rather than guessed at.

    SQLite has texts, made and read here: SQLAlchemy's own way takes ten times as long, and a step writes nine.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"expected an aware datetime, found the naive {value.isoformat()}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        return _to_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        return _from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def constant(value: str) -> ColumnElement[str]:
    """A value in the text of a query, where partial indexes need it: a parameter is not seen there."""
    return literal(value, literal_execute=True)


def partial_index(*columns: str, where: str) -> Index:
    """An index of the rows that still matter: those that are over leave it, so it stays small however many there are.

    A query uses it only where it says `where` in its text: with `constant`, or as a `Prepared`.
    """
    return Index(None, *columns, sqlite_where=text(where), postgresql_where=text(where))


def priority() -> Column[int]:
    # The default is for processes of the version before: they write none while an upgrade goes on.
    return Column("priority", SmallInteger, nullable=False, server_default=text(str(int(Priority.BULK))))
