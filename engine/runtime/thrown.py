"""What an execution threw to others: deliveries, written in the commit that throws and carried out one by one later.

So a step locks one instance only, and what was thrown is neither lost nor given twice, whoever is killed in between.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from engine.bpmn import codec, events
from engine.runtime import keys
from engine.store import deliveries, signals

_KINDS = frozenset({events.SIGNAL_THROWN, events.MESSAGE_THROWN})


def record(conn: Connection, instance: Row[Any], happened: Iterable[Mapping[str, Any]], at: datetime) -> None:
    """Write a delivery for each signal and message among `happened` that others shall get."""
    for event in happened:
        if event["kind"] not in _KINDS:
            continue
        data = event["data"]
        source = f"instance:{instance.id}"
        payload = codec.pack(dict(data["payload"]))
        if event["kind"] == events.SIGNAL_THROWN:
            key = keys.begun_key(instance.start_key, f"signal:{data['visit']}")
            signals.throw(conn, data["signal"], payload, source=source, key=key, at=at, but_instance=instance.id)
        elif not data["is_taken"]:
            row = {
                "kind": "message",
                "source": source,
                "token_id": event["token_id"],
                # What stands for this throw wherever it is repeated, for one in a restored database.
                "element_id": keys.begun_key(instance.start_key, f"message:{data['visit']}"),
                "name": data["message"],
                "correlation_key": data["correlation_key"],
                "payload": payload,
                "created_at": at,
            }
            deliveries.add(conn, [row])
