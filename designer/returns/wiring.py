"""Joins the returns room to the application."""

from flask import Flask

from designer.returns import projection
from engine.commands import observers


def register(_app: Flask) -> None:
    """Let the status of returns follow their processes, in the transaction of every advance."""
    observers.register(projection.observe)
