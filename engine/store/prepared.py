"""Statements of the hot path: compiled once per dialect, then run on the driver's cursor.

Why: running a Core statement costs several times what SQLite needs for it, and one step of a process runs a dozen.
Constants stand in the text, not in the parameters: only so a database sees that a partial index fits.
Transactions, pooling and the classes of errors stay SQLAlchemy's.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple, cast

from sqlalchemy import BindParameter, Connection, LargeBinary, Select
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import Executable
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.sql.visitors import replacement_traverse
from sqlalchemy.types import TypeEngine

Values = Mapping[str, Any]
Convert = Callable[[Any], Any]


def first(statement: Select[*tuple[Any, ...]], count: int) -> Select[*tuple[Any, ...]]:
    """The first `count` rows, as a constant: SQLite plans a statement anew each time its LIMIT or OFFSET is bound."""
    return statement.limit(count).offset(0)


@dataclass(frozen=True)
class _Text:
    """One statement in one dialect; `converts` change what is passed and what comes back, by its place."""

    sql: str
    names: tuple[str, ...]
    pick: Callable[[Values], tuple[Any, ...]]
    converts: tuple[tuple[int, Convert], ...]
    row: Callable[[Sequence[Any]], Any] | None
    column_converts: tuple[tuple[int, Convert], ...]
    is_positional: bool

    def arguments(self, values: Values) -> Any:
        found: Sequence[Any] = self.pick(values)
        if self.converts:
            found = _converted(found, self.converts)
        return found if self.is_positional else dict(zip(self.names, found, strict=True))

    def rows(self, cursor: DBAPICursor) -> list[Any]:
        make, converts, found = self.row, self.column_converts, cursor.fetchall()
        if make is None or not found:
            return []
        if not converts:
            return [make(row) for row in found]
        return [make(_converted(row, converts)) for row in found]


class Outcome(NamedTuple):
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

    def run(self, conn: Connection, values: Values | Sequence[Values]) -> Outcome:
        """Run once, or once for each mapping of a list, in the transaction of `conn`, which is begun if need be."""
        if not conn.in_transaction():
            conn.begin()
        dialect = conn.dialect
        text = self._texts.get(dialect.name) or self._compile(dialect)
        driver: Any = conn.connection.dbapi_connection
        cursor = driver.cursor()
        try:
            if type(values) is dict or isinstance(values, Mapping):
                cursor.execute(text.sql, text.arguments(values))
                return Outcome(text.rows(cursor) if text.row is not None else (), cursor.rowcount)
            cursor.executemany(text.sql, [text.arguments(one) for one in values])
            return Outcome((), cursor.rowcount)
        except dialect.loaded_dbapi.Error as error:
            raise DBAPIError.instance(text.sql, None, error, dialect.loaded_dbapi.Error) from error
        finally:
            cursor.close()

    def _compile(self, dialect: Dialect) -> _Text:
        statement: Any = replacement_traverse(cast(ClauseElement, self._statement), {}, _constant_in_text)
        compiled: Any = statement.compile(dialect=dialect, column_keys=self._columns)
        # Constants are written when values are given, so every parameter gets one here.
        given = {name: None for name, bind in compiled.binds.items() if bind.required}
        expanded = compiled.construct_expanded_state(given)
        names = tuple(expanded.positiontup if compiled.positional else expanded.parameters)
        columns = compiled._result_columns
        text = self._texts[dialect.name] = _Text(
            sql=expanded.statement,
            names=names,
            pick=_picker(names),
            converts=_converts([_to_driver(compiled.binds[name].type, dialect) for name in names]),
            row=_row_type([column.keyname for column in columns]) if columns else None,
            column_converts=_converts([_from_driver(column.type, dialect) for column in columns]),
            is_positional=bool(compiled.positional),
        )
        return text


def _constant_in_text(element: Any, **_options: Any) -> Any:
    if isinstance(element, BindParameter) and not element.required:
        return element.render_literal_execute()
    return None


def _picker(names: Sequence[str]) -> Callable[[Values], tuple[Any, ...]]:
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple([values[name] for name in names])


def _to_driver(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    found = kind.dialect_impl(dialect)
    # Both drivers take and give bytes as they are.
    return None if isinstance(found, LargeBinary) else found.bind_processor(dialect)


def _from_driver(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    found = kind.dialect_impl(dialect)
    return None if isinstance(found, LargeBinary) else found.result_processor(dialect, None)


def _converts(found: Sequence[Convert | None]) -> tuple[tuple[int, Convert], ...]:
    return tuple((place, convert) for place, convert in enumerate(found) if convert is not None)


def _converted(values: Sequence[Any], converts: Sequence[tuple[int, Convert]]) -> list[Any]:
    changed = list(values)
    for place, convert in converts:
        changed[place] = convert(changed[place])
    return changed


def _row_type(names: Sequence[str]) -> Callable[[Sequence[Any]], Any]:
    # The columns are known at run time only. Not `_make`, which counts what the database has counted.
    return partial(tuple.__new__, namedtuple("Row", names))
