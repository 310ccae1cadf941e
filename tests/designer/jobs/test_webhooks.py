"""The webhook inbox: signed, once, and with clear refusals."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from connectors.sdk import webhook
from connectors.sdk.simulator import SimulatorServer, faults
from designer.database import reading
from designer.jobs import runner
from engine import clock
from engine.clock import VirtualClock
from engine.store.tables import inbox as inbox_table

SECRET = "whsec_c2VjcmV0IG9mIHRlc3Rz"
RECEIPT: dict[str, Any] = {
    "type": "receipt.posted",
    "timestamp": "2026-03-19T09:00:00+00:00",
    "data": {
        "receipt_id": "RCV-1", "rma": "RMA-1001", "asn_id": None, "received_on": "2026-03-19", "matched": False,
        "lines": [{"pos": 1, "item": "BRG-6205", "qty": "4", "serials": []}],
    },
}  # fmt: skip


def send(
    client: FlaskClient, body: Any = RECEIPT, source: str = "wms", message_id: str = "msg_1", **headers: str
) -> TestResponse:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    signed = webhook.sign(SECRET, message_id, clock.now(), raw)
    return client.post(
        f"/api/v1/webhooks/{source}", data=raw, headers={"Content-Type": "application/json", **signed, **headers}
    )


def kept() -> int:
    with reading() as conn:
        return conn.execute(select(func.count()).select_from(inbox_table)).scalar_one()


def test_a_receipt_moves_the_waiting_return_on(world: Any, virtual: VirtualClock, client: FlaskClient) -> None:
    world.start()
    runner.run_until_idle("w")
    answer = send(client)
    assert (answer.status_code, answer.json["outcome"]) == (200, "correlated")
    assert world.variables["receipt"]["has_asn"] is False
    runner.run_until_idle("w")
    assert world.ended_at == ["credited"]


def test_a_duplicate_changes_nothing_and_is_no_error(world: Any, virtual: VirtualClock, client: FlaskClient) -> None:
    world.start()
    runner.run_until_idle("w")
    send(client)
    answer = send(client)
    assert (answer.status_code, answer.json["outcome"]) == (200, "duplicate")
    runner.run_until_idle("w")
    assert len(world.applied("post_credit_memo")) == 1
    assert kept() == 1


def test_what_comes_early_waits(world: Any, virtual: VirtualClock, client: FlaskClient) -> None:
    assert send(client).json["outcome"] == "buffered"
    world.start()
    runner.run_until_idle("w")
    assert world.ended_at == ["credited"]


def test_goods_without_a_number_are_kept_apart(world: Any, virtual: VirtualClock, client: FlaskClient) -> None:
    world.start()
    runner.run_until_idle("w")
    unknown = {**RECEIPT, "data": {**RECEIPT["data"], "rma": None}}
    assert send(client, unknown).json["outcome"] == "buffered"
    assert world.ended_at == []


def test_a_scan_is_taken_from_the_carrier(world: Any, virtual: VirtualClock, client: FlaskClient) -> None:
    data = {"tracking_code": "RF1", "rma": "RMA-1001", "status": "in_transit", "datetime": "2026-03-16T09:00:00+00:00"}
    answer = send(client, {"type": "tracker.updated", "data": data}, source="carrier")
    assert answer.json == {"message": "tracking_updated", "message_id": "msg_1", "outcome": "buffered"}


@pytest.mark.parametrize(
    ("body", "source", "headers", "status", "code"),
    [
        (RECEIPT, "wms", {"webhook-signature": "v1,AAAA"}, 401, "bad_signature"),
        (RECEIPT, "wms", {"webhook-signature": ""}, 401, "bad_signature"),
        (RECEIPT, "wms", {"webhook-id": "msg_2"}, 401, "bad_signature"),
        (RECEIPT, "erp", {}, 404, "not_found"),
        (RECEIPT, "nobody", {}, 404, "not_found"),
        (b"{", "wms", {}, 400, "malformed_json"),
        (b"\xff", "wms", {}, 400, "malformed_json"),
        (b'{"type": "a", "type": "b", "data": {}}', "wms", {}, 400, "malformed_json"),
        (b"[]", "wms", {}, 422, "invalid_input"),
        ({"type": "receipt.posted"}, "wms", {}, 422, "invalid_input"),
        ({**RECEIPT, "surprise": 1}, "wms", {}, 422, "invalid_input"),
        ({"type": "moon.landed", "data": {}}, "wms", {}, 422, "unknown_event"),
        ({"type": "receipt.posted", "data": {"receipt_id": "R"}}, "wms", {}, 422, "invalid_input"),
        (b"x" * 300_000, "wms", {}, 413, "request_entity_too_large"),
    ],
)
def test_a_bad_webhook_is_refused_and_leaves_nothing(
    world: Any,
    virtual: VirtualClock,
    client: FlaskClient,
    body: Any,
    source: str,
    headers: dict[str, str],
    status: int,
    code: str,
) -> None:
    answer = send(client, body, source, **headers)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.mimetype == "application/problem+json"
    assert kept() == 0


@pytest.mark.parametrize("minutes", [-6, 6])
def test_an_old_webhook_is_refused(world: Any, virtual: VirtualClock, client: FlaskClient, minutes: int) -> None:
    raw = json.dumps(RECEIPT).encode()
    signed = webhook.sign(SECRET, "msg_1", clock.now() + timedelta(minutes=minutes), raw)
    answer = client.post("/api/v1/webhooks/wms", data=raw, headers={"Content-Type": "application/json", **signed})
    assert (answer.status_code, answer.json["code"]) == (401, "bad_signature")


@pytest.fixture
def web(app: Flask) -> Iterator[str]:
    """The address of the application, served."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_dock_of_the_simulator_reaches_the_process_over_http(world: Any, web: str, tmp_path: Path) -> None:
    world.start()
    runner.run_until_idle("w")
    url = f"{web}/api/v1/webhooks/wms"
    with SimulatorServer("wms", 0, tmp_path / "dock.db", webhook_url=url, secret=SECRET) as dock:
        with dock.store.write() as tables:
            faults.replace(tables, [{"kind": "duplicate", "operation": "webhook"}])
        dock.act("post_receipt", {"rma_number": "RMA-1001", "lines": [{"line": 1, "sku": "BRG-6205", "qty": 4}]})
        deadline = time.monotonic() + 10
        while world.ended_at != ["credited"] and time.monotonic() < deadline:
            time.sleep(0.05)
            runner.run_until_idle("w")
    assert world.ended_at == ["credited"]
    assert kept() == 1
