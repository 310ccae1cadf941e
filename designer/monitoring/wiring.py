"""Measures requests, commits and waits for locks where they happen, without a line in what is measured."""

import logging
import time
from functools import cache
from typing import Any

from flask import Flask, Response, g, request
from sqlalchemy import Connection

from designer.database import commit_observers, db, lock_observers
from designer.errors import reference
from designer.monitoring import measures, traces
from engine.commands import observers
from engine.commands.observers import Advance

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def register(app: Flask) -> None:
    """Measure `app`; its database and session are measured once, however often this is called."""
    traces.init_app(app)
    app.before_request(_begin)
    app.after_request(_observe_request)
    with app.app_context():
        observers.register(db.engine, _count_advance)
    if _observe_commit not in commit_observers:
        commit_observers.append(_observe_commit)
    if _observe_lock not in lock_observers:
        lock_observers.append(_observe_lock)
    if not any(isinstance(handler, _CountErrors) for handler in logging.getLogger().handlers):
        logging.getLogger().addHandler(_CountErrors(logging.ERROR))


def _begin() -> None:
    g.began_at = time.perf_counter()


def _observe_request(response: Response) -> Response:
    began_at = g.pop("began_at", None)
    if began_at is not None:
        route = request.url_rule.rule if request.url_rule else "none"
        status = f"{response.status_code // 100}xx"
        method = request.method if request.method in _METHODS else "other"
        _of_requests(method, route, status).observe(time.perf_counter() - began_at)
    response.headers["X-Request-Id"] = reference()
    return response


@cache
def _of_requests(method: str, route: str, status: str) -> Any:
    """The histogram of these labels; their number is bounded by the routes."""
    return measures.of_process().http.labels(method, route, status)


def _observe_lock(seconds: float) -> None:
    measures.of_process().lock_wait.observe(seconds)


def _observe_commit(seconds: float) -> None:
    measures.of_process().commit.observe(seconds)
    traces.record("commit", seconds)


def _count_advance(_conn: Connection, _advance: Advance) -> None:
    measures.of_process().advances.inc()


class _CountErrors(logging.Handler):
    """Counts lines of level ERROR: the cheapest sign that somebody should look."""

    def emit(self, _record: logging.LogRecord) -> None:
        measures.of_process().errors.inc()
