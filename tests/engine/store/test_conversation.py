"""Statements that are posted: sent with the next that is asked or with the commit, and never lost or done in part."""

import gc
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, LargeBinary, MetaData, String, Table, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from engine.errors import Conflict
from engine.store.columns import Id
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
)
ADD = Prepared(insert(shelf).inline(), ("name", "content"))
NAMES = Prepared(select(shelf.c.name).order_by(shelf.c.id))
RENAME = Prepared(update(shelf).where(shelf.c.name == bindparam("old")).values(name=bindparam("new")))
REMOVE = Prepared(delete(shelf).where(shelf.c.name == bindparam("old")))


@pytest.fixture(params=["sqlite", "postgresql"])
def engines(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engines]:
    is_sqlite = request.param == "sqlite"
    made = create_engines(f"sqlite:///{tmp_path / 'x.db'}" if is_sqlite else request.getfixturevalue("postgres_url"))
    metadata.create_all(made.write)
    yield made
    made.dispose()


@pytest.fixture
def server(postgres_url: str) -> Iterator[Engines]:
    made = create_engines(postgres_url)
    metadata.create_all(made.write)
    yield made
    made.dispose()


def row(name: str, content: bytes = b"") -> dict[str, str | bytes]:
    return {"name": name, "content": content}


def names(engines: Engines) -> list[str]:
    with engines.read.connect() as conn:
        return NAMES.run(conn, {}).scalars()


def gone() -> Conflict:
    return Conflict("it is gone")


def test_what_is_posted_is_there_for_the_next_statement_and_for_others_after_the_commit(engines: Engines) -> None:
    with engines.write.begin() as conn:
        ADD.post(conn, [row("a"), row("b")])
        RENAME.post(conn, {"old": "b", "new": "c"}, otherwise=gone)
        assert NAMES.run(conn, {}).scalars() == ["a", "c"]
        ADD.post(conn, row("d"))
        assert conn.execute(select(shelf.c.name).order_by(shelf.c.id)).scalars().all() == ["a", "c", "d"]
        REMOVE.post(conn, {"old": "a"})
    assert names(engines) == ["c", "d"]


def test_a_transaction_of_posts_alone_is_committed(engines: Engines) -> None:
    with engines.write.begin() as conn:
        ADD.post(conn, row("a"))
    assert names(engines) == ["a"]


def test_a_rollback_forgets_what_was_posted(engines: Engines) -> None:
    with engines.write.connect() as conn:
        ADD.post(conn, row("a"))
        conn.rollback()
        ADD.post(conn, row("b"))
        conn.commit()
    assert names(engines) == ["b"]


def test_an_error_of_a_post_undoes_the_whole_transaction(engines: Engines) -> None:
    with pytest.raises(IntegrityError), engines.write.begin() as conn:
        ADD.post(conn, row("a"))
        ADD.post(conn, row("a"))
        ADD.post(conn, row("b"))
    assert names(engines) == []
    with engines.write.begin() as conn:
        ADD.post(conn, row("c"))
    assert names(engines) == ["c"]


def test_an_error_of_a_post_is_raised_by_the_next_statement(engines: Engines) -> None:
    with pytest.raises(IntegrityError), engines.write.begin() as conn:
        ADD.post(conn, [row("a"), row("a")])
        NAMES.run(conn, {})
        pytest.fail("the statement before has failed")
    assert names(engines) == []


def test_a_post_that_changes_no_row_where_it_has_to_prevents_the_commit(engines: Engines) -> None:
    with pytest.raises(Conflict, match="gone"), engines.write.begin() as conn:
        ADD.post(conn, row("a"))
        RENAME.post(conn, {"old": "x", "new": "y"}, otherwise=gone)
    assert names(engines) == []
    with engines.write.begin() as conn:
        RENAME.post(conn, {"old": "x", "new": "y"})  # nobody minds


def test_a_savepoint_takes_back_what_was_posted_inside_and_nothing_else(engines: Engines) -> None:
    with engines.write.begin() as conn:
        ADD.post(conn, row("before"))
        with conn.begin_nested() as savepoint:
            ADD.post(conn, row("inside"))
            savepoint.rollback()
        with conn.begin_nested():
            ADD.post(conn, row("kept"))
        with pytest.raises(IntegrityError), conn.begin_nested():
            ADD.post(conn, row("kept"))
        ADD.post(conn, row("after"))
    assert names(engines) == ["before", "kept", "after"]


def test_many_large_posts_do_not_make_both_sides_wait_for_each_other(server: Engines) -> None:
    with server.write.begin() as conn:
        ADD.post(conn, [row(f"n{number}", bytes(200_000)) for number in range(60)])
        assert len(NAMES.run(conn, {}).rows) == 60


def test_a_lost_connection_is_told_at_the_commit_and_the_next_one_works(server: Engines) -> None:
    with pytest.raises(OperationalError), server.write.begin() as conn:
        ADD.run(conn, row("a"))
        cut_off(conn, server)
        ADD.post(conn, row("b"))
    with server.write.begin() as conn:
        ADD.post(conn, row("c"))
    assert names(server) == ["c"]


def test_a_connection_that_is_closed_is_kept_by_nobody(server: Engines) -> None:
    with server.write.connect() as conn:
        NAMES.run(conn, {})
        closed = weakref.ref(conn.connection.dbapi_connection)
    server.dispose()
    gc.collect()
    assert closed() is None


def test_other_threads_go_on_while_what_was_posted_waits_for_a_lock(server: Engines) -> None:
    with server.write.begin() as conn:
        ADD.post(conn, row("a"))
    with server.write.connect() as holder, server.write.connect() as waiter:
        RENAME.run(holder, {"old": "a", "new": "b"})

        def rename() -> None:
            RENAME.post(waiter, {"old": "b", "new": "c"})
            RENAME.post(waiter, {"old": "a", "new": "d"})
            waiter.commit()

        thread = threading.Thread(target=rename)
        thread.start()
        until_it_waits(holder, thread)
        holder.commit()
        thread.join()
    assert names(server) == ["b"]


def test_who_commits_after_a_failed_statement_is_told_that_nothing_was_committed(server: Engines) -> None:
    with server.write.connect() as conn:
        ADD.run(conn, row("a"))
        with pytest.raises(IntegrityError):
            ADD.run(conn, row("a"))
        ADD.post(conn, row("b"))
        with pytest.raises(Exception, match="transaction"):
            conn.commit()
    assert names(server) == []
