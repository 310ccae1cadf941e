"""Whether this process can do its work now, and if not, why."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis
from flask import current_app
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from designer import migrations
from designer.database import reading

_REDIS_SECONDS = 1.0
_MIB = 1024 * 1024


@dataclass(frozen=True)
class Check:
    """One thing that is looked at; `reason` says what is wrong and what to do, empty when nothing is.

    Without what `is_needed` no request can be served; without the rest everything goes on, only worse.
    """

    name: str
    reason: str = ""
    is_needed: bool = True

    @property
    def is_met(self) -> bool:
        return not self.reason


def checks(config: Mapping[str, Any]) -> tuple[Check, ...]:
    """Every check, whatever the others say; needs an application context."""
    found = [_database(), _disk(config["DATA_DIR"], config["DISK_FLOOR_MB"])]
    if config["REDIS_URL"]:
        found.append(_redis(config["REDIS_URL"]))
    return tuple(found)


def _database() -> Check:
    try:
        with reading() as connection:
            connection.execute(text("SELECT 1"))
            missing = _missing(connection)
    except SQLAlchemyError as error:
        return Check("database", f"does not answer ({type(error).__name__})")
    return Check("database", f"lacks {missing} revision(s): run `returnflow migrate`" if missing else "")


def _missing(connection: Connection) -> int:
    # The history on disk does not change while the process lives; reading it at every look would cost 20 ms.
    current = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if current is not None and current == current_app.extensions.get("returnflow.head"):
        return 0
    missing = len(migrations.missing_revisions(connection))
    if not missing:
        current_app.extensions["returnflow.head"] = current
    return missing


def _disk(folder: Path, floor_mb: int) -> Check:
    free = shutil.disk_usage(folder).free // _MIB
    return Check("disk", f"{free} MiB free, expected at least {floor_mb}: make room" if free < floor_mb else "")


def _redis(url: str) -> Check:
    options = {"socket_timeout": _REDIS_SECONDS, "socket_connect_timeout": _REDIS_SECONDS}
    try:
        with redis.Redis.from_url(url, **options) as client:
            client.ping()
    except redis.RedisError as error:
        # It carries wake-ups and counts; the database has the truth. Turning people away would only make it worse.
        reason = f"does not answer ({type(error).__name__}); jobs go on by polling, limits are counted per process"
        return Check("redis", reason, is_needed=False)
    return Check("redis", is_needed=False)
