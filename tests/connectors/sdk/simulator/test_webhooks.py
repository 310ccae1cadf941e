"""Webhooks are signed, delivered again while the receiver is away, and can come twice."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from connectors.sdk import webhook
from connectors.sdk.simulator import SimulatorServer, faults, webhooks

Simulate = Callable[..., SimulatorServer]
AT = datetime(2026, 3, 19, 9, 0, tzinfo=UTC)


class Receiver:
    """Takes webhooks; answers with the statuses it was given, then with 200."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.statuses: list[int] = []
        self.server = make_server("127.0.0.1", 0, Request.application(self._take), threaded=True)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def _take(self, request: Request) -> Response:
        request.get_data()
        self.requests.append(request)
        return Response("{}", status=self.statuses.pop(0) if self.statuses else 200)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/hook"

    def wait_for(self, count: int) -> list[Request]:
        deadline = time.monotonic() + 10
        while len(self.requests) < count and time.monotonic() < deadline:
            time.sleep(0.02)
        return self.requests


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()


def test_a_posted_receipt_is_told_with_a_good_signature(simulate: Simulate, receiver: Receiver) -> None:
    wms = simulate("wms", webhook_url=receiver.url, now=lambda: AT)
    wms.act("post_receipt", {"id": "ASN-0001"})
    (request,) = receiver.wait_for(1)
    headers = {name.lower(): value for name, value in request.headers.items()}
    assert webhook.verify("whsec_c2VjcmV0IG9mIHRlc3Rz", headers, request.get_data(), AT).startswith("msg_")
    told: Any = request.get_json()
    assert (told["type"], told["data"]["rma"], told["data"]["matched"]) == ("receipt.posted", "RMA-0001", True)


def test_a_webhook_is_sent_again_under_the_same_id_until_it_is_taken(simulate: Simulate, receiver: Receiver) -> None:
    receiver.statuses = [503, 503]
    simulate("wms", webhook_url=receiver.url).act("post_receipt", {"id": "ASN-0001"})
    ids = {request.headers["webhook-id"] for request in receiver.wait_for(3)}
    assert len(receiver.requests) == 3
    assert len(ids) == 1


def test_the_duplicate_fault_delivers_twice(simulate: Simulate, receiver: Receiver) -> None:
    carrier = simulate("carrier", webhook_url=receiver.url)
    with carrier.store.write() as tables:
        faults.replace(tables, [{"kind": "duplicate", "operation": "webhook"}])
    carrier.act("scan", {"id": "shp_0001"})
    first, second = receiver.wait_for(2)
    assert first.headers["webhook-id"] == second.headers["webhook-id"]


def test_without_a_receiver_a_webhook_is_put_aside(simulate: Simulate) -> None:
    wms = simulate("wms")
    wms.act("post_receipt", {"id": "ASN-0001"})
    deadline = time.monotonic() + 5
    states = [""]
    while states != ["off"] and time.monotonic() < deadline:
        time.sleep(0.02)
        with wms.store.read() as tables:
            states = [entry["state"] for entry in webhooks.listed(tables)]
    assert states == ["off"]
