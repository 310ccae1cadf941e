"""The simulated carrier: labels that can be printed, prices, scans, voiding."""

import base64
import hashlib
import re
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

from connectors.carrier import mapping
from connectors.carrier.schemas import TRACKING_STATUSES
from connectors.sdk import registry
from connectors.sdk.errors import Rejected
from connectors.sdk.simulator import SimulatorServer
from connectors.sdk.simulator.definition import RefusalError

Simulate = Callable[..., SimulatorServer]
ASKED: dict[str, Any] = {"rma_number": "RMA-1042", "ship_from": {"name": "Alder"}, "weight_grams": Decimal(2500)}


@pytest.fixture
def carrier(simulate: Simulate) -> SimulatorServer:
    return simulate("carrier")


def drawn(pdf: bytes) -> bytes:
    """The page's drawing instructions, decompressed."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    return b"\n".join(zlib.decompress(base64.a85decode(b"<~" + stream.strip(), adobe=True)) for stream in streams)


def test_a_label_is_a_pdf_with_addresses_rma_and_barcodes(carrier: SimulatorServer, call: Any) -> None:
    label = call(carrier, "create_return_label", ASKED).data
    served = httpx.get(label["document"]["url"])
    assert served.headers["Content-Type"] == label["document"]["content_type"] == "application/pdf"
    assert served.content.startswith(b"%PDF-")
    assert hashlib.sha256(served.content).hexdigest() == label["document"]["sha256"]
    page = drawn(served.content)
    assert b"(RMA-1042)" in page
    assert label["tracking_number"].encode() in page
    assert b"Alder" in page
    assert page.count(b" re") > 60, "two barcodes are drawn as bars"


def test_the_document_can_be_read_through_the_api_too(carrier: SimulatorServer, call: Any) -> None:
    label = call(carrier, "create_return_label", ASKED).data
    content = call(carrier, "get_label_document", {"label_id": label["label_id"]}).data
    assert base64.b64decode(content["content_base64"]) == httpx.get(label["document"]["url"]).content


def test_a_guessed_document_is_not_found(carrier: SimulatorServer) -> None:
    assert httpx.get(f"{carrier.base_url}/documents/labels/RF0000000001US.pdf").status_code == 404


def test_weight_and_payer_make_the_price(carrier: SimulatorServer, call: Any) -> None:
    assert call(carrier, "create_return_label", ASKED, key="a").data["cost"] == Decimal("10.00")
    by_customer = call(carrier, "create_return_label", ASKED | {"paid_by": "CUSTOMER"}, key="b").data
    assert by_customer["cost"] == Decimal("0.00")
    carrier.seed({"rates": [{"id": "GROUND", "base": "12.40", "per_kg": "0"}]})
    assert call(carrier, "create_return_label", ASKED, key="c").data["cost"] == Decimal("12.40")


def test_a_suspended_service_fails_with_the_code_that_asks_for_a_second_carrier(
    carrier: SimulatorServer, call: Any
) -> None:
    with pytest.raises(Rejected) as caught:
        call(carrier, "create_return_label", ASKED | {"service": "EXPRESS"})
    assert caught.value.code == "LABEL_FAILED"


def test_scans_move_a_parcel_on_until_it_is_delivered(carrier: SimulatorServer, call: Any) -> None:
    code = call(carrier, "create_return_label", ASKED).data["tracking_number"]
    carrier.act("scan", {"tracking_number": code, "at": "2026-03-16T09:00:00+00:00", "location": "Dayton"})
    carrier.act("scan", {"tracking_number": code, "status": "delivered", "at": "2026-03-18T10:00:00+00:00"})
    tracking = call(carrier, "track", {"tracking_number": code}).data
    assert (tracking["status"], [event["status"] for event in tracking["events"]]) == (
        "DELIVERED",
        ["IN_TRANSIT", "DELIVERED"],
    )
    assert tracking["first_scan_at"] == datetime(2026, 3, 16, 9, tzinfo=UTC)
    with pytest.raises(RefusalError):
        carrier.act("scan", {"tracking_number": code})


def test_a_scan_is_told_in_canonical_words(carrier: SimulatorServer) -> None:
    done = carrier.act("scan", {"id": "shp_0001", "status": "in_transit", "at": "2026-03-16T09:00:00+00:00"})
    payload = registry.get("carrier").triggers["tracker.updated"].payload(done["result"])
    assert payload == {
        "rma_number": "RMA-0001", "tracking_number": "RF0000000001US", "status": "IN_TRANSIT",
        "at": datetime(2026, 3, 16, 9, tzinfo=UTC),
    }  # fmt: skip


def test_a_label_is_voided_only_before_the_first_scan(carrier: SimulatorServer, call: Any) -> None:
    carrier.act("scan", {"id": "shp_0001"})
    with pytest.raises(Rejected) as caught:
        call(carrier, "void_label", {"tracking_number": "RF0000000001US"})
    assert caught.value.code == "ALREADY_SCANNED"


@pytest.mark.parametrize(
    "data",
    [
        {"id": "shp_404"},
        {"id": "shp_0001", "status": "eaten"},
        {"id": "shp_0001", "at": "soon"},
        {"id": "shp_0001", "at": "2026-03-16T09:00:00"},
    ],
)
def test_a_scan_that_makes_no_sense_is_refused(carrier: SimulatorServer, data: dict[str, Any]) -> None:
    with pytest.raises(RefusalError):
        carrier.act("scan", data)


def test_every_status_of_the_carrier_has_a_canonical_one() -> None:
    assert set(mapping.STATUS.values()) == set(TRACKING_STATUSES)
