"""Copies a whole database into an empty one, of the same kind or another, and compares every row."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Table, insert

from designer.transfer import places, rows
from designer.transfer.places import TransferError
from designer.transfer.rows import Digest

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Copied:
    """What stands in the target now: a table, its number of rows and their digest."""

    table: str
    rows: int
    digest: str


def copy(source: Engine, target: Engine, progress: Progress, *, force: bool = False) -> list[Copied]:
    """Copy every table and compare it row by row; Conflict or TransferError leave the target as it was.

    `progress` hears a table and how many of its rows were copied.
    """
    with places.snapshot(source) as reading:
        if not force:
            places.require_rest(reading)
        with places.filling(target) as writing:
            return transfer(reading, writing, progress)


def transfer(reading: Connection, writing: Connection, progress: Progress) -> list[Copied]:
    """The same on open connections, both of current databases."""
    return [_checked(writing, table, _copy(reading, writing, table, progress)) for table in rows.tables()]


def _copy(reading: Connection, writing: Connection, table: Table, progress: Progress) -> Digest:
    sent = Digest()
    for part in rows.batches(reading, table):
        for row in part:
            sent.add(rows.line(row))
        writing.execute(insert(table), [rows.named(table, row) for row in part])
        progress(table.name, sent.rows)
    return sent


def _checked(writing: Connection, table: Table, sent: Digest) -> Copied:
    arrived = rows.digest_of(writing, table)
    if arrived != sent:
        raise TransferError(
            f"table {table.name}: {sent.rows} row(s) with digest {sent} were sent, {arrived.rows} with {arrived} "
            "arrived; nothing was kept"
        )
    return Copied(table.name, sent.rows, str(sent))
