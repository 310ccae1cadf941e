"""Webhooks that the simulated system sends: kept in its file until they are delivered, signed at each attempt."""

import json
import threading
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import httpx

from connectors.sdk import webhook
from connectors.sdk.simulator import faults
from connectors.sdk.simulator.definition import Event
from connectors.sdk.simulator.store import Store, Tables

MAX_ATTEMPTS = 12
_IDLE_SECONDS = 30.0


def enqueue(tables: Tables, events: Iterable[Event], now: datetime) -> list[str]:
    """Write the events down for delivery, in the transaction that made them; returns their message ids."""
    ids = []
    for event in events:
        message_id = f"msg_{uuid.uuid4().hex}"
        body = {"type": event.type, "timestamp": now.isoformat(), "data": dict(event.data)}
        tables.connection.execute(
            "INSERT INTO webhook (id, seq, at, event, body, state, attempts, note) "
            "VALUES (?, (SELECT coalesce(max(seq), 0) + 1 FROM webhook), ?, ?, ?, 'waiting', 0, '')",
            (message_id, now.isoformat(), event.type, json.dumps(body)),
        )
        ids.append(message_id)
    return ids


def listed(tables: Tables, limit: int = 50) -> list[dict[str, Any]]:
    """Webhooks, newest first, with their delivery state (waiting, delivered, given_up, off)."""
    rows = tables.connection.execute("SELECT * FROM webhook ORDER BY seq DESC LIMIT ?", (limit,))
    return [
        {
            "id": row["id"], "at": row["at"], "event": row["event"], "body": json.loads(row["body"]),
            "state": row["state"], "attempts": row["attempts"], "note": row["note"],
        }
        for row in rows
    ]  # fmt: skip


class Courier:
    """A thread that delivers waiting webhooks in order, again with growing pauses while the receiver is away."""

    def __init__(self, store: Store, url: str, secret: str, now: Callable[[], datetime]) -> None:
        self._store = store
        self._url = url
        self._secret = secret
        self._now = now
        self._wake = threading.Event()
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name="simulator-webhooks", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._is_stopping = True
        self._wake.set()
        self._thread.join(timeout=10)

    def wake(self) -> None:
        self._wake.set()

    def _run(self) -> None:
        pause = 0.0
        with httpx.Client(timeout=15, trust_env=False) as client:
            while not self._is_stopping:
                self._wake.clear()
                is_delivered = self._deliver_next(client)
                if is_delivered is None:
                    pause = 0.0
                    self._wake.wait(_IDLE_SECONDS)
                elif is_delivered:
                    pause = 0.0
                else:
                    pause = min(max(pause * 2, 0.2), _IDLE_SECONDS)
                    self._wake.wait(pause)

    def _deliver_next(self, client: httpx.Client) -> bool | None:
        """True: one was settled; False: the receiver could not take it now; None: nothing waits."""
        with self._store.write() as tables:
            row = tables.connection.execute(
                "SELECT * FROM webhook WHERE state='waiting' ORDER BY seq LIMIT 1"
            ).fetchone()
            if row is None:
                return None
            copies = 2 if "duplicate" in faults.draw(tables, faults.WEBHOOK) else 1
        if not self._url:
            self._settle(row["id"], "off", "no receiver is set")
            return True
        state, note = "waiting", ""
        for _copy in range(copies):
            state, note = self._post(client, row["id"], row["body"].encode())
        if state == "waiting" and row["attempts"] + 1 >= MAX_ATTEMPTS:
            state = "given_up"
        self._settle(row["id"], state, note)
        return state != "waiting"

    def _post(self, client: httpx.Client, message_id: str, body: bytes) -> tuple[str, str]:
        headers = {"Content-Type": "application/json", **webhook.sign(self._secret, message_id, self._now(), body)}
        try:
            response = client.post(self._url, content=body, headers=headers)
        except httpx.HTTPError as error:
            return "waiting", type(error).__name__
        if response.is_success:
            return "delivered", str(response.status_code)
        return "waiting", str(response.status_code)

    def _settle(self, message_id: str, state: str, note: str) -> None:
        with self._store.write() as tables:
            tables.connection.execute(
                "UPDATE webhook SET state=?, note=?, attempts=attempts+1 WHERE id=?", (state, note, message_id)
            )
