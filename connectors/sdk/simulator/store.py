"""The simulator's own SQLite file: records by kind, call ledger, answers by key, faults, webhooks to send."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS record (
  kind TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id));
CREATE TABLE IF NOT EXISTS counter (series TEXT PRIMARY KEY, last INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS answer (
  key TEXT PRIMARY KEY, request_hash TEXT NOT NULL, operation TEXT NOT NULL, status INTEGER NOT NULL,
  body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS call (
  seq INTEGER PRIMARY KEY, at TEXT NOT NULL, operation TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL,
  key TEXT NOT NULL, reference TEXT NOT NULL, body TEXT NOT NULL, request_hash TEXT NOT NULL,
  return_ref TEXT NOT NULL, line_ref TEXT NOT NULL, effect TEXT NOT NULL, status INTEGER NOT NULL, fault TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS fault (
  id INTEGER PRIMARY KEY, operation TEXT NOT NULL, kind TEXT NOT NULL, share TEXT NOT NULL, remaining INTEGER,
  seconds REAL NOT NULL, seen INTEGER NOT NULL DEFAULT 0, hit INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS webhook (
  id TEXT PRIMARY KEY, seq INTEGER NOT NULL, at TEXT NOT NULL, event TEXT NOT NULL, body TEXT NOT NULL,
  state TEXT NOT NULL, attempts INTEGER NOT NULL, note TEXT NOT NULL);
"""


def _driver() -> ModuleType:
    """pysqlite3 where it is installed: it carries an SQLite whose WAL mode is sound (3.51.3 and newer)."""
    try:
        import pysqlite3  # noqa: PLC0415 - optional, platform wheels do not exist everywhere
    except ImportError:
        return sqlite3
    module: ModuleType = pysqlite3
    return module


_DRIVER = _driver()
_IS_WAL_SOUND = tuple(_DRIVER.sqlite_version_info) >= (3, 51, 3)


class Tables:
    """Records and counters inside one transaction; bodies are JSON objects."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def get(self, kind: str, record_id: str) -> dict[str, Any] | None:
        row = self.connection.execute("SELECT body FROM record WHERE kind=? AND id=?", (kind, record_id)).fetchone()
        return json.loads(row[0]) if row else None

    def put(self, kind: str, record_id: str, body: Mapping[str, Any]) -> None:
        """Insert or replace; a replaced record keeps its place in the order."""
        self.connection.execute(
            "INSERT INTO record (kind, id, seq, body) VALUES (?, ?, (SELECT coalesce(max(seq), 0) + 1 FROM record), ?) "
            "ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body",
            (kind, record_id, json.dumps(body)),
        )

    def all(self, kind: str) -> list[dict[str, Any]]:
        rows = self.connection.execute("SELECT body FROM record WHERE kind=? ORDER BY seq", (kind,))
        return [json.loads(row[0]) for row in rows]

    def find(self, kind: str, **wanted: Any) -> list[dict[str, Any]]:
        """The records of `kind` whose fields equal `wanted`, oldest first."""
        tests = "".join(" AND json_extract(body, ?) = ?" for _name in wanted)
        rows = self.connection.execute(
            f"SELECT body FROM record WHERE kind=?{tests} ORDER BY seq",  # noqa: S608 - only placeholders are added
            (kind, *(part for name, value in wanted.items() for part in (f"$.{name}", value))),
        )
        return [json.loads(row[0]) for row in rows]

    def next_number(self, series: str, start: int = 1001) -> int:
        row = self.connection.execute(
            "INSERT INTO counter (series, last) VALUES (?, ?) "
            "ON CONFLICT (series) DO UPDATE SET last = last + 1 RETURNING last",
            (series, start),
        ).fetchone()
        return int(row[0])


class Store:
    """Opens transactions on the file at `path`, which is made with its directory when missing."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self.generation = 0  # counts resets, so that a call that was held up before one does not write after it
        with self._open() as connection:
            connection.execute(f"PRAGMA journal_mode={'WAL' if _IS_WAL_SOUND else 'DELETE'}")
            connection.executescript(_SCHEMA)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection: sqlite3.Connection = _DRIVER.connect(str(self._path), timeout=20, isolation_level=None)
        connection.row_factory = _DRIVER.Row
        try:
            connection.execute("PRAGMA synchronous=NORMAL")  # survives kill -9; a power cut may cost the last calls
            yield connection
        finally:
            connection.close()

    @contextmanager
    def write(self) -> Iterator[Tables]:
        """A write transaction, taken at once, committed at the end, rolled back on any error."""
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Tables(connection)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def read(self) -> Iterator[Tables]:
        with self._open() as connection:
            connection.execute("BEGIN")
            yield Tables(connection)

    def reset(self) -> None:
        """Forget everything: records, counters, ledger, keys, faults, webhooks."""
        with self.write() as tables:
            self.generation += 1
            for table in ("record", "counter", "answer", "call", "fault", "webhook"):
                tables.connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names from the tuple above
