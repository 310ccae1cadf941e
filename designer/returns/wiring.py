"""Joins the returns room to the application."""

from flask import Flask

from designer.database import db
from designer.returns import projection
from engine.commands import observers


def register(app: Flask) -> None:
    """Let the status of returns follow their processes, in the transaction of every advance."""
    with app.app_context():
        observers.register(db.engine, projection.observe)
