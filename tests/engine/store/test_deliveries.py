"""Deliveries go by urgency, then by age, and none waits for ever."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from engine.priority import Priority
from engine.store import deliveries
from engine.store.database import create_engines
from engine.store.tables import ENGINE_TABLES, metadata

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
INTERACTIVE, BULK = Priority


@pytest.fixture(params=["sqlite", "postgresql"])
def conn(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    is_sqlite = request.param == "sqlite"
    engines = create_engines(f"sqlite:///{tmp_path / 'x.db'}" if is_sqlite else request.getfixturevalue("postgres_url"))
    metadata.create_all(engines.write, tables=ENGINE_TABLES)
    with engines.write.begin() as made:
        yield made
    engines.dispose()


def throw(conn: Connection, *priorities: Priority) -> None:
    """One delivery each, with the ids 1, 2, 3 and so on."""
    rows = [{"kind": "message", "source": "t", "priority": int(one), "created_at": NOW} for one in priorities]
    deliveries.add(conn, rows)


def test_what_somebody_waits_for_goes_before_older_bulk(conn: Connection) -> None:
    throw(conn, BULK, INTERACTIVE, BULK, INTERACTIVE)
    assert deliveries.due_ids(conn, 10) == [2, 4, 1, 3]
    assert deliveries.due_ids(conn, 1) == [2]


def test_a_portion_that_people_would_fill_ends_with_the_oldest(conn: Connection) -> None:
    throw(conn, BULK, *[INTERACTIVE] * 4)
    assert deliveries.due_ids(conn, 3) == [2, 3, 1]


def test_bulk_overtakes_nothing_older(conn: Connection) -> None:
    throw(conn, INTERACTIVE, BULK, INTERACTIVE, INTERACTIVE)
    assert deliveries.due_ids(conn, 2) == [1, 3]
    deliveries.take(conn, 1)
    assert deliveries.due_ids(conn, 2) == [3, 2]


def test_what_was_given_up_is_not_due_until_somebody_tries_it_again(conn: Connection) -> None:
    throw(conn, INTERACTIVE, BULK)
    deliveries.fail(conn, 1, "nobody knows the process")
    assert deliveries.due_ids(conn, 10) == [2]
    assert deliveries.retry(conn, 1)
    assert deliveries.due_ids(conn, 10) == [1, 2]


def test_what_is_withdrawn_is_gone_also_after_it_was_given_up(conn: Connection) -> None:
    row = {"kind": "call", "source": "t", "instance_id": 1, "token_id": 2, "created_at": NOW}
    deliveries.add(conn, [{**row, "name": "1"}, {**row, "name": "2"}, {**row, "name": "1", "kind": "cancel"}])
    deliveries.fail(conn, 1, "nobody knows the process")
    deliveries.withdraw(conn, "call", 1, 2, "1")
    assert deliveries.due_ids(conn, 10) == [2, 3]
    assert deliveries.failed(conn, 10) == []


@pytest.mark.parametrize("conn", ["sqlite"], indirect=True)
def test_a_call_to_withdraw_is_found_along_an_index(conn: Connection) -> None:
    plans: list[str] = []

    def explain(_conn: Any, cursor: Any, sql: str, values: Any, *_: Any) -> None:
        plans.extend(row[3] for row in cursor.connection.execute(f"EXPLAIN QUERY PLAN {sql}", values))

    event.listen(conn, "before_cursor_execute", explain)
    deliveries.withdraw(conn, "call", 1, 2, "1")
    assert "ix_delivery_instance_id_token_id" in " ".join(plans)


@pytest.mark.parametrize("conn", ["sqlite"], indirect=True)
def test_neither_look_sorts(conn: Connection) -> None:
    """Both go along the index, however many are due."""
    throw(conn, BULK, INTERACTIVE, INTERACTIVE)
    looks: list[tuple[str, Any]] = []
    event.listen(conn, "before_cursor_execute", lambda _conn, _cursor, sql, values, *_: looks.append((sql, values)))
    assert deliveries.due_ids(conn, 2) == [2, 1]
    for sql, values in tuple(looks):
        plan = " ".join(row[3] for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values))
        assert "ix_delivery_state_priority_id" in plan
        assert "TEMP B-TREE" not in plan
    assert len(looks) == 4
