"""Signals from outside: everybody who waits for one gets it (BPMN 2.0.2, 10.5.1); nothing is kept for later."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from engine import clock
from engine.bpmn import codec
from engine.runtime import inbox, keys
from engine.store import signals

_KEPT = timedelta(days=7)


def broadcast(conn: Connection, name: str, payload: Mapping[str, Any], *, source: str, signal_id: str) -> int | None:
    """Throw signal `name` with FEEL values; returns how many get it, None when this signal was thrown before.

    Whoever waits now, and each process that it begins, gets it soon after the commit, each in a transaction of its own.
    """
    at = clock.now()
    packed = codec.pack(dict(payload))
    received = inbox.receive(
        conn, at=at, source=source, message_id=f"signal:{signal_id}"[:200], message="", correlation_key="",
        payload=packed, expires_at=at + _KEPT, is_kept=False,
    )  # fmt: skip
    if received is None:
        return None
    return signals.throw(conn, name, packed, source=source, key=keys.begun_key(source, f"signal:{signal_id}"), at=at)
