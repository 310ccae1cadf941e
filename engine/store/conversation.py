"""What is said to one PostgreSQL server through one connection, in as few round trips as can be.

Statements whose answers nobody needs yet are kept, and sent with the next one whose answer is needed, or with the
COMMIT, as one pipeline (libpq, "Pipeline Mode"): a step of a process asks some four times instead of a dozen.
"""

import select
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from psycopg import OperationalError, pq
from psycopg.errors import error_from_result

BINARY = 1
_SUCCEEDED = (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK)


@dataclass(frozen=True, slots=True)
class Line:
    """One statement: prepared under `name`, or else `text` itself; `otherwise` is raised when it changes no row."""

    text: bytes
    name: bytes = b""
    passed: Sequence[bytes | None] = ()
    formats: Sequence[int] = ()
    otherwise: Callable[[], Exception] | None = None


_BEGIN, _COMMIT = Line(b"BEGIN"), Line(b"COMMIT")


class Conversation:
    """Belongs to one connection; `readers` are kept for whoever prepares statements here, by their names."""

    def __init__(self, driver: Any) -> None:
        self.readers: dict[bytes, Any] = {}
        self._pgconn = driver.pgconn
        self._posted: list[Line] = []
        self._socket = select.poll()
        self._socket.register(self._pgconn.socket, select.POLLIN)

    def prepare(self, line: Line) -> None:
        """Make the statement known to the server; a transaction that is rolled back takes nothing of it back."""
        _checked(self._pgconn, self._pgconn.prepare(line.name, line.text))

    def post(self, line: Line) -> None:
        """Keep a statement until something is asked or committed; its error is raised there."""
        self._posted.append(line)

    def ask(self, line: Line, *, begins: bool) -> Any:
        """The result of a statement, after all that was posted; `begins` a transaction if none is open."""
        lines = self._due(begins=begins)
        if lines:
            return self._exchange([*lines, line])[-1]
        return _checked(self._pgconn, self._pgconn.exec_prepared(line.name, line.passed, line.formats, BINARY))

    def settle(self, *, begins: bool) -> None:
        """Send what was posted and see that all of it worked."""
        if self._posted:
            self._exchange(self._due(begins=begins))

    def commit(self) -> bool:
        """Commit with what was posted; False, and nothing done, when nothing was."""
        if not self._posted:
            return False
        lines = self._due(begins=True)
        try:
            if any(line.otherwise for line in lines):
                self._exchange(lines)  # what must be seen before the commit
                lines = []
            self._exchange([*lines, _COMMIT])
        except BaseException:
            self._undo(b"ROLLBACK")  # SQLAlchemy takes a transaction whose commit has failed for ended
            raise
        return True

    def settle_within(self, savepoint: str) -> None:
        """Like `settle`, in a transaction, before its savepoint is given up; an error goes back to it."""
        try:
            self.settle(begins=False)
        except BaseException:
            self._undo(b"ROLLBACK TO SAVEPOINT " + savepoint.encode())
            raise

    def forget(self) -> None:
        """What was posted is not to be done."""
        self._posted.clear()

    def _undo(self, command: bytes) -> None:
        if self._pgconn.status == pq.ConnStatus.OK:
            _checked(self._pgconn, self._pgconn.exec_(command))

    def _due(self, *, begins: bool) -> list[Line]:
        is_idle = begins and self._pgconn.transaction_status == pq.TransactionStatus.IDLE
        lines, self._posted = [*((_BEGIN,) if is_idle else ()), *self._posted], []
        return lines

    def _exchange(self, lines: Sequence[Line]) -> list[Any]:
        """The results of all lines; after an error the server does none of the others."""
        try:
            results = self._spoken(lines)
        except BaseException:
            self._pgconn.finish()  # broken off: nobody could tell any more which answer belongs to what
            raise
        for line, result in zip(lines, results, strict=True):
            _checked(self._pgconn, result)
            if line.otherwise is not None and not result.command_tuples:
                raise line.otherwise()
        return results

    def _spoken(self, lines: Sequence[Line]) -> list[Any]:
        pgconn = self._pgconn
        pgconn.enter_pipeline_mode()
        for line in lines:
            if line.name:
                pgconn.send_query_prepared(line.name, line.passed, line.formats, BINARY)
            else:
                pgconn.send_query_params(line.text, None)
        pgconn.pipeline_sync()
        self._push()
        results = [self._result() for _ in lines]
        self._next()  # where the pipeline ends
        pgconn.exit_pipeline_mode()
        return results

    def _push(self) -> None:
        while self._pgconn.flush():
            # Whoever sends much has to read meanwhile, or both sides would wait for each other.
            self._socket.modify(self._pgconn.socket, select.POLLIN | select.POLLOUT)
            self._socket.poll()
            self._socket.modify(self._pgconn.socket, select.POLLIN)
            self._pgconn.consume_input()

    def _result(self) -> Any:
        result = self._next()
        while self._next() is not None:
            pass
        return result

    def _next(self) -> Any:
        # libpq's own way to wait would keep other threads of this process waiting too.
        while self._pgconn.is_busy():
            self._socket.poll()
            self._pgconn.consume_input()
        return self._pgconn.get_result()


_conversations: WeakKeyDictionary[Any, Conversation] = WeakKeyDictionary()


def of(driver: Any) -> Conversation:
    """The conversation of a psycopg connection."""
    return _conversations.get(driver) or _conversations.setdefault(driver, Conversation(driver))


def _checked(pgconn: Any, result: Any) -> Any:
    if result.status in _SUCCEEDED:
        return result
    if pgconn.status != pq.ConnStatus.OK:
        raise OperationalError(result.get_error_message())
    raise error_from_result(result)
