"""Statements of the hot path: compiled once per dialect, then run on the driver's cursor.

Why: running a Core statement costs several times what SQLite needs for it, and one step of a process runs a dozen.
Rows come back as the driver gives them, so a prepared statement must not read `Moment` columns (SQLite has texts).
Transactions, pooling and the classes of errors stay SQLAlchemy's.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import BindParameter, Connection
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import Executable
from sqlalchemy.sql.elements import ClauseElement

Values = Mapping[str, Any]


@dataclass(frozen=True)
class _Bind:
    """One parameter of the text: taken from the values under `name`, or always `fixed`."""

    name: str
    process: Callable[[Any], Any] | None
    is_fixed: bool
    fixed: Any

    def value(self, values: Values) -> Any:
        if self.is_fixed:
            return self.fixed
        value = values[self.name]
        return self.process(value) if self.process else value


@dataclass(frozen=True)
class _Text:
    sql: str
    binds: tuple[_Bind, ...]
    is_positional: bool

    def arguments(self, values: Values) -> Any:
        if self.is_positional:
            return tuple([bind.value(values) for bind in self.binds])
        return {bind.name: bind.value(values) for bind in self.binds}


@dataclass(frozen=True)
class Outcome:
    """What a statement gave: `rows` have attributes named as the columns."""

    rows: Sequence[Any]
    rowcount: int

    def first(self) -> Any | None:
        return self.rows[0] if self.rows else None

    def one(self) -> Any:
        (row,) = self.rows
        return row

    def scalar(self) -> Any | None:
        return self.rows[0][0] if self.rows else None

    def scalars(self) -> list[Any]:
        return [row[0] for row in self.rows]


class Prepared:
    """A Core statement; run it with a mapping of its named parameters, or of its columns where it is an INSERT."""

    def __init__(self, statement: Executable, columns: Sequence[str] = ()) -> None:
        self._statement = statement
        self._columns = list(columns) or None
        self._texts: dict[str, _Text] = {}
        self._row: Any = None

    def run(self, conn: Connection, values: Values | Sequence[Values]) -> Outcome:
        """Run once, or once for each mapping of a list, in the transaction of `conn`, which is begun if need be."""
        if not conn.in_transaction():
            conn.begin()
        text = self._texts.get(conn.dialect.name) or self._compile(conn.dialect)
        cursor = conn.connection.cursor()
        try:
            if isinstance(values, Mapping):
                cursor.execute(text.sql, text.arguments(values))
                return Outcome(self._rows(cursor) if cursor.description else (), cursor.rowcount)
            cursor.executemany(text.sql, [text.arguments(one) for one in values])
            return Outcome((), cursor.rowcount)
        except conn.dialect.loaded_dbapi.Error as error:
            raise DBAPIError.instance(text.sql, None, error, conn.dialect.loaded_dbapi.Error) from error
        finally:
            cursor.close()

    def _rows(self, cursor: DBAPICursor) -> list[Any]:
        if self._row is None:
            self._row = _row_type([column[0] for column in cursor.description])
        return [self._row._make(row) for row in cursor.fetchall()]

    def _compile(self, dialect: Dialect) -> _Text:
        compiled: Any = cast(ClauseElement, self._statement).compile(dialect=dialect, column_keys=self._columns)
        names = compiled.positiontup if compiled.positional else list(compiled.bind_names.values())
        binds = tuple(_bind(name, compiled.binds[name], dialect) for name in names)
        text = self._texts[dialect.name] = _Text(str(compiled), binds, bool(compiled.positional))
        return text


def _row_type(names: Sequence[str]) -> Any:
    return namedtuple("Row", names)  # the columns are known at run time only


def _bind(name: str, parameter: BindParameter[Any], dialect: Dialect) -> _Bind:
    process = parameter.type.dialect_impl(dialect).bind_processor(dialect)
    if parameter.required:
        return _Bind(name, process, is_fixed=False, fixed=None)
    fixed = parameter.effective_value
    return _Bind(name, process, is_fixed=True, fixed=process(fixed) if process else fixed)
