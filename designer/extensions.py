"""The database session of the application and the two ways to use it: `transaction()` to change, `reading()` to read.

Outside `transaction()` the session reads through an engine that cannot write, so a forgotten transaction fails loudly
instead of losing updates. On SQLite a transaction takes the write lock at its BEGIN: keep network calls out of it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from typing import Any, ClassVar

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, Session

from engine.store.database import Engines, create_engines
from engine.store.prepared import Prepared, first
from engine.store.tables import Id, Moment, metadata

__all__ = [
    "Id",
    "Model",
    "Moment",
    "Prepared",
    "after_commit",
    "before_commit",
    "commit_observers",
    "create_engines",
    "csrf",
    "db",
    "first",
    "in_transaction",
    "limiter",
    "login",
    "metadata",
    "reading",
    "transaction",
]

READ = "read"
_WRITING = "returnflow.writing"


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


class _RoutingSession(FlaskSession):
    """Joins the open `transaction()`, and uses the read engine everywhere else."""

    def get_bind(self, *_args: Any, **_options: Any) -> Engine | Connection:
        writing: _Writing | None = self.info.get(_WRITING)
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
login = LoginManager()
csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address, headers_enabled=True)


def init_app(app: Flask) -> None:
    """Bind every extension to `app`."""
    app.config["SQLALCHEMY_DATABASE_URI"] = app.config["DATABASE_URL"]
    app.config["SQLALCHEMY_BINDS"] = {READ: app.config["DATABASE_URL"]}
    db.init_app(app)
    login.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)


@contextmanager
def transaction() -> Iterator[Connection]:
    """A write transaction that the session joins: commits once at the end, rolls back on any error.

    An inner `transaction()` joins the outer one, which alone commits. Objects loaded before are expired, so what is
    changed here was read under the write lock. Changes that were made to objects outside are refused (RuntimeError).
    """
    session = db.session()
    outer: _Writing | None = session.info.get(_WRITING)
    if outer is not None:
        yield outer.connection
        return
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("expected a clean session, found changes made outside transaction(): make them inside")
    session.rollback()
    # A connection of its own, which the session joins only where it is used: most commands never need it.
    with db.engines[None].connect() as connection:
        connection.begin()
        writing = session.info[_WRITING] = _Writing(connection)
        try:
            yield connection
            _run_before_commit(session, writing)
            session.commit()  # writes what is left, and leaves the commit to the connection that it has joined
            _commit(connection)
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop(_WRITING)
    for callback in writing.after:
        callback()


def _run_before_commit(session: Session, writing: _Writing) -> None:
    for callback in writing.before:
        session.flush()
        callback(writing.connection)


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
    return _WRITING in db.session().info


def _open() -> _Writing:
    writing: _Writing | None = db.session().info.get(_WRITING)
    if writing is None:
        raise RuntimeError("expected an open transaction(), found none")
    return writing


@contextmanager
def reading() -> Iterator[Connection]:
    """A connection for reading; inside `transaction()` it is the transaction's own, so that it sees its changes."""
    session = db.session()
    writing: _Writing | None = session.info.get(_WRITING)
    if writing is not None:
        session.flush()
        yield writing.connection
        return
    with db.engines[READ].connect() as connection:
        yield connection
