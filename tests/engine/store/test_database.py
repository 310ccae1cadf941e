"""The two doors to the database."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from engine.store.database import create_engines


def test_an_in_memory_database_is_refused() -> None:
    with pytest.raises(ValueError, match="in-memory"):
        create_engines("sqlite://")


def test_the_read_engine_cannot_write(tmp_path: Path) -> None:
    engines = create_engines(f"sqlite:///{tmp_path / 'x.db'}")
    with engines.write.begin() as conn:
        conn.execute(text("CREATE TABLE counter (n INTEGER)"))
    with pytest.raises(OperationalError, match="readonly"), engines.read.begin() as conn:
        conn.execute(text("INSERT INTO counter VALUES (1)"))
    engines.dispose()


def test_commits_survive_a_power_cut_by_wal_and_full_synchronous(tmp_path: Path) -> None:
    engines = create_engines(f"sqlite:///{tmp_path / 'x.db'}")
    with engines.write.connect() as conn:
        assert conn.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert conn.execute(text("PRAGMA synchronous")).scalar() == 2
        assert conn.execute(text("PRAGMA foreign_keys")).scalar() == 1
    engines.dispose()


def test_increments_of_many_threads_are_all_kept(tmp_path: Path) -> None:
    engines = create_engines(f"sqlite:///{tmp_path / 'x.db'}")
    with engines.write.begin() as conn:
        conn.execute(text("CREATE TABLE counter (n INTEGER)"))
        conn.execute(text("INSERT INTO counter VALUES (0)"))

    def increment() -> None:
        for _ in range(25):
            with engines.write.begin() as conn:
                n = conn.execute(text("SELECT n FROM counter")).scalar_one()
                conn.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})

    threads = [threading.Thread(target=increment) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engines.read.connect() as conn:
        assert conn.execute(text("SELECT n FROM counter")).scalar() == 200
    engines.dispose()
