"""Backs up a database while it is in use, and sets one back so that nothing that was done is done again."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, insert

from designer import migrations
from designer.audit import service as audit
from designer.database import create_engines, transaction
from designer.errors import Conflict
from designer.identity import sessions
from designer.identity.actor import SYSTEM
from designer.returns import series
from designer.transfer import copying, places, portable
from designer.transfer.copying import Copied, Progress
from designer.transfer.models import Restoration
from designer.transfer.places import TransferError
from engine import clock
from engine.commands import restores

_SQLITE = b"SQLite format 3\x00"


@dataclass(frozen=True)
class Restored:
    """What a restore did; `jobs` will look for their effects before they send anything."""

    tables: list[Copied]
    taken_at: datetime
    jobs: int
    first_number: int


def backup(engine: Engine, place: Path, progress: Progress, *, is_portable: bool = False) -> Path:
    """Write one consistent state to `place`, a file or a folder; workers and people go on meanwhile.

    SQLite is copied page by page unless `is_portable`; anything else is written in our own format.
    """
    is_file = engine.dialect.name == "sqlite" and not is_portable
    path = _path(place, ".db" if is_file else ".jsonl.gz")
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL, 0o600))
    try:
        if is_file:
            _copy_pages(engine, unfinished)
        else:
            with places.snapshot(engine) as conn:
                portable.write(conn, unfinished, progress)
        _keep(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def _path(place: Path, ending: str) -> Path:
    path = place / f"returnflow-{clock.now():%Y%m%d-%H%M%S}{ending}" if place.is_dir() else place
    if path.exists():
        raise Conflict(f"{path} exists: a backup never replaces another")
    return path


def _copy_pages(engine: Engine, path: Path) -> None:
    """SQLite's online backup in one step: a reader like any other, so that writers do not wait."""
    into = create_engines(f"sqlite:///{path}")
    try:
        with closing(engine.raw_connection()) as source, closing(into.write.raw_connection()) as target:
            pages: Any = source.dbapi_connection
            pages.backup(target.dbapi_connection)
            cursor: Any = target.cursor()
            cursor.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
            ((found,),) = cursor.execute("PRAGMA integrity_check")
            cursor.close()
        if found != "ok":
            raise TransferError(f"the backup is damaged: {found}")
    finally:
        into.dispose()


def _keep(unfinished: Path, path: Path) -> None:
    """Give the file its name only when it is on the disk."""
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    unfinished.rename(path)


def restore(engine: Engine, path: Path, progress: Progress, *, skip_numbers: int) -> Restored:
    """Fill the application's own database, empty before, from a backup and make it safe to run on.

    Jobs that are not over will look for their effect first; sessions end; the next return number is moved on by
    `skip_numbers`, because some were given away after the backup.
    """
    with places.filling(engine) as conn:
        tables, taken_at = _fill(conn, path, progress)
        jobs = restores.release_all(conn)
        last = restores.last_instance_id(conn)
        entry = {"at": clock.now(), "taken_at": taken_at, "last_instance_id": last, "source": path.name[:200]}
        conn.execute(insert(Restoration).values(entry))
        sessions.end_everybodys(conn)
        first = series.skip(conn, skip_numbers)
    with transaction() as conn:
        detail = {"taken_at": taken_at.isoformat(), "jobs": jobs, "first_number": first}
        audit.record(conn, SYSTEM, "database.restored", "database", path.name[:200], detail)
    return Restored(tables, taken_at, jobs, first)


def _fill(conn: Connection, path: Path, progress: Progress) -> tuple[list[Copied], datetime]:
    with path.open("rb") as file:
        is_file = file.read(len(_SQLITE)) == _SQLITE
    if not is_file:
        return portable.load(conn, path, progress), portable.header(path).taken_at
    with _brought_up(path) as source, places.snapshot(source) as reading:
        taken_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        return copying.transfer(reading, conn, progress), taken_at


@contextmanager
def _brought_up(path: Path) -> Iterator[Engine]:
    """A copy of a SQLite file at the newest revision; the backup itself is not touched."""
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder) / "backup.db"
        shutil.copyfile(path, copied)
        engines = create_engines(f"sqlite:///{copied}")
        try:
            migrations.upgrade(engines.write)
            yield engines.read
        finally:
            engines.dispose()
