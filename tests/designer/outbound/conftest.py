"""Receivers of webhooks on this machine, and events that they are told of."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert

from connectors.sdk import Network, webhook
from designer.database import metadata, transaction
from designer.identity.actor import SYSTEM
from designer.outbound import service
from designer.outbound.service import EndpointDraft, EndpointMade
from engine import clock
from engine.bpmn import codec

BEGINS = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)


@dataclass
class Receiver:
    """Keeps what it was sent; answers `status`, with `headers`."""

    url: str = ""
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.taken]

    def verify(self, secret: str) -> str:
        """The id of what was taken last, its signature checked by the clock of now."""
        headers, body = self.taken[-1]
        return webhook.verify(secret, headers, body, clock.now())


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(found.status)
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: the test looks at `taken`."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}/hooks"
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def virtual() -> Iterator[clock.VirtualClock]:
    with clock.use(clock.VirtualClock(BEGINS)) as virtual:
        yield virtual


@pytest.fixture
def made(app: Flask, receiver: Receiver, virtual: clock.VirtualClock) -> EndpointMade:
    """An endpoint that leads to the receiver."""
    return service.create(SYSTEM, draft(receiver.url))


@pytest.fixture
def happen() -> Callable[..., int]:
    """`happen("task_created")` writes an event into the outbox, as a step does; gives its id."""

    def write(topic: str = "task_created", **data: Any) -> int:
        outbox = metadata.tables["outbox"]
        payload = {"business_key": "RMA-1", "revision": 3, "process_id": "p", "element_id": "approve", "data": data}
        row = {"topic": topic, "instance_id": 7, "payload": codec.pack(payload), "created_at": clock.now()}
        with transaction() as conn:
            return int(conn.execute(insert(outbox).returning(outbox.c.id), row).scalar_one())

    return write


def draft(url: str, *topics: str) -> EndpointDraft:
    return EndpointDraft("Warehouse", url, Network.SIMULATOR, topics or ("task_created", "incident_raised"))
