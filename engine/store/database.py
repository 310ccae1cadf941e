"""Opens the database: SQLite for one machine, PostgreSQL for many."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any

from pysqlite3 import dbapi2
from sqlalchemy import URL, Connection, Engine, PoolProxiedConnection, create_engine, event, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from engine.store import conversation
from engine.store.prepared import telling

WRITING, READING = "BEGIN IMMEDIATE", "BEGIN"
BUSY_TIMEOUT_MS = 30_000
# SQLite itself sleeps up to a tenth of a second between two looks, while a step holds the lock for a few milliseconds:
# whoever looked in vain a few times is overtaken by all others again and again. Soon at first, then at the pace of a
# step: looks cost processor time, which those who hold the lock need.
LOOK_AGAIN_SECONDS = ((0.0002, 0.001),) * 3 + ((0.001, 0.004),)
# Of a new file. A step changes a little in a dozen pages and syncs all of them whole: half of SQLite's own size takes
# a tenth off a step. A quarter makes rows of states span pages.
PAGE_BYTES = 2_048
# Pages that the log may have before they are moved into the database, which takes two more syncs of the disk.
CHECKPOINT_PAGES = 8_000
# The driver keeps the most frequent ones of all statements that a connection ever saw: with its own limit of 100, a
# migration or a few screens fill it for good, and from then on each statement of each step is parsed anew.
CACHED_STATEMENTS = 1_000


# How long a connection to a server may have been idle before it is asked whether it still stands.
IDLE_SECONDS = 5.0
_USED_AT = "returnflow.used_at"


@dataclass(frozen=True)
class Engines:
    """Two doors to one database: `write` takes the write lock at BEGIN, `read` cannot write (SQLite).

    On PostgreSQL `read` begins no transaction: each statement sees what was committed before it.
    """

    write: Engine
    read: Engine

    def dispose(self) -> None:
        self.write.dispose()
        self.read.dispose()


def create_engines(url: str, **options: Any) -> Engines:
    """Engines for `sqlite:///file` or `postgresql+psycopg://...`; in-memory SQLite is refused with ValueError."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = _postgresql(parsed, options)
        # Each statement sees what is committed either way; without a transaction a look is one round trip, not three.
        return Engines(engine, engine.execution_options(isolation_level="AUTOCOMMIT"))
    if not parsed.database or parsed.database == ":memory:":
        raise ValueError("expected sqlite:///path/to/file, found an in-memory database: workers could not see it")
    return Engines(_sqlite(url, begin=WRITING, options=options), _sqlite(url, begin=READING, options=options))


def _postgresql(url: URL, options: dict[str, Any]) -> Engine:
    engine = create_engine(url, **options)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: ConnectionPoolEntry) -> None:
        # After a rollback or a DROP the driver takes back what it prepared by itself, and all of `libpq` with it.
        connection.prepare_threshold = None

    _speak_in_pipelines(engine)

    @event.listens_for(engine, "checkin")
    def note(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info[_USED_AT] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ping(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        # Only what has been idle: a ping at each checkout is a round trip more for each look of each request.
        if time.monotonic() - record.info.get(_USED_AT, 0.0) > IDLE_SECONDS:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                raise DisconnectionError from error

    return engine


def _speak_in_pipelines(engine: Engine) -> None:
    """Let what was posted (`Prepared.post`) go before all else that is said through SQLAlchemy, or with the commit."""
    dialect: Any = engine.dialect
    plain_commit, plain_rollback = dialect.do_commit, dialect.do_rollback

    def commit(connection: PoolProxiedConnection) -> None:
        if not conversation.of(connection.dbapi_connection).commit():
            plain_commit(connection)

    def rollback(connection: PoolProxiedConnection) -> None:
        conversation.of(connection.dbapi_connection).forget()
        plain_rollback(connection)

    dialect.do_commit, dialect.do_rollback = commit, rollback

    @event.listens_for(engine, "before_cursor_execute")
    def settle(conn: Connection, _cursor: Any, sql: str, *_others: Any) -> None:
        driver: Any = conn.connection.dbapi_connection
        with telling(conn, sql):
            conversation.of(driver).settle(begins=not driver.autocommit)

    @event.listens_for(engine, "release_savepoint")
    def settle_within(conn: Connection, savepoint: str, _context: Any) -> None:
        with telling(conn, f"RELEASE SAVEPOINT {savepoint}"):
            conversation.of(conn.connection.dbapi_connection).settle_within(savepoint)

    @event.listens_for(engine, "rollback_savepoint")
    def forget(conn: Connection, *_others: Any) -> None:
        conversation.of(conn.connection.dbapi_connection).forget()


def _sqlite(url: str, *, begin: str, options: dict[str, Any]) -> Engine:
    # Debian 12's SQLite 3.40 carries the WAL-reset bug that 3.51.3 fixed; pysqlite3 brings its own library.
    arguments = {"timeout": BUSY_TIMEOUT_MS / 1000, "cached_statements": CACHED_STATEMENTS}
    engine = create_engine(url, module=dbapi2, connect_args=arguments, **options)
    is_reader = begin == READING

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: ConnectionPoolEntry) -> None:
        # The driver must not open transactions by itself: a deferred BEGIN loses updates without an error.
        connection.isolation_level = None
        cursor = connection.cursor()
        if not is_reader:
            cursor.execute(f"PRAGMA page_size={PAGE_BYTES}")
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        if is_reader:
            cursor.execute("PRAGMA query_only=ON")
        else:
            cursor.execute("PRAGMA busy_timeout=0")  # `_begin` waits instead
        cursor.close()

    def do_begin(connection: PoolProxiedConnection) -> None:
        _begin(connection.dbapi_connection, begin)

    # Not by a listener: an engine that has one asks for others at each statement, commit and rollback.
    dialect: Any = engine.dialect
    dialect.do_begin = do_begin
    return engine


# Told how long each transaction waited for SQLite's write lock, in seconds.
lock_observers: list[Callable[[float], None]] = []


def _begin(driver: Any, begin: str) -> None:
    """Begin, waiting for the write lock at most BUSY_TIMEOUT_MS."""
    if not lock_observers or begin == READING:
        _begin_now(driver, begin)
        return
    begun_at = time.perf_counter()
    _begin_now(driver, begin)
    seconds = time.perf_counter() - begun_at
    for observe in lock_observers:
        observe(seconds)


def _begin_now(driver: Any, begin: str) -> None:
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    for pause in chain(LOOK_AGAIN_SECONDS, repeat(LOOK_AGAIN_SECONDS[-1])):
        try:
            driver.execute(begin)
        except dbapi2.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != dbapi2.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(random.uniform(*pause))  # noqa: S311 - so that two do not look in step
        else:
            return
