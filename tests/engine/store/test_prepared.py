"""Prepared statements: the driver's speed with SQLAlchemy's transactions and errors."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from engine.commands import timers
from engine.store import jobs
from engine.store.columns import Moment
from engine.store.database import Engines, create_engines
from engine.store.prepared import Prepared
from engine.store.tables import ENGINE_TABLES
from engine.store.tables import metadata as engine_metadata

metadata = MetaData()
shelf = Table(
    "shelf",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(20), unique=True),
    Column("touched_at", Moment),
)
NOW = datetime(2026, 5, 4, 9, 30, 0, 250, tzinfo=UTC)
ADD = Prepared(insert(shelf).returning(shelf.c.id), ("name",))
ADD_MANY = Prepared(insert(shelf), ("name",))
RENAME = Prepared(update(shelf).where(shelf.c.name == "a").values(name=bindparam("new_name")))
TOUCH = Prepared(update(shelf).values(touched_at=bindparam("new_moment")))
MOMENTS = Prepared(select(shelf.c.touched_at))
NAMES = Prepared(select(shelf.c.name).order_by(shelf.c.id))


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[Engines]:
    made = create_engines(f"sqlite:///{tmp_path / 'x.db'}")
    metadata.create_all(made.write)
    engine_metadata.create_all(made.write, tables=ENGINE_TABLES)
    yield made
    made.dispose()


def names(engines: Engines) -> list[str]:
    with engines.read.connect() as conn:
        return NAMES.run(conn, {}).scalars()


def test_rows_carry_the_names_of_their_columns(engines: Engines) -> None:
    with engines.write.begin() as conn:
        assert ADD.run(conn, {"name": "a"}).one().id == 1
    assert names(engines) == ["a"]


def test_literals_of_the_statement_are_kept(engines: Engines) -> None:
    with engines.write.begin() as conn:
        ADD_MANY.run(conn, [{"name": "a"}, {"name": "b"}])
        assert RENAME.run(conn, {"new_name": "c"}).rowcount == 1
    assert names(engines) == ["c", "b"]


def test_a_rollback_takes_everything_back_even_without_an_explicit_begin(engines: Engines) -> None:
    with engines.write.connect() as conn:
        ADD.run(conn, {"name": "a"})
        conn.rollback()
    assert names(engines) == []


def test_errors_are_those_of_sqlalchemy(engines: Engines) -> None:
    with engines.write.begin() as conn:
        ADD.run(conn, {"name": "a"})
    with pytest.raises(IntegrityError), engines.write.begin() as conn:
        ADD.run(conn, {"name": "a"})


def test_constants_stand_in_the_text_so_that_partial_indexes_are_used(engines: Engines) -> None:
    with engines.write.begin() as conn:
        for prepared in (jobs._due(10), jobs._due_bulk(10), timers._due(10)):
            text = prepared._compile(conn.dialect)
            plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {text.sql}", tuple(text.parameters.passed({"at": NOW})))
            assert "due_at_id" in " ".join(row.detail for row in plan)


def test_moments_come_back_as_they_were_written(engines: Engines) -> None:
    with engines.write.begin() as conn:
        ADD_MANY.run(conn, [{"name": "a"}])
        TOUCH.run(conn, {"new_moment": NOW})
        assert MOMENTS.run(conn, {}).scalars() == [NOW]
