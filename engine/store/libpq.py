"""Statements on PostgreSQL below the driver's cursors: prepared on the server, run by libpq (`psycopg.pq`).

Why: a cursor takes 93 us of processor time for a statement that libpq runs in 31, and a step runs a dozen. Reading what
comes back, connections, commits and the classes of errors stay psycopg's.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any

from psycopg import DataError
from psycopg.adapt import PyFormat, Transformer
from sqlalchemy import PoolProxiedConnection

from engine.store import conversation
from engine.store.conversation import BINARY, Conversation, Line
from engine.store.outcome import Columns, Otherwise, Outcome, Parameters, Values

_TEXT = 0
_NAMED = re.compile(r"%\((\w+)\)s")
_number = count(1)


class Statement:
    """One statement, prepared in each connection when it is first run there."""

    def __init__(self, sql: str, parameters: Parameters, columns: Columns | None) -> None:
        self.sql = sql
        self.parameters = parameters
        self._name = b"returnflow_%d" % next(_number)
        places = {name: f"${place}" for place, name in enumerate(parameters.names, start=1)}
        self._text = _NAMED.sub(lambda found: places[found[1]], sql).replace("%%", "%").encode()
        self._columns = columns

    def run(self, connection: PoolProxiedConnection, values: Values) -> Outcome:
        """Run once; the errors are psycopg's."""
        driver: Any = connection.dbapi_connection
        talk = self._known_to(driver)
        result = talk.ask(self._line(values), begins=not driver.autocommit)
        if self._columns is None:
            return Outcome((), result.command_tuples or 0)
        reader = talk.readers[self._name]
        if reader is None:
            # Of no connection: it would keep the one that it belongs to alive.
            reader = talk.readers[self._name] = Transformer()
            reader.set_pgresult(result)
        else:
            reader.set_pgresult(result, set_loaders=False)
        return Outcome(self._columns.rows(reader.load_rows(0, result.ntuples, tuple)), result.ntuples)

    def run_many(self, connection: PoolProxiedConnection, many: Sequence[Values]) -> Outcome:
        """Run once for each; nothing comes back but how many rows were changed."""
        return Outcome((), sum(self.run(connection, values).rowcount for values in many))

    def post(self, connection: PoolProxiedConnection, values: Values, otherwise: Otherwise) -> None:
        """Run once, when something is asked or committed next."""
        self._known_to(connection.dbapi_connection).post(self._line(values, otherwise))

    def post_many(self, connection: PoolProxiedConnection, many: Sequence[Values]) -> None:
        """Like `post`, for each."""
        for values in many:
            self.post(connection, values, None)

    def _known_to(self, driver: Any) -> Conversation:
        found = conversation.of(driver)
        if self._name not in found.readers:
            found.prepare(Line(self._text, self._name))
            found.readers[self._name] = None
        return found

    def _line(self, values: Values, otherwise: Otherwise = None) -> Line:
        passed, formats = _dumped(self.parameters.passed(values))
        return Line(self._text, self._name, passed, formats, otherwise)


def _text(value: str) -> bytes:
    if "\0" in value:  # libpq would end the text there
        raise DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
    return value.encode()


def _moment(value: datetime) -> bytes:
    return value.isoformat(" ").encode()


# What a parameter is passed as; the server knows its type from where it stands.
_DUMPERS: Mapping[type, Callable[[Any], bytes]] = {
    int: lambda value: b"%d" % value,
    str: _text,
    datetime: _moment,
    bool: lambda value: b"t" if value else b"f",
}


def _dumped(values: Sequence[Any]) -> tuple[list[bytes | None], list[int]]:
    """Parameters and their formats, bytes as they are."""
    passed: list[bytes | None] = []
    formats = [_TEXT] * len(values)
    for place, value in enumerate(values):
        kind = type(value)
        if value is None:
            passed.append(None)
        elif kind is bytes:
            formats[place] = BINARY
            passed.append(value)
        else:
            passed.append((_DUMPERS.get(kind) or _dumper(kind))(value))
    return passed, formats


def _dumper(kind: type) -> Callable[[Any], bytes]:
    return next((_DUMPERS[base] for base in kind.__mro__ if base in _DUMPERS), _as_psycopg)


def _as_psycopg(value: Any) -> bytes:
    """What the driver makes of rarer values (dates, JSON, decimals); ProgrammingError for what it cannot pass."""
    return bytes(Transformer().get_dumper(value, PyFormat.TEXT).dump(value) or b"")
