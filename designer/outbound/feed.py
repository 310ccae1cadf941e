"""Reads the outbox and makes a delivery for each endpoint that subscribes to what happened."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from designer.database import reading, transaction
from designer.outbound.backoff import GIVE_UP_AFTER
from designer.outbound.models import WebhookDelivery, WebhookEndpoint, WebhookFeed
from designer.tasklist.values import for_form
from engine import clock
from engine.queries import outbox
from engine.queries.outbox import OutboxEntry, Position

endpoints, deliveries, feed = WebhookEndpoint.__table__.c, WebhookDelivery.__table__.c, WebhookFeed.__table__.c

ENTRIES = 500
_ROW = 1
# What people typed into forms stays here: who may see it reads the task over the API.
_PRIVATE = frozenset({"values"})


def is_behind() -> bool:
    """Whether there may be something to read; asked without the write lock, for the many idle rounds."""
    enabled = select(endpoints.id).where(endpoints.is_enabled).limit(1)
    with reading() as conn:
        if conn.execute(enabled).first() is None:
            return False
        position = _read(conn.execute(select(feed.top, feed.gaps).where(feed.id == _ROW)).one())
        return bool(position.gaps) or outbox.last_id(conn) > position.top


def fan_out(limit: int = ENTRIES) -> bool:
    """Make the deliveries of the next entries; whether there were any. Two at once are harmless: one finds nothing."""
    with transaction() as conn:
        locked = select(feed.top, feed.gaps).where(feed.id == _ROW).with_for_update(skip_locked=True)
        row = conn.execute(locked).first()
        if row is None:
            return False
        listening = _listening(conn)
        topics = {topic for _, _, wanted in listening for topic in wanted}
        entries, position = outbox.read_on(conn, _read(row), topics, limit)
        rows = list(_made(entries, listening, clock.now()))
        if rows:
            conn.execute(insert(WebhookDelivery), rows)
        _write(conn, position)
    return position.top > row.top or bool(rows)


def begin(conn: Connection) -> int:
    """The id of the newest entry: what an endpoint that is enabled now is told of begins behind it.

    Where nobody was listening the reader begins there, too: what nobody subscribed to is never read.
    """
    last = outbox.last_id(conn)
    kinds: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
    first = kinds[conn.dialect.name](WebhookFeed).values(id=_ROW, top=last, gaps="[]")
    conn.execute(first.on_conflict_do_nothing())
    conn.execute(select(feed.id).where(feed.id == _ROW).with_for_update())
    if not _listening(conn):
        _write(conn, Position(last))
    return last


def read_up_to(conn: Connection) -> int | None:
    """The entry up to which the outbox may be pruned; None: nobody listens, all of it."""
    if not _listening(conn):
        return None
    return int(conn.execute(select(feed.top).where(feed.id == _ROW)).scalar_one())


def _listening(conn: Connection) -> list[tuple[int, int, frozenset[str]]]:
    statement = select(endpoints.id, endpoints.since_id, endpoints.topics).where(endpoints.is_enabled)
    return [(row.id, row.since_id, frozenset(orjson.loads(row.topics))) for row in conn.execute(statement)]


def _made(
    entries: Iterable[OutboxEntry], listening: list[tuple[int, int, frozenset[str]]], at: datetime
) -> Iterable[dict[str, Any]]:
    for entry in entries:
        wanted_by = [key for key, since, topics in listening if entry.topic in topics and entry.id > since]
        if wanted_by:
            body = body_of(entry)
            message_id = message_id_of(entry, body)
            for endpoint_id in wanted_by:
                about = {"outbox_id": entry.id, "topic": entry.topic, "instance_id": entry.instance_id}
                yield new_delivery(endpoint_id, message_id, body, at, **about)


def new_delivery(endpoint_id: int, message_id: str, body: bytes, at: datetime, **about: Any) -> dict[str, Any]:
    """The row of a delivery that is due now; `about` are topic, instance_id and outbox_id."""
    return {
        "endpoint_id": endpoint_id, "message_id": message_id, "body": body, "state": "due", "attempt": 0, "fence": 0,
        "due_at": at, "give_up_at": at + GIVE_UP_AFTER, "error": "", "created_at": at, **about,
    }  # fmt: skip


def body_of(entry: OutboxEntry) -> bytes:
    """{type, timestamp, data} as Standard Webhooks has it."""
    payload = dict(entry.payload)
    details = {key: value for key, value in payload.get("data", {}).items() if key not in _PRIVATE}
    data = {
        "instance_id": entry.instance_id,
        **{key: payload.get(key) for key in ("business_key", "revision", "process_id", "element_id")},
        "details": for_form(details, {}),
    }
    return orjson.dumps({"type": entry.topic, "timestamp": entry.created_at.isoformat(), "data": data})


def message_id_of(entry: OutboxEntry, body: bytes) -> str:
    """The same for the same entry, also after a restore; another one where a restored database gives an id again."""
    return "msg_" + hashlib.sha256(b"%d " % entry.id + body).hexdigest()[:32]


def _read(row: Any) -> Position:
    return Position(row.top, dict(orjson.loads(row.gaps)))


def _write(conn: Connection, position: Position) -> None:
    gaps = orjson.dumps(list(position.gaps.items())).decode()
    conn.execute(update(WebhookFeed).where(feed.id == _ROW).values(top=position.top, gaps=gaps))
