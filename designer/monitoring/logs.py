"""What a line of the log looks like: ids of request, instance and job in, personal data out.

Our own messages name ids only. The text of an exception, and what other libraries put into their messages, may hold
anything that a customer wrote, so exceptions are told by their types and places, and of foreign arguments only numbers
are kept. RETURNFLOW_LOG_LEVEL=DEBUG tells all, for machines without real data.
"""

import logging
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import orjson
from flask import Flask, has_request_context

from designer.errors import reference

FORMATS = ("text", "json")
_OURS = ("designer", "engine", "connectors")
_TALKATIVE = ("alembic", "httpx")
_FRAMES = 12
_about: ContextVar[Mapping[str, Any]] = ContextVar("returnflow_about", default=MappingProxyType({}))


@contextmanager
def about(**named: Any) -> Iterator[None]:
    """Every line that is logged in the block carries `named`, such as instance_id and job_id."""
    token = _about.set({**_about.get(), **named})
    try:
        yield
    finally:
        _about.reset(token)


def ids() -> dict[str, Any]:
    """What the present work is about: request_id, instance_id, job_id, as far as there is one."""
    return {**({"request_id": reference()} if has_request_context() else {}), **_about.get()}


def init_app(app: Flask) -> None:
    """Log as RETURNFLOW_LOG_FORMAT says, unless this process logs already; ValueError for an unknown format."""
    root = logging.getLogger()
    if not root.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(formatter(app.config["LOG_FORMAT"], app.config["LOG_LEVEL"]))
        root.addHandler(handler)
        root.setLevel(app.config["LOG_LEVEL"])
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def formatter(kind: str, level: str) -> logging.Formatter:
    """The formatter of that name; with level DEBUG it leaves nothing out."""
    if kind not in FORMATS:
        raise ValueError(f"RETURNFLOW_LOG_FORMAT: expected {' or '.join(FORMATS)}, found {kind!r}")
    return (_Json if kind == "json" else _Text)(tells_all=level == "DEBUG")


class _Text(logging.Formatter):
    """One line for people, and one more per place of an exception."""

    def __init__(self, *, tells_all: bool) -> None:
        super().__init__()
        self._tells_all = tells_all

    def format(self, record: logging.LogRecord) -> str:
        told = "".join(f" {key}={value}" for key, value in ids().items())
        message = self._message(record).replace("\r", "\\r").replace("\n", "\\n")  # nobody forges a line
        line = f"{_moment(record)} {record.levelname} {record.name}: {message}{told}"
        return "\n    ".join([line, *self._exception(record)])

    def _message(self, record: logging.LogRecord) -> str:
        if self._tells_all or record.name.partition(".")[0] in _OURS:
            return record.getMessage()
        return _told_carefully(record)

    def _exception(self, record: logging.LogRecord) -> list[str]:
        """The types of the exception and of what caused it, then the places, the innermost last."""
        error = record.exc_info[1] if record.exc_info else None
        if error is None:
            return []
        if self._tells_all:
            return "".join(traceback.format_exception(error)).splitlines()
        places = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
        return [_types(error), *(f"{place.filename}:{place.lineno} {place.name}" for place in places)]


class _Json(_Text):
    """One JSON object per line: at, level, logger, message, process, the ids, and exception as a list."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": self._message(record),
            "process": record.process,
            **ids(),
        }
        exception = self._exception(record)
        return orjson.dumps(line | ({"exception": exception} if exception else {}), default=str).decode()


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _types(error: BaseException) -> str:
    chain, cause = [type(error).__name__], error.__cause__ or error.__context__
    while cause is not None and len(chain) < _FRAMES:
        chain.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    return " from ".join(chain)


def _told_carefully(record: logging.LogRecord) -> str:
    """A foreign message: its own words and numbers, nothing that was put into it."""
    arguments: Any = record.args
    if isinstance(arguments, Mapping):
        arguments = {key: _number(value) for key, value in arguments.items()}
    elif arguments:
        arguments = tuple(_number(value) for value in arguments)
    try:
        return str(record.msg) % arguments if arguments else str(record.msg)
    except (TypeError, ValueError):
        return str(record.msg)


def _number(value: Any) -> Any:
    return value if isinstance(value, int | float) else "…"
