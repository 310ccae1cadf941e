"""Prepared statements on PostgreSQL: what is written comes back, and errors are told as everywhere."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    bindparam,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, ProgrammingError

from engine.priority import Priority
from engine.store.columns import Id, Moment
from engine.store.database import Engines, create_engines
from engine.store.prepared import Prepared
from tests.engine.store.meetings import cut_off, until_it_waits

metadata = MetaData()
shelf = Table(
    "shelf",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(40), unique=True),
    Column("content", LargeBinary),
    Column("touched_at", Moment),
    Column("count", Integer),
    Column("is_full", Boolean),
    Column("codes", JSON),
    Column("due_on", Date),
)
VALUES = tuple(column.name for column in shelf.c if column.name != "id")
EMPTY = dict.fromkeys(VALUES)
ADD = Prepared(insert(shelf).returning(*shelf.c), VALUES)
ALL = Prepared(select(shelf).order_by(shelf.c.id))
RECOUNT = Prepared(update(shelf).where(shelf.c.name.like("a%")).values(count=bindparam("new_count")))


@pytest.fixture
def engines(postgres_url: str) -> Iterator[Engines]:
    made = create_engines(postgres_url)
    metadata.create_all(made.write)
    yield made
    made.dispose()


FULL: dict[str, Any] = {
    "name": "größer % als %(name)s, $1",
    "content": bytes(range(256)),
    "touched_at": datetime(2026, 3, 29, 2, 30, 0, 1, tzinfo=timezone(timedelta(hours=2))),
    "count": -5,
    "is_full": True,
    "due_on": date(2026, 2, 28),
    "codes": ["größer", {"a": None, "b": [1, 0.5]}],
}


@pytest.mark.parametrize(
    "row", [FULL, EMPTY, {**EMPTY, "name": "", "content": b"", "is_full": False, "count": 2**31 - 1}]
)
def test_every_value_comes_back_as_it_was_written(engines: Engines, row: dict[str, Any]) -> None:
    with engines.write.begin() as conn:
        added = ADD.run(conn, row).one()
    with engines.read.connect() as conn:
        (found,) = ALL.run(conn, {}).rows
    assert {name: getattr(found, name) for name in VALUES} == row
    assert found == added
    assert found.touched_at is None or found.touched_at.tzinfo is UTC


def test_a_pattern_and_a_number_of_a_list_are_passed(engines: Engines) -> None:
    with engines.write.begin() as conn:
        for name in ("a", "ab", "b"):
            ADD.run(conn, {**EMPTY, "name": name})
        assert RECOUNT.run(conn, {"new_count": Priority.BULK}).rowcount == 2
        assert RECOUNT.run(conn, [{"new_count": 7}, {"new_count": 8}]).rowcount == 4
        assert [row.count for row in ALL.run(conn, {}).rows] == [8, 8, None]


def test_a_failed_statement_leaves_a_savepoint_to_go_back_to(engines: Engines) -> None:
    with engines.write.begin() as conn:
        ADD.run(conn, {**EMPTY, "name": "a"})
        with pytest.raises(IntegrityError), conn.begin_nested():
            ADD.run(conn, {**EMPTY, "name": "a"})
        assert len(ALL.run(conn, {}).rows) == 1


def test_a_text_that_the_server_would_cut_off_is_refused(engines: Engines) -> None:
    with pytest.raises(DataError, match="NUL"), engines.write.begin() as conn:
        ADD.run(conn, {**EMPTY, "name": "a\0b"})


def test_what_cannot_be_passed_is_refused_by_name(engines: Engines) -> None:
    with pytest.raises(ProgrammingError, match="dict"), engines.write.begin() as conn:
        RECOUNT.run(conn, {"new_count": {}})


def test_a_rollback_takes_everything_back_and_the_statement_stays_usable(engines: Engines) -> None:
    with engines.write.connect() as conn:
        ADD.run(conn, EMPTY)
        conn.rollback()
        assert ALL.run(conn, {}).rows == []
        ADD.run(conn, EMPTY)
        conn.commit()
    with engines.read.connect() as conn:
        assert len(ALL.run(conn, {}).rows) == 1


def test_statements_stay_known_when_the_driver_has_seen_a_rollback_to_a_savepoint_and_a_drop(engines: Engines) -> None:
    with engines.write.begin() as conn:
        ALL.run(conn, {})
        conn.execute(text("CREATE TABLE passing (id int)"))
        for _ in range(8):  # so often that the driver would prepare it
            conn.execute(select(shelf.c.id).where(shelf.c.count == 1)).all()
        with conn.begin_nested() as savepoint:
            savepoint.rollback()
        conn.execute(text("DROP TABLE passing"))
        assert ALL.run(conn, {}).rows == []


def test_a_server_that_ends_the_connection_is_an_operational_error_and_the_next_connection_works(
    engines: Engines,
) -> None:
    with engines.write.connect() as conn:
        ALL.run(conn, {})
        cut_off(conn, engines)
        with pytest.raises(OperationalError):
            ALL.run(conn, {})
    with engines.write.begin() as conn:
        assert ALL.run(conn, {}).rows == []


def test_other_threads_go_on_while_one_waits_for_a_lock(engines: Engines) -> None:
    with engines.write.begin() as conn:
        ADD.run(conn, {**EMPTY, "name": "a"})
    with engines.write.connect() as holder, engines.write.connect() as waiter:
        RECOUNT.run(holder, {"new_count": 1})

        def recount() -> None:
            RECOUNT.run(waiter, {"new_count": 2})
            waiter.commit()

        thread = threading.Thread(target=recount)
        thread.start()
        until_it_waits(holder, thread)
        holder.commit()
        thread.join()
    with engines.read.connect() as conn:
        assert [row.count for row in ALL.run(conn, {}).rows] == [2]
