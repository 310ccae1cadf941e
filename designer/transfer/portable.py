"""A backup in a format of our own: gzipped lines of JSON that every database can be filled from.

The first line says what it is; then each table: a line with its name and columns, a line per row, a line with the
number and the digest of its rows; the last line says that nothing is missing.
"""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from gzip import GzipFile
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, Table, insert, text

from designer.transfer import rows
from designer.transfer.copying import Copied, Progress
from designer.transfer.places import TransferError
from designer.transfer.rows import Digest
from engine import clock

FORMAT = "returnflow-backup"
VERSION = 1


@dataclass(frozen=True)
class Header:
    """What a backup says of itself."""

    taken_at: datetime
    revision: str


def write(conn: Connection, path: Path, progress: Progress) -> list[Copied]:
    """Write the snapshot behind `conn`."""
    with gzip.open(path, "wb", compresslevel=6) as file:
        revision = conn.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        _put(file, {"format": FORMAT, "version": VERSION, "taken_at": clock.now().isoformat(), "revision": revision})
        written = [_write(conn, file, table, progress) for table in rows.tables()]
        _put(file, {"complete": True})
    return written


def _write(conn: Connection, file: GzipFile, table: Table, progress: Progress) -> Copied:
    digest = Digest()
    _put(file, {"table": table.name, "columns": table.c.keys()})
    for part in rows.batches(conn, table):
        for row in part:
            told = rows.line(row)
            digest.add(told)
            file.write(told + b"\n")
        progress(table.name, digest.rows)
    _put(file, {"end": table.name, "rows": digest.rows, "digest": str(digest)})
    return Copied(table.name, digest.rows, str(digest))


def _put(file: GzipFile, said: dict[str, Any]) -> None:
    file.write(orjson.dumps(said) + b"\n")


def header(path: Path) -> Header:
    """What the backup says of itself; TransferError if it is none of ours."""
    with gzip.open(path, "rb") as file:
        return _header(_lines(file))


def _header(lines: Iterator[bytes]) -> Header:
    try:
        said = orjson.loads(next(lines, b""))
        if said["format"] == FORMAT and said["version"] == VERSION:
            return Header(datetime.fromisoformat(said["taken_at"]), said["revision"])
    except (ValueError, KeyError, TypeError) as error:
        raise TransferError("expected a backup of Returnflow, found another file") from error
    raise TransferError(f"expected a backup of version {VERSION}: restore it with the release that wrote it")


def load(conn: Connection, path: Path, progress: Progress) -> list[Copied]:
    """Fill the empty tables behind `conn`; TransferError when anything is missing or other than it was written."""
    known = {table.name: table for table in rows.tables()}
    with gzip.open(path, "rb") as file:
        lines = _lines(file)
        _header(lines)
        loaded: list[Copied] = []
        for text_of_head in lines:
            head = orjson.loads(text_of_head)
            if head == {"complete": True}:
                return _complete(conn, loaded)
            loaded.append(_load(conn, lines, known[head["table"]], head["columns"], progress))
    raise TransferError("the backup ends early: it is not complete")


def _lines(file: GzipFile) -> Iterator[bytes]:
    try:
        yield from file
    except (EOFError, OSError) as error:
        raise TransferError(f"the backup cannot be read to its end: {type(error).__name__}") from error


def _load(conn: Connection, lines: Iterator[bytes], table: Table, columns: list[str], progress: Progress) -> Copied:
    if columns != table.c.keys():
        raise TransferError(f"table {table.name} has other columns now: restore with the release that wrote the backup")
    read, digest = rows.reader(table), Digest()
    waiting: list[dict[str, Any]] = []
    for told in lines:
        if told.startswith(b"{"):
            _fill(conn, table, waiting)
            progress(table.name, digest.rows)
            return _checked(orjson.loads(told), digest, table)
        digest.add(told.rstrip(b"\n"))
        waiting.append(read(told))
        if len(waiting) == rows.BATCH:
            _fill(conn, table, waiting)
            progress(table.name, digest.rows)
    raise TransferError(f"the backup ends within table {table.name}")


def _fill(conn: Connection, table: Table, waiting: list[dict[str, Any]]) -> None:
    if waiting:
        conn.execute(insert(table), waiting)
        waiting.clear()


def _checked(end: dict[str, Any], digest: Digest, table: Table) -> Copied:
    if (end.get("end"), end.get("rows"), end.get("digest")) != (table.name, digest.rows, str(digest)):
        raise TransferError(f"table {table.name} is not what was written: the backup is damaged")
    return Copied(table.name, digest.rows, str(digest))


def _complete(conn: Connection, loaded: list[Copied]) -> list[Copied]:
    for found in loaded:
        table = next(table for table in rows.tables() if table.name == found.table)
        if str(rows.digest_of(conn, table)) != found.digest:
            raise TransferError(f"table {found.table} did not arrive as it was written")
    return loaded
