"""Moves instances that are over into the archive, and finds those that are there."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask import current_app
from sqlalchemy import Connection

from designer.database import reading, transaction
from engine import clock
from engine.commands import archive as commands
from engine.queries import archive

log = logging.getLogger(__name__)

BATCH = 50
SWEEP_SECONDS = 2.0  # one sweep takes no longer, so that work that is due does not wait for it


def sweep(*, seconds: float = SWEEP_SECONDS, days: int | None = None) -> int:
    """Archive what ended more than `days` ago (RETURNFLOW_ARCHIVE_AFTER_DAYS; 0 keeps all), batch by batch.

    Each batch is a transaction; any number of workers may sweep at once. Returns how many instances went.
    """
    after_days = current_app.config["ARCHIVE_AFTER_DAYS"] if days is None else days
    if not after_days:
        return 0
    ended_before, until, moved = clock.now() - timedelta(days=after_days), time.monotonic() + seconds, 0
    while True:
        with transaction() as conn:
            count = commands.move_ended(conn, ended_before, BATCH)
        moved += count
        if count < BATCH or time.monotonic() > until:
            break
    if moved:
        log.info("%s instance(s) that ended more than %s days ago went to the archive", moved, after_days)
    return moved


@contextmanager
def reading_of(instance_id: int) -> Iterator[Connection]:
    """A connection on which every query of the engine finds this instance, archived or not."""
    with reading() as conn, archive.opened(conn, instance_id) as found:
        yield found
