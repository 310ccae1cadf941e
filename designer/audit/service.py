"""Writes the audit trail and checks that nobody changed it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, func, insert, select

from designer.audit.chain import GENESIS, Break, Link, first_break
from designer.audit.models import AuditEntry
from designer.database import Prepared, before_commit, first, reading
from designer.identity.actor import Actor
from engine import clock

# Any number that nothing else locks on: it lets one transaction at a time append to the chain on PostgreSQL.
_CHAIN_LOCK = 0x52463A41

_LOCK_CHAIN = Prepared(select(func.pg_advisory_xact_lock(_CHAIN_LOCK)))
_LAST = Prepared(first(select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()), 1))
_ADD = Prepared(
    insert(AuditEntry).inline(),
    ("seq", "at", "actor", "action", "object_type", "object_id", "detail", "previous_hash", "hash"),
)


@dataclass(frozen=True)
class Entry:
    """One act as screens show it."""

    seq: int
    at: datetime
    actor: str
    action: str
    object_type: str
    object_id: str
    detail: Mapping[str, Any]


def record(
    connection: Connection,
    actor: Actor,
    action: str,
    object_type: str,
    object_id: str,
    detail: Mapping[str, Any],
) -> None:
    """Note an act in the current transaction; it stands if and only if the transaction commits.

    The row is written as the transaction's last step: the chain admits one writer at a time, and taking its lock
    earlier would make every other writer wait. `detail` must be JSON and carry no secrets and no customer data.
    """
    if not connection.in_transaction():
        raise RuntimeError("expected an open transaction(), found none")
    text_detail = orjson.dumps(dict(detail), option=orjson.OPT_SORT_KEYS).decode()
    at = clock.now()
    fields = {"actor": actor.username, "action": action, "object_type": object_type, "object_id": object_id}
    before_commit(lambda last: _append(last, at, fields, text_detail))


def _append(connection: Connection, at: datetime, fields: Mapping[str, str], detail: str) -> None:
    if connection.dialect.name == "postgresql":
        _LOCK_CHAIN.run(connection, {})
    seq, previous = _LAST.run(connection, {}).first() or (0, GENESIS)
    link = Link(seq=seq + 1, at=at, detail=detail, previous_hash=previous, **fields)
    row = {"seq": link.seq, "at": at, "detail": detail, "previous_hash": previous, "hash": link.digest()}
    _ADD.post(connection, {**row, **fields})


def verify() -> Break | None:
    """The first broken link, or None when the whole trail holds."""
    with reading() as connection:
        return first_break(_links(connection))


def _links(connection: Connection) -> Iterator[tuple[Link, str]]:
    rows = connection.execute(select(AuditEntry.__table__).order_by(AuditEntry.seq)).yield_per(1000)
    for row in rows.mappings():
        fields = dict(row)
        stored = fields.pop("hash")
        yield Link(**fields), stored


def latest(limit: int = 100, before: int | None = None) -> list[Entry]:
    """The newest entries first; `before` is the seq to go on from."""
    query = select(AuditEntry.__table__).order_by(AuditEntry.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditEntry.seq < before)
    with reading() as connection:
        return [_entry(dict(row)) for row in connection.execute(query).mappings()]


def has_happened(action: str) -> bool:
    """Whether an act of this name is on record."""
    with reading() as connection:
        return (
            connection.execute(select(AuditEntry.seq).where(AuditEntry.action == action).limit(1)).first() is not None
        )


def count() -> int:
    """How many entries the trail has."""
    with reading() as connection:
        return int(connection.execute(select(func.count()).select_from(AuditEntry)).scalar_one())


def _entry(row: dict[str, Any]) -> Entry:
    for internal in ("hash", "previous_hash"):
        row.pop(internal)
    return Entry(**row | {"detail": orjson.loads(row["detail"])})
