"""Lets instances that are older than a restore look for their effects before they send anything."""

from flask import Flask, current_app, has_app_context
from sqlalchemy import Connection, func, select

from designer.database import db
from designer.transfer.models import Restoration
from engine.commands import observers, restores
from engine.commands.observers import Advance

_LAST = "returnflow.restored_up_to"


def register(app: Flask) -> None:
    """Follow every advance; only in a database that was ever restored this costs a statement."""
    with app.app_context():
        observers.register(db.engine, _follow)


def _follow(conn: Connection, advance: Advance) -> None:
    if has_app_context() and advance.status == "running" and advance.instance_id <= _last(conn):
        restores.look_first(conn, advance.instance_id)


def _last(conn: Connection) -> int:
    """Read once per process: a database is restored while no process works on it."""
    known = current_app.extensions
    if _LAST not in known:
        known[_LAST] = int(conn.execute(select(func.max(Restoration.last_instance_id))).scalar() or 0)
    return int(known[_LAST])
