"""The database of the application and the two ways to use it: `transaction()` to change, `reading()` to read.

Outside `transaction()` everything reads through an engine that cannot write, so a forgotten transaction fails loudly
instead of losing updates. On SQLite a transaction takes the write lock at its BEGIN: keep network calls out of it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from typing import Any, ClassVar

from flask import Flask, g, has_app_context, has_request_context
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, Session

from engine.store.columns import Id, Moment
from engine.store.database import Engines, create_engines, lock_observers
from engine.store.prepared import Prepared, first
from engine.store.tables import metadata

__all__ = [
    "READ",
    "Id",
    "Model",
    "Moment",
    "Prepared",
    "after_commit",
    "before_commit",
    "commit_observers",
    "create_engines",
    "db",
    "first",
    "in_transaction",
    "lock_observers",
    "metadata",
    "reading",
    "release",
    "transaction",
]

READ = "read"


class Model(DeclarativeBase):
    """Base of every room's models: engine and application share one metadata and one migration history."""

    metadata = metadata
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Moment()}


@dataclass(frozen=True)
class _Writing:
    """An open `transaction()`, and what is to be done right before and right after its commit."""

    connection: Connection
    before: list[Callable[[Connection], None]] = field(default_factory=list)
    after: list[Callable[[], None]] = field(default_factory=list)


@dataclass
class _Use:
    """What the current context does with the database; `depth` is how many `reading()` blocks are inside `reader`."""

    writing: _Writing | None = None
    reader: Connection | None = None
    depth: int = 0


def _use() -> _Use:
    found: _Use | None = g.get("database_use")
    if found is None:
        found = g.database_use = _Use()
    return found


class _RoutingSession(FlaskSession):
    """Joins the open `transaction()`, and uses the read engine everywhere else."""

    def get_bind(self, *_args: Any, **_options: Any) -> Engine | Connection:
        writing = _use().writing
        return db.engines[READ] if writing is None else writing.connection


class _Database(SQLAlchemy):
    """Flask-SQLAlchemy whose engines are made by the engine's own `create_engines`, in one place."""

    def _make_engine(self, bind_key: str | None, _options: dict[str, Any], app: Flask) -> Engine:
        engines: Engines | None = app.extensions.get("returnflow.engines")
        if engines is None:
            url = app.config["DATABASE_URL"]
            engines = app.extensions["returnflow.engines"] = create_engines(url, **_pool_options(url, app))
        return engines.write if bind_key is None else engines.read


def _pool_options(url: str, app: Flask) -> dict[str, Any]:
    # Each request thread may hold its session and one reader; a pool below that would make threads wait for each other.
    size = 2 * int(app.config["THREADS"]) + 4
    options: dict[str, Any] = {"pool_size": size, "hide_parameters": True}  # an error must not tell what was written
    return options | {"max_overflow": size} if url.startswith("postgresql") else options


db = _Database(metadata=metadata, session_options={"class_": _RoutingSession})


@contextmanager
def transaction() -> Iterator[Connection]:
    """A write transaction that the session joins: commits once at the end, rolls back on any error.

    An inner `transaction()` joins the outer one, which alone commits. Objects loaded before are expired, so what is
    changed here was read under the write lock. Changes that were made to objects outside are refused (RuntimeError).
    """
    use = _use()
    if use.writing is not None:
        yield use.writing.connection
        return
    _expire_session()
    # A connection of its own, which the session joins only where it is used: most commands never need it.
    with db.engines[None].connect() as connection:
        connection.begin()
        writing = use.writing = _Writing(connection)
        try:
            yield connection
            for callback in writing.before:
                _flush()
                callback(connection)
            session = _session()
            if session is not None:
                session.commit()  # writes what is left, and leaves the commit to the connection that it has joined
            _commit(connection)
        except BaseException:
            session = _session()
            if session is not None:
                session.rollback()
            raise
        finally:
            use.writing = None
    for after in writing.after:
        after()


def _session() -> Session | None:
    """The session of this context, if anybody has asked for it: making one takes longer than many a command."""
    return db.session() if db.session.registry.has() else None


def _expire_session() -> None:
    session = _session()
    if session is None:
        return
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("expected a clean session, found changes made outside transaction(): make them inside")
    session.rollback()


def _flush() -> None:
    session = _session()
    if session is not None:
        session.flush()


def _commit(connection: Connection) -> None:
    begun_at = perf_counter()
    connection.commit()
    seconds = perf_counter() - begun_at
    for observe in commit_observers:
        observe(seconds)


# Told how long each commit of a `transaction()` took, in seconds.
commit_observers: list[Callable[[float], None]] = []


def before_commit(callback: Callable[[Connection], None]) -> None:
    """Run `callback` as the last step of the current transaction: for locks that must be taken after all others."""
    _open().before.append(callback)


def after_commit(callback: Callable[[], None]) -> None:
    """Run `callback` once the current transaction is committed; never if it is rolled back."""
    _open().after.append(callback)


def in_transaction() -> bool:
    """Whether a `transaction()` is open here."""
    return has_app_context() and _use().writing is not None


def _open() -> _Writing:
    writing = _use().writing
    if writing is None:
        raise RuntimeError("expected an open transaction(), found none")
    return writing


@contextmanager
def reading() -> Iterator[Connection]:
    """A connection for reading; inside `transaction()` it is the transaction's own, so that it sees its changes."""
    use = _use()
    if use.writing is not None:
        _flush()
        yield use.writing.connection
        return
    if not has_request_context():
        with db.engines[READ].connect() as connection:
            yield connection
        return
    # A request reads several times; each time it begins anew, so that it sees what was committed meanwhile.
    reader = use.reader = use.reader or db.engines[READ].connect()
    use.depth += 1
    try:
        yield reader
    finally:
        use.depth -= 1
        if not use.depth:
            reader.rollback()


def release() -> None:
    """Give back the connections that are held for reading: at the end of a request, or before an answer that lasts."""
    db.session.remove()
    use: _Use | None = g.pop("database_use", None)
    if use is not None and use.reader is not None:
        use.reader.close()
