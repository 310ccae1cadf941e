"""Statements of the hot path: compiled once per dialect, then run on the driver.

Why: running a Core statement costs several times what SQLite needs for it, and one step of a process runs a dozen.
Constants stand in the text, not in the parameters: only so a database sees that a partial index fits.
Transactions, pooling and the classes of errors stay SQLAlchemy's.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, cast

from sqlalchemy import BindParameter, Connection, LargeBinary, PoolProxiedConnection, Select
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import Executable
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.sql.visitors import replacement_traverse
from sqlalchemy.types import TypeEngine

from engine.store import libpq
from engine.store.outcome import Columns, Conversions, Convert, Otherwise, Outcome, Parameters, Values


def first(statement: Select[*tuple[Any, ...]], count: int) -> Select[*tuple[Any, ...]]:
    """The first `count` rows, as a constant: SQLite plans a statement anew each time its LIMIT or OFFSET is bound."""
    return statement.limit(count).offset(0)


class _Statement:
    """One statement, run by the driver."""

    def __init__(self, sql: str, parameters: Parameters, columns: Columns | None) -> None:
        self.sql = sql
        self.parameters = parameters
        self._columns = columns

    def run(self, connection: PoolProxiedConnection, values: Values) -> Outcome:
        driver: Any = connection.dbapi_connection
        cursor = driver.execute(self.sql, self.parameters.passed(values))
        return Outcome(() if self._columns is None else self._columns.rows(cursor.fetchall()), cursor.rowcount)

    def post(self, connection: PoolProxiedConnection, values: Values, otherwise: Otherwise) -> None:
        if not self.run(connection, values).rowcount and otherwise is not None:
            raise otherwise()

    def run_many(self, connection: PoolProxiedConnection, many: Sequence[Values]) -> Outcome:
        driver: Any = connection.dbapi_connection
        return Outcome((), driver.executemany(self.sql, [self.parameters.passed(one) for one in many]).rowcount)

    def post_many(self, connection: PoolProxiedConnection, many: Sequence[Values]) -> None:
        self.run_many(connection, many)


class Prepared:
    """A Core statement; run it with a mapping of its named parameters, or of its columns where it is an INSERT."""

    def __init__(self, statement: Executable, columns: Sequence[str] = ()) -> None:
        self._statement = statement
        self._columns = list(columns) or None
        self._made: dict[str, _Statement | libpq.Statement] = {}

    def run(self, conn: Connection, values: Values | Sequence[Values]) -> Outcome:
        """Run once, or once for each mapping of a list, in the transaction of `conn`, which is begun if need be."""
        made = self._ready(conn)
        try:
            if type(values) is dict or isinstance(values, Mapping):
                return made.run(conn.connection, values)
            return made.run_many(conn.connection, values)
        except conn.dialect.loaded_dbapi.Error as error:
            raise _told(conn, error, made.sql) from error

    def post(self, conn: Connection, values: Values | Sequence[Values], *, otherwise: Otherwise = None) -> None:
        """Like `run`, for statements whose answer nobody needs: the database may be told with the next that is run.

        An error is raised there or at the commit; so is `otherwise()`, if a statement changed no row.
        """
        made = self._ready(conn)
        try:
            if type(values) is dict or isinstance(values, Mapping):
                made.post(conn.connection, values, otherwise)
            else:
                made.post_many(conn.connection, values)
        except conn.dialect.loaded_dbapi.Error as error:
            raise _told(conn, error, made.sql) from error

    def _ready(self, conn: Connection) -> _Statement | libpq.Statement:
        if not conn.in_transaction():
            conn.begin()
        return self._made.get(conn.dialect.name) or self._compile(conn.dialect)

    def _compile(self, dialect: Dialect) -> _Statement | libpq.Statement:
        statement: Any = replacement_traverse(cast(ClauseElement, self._statement), {}, _constant_in_text)
        compiled: Any = statement.compile(dialect=dialect, column_keys=self._columns)
        # Constants are written when values are given, so every parameter gets one here.
        given = {name: None for name, bind in compiled.binds.items() if bind.required}
        expanded = compiled.construct_expanded_state(given)
        names = tuple(expanded.positiontup if compiled.positional else expanded.parameters)
        parameters = Parameters.of(names, _conversions([_to_driver(compiled.binds[n].type, dialect) for n in names]))
        kind = libpq.Statement if dialect.driver == "psycopg" else _Statement
        self._made[dialect.name] = made = kind(expanded.statement, parameters, _columns_of(compiled, dialect))
        return made


@contextmanager
def telling(conn: Connection, sql: str) -> Iterator[None]:
    """Errors of the driver as SQLAlchemy tells them."""
    try:
        yield
    except conn.dialect.loaded_dbapi.Error as error:
        raise _told(conn, error, sql) from error


def _told(conn: Connection, error: Exception, sql: str) -> DBAPIError:
    """The error as SQLAlchemy tells it; a connection that is lost is not used again."""
    dialect: Any = conn.dialect
    is_lost = dialect.is_disconnect(error, conn.connection.dbapi_connection, None)
    if is_lost:
        conn.invalidate(error)  # or the way out would fail at a rollback that nobody hears
    made: Any = DBAPIError.instance(
        sql, None, error, dialect.loaded_dbapi.Error, connection_invalidated=is_lost, dialect=dialect
    )
    return cast(DBAPIError, made)


def _columns_of(compiled: Any, dialect: Dialect) -> Columns | None:
    found = compiled._result_columns
    if not found:
        return None
    conversions = _conversions([_from_driver(column.type, dialect) for column in found])
    return Columns(_row_type([column.keyname for column in found]), conversions)


def _constant_in_text(element: Any, **_options: Any) -> Any:
    if isinstance(element, BindParameter) and not element.required:
        return element.render_literal_execute()
    return None


def _to_driver(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    found = kind.dialect_impl(dialect)
    # Both drivers take and give bytes as they are.
    return None if isinstance(found, LargeBinary) else found.bind_processor(dialect)


def _from_driver(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    found = kind.dialect_impl(dialect)
    return None if isinstance(found, LargeBinary) else found.result_processor(dialect, None)


def _conversions(found: Sequence[Convert | None]) -> Conversions:
    return tuple((place, convert) for place, convert in enumerate(found) if convert is not None)


def _row_type(names: Sequence[str]) -> Callable[[Sequence[Any]], Any]:
    # The columns are known at run time only. Not `_make`, which counts what the database has counted.
    return partial(tuple.__new__, namedtuple("Row", names))
