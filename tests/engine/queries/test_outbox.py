"""Readers of the outbox miss nothing, whatever the order in which writers commit, and old entries go."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select

from engine.bpmn import codec
from engine.commands import outbox as commands
from engine.queries import outbox
from engine.queries.outbox import Position
from engine.store.database import Engines, create_engines
from engine.store.tables import metadata
from engine.store.tables import outbox as t

AT = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
ALL = outbox.TOPICS


@pytest.fixture(params=["sqlite", "postgresql"])
def engines(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engines]:
    is_sqlite = request.param == "sqlite"
    made = create_engines(f"sqlite:///{tmp_path / 'o.db'}" if is_sqlite else request.getfixturevalue("postgres_url"))
    metadata.create_all(made.write, [t])
    yield made
    made.dispose()


@pytest.fixture
def postgresql(postgres_url: str) -> Iterator[Engines]:
    made = create_engines(postgres_url)
    metadata.create_all(made.write, [t])
    yield made
    made.dispose()


def add(conn: Connection, topic: str = "task_created", at: datetime = AT) -> int:
    row = {"topic": topic, "instance_id": 1, "payload": codec.pack({"revision": 1}), "created_at": at}
    return int(conn.execute(insert(t).returning(t.c.id), row).scalar_one())


def read(engines: Engines, at: Position) -> tuple[list[int], Position]:
    with engines.read.connect() as conn:
        entries, moved = outbox.read_on(conn, at, ALL)
    return [entry.id for entry in entries], moved


def kept(engines: Engines) -> list[int]:
    with engines.read.connect() as conn:
        return list(conn.execute(select(t.c.id).order_by(t.c.id)).scalars())


def test_a_reader_goes_on_where_it_was_and_sees_its_topics_only(engines: Engines) -> None:
    with engines.write.begin() as conn:
        first, _ = add(conn), add(conn, "incident_raised")
    with engines.read.connect() as conn:
        entries, position = outbox.read_on(conn, Position(), ["task_created"])
    assert [entry.id for entry in entries] == [first]
    assert position.top == first + 1
    assert read(engines, position) == ([], position)


def test_a_reader_takes_at_most_so_many_and_then_the_rest(engines: Engines) -> None:
    with engines.write.begin() as conn:
        ids = [add(conn) for _ in range(5)]
    with engines.read.connect() as conn:
        entries, position = outbox.read_on(conn, Position(), ALL, limit=3)
    assert [entry.id for entry in entries] == ids[:3]
    assert read(engines, position)[0] == ids[3:]


def test_an_entry_that_is_committed_late_is_read_all_the_same(postgresql: Engines) -> None:
    with postgresql.write.connect() as slow:
        late = add(slow)
        with postgresql.write.begin() as conn:
            early = add(conn)
        seen, position = read(postgresql, Position())
        assert (seen, set(position.gaps)) == ([early], {late})
        assert read(postgresql, position) == ([], position)
        slow.commit()
    seen, position = read(postgresql, position)
    assert (seen, position) == ([late], Position(early))


def test_a_gap_of_a_rolled_back_writer_is_given_up(postgresql: Engines) -> None:
    with postgresql.write.connect() as slow:
        add(slow)
        with postgresql.write.begin() as conn:
            early = add(conn)
        _, position = read(postgresql, Position())
        slow.rollback()
    assert read(postgresql, position) == ([], Position(early))


def test_old_entries_go_but_what_is_not_read_and_the_newest_stay(engines: Engines) -> None:
    with engines.write.begin() as conn:
        ids = [add(conn) for _ in range(4)]
        young = add(conn, at=AT + timedelta(days=20))
    later = AT + timedelta(days=14)
    with engines.write.begin() as conn:
        assert commands.prune(conn, later, up_to=ids[1]) == 2
        assert commands.prune(conn, later) == 2
    assert kept(engines) == [young]
    with engines.write.begin() as conn:
        assert commands.prune(conn, AT + timedelta(days=99)) == 0
        assert add(conn) > young
