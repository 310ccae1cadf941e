"""Joins the live room to the application."""

from flask import Flask

from designer.database import READ, db
from designer.live.changes import Watcher
from designer.live.pages import EXTENSION


def register(app: Flask) -> None:
    """One watcher per process, started when the first page listens; half the threads at most listen."""
    with app.app_context():
        engine = db.engines[READ]
    app.extensions[EXTENSION] = Watcher(engine, slots=max(2, int(app.config["THREADS"]) // 2))
