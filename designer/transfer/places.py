"""A database as the source or the target of a transfer: one snapshot to read, one transaction to fill."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, func, select, text

from designer import migrations
from designer.errors import Conflict, DomainError
from designer.transfer import rows
from engine.queries import figures


class TransferError(DomainError):
    """A transfer that cannot be begun, or that did not come out as it should; nothing was changed."""

    code = "transfer"


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """One consistent state, however much is written meanwhile; writers do not wait for it."""
    is_postgresql = engine.dialect.name == "postgresql"
    with engine.connect() as plain:
        conn = plain.execution_options(isolation_level="REPEATABLE READ") if is_postgresql else plain
        with conn.begin():
            if is_postgresql:
                conn.execute(text("SET TRANSACTION READ ONLY"))
            missing = migrations.missing_revisions(conn)
            if missing:
                raise Conflict(f"the source lacks {len(missing)} revision(s): run `returnflow migrate` on it first")
            yield conn


@contextmanager
def filling(engine: Engine) -> Iterator[Connection]:
    """An empty database with all tables, to be filled in one transaction: all of it or nothing."""
    migrations.upgrade(engine)
    with engine.begin() as conn:
        full = [table.name for table in rows.tables() if conn.execute(select(func.count()).select_from(table)).scalar()]
        if full:
            raise Conflict(f"expected an empty target, found rows in {', '.join(full)}: name another database")
        yield conn
        _set_sequences(conn)


def require_rest(conn: Connection) -> None:
    """Refuse a source in which workers are at work: what they do from now on would be missing in the copy."""
    leased = figures.held_leases(conn)
    if leased:
        raise Conflict(
            f"{leased} job(s) are held by workers: stop web and workers first, or copy all the same with --force"
        )


def _set_sequences(conn: Connection) -> None:
    """Rows that came with their ids do not move PostgreSQL's counters."""
    if conn.dialect.name != "postgresql":
        return
    for table in rows.tables():
        keys = list(table.primary_key.columns)
        name = f'"{table.name}"'
        if len(keys) != 1 or keys[0].type.python_type is not int:
            continue
        sequence = conn.execute(
            text("SELECT pg_get_serial_sequence(:name, :key)"), {"name": name, "key": keys[0].name}
        ).scalar()
        if sequence:
            top = conn.execute(select(func.max(keys[0]))).scalar()
            conn.execute(select(func.setval(sequence, top or 1, top is not None)))
