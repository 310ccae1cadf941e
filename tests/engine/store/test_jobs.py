"""Claiming stays fast however many jobs are due, and however many are due later."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, text

from engine.priority import Priority
from engine.store import jobs
from engine.store.database import create_engines
from engine.store.tables import ENGINE_TABLES, bundle, job, metadata, process_instance

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
DUE_BULK, LATER = 20_000, 5_000


def row(number: int, priority: Priority, due_at: datetime) -> dict[str, object]:
    return {
        "instance_id": 1, "token_id": number, "business_key": "b", "process_id": "p", "element_id": "e",
        "connector": "c", "operation": "o", "connection": "c", "input": b"", "idempotency_key": f"k{number}",
        "request_hash": "h", "state": "due", "attempt": 0, "max_attempts": 8, "fence": 0, "due_at": due_at,
        "priority": int(priority), "created_at": NOW,
    }  # fmt: skip


def fill(conn: Connection) -> None:
    """One instance with due bulk, bulk that is due later, and one job that somebody waits for: the last of all."""
    conn.execute(insert(bundle).values(id=1, hash="h", name="n", created_at=NOW, created_by="t"))
    conn.execute(
        insert(process_instance).values(
            id=1, bundle_id=1, process_id="p", business_key="b", start_key="s", status="running", revision=0,
            state_tag=0, created_at=NOW, created_by="t", state=b"",
        )
    )  # fmt: skip
    rows = [row(n, Priority.BULK, NOW - timedelta(seconds=n)) for n in range(DUE_BULK)]
    rows += [row(DUE_BULK + n, Priority.BULK, NOW + timedelta(seconds=n + 1)) for n in range(LATER)]
    conn.execute(insert(job), [*rows, row(DUE_BULK + LATER, Priority.INTERACTIVE, NOW)])


@pytest.fixture(params=["sqlite", "postgresql"])
def conn(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    is_sqlite = request.param == "sqlite"
    engines = create_engines(f"sqlite:///{tmp_path / 'x.db'}" if is_sqlite else request.getfixturevalue("postgres_url"))
    metadata.create_all(engines.write, tables=ENGINE_TABLES)
    with engines.write.begin() as made:
        fill(made)
    with engines.write.connect() as made:
        if not is_sqlite:
            made.execute(text("ANALYZE job"))
        yield made
    engines.dispose()


def plan(conn: Connection, prepared: jobs.Prepared) -> str:
    """What the database does for a claim; PostgreSQL also says how many rows it touched."""
    made = prepared._compile(conn.dialect)
    passed = tuple(made.parameters.passed({"at": NOW}))
    if conn.dialect.name == "sqlite":
        found = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {made.sql}", passed)
    else:
        named = dict(zip(made.parameters.names, passed, strict=True))
        found = conn.exec_driver_sql(f"EXPLAIN (ANALYZE, TIMING OFF) {made.sql}", named)
    return "\n".join(str(one[-1]) for one in found)


@pytest.mark.parametrize("query", [jobs._due, jobs._due_bulk])
def test_a_claim_goes_along_the_index_by_urgency_and_sorts_nothing(conn: Connection, query) -> None:
    shown = plan(conn, query(10))
    assert "ix_job_priority_due_at_id" in shown
    assert "Sort" not in shown
    assert "TEMP B-TREE" not in shown


def test_a_claim_stops_at_the_last_job_that_is_due(conn: Connection) -> None:
    """Both columns bound the way along the index, so that jobs that are due later are not even looked at."""
    shown = plan(conn, jobs._due(10))
    bound = "((priority,due_at)<(?,?))" if conn.dialect.name == "sqlite" else "(ROW(priority, due_at) <= ROW(1"
    assert bound in shown
